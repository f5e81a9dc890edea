"""Lines that an author wrote although they look like publication data: logs, the days of a diary, releases of a program.

And verse below pictures, whose lines are as short as those of menus.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from zhquality.lazy import pattern

__all__ = ["captions", "chat_lines", "cue_lines", "log_lines", "release_lines", "timetable_lines"]

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


_CUE = pattern(r"\d{1,2}:\d\d(?::\d\d)?[,.]\d{1,3}\s?-{1,2}>\s?\d{1,2}:\d\d(?::\d\d)?[,.]\d{1,3}.{0,40}")
_CUES, _CUE_LINES = 2, 5
"""Times of subtitles that make a film's, and lines from one to the next, with its number, by judgement."""


def cue_lines(norms: Sequence[str]) -> Iterator[int]:
    """Indices of the lines of subtitles: when each is shown, and what stands between two."""
    cues = [i for i, norm in enumerate(norms) if _CUE.fullmatch(norm)]
    near = [(a, b) for a, b in pairwise(cues) if b - a <= _CUE_LINES]
    if len(near) >= _CUES - 1:
        for a, b in near:
            yield from range(a, b + 1)
        yield from range(near[-1][1], min(near[-1][1] + 2, len(norms)))


_HOUR = pattern(
    r"(?:[上下中]午|早上|晚上?|凌晨)?\s?(\d{1,2}):(\d\d)(?:\s?[-–—~至到]{1,2}\s?(?:[上下]午)?\s?\d{1,2}:\d\d)?\s{0,3}[^\d\s:].{0,60}"
)
_WEEKDAY = pattern(r"(?:星期|周|礼拜)([一二三四五六日天])\s{0,3}:?\s{0,3}[^\s:].{0,60}")
_WEEK = "一二三四五六日天"
_ENTRIES = 3
"""Entries of a timetable or a talk below each other whose times rise, by judgement; a list of news begins with the latest."""


def timetable_lines(norms: Sequence[str]) -> Iterator[int]:
    """Indices of the lines of a timetable: hours of a day or days of a week that rise, each with what is then."""
    keys = [_hour(norm) for norm in norms]
    start = 0
    for at in range(1, len(keys) + 1):
        above, below = keys[at - 1], keys[at] if at < len(keys) else None
        if above and below and above[0] == below[0] and above < below:
            continue
        if keys[start] and at - start >= _ENTRIES:
            yield from range(start, at)
        start = at


def _hour(norm: str) -> tuple[int, ...] | None:
    """Which kind of time an entry has, and the time."""
    if found := _WEEKDAY.fullmatch(norm):
        return 1, _WEEK.index(found[1])
    found = _HOUR.fullmatch(norm) if norm[:1].isdigit() or norm[:1] in "上下中早晚凌" else None
    return (0, int(found[1]), int(found[2])) if found else None


_SAID = pattern(r"[^\s:]{1,12}\s(\d{1,2}):(\d\d)(?::\d\d)?")
_SAYINGS = 3
"""Lines between who speaks and who speaks next, by judgement."""


def chat_lines(norms: Sequence[str], told: Sequence[bool]) -> Iterator[int]:
    """Indices of the lines of a talk that somebody copied: who speaks and when, in the order of time, and what is said."""
    said = [(i, (int(found[1]), int(found[2]))) for i, norm in enumerate(norms) if (found := _SAID.fullmatch(norm))]
    start = 0
    for at in range(1, len(said) + 1):
        if at < len(said) and said[at - 1][1] <= said[at][1] and 1 < said[at][0] - said[at - 1][0] <= _SAYINGS + 1:
            continue
        first, last = said[start][0], said[at - 1][0]
        if at - start >= _ENTRIES and not any(told[i] for i in range(first, last)):
            yield from range(first, min(last + 2, len(norms)))
        start = at


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
