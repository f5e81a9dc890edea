"""BPL014: the headline of another article dropped between two paragraphs.

A sub-heading speaks of the article, so some pair of its characters stands in the text, and it seldom comes alone. A
line without end punctuation that shares no pair with the whole text around it, the only one of its kind,
is a link to another page.
"""

from __future__ import annotations

from collections.abc import Iterator

from zhquality.detectors.lines import Page, View
from zhquality.lazy import pattern

__all__ = ["inserted_headlines"]

_LEAST, _MOST = 7, 36
"""Code points of a headline; shorter ones have too few pairs to tell."""
_TEXT = 800
"""Code points of prose that the headline must be a stranger to."""
_HEADINGS = 2
"""Lone lines from which they are the article's own headings."""
_FORM = pattern(r"[㐀-鿿a-z0-9《》“”,:!?、 ]+[㐀-鿿a-z0-9》”!?]")
_NUMBERED = pattern(r"第?[0-9一二三四五六七八九十]{1,3}[、.章节条部篇回 ]")


def inserted_headlines(page: Page) -> Iterator[int]:
    """Indices in ``page.views`` of lines that are headlines of other articles; tutorials (tables, code) have none."""
    if any(v.written for v in page.views) or sum(len(v.norm) for v in page.views if v.prose) < _TEXT:
        return
    last = len(page.views)
    lone = [start for start, end in page.stretches if end - start == 1 and start > 0 and end < last]
    candidates = [i for i in lone if not page.views[i].reading.explained and not page.views[i].markup]
    if len(candidates) < _HEADINGS:
        yield from (i for i in candidates if _is_headline(page.views[i]) and page.overlap(page.views[i]) == 0.0)


def _is_headline(view: View) -> bool:
    norm = view.norm
    fits = _LEAST <= len(norm) <= _MOST and _FORM.fullmatch(norm) is not None
    return fits and _NUMBERED.match(norm) is None
