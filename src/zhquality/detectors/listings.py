"""Lists of links that no heading tells: rows of one form below each other, days between headlines.

So are what a member of the site has written and earned, a number and a word by turns, and rows of data whose parts and bars
were set one below the other. A page's own lines seldom end in how often they were read. References do in (3) behind a number, and chronicles
begin with their days; those are no such rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from zhquality.lazy import pattern

if TYPE_CHECKING:
    from zhquality.detectors.lines import View

__all__ = ["listed_rows", "read_cards"]

_ROWS = 4
"""Rows of a list that has no heading."""
_FORMS = (
    pattern(r"#[^\s#。!?,:;]{1,20}"),
    pattern(r".{2,120}(?<!\d)[(\[](?!(?:19|20)\d\d[)\]])\d{1,7}(?:/\d{1,7})?[)\]]"),
    pattern(
        r"[^。]{4,100}[\s(\[](?:(?:19|20)\d\d[-/.])?(?:0\d|1[012])[-/.][0-3]\d(?:\s\d{1,2}:\d\d(?::\d\d)?)?"
        r"(?:[pa]m)?[)\]]?"
    ),
    pattern(r"\[(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\]\s?.{2,80}"),
    pattern(
        r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月(?:\s?\(\d{1,4}\))?"
        r"|\d\d/\d\d/(?:19|20)\d\d - \d{1,2}/\d\d/(?:19|20)\d\d"
    ),
    pattern(
        r"[^。]{4,100}?\s?(?<!\d)\d[\d.,]{0,7}\s?[万k]?\s?(?:次|人)?"
        r"(?:人气|赞|阅读|浏览|评论|回复|点击|看过|播放|围观|热度|收藏|观看|下载|篇|回答|关注|讨论)"
    ),
)
"""A tag, a count at the end, a time at the end, a day in brackets at the beginning, a month of an archive, what was counted."""
_BULLETS = frozenset("·•●■◆○▪»>")
_STEPS = (2, 3)
"""Lines from day to day: a headline, or one with a teaser."""
_DAYS = 31
_DAY = pattern(
    r"(?:((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d))"
    r"(?:\s\d{1,2}:\d\d(?::\d\d)?)?"
)

_NUMBER = pattern(r"\d[\d.,]{0,7}\s?[万亿kwm]?\+?")
_COUNTED = pattern(
    r"(?:总|被|周|月|日)?(?:文章|阅读|粉丝|关注|获赞|点赞|赞|评论|收藏|回答|提问|访问|浏览|帖子|主题|积分|喜欢|好友|回复|热度|参与|下载|讨论"
    r"|排名|原创|等级|金币|金钱|威望|在线|用户|会员|作品|专栏|视频|动态|播放|贡献|人气|分享|转发|赞同|感谢|想法|关注者|日志|访客|听众|微博"
    r"|码龄|经验|精华|声望|商品|销量|问题|话题|圈子|成员|今日|昨日|随笔|相册|课程|学员|勋章)(?:数|量|值)?(?:\s?[:>])?"
)
_PAIRS = 2
"""Numbers with what they count below or above them that make a card of a member; one may be a line of a table."""
_BARS = frozenset("|·•/丨¦:,。")
_PARTED, _BAR_LINES = 16, 2
"""Lines of a row of data that was set one part below the other, and the bars between them that tell; so do the marks that a
row of buttons leaves of what it says to screen readers."""

_READ = pattern(r"\d\d-\d\d\s\d[\d,.]{0,7}\s?[万kw]?\+?")
_UNREAD = pattern(r"\d\d-\d\d")
_CARDS, _HIGH = 3, 6
"""Headlines with a day and how often they were read that make a list, and the lines of each with its teaser at the most."""


def listed_rows(views: Sequence[View]) -> set[int]:
    """Indices of the lines of such lists in a stretch."""
    return {
        *_rows(views),
        *_between_days(views),
        *_behind_bullets(views),
        *_cards(views),
        *_parted(views),
        *read_cards(views),
    }


def _rows(views: Sequence[View]) -> Iterator[int]:
    """Lines of lists whose rows end in a count or a time (headline (7928)), or begin with a day in brackets, or are months."""
    start, kind = 0, -1
    for i, view in enumerate([*views, None]):
        here = -1
        if view is not None and not view.markup and not view.written:
            here = next((k for k, form in enumerate(_FORMS) if form.fullmatch(view.norm)), -1)
        if here != kind:
            if kind >= 0 and i - start >= _ROWS:
                yield from range(start, i)
            start, kind = i, here


def _between_days(views: Sequence[View]) -> Iterator[int]:
    """Lines of lists whose every second or third line is a day, the latest first; chronicles go the other way."""
    days = [(i, key) for i, view in enumerate(views) if not view.written and (key := _day(view.norm))]
    start = 0
    for at in range(1, len(days) + 1):
        step = days[start + 1][0] - days[start][0] if start + 1 < len(days) else 0
        if at < len(days) and days[at][0] - days[at - 1][0] == step in _STEPS and days[at][1] <= days[at - 1][1]:
            continue
        if at - start >= _ROWS and step in _STEPS:
            first, last = days[start][0], days[at - 1][0]
            leads = first == 0 or views[first - 1].reading.explained or first < step - 1
            yield from range(first, min(last + step, len(views))) if leads else range(first - step + 1, last + 1)
        start = at


def _day(norm: str) -> tuple[int, int, int] | None:
    """Year, month and day of a line that is nothing else."""
    found = _DAY.fullmatch(norm)
    if not found:
        return None
    numbers = [int(part) for part in found.groups() if part]
    year, month, day = numbers if numbers[0] > _DAYS else numbers[::-1]
    return year, month, day


def _behind_bullets(views: Sequence[View]) -> Iterator[int]:
    """Lines of lists whose bullets are lines of their own."""
    start = 0
    bullets = [i for i, view in enumerate(views) if view.norm in _BULLETS and not view.written]
    for at in range(1, len(bullets) + 1):
        if at < len(bullets) and bullets[at] - bullets[at - 1] == _STEPS[0]:
            continue
        if at - start >= _ROWS:
            yield from range(bullets[start], min(bullets[at - 1] + _STEPS[0], len(views)))
        start = at


def _cards(views: Sequence[View]) -> Iterator[int]:
    """Lines of a member's card: numbers, and what they count, by turns."""
    kinds = [_kind(view) for view in views]
    start = 0
    for at in range(1, len(kinds) + 1):
        if at < len(kinds) and kinds[at] and kinds[at - 1] and kinds[at] != kinds[at - 1]:
            continue
        if kinds[start] and at - start >= 2 * _PAIRS:
            yield from range(start, at)
        start = at


def _kind(view: View) -> str:
    """What a line may be of a card; empty if it is no part of one."""
    if view.written or view.markup:
        return ""
    if _NUMBER.fullmatch(view.norm):
        return "number"
    return "word" if _COUNTED.fullmatch(view.norm) else ""


def _parted(views: Sequence[View]) -> Iterator[int]:
    """Lines between those that are explained, if bars stand between them."""
    known = [i for i, view in enumerate(views) if view.reading.explained]
    for first, last in pairwise(known):
        between = views[first + 1 : last]
        if len(between) <= _PARTED and sum(v.norm in _BARS for v in between) >= _BAR_LINES:
            yield from range(first + 1, last)


def read_cards(views: Sequence[View]) -> set[int]:
    """Lines of lists of headlines with names, days and counts (06-27 1572) and teasers, whatever parts them."""
    found: set[int] = set()
    days = [i for i, view in enumerate(views) if _READ.fullmatch(view.norm) or _UNREAD.fullmatch(view.norm)]
    start = 0
    for at in range(1, len(days) + 1):
        if at < len(days) and days[at] - days[at - 1] <= _HIGH:
            continue
        run = days[start:at]
        if len(run) >= _CARDS and 2 * sum(_READ.fullmatch(views[i].norm) is not None for i in run) >= len(run):
            first = run[0] - (1 if run[0] < 2 or views[run[0] - 2].prose else 2)
            found.update(i for i in range(max(0, first), min(len(views), run[-1] + 2)) if not views[i].written)
        start = at
    return found
