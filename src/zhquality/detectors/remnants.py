"""Places where a filter took out a word without a trace: the model says how much likelier the text is with the word put back.

Filters for advertising law delete superlatives, others names and figures. The remnants of ``data/remnants.tsv`` wake this; only where
the model is sure the rest of the page is asked as well, for whoever filters a page filters all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from zhquality.document import Document
from zhquality.findings import Finding, Proposal
from zhquality.lexicon.remnants import GRADED, NUMBER, read_remnant
from zhquality.lexicon.scanner import Hit
from zhquality.ranking import Candidate, Site

if TYPE_CHECKING:
    from zhquality.resources import Resources

__all__ = ["MASKS", "Remnants"]

MASKS = tuple("*＊□■█×")
"""Where one of them stands a word is hidden, not gone."""
_ALONE = {"most": 10.0, "number": 6.0, "word": 7.0}
"""Bits that one place must gain by the word put back. In 8,221 clean texts of 13 million code points that no count was taken from, three
places gain so much by 最, 76 by a number (read, nearly all are true: the figures of those texts are lost) and one by another word."""
_TELLING = 4.0
"""The same at a remnant of 最 that tells by itself: of 37 million code points that were not counted, five places gain so much, three of them true."""
_TOGETHER = 4.0
"""The same where a second place of the page does, which reads differently. Of 7,864 clean texts of 11.4 million code points three have a
finding of a superlative, with two more such pages at 3 bits; the half that was only measured gains nothing by that."""
_WEAK = {"most": 1.5, "number": 4.0, "word": 4.0}
"""The same for all other places of a page that has lost words. Of all places where 最 can stand 452 in 2.2 million code points of clean text
gain more than 0, 154 more than 2; by a number 31 gain more than 4."""
_MOST = "最"
_FIGURES = ("0", "00", "000", "0000", "三", "两")
"""Numbers as the model knows them, which takes all figures for one."""
_MORE = "最更很较不太"
"""Before an adjective that has its degree."""
_UNITS = frozenset("%％元万亿年月日个家名余人次倍天吨亩米公平分度台项户种层岁")
"""First characters of what numbers stand before."""
_ROUND, _ROUNDLY = frozenset("万亿"), "超过达近逾上破成"
"""万元 and 亿元 stand without a number as well, most of all behind such a word (规模超亿元)."""
_SURE_ROUND = 10.0
"""Bits from which one of them is asked for by itself."""
_DAYS = "前益常后渐夜本电报均"
"""Behind 日, 月 and 年 that are no date: 日前, 日益."""
_COUNTED = "零一二三四五六七八九十百千万亿两几数多半每各第这那哪"
_DATED = "上下本同今去明前当全整次翌"
"""Before 日, 月, 年 and 个 that need no number."""
_SUPERLATIVES = (
    "最", "第一", "唯一", "首", "一流", "领先", "先进", "极", "顶级", "国家级", "绝对", "最大", "最高", "最佳", "最好", "最新", "最终",
    "最后", "最近", "最低", "最多", "最小", "最优", "最强", "最快",
)  # fmt: skip
"""What may have stood where a superlative is missing."""
_OTHER = -1.5
"""Nats for any other than 最, which most filters take out by itself; chosen by eye."""
_PROPOSED, _WORTH = 3, 0.02
_CANDIDATES = tuple(Candidate(word, 0.0 if word == _MOST else _OTHER) for word in _SUPERLATIVES)
_PLACES = 400
"""Places of a page that are asked about."""


class _Place(NamedTuple):
    """A place where a word may be missing.

    Attributes:
        at: where, in code points.
        kind: ``most``, ``number`` or ``word``.
        words: what may be missing.
        start: where the text begins that shows it.
        end: where that ends.
        told: whether a remnant told of it.
        telling: whether what stands around it was hardly ever seen without the word.
    """

    at: int
    kind: str
    words: tuple[str, ...]
    start: int
    end: int
    told: bool = False
    telling: bool = False


class Remnants:
    """Finds deleted words by what they leave."""

    def __init__(self, resources: Resources, rows: Mapping[str, Sequence[str]]) -> None:
        self._resources = resources
        self._rows = rows

    @property
    def triggers(self) -> Iterable[str]:
        """The literals to be woken by."""
        return self._rows.keys()

    def find(self, document: Document, hits: Sequence[Hit], *, filtered: bool = False) -> Iterator[Finding]:
        """Findings of a text with these hits; ``filtered`` if a superlative is known to be gone."""
        text = document.text
        woken = sorted((place for hit in hits for place in self._woken(text, hit)), key=lambda place: place.telling)
        places = {place.at: place for place in woken}
        if not (places or filtered) or document.traditional:
            return
        gains = self._gains(text, places.values())
        for kind, rest in (("most", GRADED), ("number", _UNITS), ("word", frozenset[str]())):
            sure = {at: gain for at, gain in gains.items() if places[at].kind == kind}
            known = filtered and kind == "most"
            if not known and max(sure.values(), default=0.0) < _TOGETHER:
                continue
            others = {place.at: place for place in _weak(text, kind, rest) if place.at not in sure}
            every = {**others, **{at: places[at] for at in sure}}
            gains_here = {**self._gains(text, others.values()), **sure}
            if not known and not _is_filtered(text, every, gains_here):
                continue
            for at, gain in sorted(gains_here.items()):
                if gain >= _WEAK[kind] and not document.is_protected(every[at].start, every[at].end):
                    yield self._finding(text, every[at])

    def _woken(self, text: str, hit: Hit) -> Iterator[_Place]:
        for row in map(read_remnant, self._rows.get(hit.literal, ())):
            at = hit.start + row.before
            if text[at - 1 : at] in MASKS:
                continue
            if not row.before and text[max(0, at - len(row.word)) : at].endswith((row.word, *_MORE)):
                continue
            kind = "number" if row.word == NUMBER else "most" if row.word.startswith(_MOST) else "word"
            telling = kind == "most" and row.telling
            if kind != "number" or _can_count(text, at):
                words = _FIGURES if kind == "number" else (row.word,)
                yield _Place(at, kind, words, *_span(text, hit.start, at, hit.end), told=True, telling=telling)

    def _gains(self, text: str, places: Iterable[_Place]) -> dict[int, float]:
        """Bits by which the best word makes the text likelier, by place."""
        asked = list(places)[:_PLACES]
        sites = [Site(p.at, p.at, tuple(map(Candidate, ("", *p.words)))) for p in asked]
        scores = self._resources.ranker.scores(text, sites) if sites else []
        return {place.at: max(bits[1:]) - bits[0] for place, bits in zip(asked, scores, strict=True)}

    def _finding(self, text: str, place: _Place) -> Finding:
        at, start, end = place.at, place.start, place.end
        proposals: tuple[Proposal, ...] = ()
        if place.kind == "most":
            ranked = self._resources.ranker.rank(text, [Site(at, at, _CANDIDATES)])[0]
            best = [p for p in ranked[:_PROPOSED] if p.confidence >= _WORTH]
            proposals = tuple(Proposal(text[start:at] + p.text + text[at:end], p.confidence) for p in best)
        elif place.kind == "word":
            proposals = (Proposal(text[start:at] + place.words[0] + text[at:end], 0.6),)
        deleted = place.kind == "most"
        return Finding(
            "CEN003" if deleted else "ELI001",
            start,
            end,
            text[start:end],
            0.5 if deleted else 0.8,
            *_messages(place.kind),
            proposals=proposals,
        )


def _messages(kind: str) -> tuple[str, str]:
    if kind == "most":
        return "A superlative seems to have been deleted here.", "此处似有极限词被删去。"
    if kind == "number":
        return "A number is missing here.", "此处缺少数字。"
    return "Text is missing here.", "此处文字有缺失。"


def _is_filtered(text: str, places: Mapping[int, _Place], gains: Mapping[int, float]) -> bool:
    """Whether one place that a remnant told of, or two that read differently, leave little doubt that words of their kind are gone."""
    alike: set[str] = set()
    for at, gain in gains.items():
        if places[at].told and gain >= _needed(text, places[at]):
            return True
        if gain >= _TOGETHER:
            alike.add(text[at : at + 2])
    return len(alike) > 1


def _needed(text: str, place: _Place) -> float:
    """Bits that a place needs to be sure by itself."""
    if place.telling:
        return _TELLING
    return _SURE_ROUND if place.kind == "number" and text[place.at] in _ROUND else _ALONE[place.kind]


def _weak(text: str, kind: str, first: frozenset[str]) -> Iterator[_Place]:
    """All places where a word of this kind can stand."""
    words = _FIGURES if kind == "number" else (_MOST,)
    for at, char in enumerate(text):
        if char not in first or not at:
            continue
        if _can_count(text, at) if kind == "number" else text[at - 1] not in (*_MORE, *MASKS):
            yield _Place(at, kind, words, *_span(text, at - 1, at, at + 2))


def _can_count(text: str, at: int) -> bool:
    """Whether a number may be missing at a place: none stands before it, and what follows is a unit."""
    before, first, second = text[at - 1 : at], text[at : at + 1], text[at + 1 : at + 2]
    if not before or before in _COUNTED or (before.isascii() and before not in ",("):
        return False
    if first in _ROUND:
        return before not in _ROUNDLY
    if first == "%":
        return not (second.isascii() and (second.isalnum() or second in tuple("%/*")))
    return first not in "日月年个" or (second not in _DAYS and before not in _DATED)


def _span(text: str, start: int, at: int, end: int) -> tuple[int, int]:
    """The same without what belongs to another line, and a mark or a blank at its edges."""
    start = max(text.rfind("\n", start, at) + 1, start)
    line = text.find("\n", at, end)
    end = line if line >= 0 else min(len(text), end)
    while start < at and not text[start].isalnum():
        start += 1
    while end > at + 1 and not (text[end - 1].isalnum() or text[end - 1] in "%％"):
        end -= 1
    return start, end
