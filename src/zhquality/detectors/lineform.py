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
from zhquality.detectors.prose import PROSE_END, is_paragraph, is_whole
from zhquality.lazy import pattern

__all__ = ["ZONES", "first_features", "second_features", "zones"]

ZONES = ("head", "middle", "tail", "only")
"""Above the first prose, between it and the last paragraph, below; a page without prose is one zone."""
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


def zones(page: Page) -> list[str]:
    """The zone of every line."""
    views = page.views
    prose = [i for i, v in enumerate(views) if v.prose]
    if not prose:
        return ["only"] * len(views)
    first = prose[0]
    last = max((i for i in prose if views[i].written or is_paragraph(views[i].norm)), default=prose[-1])
    return ["head" if i < first else "tail" if i > last else "middle" for i in range(len(views))]


def first_features(page: Page, possible: Collection[int]) -> list[list[str]]:
    """Names of each line's features; ``possible`` are the lines that lists and neighbours speak for."""
    views = page.views
    certain = [v.reading.certain for v in views]
    explained = [v.reading.explained for v in views]
    counts = Counter(v.norm for v in views)
    kinds, shapes = [_kind(v.norm) for v in views], [_shape(v.norm) for v in views]
    blocks = _blocks([kind if kind in {"when", "count"} else "" for kind in kinds], views, counts)
    near = [
        ("certain", _above(certain), _below(certain)),
        ("prose", _above([v.prose for v in views]), _below([v.prose for v in views])),
    ]
    whole = [v.prose and not v.written and is_whole(v.norm) for v in views]
    wholes = _above(whole), _below(whole)
    opened = _above([v.reading.certain and v.reading.opens for v in views])
    sums = [0, *accumulate(certain)], [0, *accumulate(explained)]
    stretch = page.stretch_of
    size, total = len(views), f"total:{_class(sum(certain), _RUNS)}"
    rows = []
    for i, view in enumerate(views):
        names = ["bias", total, *_own(view), f"shape:{shapes[i]}", f"often:{_class(counts[view.norm], (1, 2, 4))}"]
        if i in possible:
            names.append("possible")
        if i in page.kept:
            names.append("kept")
        for what, up, down in near:
            a, b = _distance(i, up[i]), _distance(i, down[i])
            names += (f"{what}-above:{a}", f"{what}-below:{b}", f"{what}-around:{a}:{b}")
        names += (
            f"whole-above:{_distance(i, wholes[0][i])}",
            f"whole-below:{_distance(i, wholes[1][i])}",
            f"opened-above:{_distance(i, opened[i])}",
        )
        names += _shares(i, size, certain, explained, sums)
        if i in stretch:
            start, end = stretch[i]
            names.append(f"run:{_class(end - start, _RUNS)}")
            if end - start > 1:
                names.append(
                    f"known:{_class((sums[0][end] - sums[0][start] - certain[i]) / (end - start - 1), _SHARES)}"
                )
        low, high = max(0, i - _SAME), i + _SAME + 1
        names.append(f"same:{_class(shapes[low:high].count(shapes[i]) - 1, (0, 2, 4, 6))}")
        for step in (-2, -1, 1, 2):
            names.append(f"shape{step}:{shapes[i + step] if 0 <= i + step < size else 'end'}")
        for step in (-3, -2, -1, 1, 2, 3):
            if 0 <= i + step < size and kinds[i + step]:
                names.append(f"kind{step}:{kinds[i + step]}")
        if kinds[i]:
            names.append(f"kind:{kinds[i]}")
        if blocks[i]:
            names.append(f"block:{blocks[i]}")
        names += (f"top:{_class(i, _ENDS)}", f"bottom:{_class(size - 1 - i, _ENDS)}")
        names.append(f"rule-1:{views[i - 1].reading.rule if i and certain[i - 1] else ''}")
        names.append(f"rule1:{views[i + 1].reading.rule if i + 1 < size and certain[i + 1] else ''}")
        share = None if view.prose else page.overlap(view)
        if share is not None:
            names.append(f"topic:{_class(share, (0.0, 0.1, 0.2, 0.4, 0.6, 0.8))}")
        rows.append(names)
    return rows


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


def _shares(
    i: int, size: int, certain: Sequence[bool], explained: Sequence[bool], sums: tuple[Sequence[int], Sequence[int]]
) -> Iterator[str]:
    for reach in _WINDOWS:
        low, high = max(0, i - reach), min(size, i + reach + 1)
        others = max(1, high - low - 1)
        for name, flags, cumulated in (("certain", certain, sums[0]), ("backed", explained, sums[1])):
            yield f"{name}{reach}:{_class((cumulated[high] - cumulated[low] - flags[i]) / others, _SHARES)}"


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
