"""Lines that an author's markup makes content, whatever their words are: tables, code, pictures, lists.

A site's furniture is not written in tables of Markdown or in code, so these divide a page as prose does; pictures and
front matter are not looked at. An item of a list is furniture only where most of its neighbours are; menus are not numbered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zhquality.document import Document
from zhquality.lazy import HAN, pattern

__all__ = [
    "chapter_runs",
    "content_lines",
    "event_lines",
    "field_runs",
    "is_picture",
    "item_runs",
    "record_runs",
    "talk_runs",
    "unread_lines",
]

_DELIMITER = pattern(r"[\s>]{0,12}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_ORG_DELIMITER = pattern(r"\s*\|-[-+]*\|?\s*")
"""The same of Emacs' Org mode, whose columns + parts."""
_PICTURES = pattern(r"[\s>]{0,12}(?:\[?!\[[^\[\]\n]{0,400}\]\([^()\n]{0,1000}\)(?:\]\([^()\n]{0,1000}\))?\s*)+")
_COMMENTS = ("//", "/*")
"""What opens a comment in code that nothing marks as code (// Copyright 2020)."""
_ITEM = pattern(
    r"(?:>\s?){0,3}(?:(?P<bullet>[-*+•·●■◆○])\s|(?P<number>\d{1,3}[.、)])|(?P<han>\([一二三四五六七八九十\d]{1,3}\)))\s?"
)


def content_lines(document: Document) -> set[int]:
    """Indices of the lines of tables and of blocks of code, formulas and comments."""
    found = set(_tables(document)) if "|" in document.text else set[int]()
    for start, end in document.protected:
        first, last = document.line_at(start), document.line_at(max(start, end - 1))
        if first < last and start > 0:
            found.update(range(first, last + 1))
    return found


def unread_lines(document: Document) -> set[int]:
    """Indices of the lines that hold no text of the page: front matter, pictures, tags and comments by themselves."""
    found: set[int] = set()
    ranges = document.protected
    if ranges and ranges[0][0] == 0 and document.text.startswith(("---", "+++")):
        found.update(range(document.line_at(ranges[0][1] - 1) + 1))
    starts = [start for start, _ in ranges]
    for index, line in enumerate(document.lines):
        text = line.text
        tags = "<" in text and _is_tags(ranges, starts, line.start, text)
        if is_picture(text) or tags or text.lstrip().startswith(_COMMENTS):
            found.add(index)
    return found


def is_picture(text: str) -> bool:
    """Whether a line is one or more pictures of Markdown."""
    return "![" in text and _PICTURES.fullmatch(text) is not None


def _is_tags(ranges: Sequence[tuple[int, int]], starts: Sequence[int], offset: int, text: str) -> bool:
    """Whether tags and comments are all that a line holds."""
    cursor, end = offset + len(text) - len(text.lstrip()), offset + len(text.rstrip())
    if text.lstrip()[:1] != "<":
        return False
    while cursor < end:
        at = bisect_right(starts, cursor) - 1
        if at < 0 or ranges[at][1] <= cursor:
            return False
        cursor = ranges[at][1]
        cursor += len(text[cursor - offset :]) - len(text[cursor - offset :].lstrip())
    return True


def _tables(document: Document) -> Iterator[int]:
    """Rows of Markdown tables: those around a row of dashes that has as many cells as the row above it."""
    lines = document.lines
    end = 0
    for index, (head, rule) in enumerate(pairwise(lines)):
        if index < end or "-" not in rule.text or "|" not in rule.text or "|" not in head.text:
            continue
        org = _ORG_DELIMITER.fullmatch(rule.text) is not None
        cells = rule.text.count("+") if org else _cells(rule.text)
        if not (org or _DELIMITER.fullmatch(rule.text)) or _cells(head.text) != cells:
            continue
        yield index
        end = index + 1
        while end < len(lines) and "|" in lines[end].text:
            yield end
            end += 1


def _cells(row: str) -> int:
    return row.strip(" \t>").strip("|").replace("\\|", "").count("|")


def item_runs(norms: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    """Half-open ranges of neighbouring lines that are items of one list, two at the least, and whether they are numbered."""
    start, kind = 0, ""
    for i, norm in enumerate([*norms, ""]):
        found = _ITEM.match(norm)
        here = (found.lastgroup or "") if found else ""
        if here != kind:
            if kind and i - start > 1:
                yield start, i, kind != "bullet"
            start, kind = i, here


_KEY = pattern(rf"[•·●■◆○]\s?{HAN}{{2,6}}")
"""A label behind a bullet, as encyclopaedias have them; two entries of a menu stand below each other."""
_LABEL = 12
"""Code points of a record's label with its colon."""
_PAIRS = 4
"""Labels with values below each other that make a record: of fewer, most are a site's address."""


def record_runs(norms: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of lines that are labels and their values by turns (法人: / 某某 / 成立时间: / 某日)."""
    start, labels = (
        0,
        [(norm.endswith(":") and len(norm) <= _LABEL) or _KEY.fullmatch(norm) is not None for norm in norms],
    )
    for at in range(1, len(labels) + 1):
        if at < len(labels) and labels[at] != labels[at - 1]:
            continue
        first = start if labels and labels[start] else start + 1
        if at - first >= 2 * _PAIRS:
            yield first, at
        start = at


_FIELD = pattern(r"(?:[一二三四五六七八九十\d]{1,2}[、.]\s?)?([一-鿿]{2,8})\s?:\s?\S.{0,80}")
_SPACED = pattern(r"([一-鿿]{3,6})\s[^\s。]{1,24}(?:\s[^\s。]{1,16}){0,3}")
_OF_THE_PAGE = pattern(r"(?:发布|更新|发表|上传|录入|添加|成文|发文|浏览|阅读|点击|来源|作者|责任编辑|责编|编辑|审核)")
"""Labels of when and by whom a page was published, which stand above invitations too."""
_OF_THE_SITE = pattern(
    r"(?:电话|传真|邮编|邮箱|邮政|地址|联系|客服|在线|官方|工作时间|服务|热线|网址|手机|微信|微博|版权|主办|承办|主管|商务)"
)
"""Labels of a site's address."""
_DIGIT = pattern(r"\d")
_FIELDS, _COLUMN = 4, 5
"""Labels with their values in a line, and such without a colon whose labels are equally long, below each other, that make a record,
by judgement."""


def field_runs(norms: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of lines that are each a label and its value, with figures in half of them: 票价:20元, or 挂牌时间 2025年."""
    start, kind = 0, 0
    for i, norm in enumerate([*norms, ""]):
        here = _field(norm)
        if here == kind:
            continue
        if kind and i - start >= (_FIELDS if kind < 0 else _COLUMN):
            figures = sum(_DIGIT.search(norm) is not None for norm in norms[start:i])
            if 2 * figures >= i - start or (kind > 0 and figures > 1):
                yield start, i
        start, kind = i, here


def _field(norm: str) -> int:
    """How long the label of a line is that has no colon; -1 for one with a colon, 0 for none, or one of the page or its site."""
    if _OF_THE_PAGE.match(norm) or _OF_THE_SITE.match(norm):
        return 0
    if _FIELD.fullmatch(norm):
        return -1
    spaced = _SPACED.fullmatch(norm)
    return len(spaced[1]) if spaced else 0


_SPEAKER = pattern(r"([一-鿿a-z]{1,6})\s?:\s?\S.{0,120}")
_SPOKEN = 4
"""Lines below each other that begin with who speaks, or which line of a couplet it is, each word more than once, by judgement."""


def talk_runs(norms: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of neighbouring lines that begin with a few words and a colon, which recur: 上联: 下联: 上联: 下联:."""
    labels = [found[1] if (found := _SPEAKER.fullmatch(norm)) and not _is_of_site(norm) else "" for norm in norms]
    start = 0
    for i in range(1, len(labels) + 1):
        if i < len(labels) and bool(labels[i]) == bool(labels[start]):
            continue
        if labels[start] and i - start >= _SPOKEN and 2 * len(set(labels[start:i])) <= i - start:
            yield start, i
        start = i


def _is_of_site(norm: str) -> bool:
    return norm.startswith("本文") or _OF_THE_PAGE.match(norm) is not None or _OF_THE_SITE.match(norm) is not None


_CHAPTER = pattern(r"第\s?[一二三四五六七八九十百千零〇两\d]{1,6}\s?[回章折讲课]")
_CHAPTERS = 4
"""Headings of chapters below each other that make a table of contents, by judgement."""


def chapter_runs(norms: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of neighbouring lines that are the headings of chapters."""
    start = 0
    for i, norm in enumerate([*norms, ""]):
        if not _CHAPTER.match(norm):
            if i - start >= _CHAPTERS:
                yield start, i
            start = i + 1


_WHEN = pattern(
    r"(?:[一二三四五六七八九十\d]{1,2}[、.]\s?)?(?!发布|更新|发表|上传|编辑|录入|修改|浏览|创建|添加|成文|发文)[一-鿿]{0,4}(?:时间|日期)\s?:"
)
_WHERE = pattern(
    r"(?:[一二三四五六七八九十\d]{1,2}[、.]\s?)?[一-鿿]{0,4}"
    r"(?:地点|主持|主持人|主讲|主讲人|参会|参会人员|参加人员|参加|出席|出席人员|列席|记录|记录人|议题|嘉宾|对象)\s?:"
)
_EVENT = 2
"""Lines between the time and the place of an event at the most, by judgement."""


def event_lines(norms: Sequence[str]) -> Iterator[int]:
    """Lines that say when an event is, beside those that say where and with whom: minutes and invitations have them.

    So do the labelled lines next to the two, which say who holds it and how to take part (协办:, 报名方式:).
    """
    places = [i for i, norm in enumerate(norms) if _WHERE.match(norm)]
    near = sorted({j for at in places for j in range(max(0, at - _EVENT), min(len(norms), at + _EVENT + 1))})
    found = {i for i in near if _WHEN.match(norms[i])}
    yield from sorted(found)
    for i in sorted(found):
        for step in (-1, 1):
            at = i + step
            while 0 <= at < len(norms) and at not in found and _is_field(norms[at]):
                yield at
                at += step


def _is_field(norm: str) -> bool:
    return _FIELD.match(norm) is not None and not _OF_THE_PAGE.match(norm)
