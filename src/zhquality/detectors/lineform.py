"""What tells of a line whether it belongs to the site: its form, its place, what surrounds it, how a list repeats.

Names of features of every line of a page, in two passes: the second also knows what the first said of the lines around.
The models of ``lexicons/boilerplate`` weigh them, each by the zone of the page it stands in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from math import exp

from zhquality.detectors.lines import Page, View
from zhquality.detectors.prose import PROSE_END, is_whole
from zhquality.lazy import pattern

__all__ = ["first_features", "second_features"]

_HAN = pattern("[㐀-鿿]")
_LETTER = pattern(r"[^\W\d_]")
_SIGNS = tuple(
    (name, pattern(regex))
    for name, regex in (
        ("date", r"\d{1,4}\s?[-/.年月]\s?\d{1,2}"),
        ("clock", r"(?<!\d)\d{1,2}:[0-5]\d(?!\w)"),
        ("separator", r"[|>»›·/]|\s[-—]\s"),
        ("comma", "[,、]"),
        ("quote", '[“”"「」]'),
        ("stop-inside", "。(?!$)"),
        ("question", "[?!]$"),
        ("cut", r"(?:\.\.|…)$"),
        ("link-end", "[>»]$"),
        ("bracket", r"^[(【\[△▲]|[)】\]]$"),
    )
)
_BULLET = pattern(r"(?:[-*+•·●■◆○>#]|\d{1,3}[.)、]|\(?[一二三四五六七八九十]{1,3}[)、.]|\[\^?\w{1,3}\])\s?")
_FUNCTION = pattern("[的了是在我你他她它不这那就也都和与着过吗呢吧啊有又把被]")
"""Characters of sentences; headlines and menus have few."""
_NUMBER = pattern(r"[\d.,]{1,12}\s?[万千亿kw+%]?")
_WHEN = pattern(
    r"(?:(?:19|20)\d\d\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s?(?:星期|周)[一二三四五六日])?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?"
    r"|\d{1,2}:\d\d(?::\d\d)?|[^。!?,]{0,14}?(?:\d{1,3}|几)\s?(?:秒|分钟|小时|天|周|个月|月|年)前"
    r"|\d{1,3} (?:minute|hour|day|week|month|year)s? ago"
)
_COUNT = pattern(
    r"[^。!?]{0,40}?\d[\d.,]{0,8}[万k+]?(?:次|条|个|人)?(?:阅读|播放|浏览|评论|赞|回答|人想问|点击|观看|收藏|回复|点赞|热度|讨论|关注)数?"
)
_KIND_LENGTH = 30
_SIZES, _LONG = (2, 4, 8, 14, 25, 45), 200
"""Bounds of the classes of length; longer lines than the last have no such class of their own."""
_REACH = (1, 2, 3, 6, 12, 25, 60)
_RUNS, _ENDS, _SHARES = (1, 2, 4, 8, 16, 40), (0, 1, 2, 5, 10, 30), (0.0, 0.1, 0.25, 0.5, 0.75)
_WINDOWS, _SAME = (3, 8, 20), 4
_OFTEN, _PERIODS, _STEPS = 4, 4, range(2, 8)
"""How often a line stands on a page, or a day follows a day at the same distance, that makes a list of blocks; lines of a block."""
_NEAR = (2, 5, 12)
_SURE = (-4.0, -2.0, -0.7, 0.7, 2.0, 4.0)


def first_features(page: Page, possible: Collection[int]) -> list[list[str]]:
    """Names of each line's features; ``possible`` are the lines that lists and neighbours speak for."""
    lines = _Lines(page, possible)
    return [lines.features(i) for i in range(len(page.views))]


class _Lines:
    """The lines of a page, with what the features of more than one of them are taken from."""

    def __init__(self, page: Page, possible: Collection[int]) -> None:
        views = page.views
        self._page, self._possible = page, possible
        self._certain = [v.reading.certain for v in views]
        self._explained = [v.reading.explained for v in views]
        self._sums = [0, *accumulate(self._certain)], [0, *accumulate(self._explained)]
        self._total = f"total:{_class(sum(self._certain), _RUNS)}"
        self._counts = Counter(v.norm for v in views)
        self._shapes = [_shape(v.norm) for v in views]
        self._kinds = [_kind(v.norm) for v in views]
        self._blocks = _blocks([kind if kind in {"when", "count"} else "" for kind in self._kinds], views, self._counts)
        prose = [v.prose for v in views]
        whole = [v.prose and not v.written and is_whole(v.norm) for v in views]
        self._near = (
            ("certain", _above(self._certain), _below(self._certain)),
            ("prose", _above(prose), _below(prose)),
        )
        self._whole = _above(whole), _below(whole)
        self._opened = _above([v.reading.certain and v.reading.opens for v in views])

    def features(self, i: int) -> list[str]:
        """Names of the features of one line."""
        view = self._page.views[i]
        names = ["bias", self._total, *_own(view)]
        names += (f"shape:{self._shapes[i]}", f"often:{_class(self._counts[view.norm], (1, 2, 4))}")
        if i in self._possible:
            names.append("possible")
        if i in self._page.kept:
            names.append("kept")
        names += self._distances(i)
        names += self._shares(i)
        names += self._run(i)
        names += self._neighbours(i)
        names += self._ends(i)
        share = None if view.prose else self._page.overlap(view)
        if share is not None:
            names.append(f"topic:{_class(share, (0.0, 0.1, 0.2, 0.4, 0.6, 0.8))}")
        return names

    def _distances(self, i: int) -> Iterator[str]:
        """How far the nearest lines of some kinds are."""
        for what, above, below in self._near:
            up, down = _distance(i, above[i]), _distance(i, below[i])
            yield f"{what}-above:{up}"
            yield f"{what}-below:{down}"
            yield f"{what}-around:{up}:{down}"
        above, below = self._whole
        yield f"whole-above:{_distance(i, above[i])}"
        yield f"whole-below:{_distance(i, below[i])}"
        yield f"opened-above:{_distance(i, self._opened[i])}"

    def _shares(self, i: int) -> Iterator[str]:
        """How much of what is around is known."""
        flagged = (("certain", self._certain, self._sums[0]), ("backed", self._explained, self._sums[1]))
        for reach in _WINDOWS:
            low, high = max(0, i - reach), min(len(self._shapes), i + reach + 1)
            others = max(1, high - low - 1)
            for name, flags, sums in flagged:
                yield f"{name}{reach}:{_class((sums[high] - sums[low] - flags[i]) / others, _SHARES)}"

    def _run(self, i: int) -> Iterator[str]:
        """How long the stretch between paragraphs is, and how much of the rest of it is known."""
        if i not in self._page.stretch_of:
            return
        start, end = self._page.stretch_of[i]
        yield f"run:{_class(end - start, _RUNS)}"
        if end - start > 1:
            known = self._sums[0][end] - self._sums[0][start] - self._certain[i]
            yield f"known:{_class(known / (end - start - 1), _SHARES)}"

    def _neighbours(self, i: int) -> Iterator[str]:
        """The forms of the lines around, and the block that this one belongs to."""
        shapes, kinds, size = self._shapes, self._kinds, len(self._shapes)
        same = shapes[max(0, i - _SAME) : i + _SAME + 1].count(shapes[i]) - 1
        yield f"same:{_class(same, (0, 2, 4, 6))}"
        for step in (-2, -1, 1, 2):
            yield f"shape{step}:{shapes[i + step] if 0 <= i + step < size else 'end'}"
        for step in (-3, -2, -1, 1, 2, 3):
            if 0 <= i + step < size and kinds[i + step]:
                yield f"kind{step}:{kinds[i + step]}"
        if kinds[i]:
            yield f"kind:{kinds[i]}"
        if self._blocks[i]:
            yield f"block:{self._blocks[i]}"

    def _ends(self, i: int) -> Iterator[str]:
        """How far the ends of the page are, and the rules of the lines next to this one."""
        views, size = self._page.views, len(self._shapes)
        yield f"top:{_class(i, _ENDS)}"
        yield f"bottom:{_class(size - 1 - i, _ENDS)}"
        yield f"rule-1:{views[i - 1].reading.rule if i and self._certain[i - 1] else ''}"
        yield f"rule1:{views[i + 1].reading.rule if i + 1 < size and self._certain[i + 1] else ''}"


def second_features(
    rows: Sequence[Sequence[str]], certain: Sequence[bool], first: Sequence[float]
) -> Iterator[list[str]]:
    """The same with what the first pass said, in log odds, of each line and those around it; certain lines are known."""
    size = len(rows)
    sure = ["c" if c else str(bisect_left(_SURE, x)) for c, x in zip(certain, first, strict=True)]
    likely = [1.0 if c else 1 / (1 + exp(-min(30.0, max(-30.0, x)))) for c, x in zip(certain, first, strict=True)]
    sums = [0.0, *accumulate(likely)]
    for i, names in enumerate(rows):
        more = [*names, f"own:{sure[i]}"]
        more += (f"near{step}:{sure[i + step] if 0 <= i + step < size else 'end'}" for step in (-2, -1, 1, 2))
        for reach in _NEAR:
            low, high = max(0, i - reach), min(size, i + reach + 1)
            mean = (sums[high] - sums[low] - likely[i]) / max(1, high - low - 1)
            more.append(f"mean{reach}:{int(8 * mean + 1e-9)}")
        low, high = max(0, i - 4), min(size, i + 5)
        above = int(4 * (sums[i] - sums[low]) / (i - low) + 1e-9) if i > low else "end"
        below = int(4 * (sums[high] - sums[i + 1]) / (high - i - 1) + 1e-9) if high > i + 1 else "end"
        more.append(f"around:{above}:{below}")
        yield more


def _own(view: View) -> Iterator[str]:
    norm, reading = view.norm, view.reading
    if view.prose:
        yield "prose"
    state = "certain" if reading.certain else "whole" if reading.explained else "part" if reading.strength else ""
    yield f"read:{state}{'+' if reading.strong else ''}"
    yield f"rule:{reading.rule}{state}"
    if not _LETTER.search(norm):
        yield "no-letters"
    elif not _HAN.search(norm):
        yield "latin-only"
    if PROSE_END.search(norm):
        yield "ends-sentence"
    if _BULLET.match(norm):
        yield "bullet"
    for name, sign in _SIGNS:
        if sign.search(norm):
            yield name
    if len(norm) > _SIZES[1]:
        yield f"function:{_class(len(_FUNCTION.findall(norm, 0, _LONG)) / min(_LONG, len(norm)), (0.0, 0.04, 0.08, 0.15))}"


def _kind(norm: str) -> str:
    if _NUMBER.fullmatch(norm):
        return "number"
    if len(norm) <= _KIND_LENGTH and _WHEN.fullmatch(norm):
        return "when"
    return "count" if len(norm) <= 2 * _KIND_LENGTH and _COUNT.fullmatch(norm) else ""


def _shape(norm: str) -> str:
    end = "." if PROSE_END.search(norm) else ""
    return f"{'h' if _HAN.search(norm) else 'l'}{bisect_left(_SIZES, len(norm))}{end}"


def _blocks(kinds: Sequence[str], views: Sequence[View], counts: Counter[str]) -> list[str]:
    """For each line, what recurs at the same distance around it: days, counts, or one line again and again."""
    found = [""] * len(views)
    where: dict[str, list[int]] = {}
    for i, (kind, view) in enumerate(zip(kinds, views, strict=True)):
        if kind or counts[view.norm] >= _OFTEN:
            where.setdefault(kind or f"={view.norm}", []).append(i)
    for name, places in where.items():
        start = 0
        for at in range(1, len(places) + 1):
            step = places[start + 1] - places[start] if start + 1 < len(places) else 0
            if at < len(places) and places[at] - places[at - 1] == step in _STEPS:
                continue
            if at - start >= _PERIODS and step in _STEPS:
                low, high = max(0, places[start] - step + 1), min(len(views), places[at - 1] + step)
                mark = "again" if name.startswith("=") else name
                found[low:high] = [mark] * (high - low)
            start = at
    return found


def _above(flags: Sequence[bool]) -> list[int | None]:
    """For each place the nearest one above with a flag."""
    found: list[int | None] = []
    last = None
    for i, flag in enumerate(flags):
        found.append(last)
        last = i if flag else last
    return found


def _below(flags: Sequence[bool]) -> list[int | None]:
    size = len(flags)
    return [None if i is None else size - 1 - i for i in reversed(_above(list(reversed(flags))))]


def _distance(i: int, other: int | None) -> str:
    return "none" if other is None else _class(abs(other - i), _REACH)


def _class(value: float, bounds: Sequence[float]) -> str:
    return str(bisect_left(bounds, value))
