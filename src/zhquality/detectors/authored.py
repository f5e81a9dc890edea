"""Lines of furniture that are the author's own: shown, but not written.

A document in Markdown says when it was changed, what to read beside it and where its readers meet. Only what a site put around an article
is taken out of it, and a site puts more than a line or two.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from zhquality.lazy import pattern

if TYPE_CHECKING:
    from zhquality.detectors.lines import Page
    from zhquality.document import Document

__all__ = ["heads_items", "is_authored", "is_numbered", "is_subject"]

_HEADING = pattern(r"#{1,6}\s+\S")
_HEADINGS = 2
"""Headings of a document in Markdown: one is what an extractor makes of a title."""
_FEW = 3
"""Lines of furniture up to which they may be the author's. Of 2,896 public pages, most of them documents, ``clean`` wrote in 227, and in 163 without
these: titles, days of change, heads of lists and hints; one such line in ten was a site's."""
_TERMS = 5
"""Lines on copyright of a page at the most; a dictionary has eight with examples of 转载."""
_NUMBERED = pattern(r"(?:0x[0-9a-f]{2}|[一二三四五六七八九十]{1,3}、|\d{1,2}(?:\.\d{1,2}){0,3}[.、])\s?\S")
_ITEM = pattern(r"(?:[-*+•]|\d{1,3}[.)])\s")


def is_authored(document: Document, page: Page) -> bool:
    """Whether a page is a document in Markdown, by its headings or front matter, with a few lines of furniture at the most."""
    front = document.text.startswith(("---", "+++")) and document.protected[:1] and document.protected[0][0] == 0
    headings = islice((view for view in page.views if _HEADING.match(view.norm)), _HEADINGS)
    if not front and len(list(headings)) < _HEADINGS:
        return False
    return sum(view.reading.certain for view in page.views) <= _FEW


def is_subject(page: Page) -> bool:
    """Whether a page gives examples of what sites say of copyright: a site says it once or twice."""
    return sum(view.reading.certain and view.reading.rule == "BPL007" for view in page.views) > _TERMS


def is_numbered(norm: str) -> bool:
    """Whether a line is numbered, as sections are and no heading of a site: 0x00 相关链接."""
    return _NUMBERED.match(norm) is not None


def heads_items(page: Page, i: int) -> bool:
    """Whether a line heads a list that stays (相关文档: above the items of a list): without it they hang in the air."""
    view, below = page.views[i], page.views[i + 1 : i + 2]
    if not view.norm.rstrip("*_ ").endswith(":") or not below:
        return False
    return not below[0].reading.certain and _ITEM.match(below[0].norm) is not None
