"""Lines that an author wrote although they look like publication data: logs, the days of a diary, releases of a program.

And verse below pictures, whose lines are as short as those of menus.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from zhquality.lazy import pattern

__all__ = ["captions", "log_lines", "release_lines"]

_TIME = pattern(
    r"[\[(]?((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?[\st](\d{1,2}):(\d\d)(?::(\d\d))?"
    r"(?:[.,]\d{1,6})?[\])]?(.{0,400})"
)
_LEVEL = pattern(r"[\s\[:|-]{0,4}(?:info|warn|warning|error|debug|trace|fatal|notice)\b")
_LOG, _DIARY = 3, 2
"""Lines with a time below each other, the earliest first, that make a log, by judgement; a list of news begins with the latest.
Times with paragraphs and nothing else between them that make a diary."""


class _Timed(NamedTuple):
    """A line that begins with a time: where it is, the time, and what stands behind it."""

    at: int
    time: tuple[int, ...]
    rest: str


def log_lines(norms: Sequence[str], prose: Sequence[bool]) -> Iterator[int]:
    """Indices of the lines of logs, and of the days that head the paragraphs of a diary: their times rise."""
    timed = [
        _Timed(i, tuple(int(part or 0) for part in found.groups()[:6]), found[7].strip())
        for i, norm in enumerate(norms)
        if norm[:1] in "[(12" and (found := _TIME.fullmatch(norm))
    ]
    told = [0]
    for spoken in prose:
        told.append(told[-1] + spoken)
    start = 0
    for at in range(1, len(timed) + 1):
        if at < len(timed) and _goes_on(timed[at - 1], timed[at], told):
            continue
        run = timed[start:at]
        if run and _is_told(run, prose):
            yield from (line.at for line in run)
        start = at


def _is_told(run: Sequence[_Timed], prose: Sequence[bool]) -> bool:
    """Whether times that rise are those of a log, with what happened behind them, or head the paragraphs of a diary."""
    if run[-1].rest:
        return len(run) >= _LOG or any(_LEVEL.match(line.rest) for line in run)
    return len(run) >= _DIARY and any(prose[run[-1].at + 1 : run[-1].at + 2])


def _goes_on(above: _Timed, below: _Timed, told: Sequence[int]) -> bool:
    """Whether a time follows another one of the same log, or of the same diary, with paragraphs between them."""
    between = below.at - above.at - 1
    if bool(above.rest) != bool(below.rest) or below.time < above.time:
        return False
    return not between if above.rest else between > 0 and told[below.at] - told[above.at] == between


_RELEASE = pattern(r"(?:发布|更新|发行|上线|修改)(?:日期|时间)?\s?:\s?(?:19|20)\d\d\s?[-/.年].{0,24}")
_HEADING = pattern(r"#{1,6}\s.{1,80}|[=\-~^*+\"'`]{3,}|(?:版本\s?|v)?\d{1,4}(?:\.\d{1,6}){1,3}")
_RELEASES = 2


def release_lines(norms: Sequence[str]) -> list[int]:
    """Indices of the days of releases, below headings of change notes; a page says once when it appeared."""
    found = [i for i in range(1, len(norms)) if _RELEASE.fullmatch(norms[i]) and _HEADING.fullmatch(norms[i - 1])]
    return found if len(found) >= _RELEASES else []


_VERSE = 10
"""Mean code points of lines below a picture that are verse; headlines below a picture have more."""


def captions(norms: Sequence[str], told: Sequence[bool], pictures: Sequence[int]) -> Iterator[int]:
    """Indices of short lines below pictures, two at the least, that nothing is known about: verse, and its title above the first.

    Args:
        norms: the lines.
        told: whether each is prose, or a pattern explains it.
        pictures: for each picture the index of the line below it.
    """
    if pictures and pictures[0] == 1 and len(pictures) > 1 and not told[0]:
        yield 0
    for start, below in pairwise(pictures):
        end = next((i for i in range(start, below) if told[i]), below)
        if end - start > 1 and sum(len(norms[i]) for i in range(start, end)) <= _VERSE * (end - start):
            yield from range(start, end)
