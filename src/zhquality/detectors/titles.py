"""Which lines above an article are its title: the author's, whatever stands around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zhquality.lazy import pattern

if TYPE_CHECKING:
    from zhquality.detectors.lines import Page, View

__all__ = ["main_title", "other_titles"]

_HAN = pattern("[㐀-鿿]")
_STAMP = pattern(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")
_TITLE = 1.6
"""Least score of a title: of length (1 from 20 code points), twice the share of its words in the article, 1.5 for
publication data below it, 1 for a breadcrumb above it, 0.5 for such data above it, 1 if it stands there twice."""
_TOLD = 0.6
"""Least share of a line's pairs that the article has too by which alone it is its title."""
_NAMED = 3
"""How often a title stands above the article at the most, by judgement; the names of a thread's members recur."""
_REPEATED = 6
"""Letters of a title that a page gives twice (in its head and above the article); a menu's words are fewer."""


_NUMBERED = pattern(r"\d{1,2}(?:\.\d{1,2})*[\s、.]|[一二三四五六七八九十]{1,3}、")
_SECTION = 0.5
"""What a number takes from a title's score, by judgement: the first section below a title shares more words with the
article."""
_RECORD = 4
"""Labelled lines that may stand before the date of publication."""
_RECORDS = ("BPL003", "BPL011")
_TAG, _TAGS = 9, 2
"""Code points of a tag between a title and its publication data, and how many of them are no lines of their own, by judgement."""
_LEAD = 1
"""Lines between when a page was published and its first paragraph at the most, by judgement."""
_TWICE = 0.25
"""Least share of the pairs of a line that stands twice above the article, or with more behind it (下载), which the article has too,
if it is its title: a site's name has none."""


def main_title(page: Page, views: Sequence[View]) -> set[int]:
    """The line above the article that is its title, and its repetitions in the same stretch."""
    best: tuple[float, int] | None = None
    words = [_words(view.norm) for view in views]
    times = Counter(words)
    for i, view in enumerate(views):
        if not _may_title(view, times[words[i]]):
            continue
        score = min(len(view.norm), 20) / 20 + 2 * (page.overlap(view) or 0.0)
        score += (
            _before_publication(views, i, within=1)
            + 0.5 * _before_publication(views, i)
            + (i > 0 and views[i - 1].reading.rule == "BPL001")
            + 0.5 * (i > 0 and views[i - 1].reading.explained and views[i - 1].reading.rule == "BPL003")
        )
        score += times[words[i]] > 1 and len(words[i]) >= _REPEATED
        score -= _SECTION * (_NUMBERED.match(view.norm) is not None)
        best = max(best or (0.0, 0), (score, i))
    if best is None or best[0] < _TITLE:
        return set()
    return {i for i, row in enumerate(words) if row == words[best[1]]}


def _may_title(view: View, times: int) -> bool:
    return not view.reading.explained and len(_HAN.findall(view.norm)) > 1 and len(view.norm) <= 60 and times <= _NAMED


def _words(norm: str) -> str:
    """Letters and digits: a site parts those of a title by a blank here and a colon there."""
    return "".join(filter(str.isalnum, norm))


def _before_publication(views: Sequence[View], i: int, *, within: int = 2) -> bool:
    """Whether publication data follow within two lines, those not counted that belong to them (作者: before 发布时间:)."""
    others = tags = 0
    for view in views[i + 1 : i + 1 + within + _RECORD]:
        reading = view.reading
        if (reading.certain and reading.rule == "BPL003") or _STAMP.match(view.norm):
            return True
        tag = len(view.norm) <= _TAG < len(views[i].norm) and tags < _TAGS
        tags += tag
        others += not (tag or (reading.explained and reading.rule in _RECORDS))
        if others >= within:
            return False
    return False


def other_titles(page: Page) -> Iterator[int]:
    """Lines above the article that are titles for another reason: what they share with it, their place, that they recur."""
    start, end = page.stretches[0] if page.stretches else (0, 0)
    views = page.views[:end] if not start else []
    shared = [(page.overlap(view) or 0.0, i) for i, view in enumerate(views) if _may_title(view, 1)]
    yield from (i for share, i in sorted(shared)[-1:] if share >= _TOLD)
    if end < len(page.views):
        yield from _below_menu(views)
    times = Counter(_words(view.norm) for view in views)
    for share, i in shared:
        word = _words(views[i].norm)
        again = 1 < times[word] <= _NAMED or any(other.startswith(word) for other in times if other != word)
        if len(word) >= _REPEATED and again and share >= _TWICE:
            yield i


def _below_menu(views: Sequence[View]) -> Iterator[int]:
    """The line between what a site has above it and when the article was published, right above the article."""
    at = len(views)
    while at and not _is_published(views[at - 1]) and len(views) - at < _LEAD:
        at -= 1
    below = at
    while at and _is_published(views[at - 1]):
        at -= 1
    known = at > 1 and views[at - 2].reading.explained and not _is_published(views[at - 2])
    if at < below and known and _may_title(views[at - 1], 1):
        yield at - 1


def _is_published(view: View) -> bool:
    reading = view.reading
    return _STAMP.match(view.norm) is not None or (reading.explained and reading.rule in _RECORDS)
