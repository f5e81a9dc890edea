"""datatrove: a filter by score and a formatter that cleans, as steps of its pipelines.

>>> from zhquality.corpus.datatrove import CleanFormatter, QualityFilter  # doctest: +SKIP
>>> pipeline = [reader, QualityFilter("spun < 0.2 and quality > 0.6"), CleanFormatter(), writer]  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.formatters.base import BaseFormatter

from zhquality.checker import Checker
from zhquality.corpus.keep import parse
from zhquality.corpus.kernel import SCORES

if TYPE_CHECKING:
    from datatrove.data import Document
    from datatrove.pipeline.writers.disk_base import DiskWriter

__all__ = ["CleanFormatter", "QualityFilter"]


class QualityFilter(BaseFilter):  # type: ignore[misc] # datatrove has no types
    """Keeps the documents an expression is true of, and notes quality and scores in the metadata of all.

    What is dropped is counted, and marked for the exclusion writer, by the kind of damage that is worst.

    Args:
        keep: an expression as for ``zhquality scan --keep``.
        checker: the checker to ask; the default configuration if left out.
        exclusion_writer: where dropped documents go.

    Raises:
        ConfigError: if the expression is wrong.
    """

    name = "zhquality"

    def __init__(self, keep: str, checker: Checker | None = None, exclusion_writer: DiskWriter | None = None) -> None:
        super().__init__(exclusion_writer)
        parse(keep)
        self.keep = keep
        self.checker = checker or Checker()

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Whether to keep a document; for one that is dropped, also the worst kind of damage."""
        report = self.checker.check(doc.text)
        scores = {name: report.scores.get(name, 0.0) for name in SCORES}
        doc.metadata["zhq_quality"] = report.quality
        doc.metadata["zhq_scores"] = scores
        values = {**scores, "quality": report.quality, "findings": len(report.findings), "length": len(doc.text)}
        return parse(self.keep)(values) or (False, max(scores, key=lambda name: scores[name]))


class CleanFormatter(BaseFormatter):  # type: ignore[misc] # datatrove has no types
    """Applies the safe fixes to every document.

    Args:
        checker: the checker to ask; the default configuration if left out.
    """

    name = "zhquality clean"

    def __init__(self, checker: Checker | None = None) -> None:
        super().__init__()
        self.checker = checker or Checker()

    def format(self, text: str) -> str:
        """The text with the safe fixes applied."""
        return self.checker.clean(text)
