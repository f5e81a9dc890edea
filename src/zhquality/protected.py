"""Ranges of a text that no detector may touch: code, addresses, tags, comments, front matter.

One pass from left to right; every step consumes what it looked at, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["protected_ranges"]

_HINT = re.compile(r"`|~~~|<[!/A-Za-z]|://|www\.|@|\A---")
_FRONT_MATTER = re.compile(r"---\r?\n(?:.*?\n)?---[ \t]*(?=\r?\n|\Z)", re.DOTALL)
_ADDRESS = r"""[^\s<>"'\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"""
_OPENING = re.compile(
    rf"""
      ^[ ]{{0,3}}(?P<fence>`{{3,}}(?=[^`\n]*$)|~{{3,}})             # fenced code
    | (?P<tick>`+)                                                  # inline code
    | (?P<comment><!--)
    | </?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>\n]*)?>                      # HTML tag with its attributes
    | (?:https?|ftp)://{_ADDRESS}+
    | \bwww\.[A-Za-z0-9.-]+(?:/{_ADDRESS}*)?
    | (?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{{1,64}}@[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{1,4}}   # e-mail
    """,
    re.VERBOSE | re.MULTILINE,
)
_CLOSING_FENCE = re.compile(r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*\r?$", re.MULTILINE)
_TICKS = re.compile(r"`+")


class _Closings:
    """Where the constructs of one text end; each answer is found without looking at a place twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._comments = True
        self._line_end = -1
        self._same: dict[int, int] = {}

    def comment(self, start: int) -> int | None:
        """End of the comment that opens at ``start``."""
        end = self._text.find("-->", start + 4) if self._comments else -1
        self._comments = end >= 0
        return end + 3 if end >= 0 else None

    def fence(self, mark: str, after: int) -> int:
        """End of the fenced block whose opening fence ends at ``after``; an open block runs to the end of the text."""
        for found in _CLOSING_FENCE.finditer(self._text, after):
            if found["fence"].startswith(mark):
                return found.end()
        return len(self._text)

    def ticks(self, start: int) -> int | None:
        """End of the inline code that opens at ``start``: the next run of as many backticks on the line."""
        if start >= self._line_end:
            self._read_line(start)
        return self._same.get(start)

    def _read_line(self, start: int) -> None:
        end = self._text.find("\n", start)
        self._line_end = end if end >= 0 else len(self._text)
        self._same = {}
        latest: dict[int, int] = {}
        for run in _TICKS.finditer(self._text, start, self._line_end):
            size = run.end() - run.start()
            if size in latest:
                self._same[latest[size]] = run.end()
            latest[size] = run.start()


def protected_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Half-open ranges of code points, sorted and disjoint."""
    if not _HINT.search(text):
        return
    cursor = 0
    if front := _FRONT_MATTER.match(text):
        yield front.span()
        cursor = front.end()
    closings = _Closings(text)
    while found := _OPENING.search(text, cursor):
        end: int | None = found.end()
        if found["fence"]:
            end = closings.fence(found["fence"], found.end())
        elif found["tick"]:
            end = closings.ticks(found.start())
        elif found["comment"]:
            end = closings.comment(found.start())
        if end is not None:
            yield found.start(), end
        cursor = end or found.end()
