"""Lines that many pages of one site have in common: furniture, whatever they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from zhquality import lazy
from zhquality.detectors import Detection
from zhquality.detectors.spans import line_spans
from zhquality.document import Document, must_be_text
from zhquality.findings import Applicability, Finding, Proposal
from zhquality.lexicon.patterns import normalise
from zhquality.lexicon.scanner import Hit
from zhquality.model.gate import Gate

__all__ = ["Detector", "learn_lines"]

_PAGES = 3
"""Pages that a line must stand on; two may just quote each other."""
_SHARE = 0.3
"""Share of the pages that it must stand on: a section of a site has menus of its own, so half would be too many."""
_LONGEST = 400
_DIGITS = lazy.pattern(r"\d+")
_SPOKEN = lazy.pattern(r"[。!?…][”\"』」)]{0,2}$")
_SHORT = 20
"""Shorter sentences (“嗯。”) recur in every chapter of a novel."""


def _key(line: str) -> str:
    """A line as it is compared: half-width, digits folded, so that counters and dates do not matter."""
    return _DIGITS.sub("0", normalise(line).strip()) if len(line) <= _LONGEST else ""


def learn_lines(texts: Iterable[str]) -> frozenset[str]:
    """Lines, as compared, of at least 3 and 30 % of the pages.

    Args:
        texts: pages of one site; 10 to 100 are enough.
    """
    counts: Counter[str] = Counter()
    pages = 0
    for text in texts:
        must_be_text(text)
        pages += 1
        counts.update({_key(line.text) for line in Document(text).lines})
    least = max(_PAGES, _SHARE * pages)
    return frozenset(key for key, count in counts.items() if count >= least and _may_be_furniture(key))


def _may_be_furniture(key: str) -> bool:
    return any(map(str.isalpha, key)) and not (len(key) < _SHORT and _SPOKEN.search(key))


class Detector:
    """Learned lines in company (BPL002). One alone between others may be a heading of every article (摘要)."""

    scores: tuple[str, ...] = ("boilerplate",)
    triggers: frozenset[str] = frozenset()
    gate: Gate | None = None

    def __init__(self, lines: frozenset[str]) -> None:
        self._lines = lines

    def find(self, document: Document, hits: Sequence[Hit]) -> Detection:  # noqa: ARG002 - it has no triggers
        """Findings, and the share of the text's characters that they cover."""
        findings = tuple(self._findings(document))
        solid = len("".join(document.text.split()))
        found = sum(len("".join(f.surface.split())) for f in findings)
        return Detection(findings, {"boilerplate": found / solid if solid else 0.0})

    def _findings(self, document: Document) -> Iterator[Finding]:
        keys = [(index, _key(line.text)) for index, line in enumerate(document.lines) if line.text.strip()]
        learned = [key in self._lines for _, key in keys]
        company = [a or b for a, b in zip([False, *learned], [*learned[1:], False], strict=False)]
        taken = {index for (index, _), here, near in zip(keys, learned, company, strict=False) if here and near}
        for start, end in line_spans(document, taken).values():
            if not document.is_protected(start, start + 1):
                messages = ("this line stands on many pages of the site", "此行在该网站的许多页面上重复出现")
                proposals = (Proposal("", 0.98),)
                surface = document.text[start:end]
                yield Finding("BPL002", start, end, surface, 0.98, *messages, Applicability.SAFE, proposals)
