"""A text with what every detector needs of it: lines, protected ranges, script."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from zhquality.lazy import pattern
from zhquality.protected import protected_ranges

__all__ = ["Document", "Line", "Span", "must_be_text"]

Span = tuple[int, int]
"""Half-open range of code points."""


class Line(NamedTuple):
    """One line: ``text`` without its line end; ``next`` is where the following line starts."""

    start: int
    end: int
    next: int
    text: str


# Traditional-only and simplified-only characters among the 300 most frequent of each script (OpenCC's tables);
# a handful decides the script of any text of a sentence or more.
_TRADITIONAL = frozenset(
    "們來個說時國這為會對發現後過還學從沒經樣點當長動見問間實開應員電產業關機頭體車讓進種氣無書兩東網總處務標"
)
_SIMPLIFIED = frozenset(
    "们来个说时国这为会对发现后过还学从没经样点当长动见问间实开应员电产业关机头体车让进种气无书两东网总处务标"
)


_PAGE = pattern(r"^[ \t\ufeff]*<(?:!doctype html|html|head|body)\b[^<>]*>", re.IGNORECASE | re.MULTILINE)
_MARKDOWN = pattern(r"^#{1,6} \S|\]\((?:https?:|[/.#])|^\*\*\S", re.MULTILINE)
"""Headings, links and strong words: pages that have these hold tables of HTML, but are none."""
_CLOSING = pattern(r"</(?:p|div|a|span|ul|ol|li|table|tr|td|th|h[1-6]|nav|section|header|footer)>", re.IGNORECASE)
_TAG = pattern(r"<(?P<closes>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)")
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "source", "wbr"))
"""Elements without an end."""
_TAGS, _LINES_A_TAG = 6, 4
"""Closing tags, and lines to one of them, from which a text without a head is a part of a page. Of 82,594 texts of the corpora and
the development set two have any such tag, one each; none is a part of a page with 2 to 12 of them and 1 to 16 lines."""


def must_be_text(text: object) -> None:
    """Raise TypeError at what is no str: bytes have to be decoded first, a missing text left out."""
    if not isinstance(text, str):
        raise TypeError(f"a text must be a str, not {type(text).__name__}")


class Document:
    """A text and its derived views, each computed when first asked for.

    Attributes:
        text: the text as given; lone surrogates are allowed.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The text's lines; only line feed, carriage return, and the two together end a line."""
        lines: list[Line] = []
        start = 0
        for found in re.finditer(r"\r\n|\n|\r", self.text):
            lines.append(Line(start, found.start(), found.end(), self.text[start : found.start()]))
            start = found.end()
        if start < len(self.text):
            lines.append(Line(start, len(self.text), len(self.text), self.text[start:]))
        return tuple(lines)

    @cached_property
    def _line_starts(self) -> Sequence[int]:
        return [line.start for line in self.lines]

    def line_at(self, offset: int) -> int:
        """Index of the line that holds the code point at ``offset`` (0 in an empty text)."""
        return max(0, bisect_right(self._line_starts, offset) - 1)

    @cached_property
    def protected(self) -> tuple[Span, ...]:
        """Ranges no detector may touch: code, addresses, tags, comments, front matter. Sorted, disjoint."""
        return tuple(protected_ranges(self.text))

    def protected_in(self, start: int, end: int) -> Iterator[Span]:
        """The protected ranges that hold a code point of ``[start, end)``; of an empty span, the one at ``start``."""
        ranges, end = self.protected, max(end, start + 1)
        at = max(0, bisect_right(ranges, (start, len(self.text) + 1)) - 1)
        while at < len(ranges) and ranges[at][0] < end:
            if ranges[at][1] > start:
                yield ranges[at]
            at += 1

    def is_protected(self, start: int, end: int) -> bool:
        """Whether any code point of ``[start, end)`` is protected."""
        return next(self.protected_in(start, end), None) is not None

    @cached_property
    def is_html(self) -> bool:
        """Whether the text is the source of a page of HTML, or of a part of one."""
        if "</" not in self.text:
            return False
        if any(not self.is_code(found.start()) for found in _PAGE.finditer(self.text)):
            return True
        if _MARKDOWN.search(self.text):
            return False
        closed = sum(1 for _ in _CLOSING.finditer(self.text))
        return closed >= _TAGS and closed * _LINES_A_TAG >= self.text.count("\n")

    def cuts_tag(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` has a part of a tag or comment of HTML, or one of two tags that belong together."""
        balance: Counter[str] = Counter()
        for low, high in self.protected_in(start, end):
            if self.text[low] != "<":
                continue
            if low < start or high > end:
                return True
            for tag in _TAG.finditer(self.text, low, high):
                balance[tag["name"].lower()] += -1 if tag["closes"] else 1
        return any(count for name, count in balance.items() if name not in _VOID)

    def is_protected_whole(self, start: int, end: int) -> bool:
        """Whether every code point of ``[start, end)`` but blanks is protected."""
        for low, high in self.protected_in(start, end):
            if self.text[start:low].strip():
                return False
            start = max(start, high)
        return not self.text[start:end].strip()

    def is_code(self, offset: int) -> bool:
        """Whether the code point at ``offset`` stands in fenced or inline code."""
        starts = (self.text[low : low + 4].lstrip(" ") for low, _ in self.protected_in(offset, offset + 1))
        return any(start.startswith(("`", "~")) for start in starts)

    @cached_property
    def characters(self) -> frozenset[str]:
        """The different characters of the text."""
        return frozenset(self.text)

    @cached_property
    def traditional(self) -> bool:
        """Whether the text is mostly written in traditional characters."""
        sample = self.text[:20_000]
        old = sum(map(sample.count, _TRADITIONAL - _SIMPLIFIED))
        return old > 0 and old > sum(map(sample.count, _SIMPLIFIED - _TRADITIONAL))
