"""Likely sources of one page in a corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zhquality.checker import Checker
from zhquality.rewrite.compare import Comparer
from zhquality.rewrite.comparison import RELATED, Comparison
from zhquality.rewrite.fingerprint import fingerprint
from zhquality.rewrite.index import Index

__all__ = ["Source", "trace"]

_COMPARED = 4
"""For each source wanted, pages with the most shingles in common that are compared in full."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page that a text may have been made from.

    Attributes:
        number: of the page in the corpus, from 0.
        comparison: of the page (``a``) with the text (``b``).
    """

    number: int
    comparison: Comparison


def trace(text: str, pages: Callable[[], Iterable[str]], checker: Checker, limit: int = 5) -> list[Source]:
    """Rank the pages of a corpus that a text may have been made from.

    The corpus is read twice: once for shingles shared with the text (in memory are only those), once for the pages to
    compare.

    Args:
        text: the text to trace.
        pages: gives the corpus anew, in the same order, at each call.
        checker: its dictionaries are those the search is blind to.
        limit: sources wanted, at least 1.

    Returns:
        Sources, the likeliest first: those that hold the most of the text, to a tenth of it, and among them those
        that the text was rather made from than the other way round.
    """
    comparer = Comparer(checker)
    page = fingerprint(text, comparer.vocabulary)
    index = Index(only=page)
    for other in pages():
        index.add(fingerprint(other, comparer.vocabulary))
    wanted = {match.number for match in index.query(page, _COMPARED * limit)}
    found = [Source(number, comparer.compare(other, text)) for number, other in enumerate(pages()) if number in wanted]
    related = [source for source in found if source.comparison.probability >= RELATED]
    return sorted(related, key=_rank)[:limit]


def _rank(source: Source) -> tuple[float, float, float, int]:
    comparison = source.comparison
    return -round(comparison.coverage_b, 1), -comparison.b_rewritten, -comparison.coverage_b, source.number
