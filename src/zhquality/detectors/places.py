"""What the place of a line says where its words say little or mislead.

A motto stands above a menu and in the footer once more; who holds something is said between paragraphs of a notice, and the day
it was signed below its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from zhquality.lazy import pattern

if TYPE_CHECKING:
    from zhquality.detectors.lines import View

__all__ = ["echoes", "file_runs", "lone_trails", "mottos", "sections", "signatures", "told_hosts"]

_HEAD = 12
"""Lines of a page's head."""
_MOTTO = 60
"""Code points of a motto: longer lines are paragraphs."""
_MENU, _ENTRIES = 6, 4
"""Lines below a motto, and how many of them are known words of a menu."""
_NAVIGATION = "BPL002"
_COPYRIGHT = ("BPL007", "BPL008")
_ECHO = (4, 40)
"""Code points of what a head and a footer share."""
_HOST = "run-by"
_NEAR = 4
"""Lines around within which a footer has other certain lines."""
_TRAIL, _BREADCRUMB = 3, "BPL001"
_DAY = pattern(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日|二[〇○0]{1,2}[一二三四五六七八九〇○]{1,3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日")
_SIGNATORY = pattern(r"[一-鿿·()\s]{2,24}")
_SECTION = pattern(r"([一二三四五六七八九十]{1,2})、\S")
_NUMERALS, _SECTIONS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), 3
"""Sections of a notice, and how many of them in their order make one, by judgement: a list between two may be cut out."""
_FILE = pattern(r"\.(?:pdf|epub|mobi|azw3|txt|docx?|xlsx?|pptx?|zip|rar|7z|mp[34]|mkv|avi|apk|exe|dmg|iso|torrent)(?![a-z0-9])")
_SIZE = pattern(r"\d\s?[kmgt]i?b(?![a-z])|[a-z]{3,10}://")
_FILES = 4
"""Files below each other that make an author's list, by judgement."""
_SIGNED = 14
"""Lines below the last paragraph in which a letter is signed: its annexes stand between."""


def mottos(views: Sequence[View]) -> Iterator[int]:
    """Sentences that stand above a menu, before any paragraph: they do not begin the article."""
    for i, view in enumerate(views[:_HEAD]):
        below = views[i + 1 : i + 1 + _MENU]
        if view.prose and (view.written or len(view.norm) >= _MOTTO):
            return
        entries = sum(v.reading.explained and v.reading.rule == _NAVIGATION and not v.markup for v in below)
        if view.prose and not view.markup and entries >= _ENTRIES and not any(v.prose for v in below):
            yield i


def echoes(views: Sequence[View], zones: Sequence[str]) -> Iterator[int]:
    """Lines of the head that stand in a line of the footer on copyright: the site's name, its motto."""
    footer = [v.norm for v, zone in zip(views, zones, strict=True) if zone == "tail" and _is_footer(v)]
    for i, view in enumerate(views[:_HEAD] if footer else ()):
        known = _ECHO[0] <= len(view.norm) <= _ECHO[1] and not view.markup and zones[i] == "head"
        if known and any(view.norm in line and view.norm != line for line in footer):
            yield i


def _is_footer(view: View) -> bool:
    return view.reading.certain and view.reading.rule in _COPYRIGHT


def told_hosts(views: Sequence[View]) -> Iterator[int]:
    """Who holds something (主办单位:), if paragraphs stand above and below and nothing certain is near: a notice says so."""
    prose = [i for i, v in enumerate(views) if v.prose]
    for i in range(prose[0] + 1, prose[-1]) if prose else ():
        found = views[i].reading.pattern
        if found is not None and found.name == _HOST:
            around = (*views[max(0, i - _NEAR) : i], *views[i + 1 : i + 1 + _NEAR])
            if not any(v.reading.certain for v in around):
                yield i


def lone_trails(views: Sequence[View]) -> Iterator[int]:
    """What looks like a breadcrumb (多>少) between paragraphs, without any known line near: a heading."""
    prose = [i for i, v in enumerate(views) if v.prose]
    for i in range(prose[0] + 1, prose[-1]) if prose else ():
        around = (*views[max(0, i - _TRAIL) : i], *views[i + 1 : i + 1 + _TRAIL])
        weak = views[i].reading.rule == _BREADCRUMB and not views[i].reading.certain
        if weak and not any(v.reading.explained for v in around):
            yield i


def signatures(views: Sequence[View]) -> Iterator[int]:
    """The day below the one who signs a notice, if it is the only such day below the last paragraph, and who signs."""
    last = max((i for i, v in enumerate(views) if v.prose), default=len(views))
    days = [i for i in range(last + 1, len(views)) if _DAY.fullmatch(views[i].norm)]
    if len(days) != 1 or days[0] > last + _SIGNED:
        return
    above = views[days[0] - 1]
    signed = _SIGNATORY.fullmatch(above.norm) is not None and not above.reading.certain
    if above.prose or signed:
        yield days[0]
    if signed:
        yield days[0] - 1


def sections(views: Sequence[View]) -> Iterator[int]:
    """Headings that rise in Chinese numerals from the first (一、 二、 四、): a site does not number its lists so."""
    numbered = [(i, found[1]) for i, v in enumerate(views) if (found := _SECTION.match(v.norm))]
    places = [_NUMERALS.index(numeral) if numeral in _NUMERALS else -1 for _, numeral in numbered]
    rising = places[:1] == [0] and all(a < b for a, b in pairwise(places))
    if rising and len(places) >= _SECTIONS:
        yield from (i for i, _ in numbered if not views[i].prose)


def file_runs(views: Sequence[View]) -> Iterator[int]:
    """Lines below each other that each name a file, with its size or address: what an author offers to download."""
    start = 0
    for i, view in enumerate([*views, None]):
        if view is not None and _FILE.search(view.norm) and _SIZE.search(view.norm):
            continue
        if i - start >= _FILES:
            yield from range(start, i)
        start = i + 1
