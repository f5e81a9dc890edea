"""From a text to its page evidence: normal form, scan, sites, posterior."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain
from math import inf
from operator import ne

import numpy as np
from numpy.typing import NDArray

from zhquality.lexicon.opencc import simplify, variants
from zhquality.lexicon.scanner import Scanner, encode
from zhquality.model.decode import Choice, decode
from zhquality.model.evidence import Reading, find_sites
from zhquality.model.ngrams import NgramModel
from zhquality.model.page import PageEvidence, quick_logit, weigh
from zhquality.model.statistics import Ints, Statistics

__all__ = ["Normal", "Reading", "SpunModel", "normalise"]

_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff\ud800-\udfff]")
_GLOSS = re.compile(r"[(（](?<=[㐀-鿿].)[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿɡ]{1,6}[)）]", re.IGNORECASE)
"""A pinyin gloss after a character: 試驗(yàn)箱. One syllable has at most six letters (zhuang, shuang)."""
_CHANGED, _BRACKET = 1, 2
"""Bits of a code unit that may have another form, and of one that may open a gloss."""
_FOREIGN_SHARE = 0.005
"""Share of characters that OpenCC would change above which a text is simplified before it is scanned: in 2,000
simplified documents the share is below 0.002 in 99 %."""
_TOLD, _TOLD_RATE = 40.0, 0.9
"""Evidence in nats and rate of a dictionary that the user gave: those of a page with 60 swapped words."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A text as the model reads it: simplified, without glosses, within the BMP.

    Attributes:
        text: the normal form.
        origin: offset in the given text of each of its code points; None where they are the same.
    """

    text: str
    origin: Ints | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text that a span of the normal form came from."""
        if self.origin is None:
            return start, end
        return int(self.origin[start]), int(self.origin[end - 1]) + 1


def normalise(text: str) -> Normal:
    """The normal form of any str."""
    kinds = int(np.bitwise_or.reduce(_kinds().take(_units(text))))
    if kinds & _CHANGED:
        text = _BEYOND_BMP.sub("\ufffd", text)
        simple = simplify(text)
        if simple is not text and sum(map(ne, text, simple)) >= _FOREIGN_SHARE * len(text):
            text = simple
    glosses = [found.span() for found in _GLOSS.finditer(text)] if kinds & _BRACKET else []
    if not glosses:
        return Normal(text, None)
    keep = np.ones(len(text), np.bool_)
    for start, end in glosses:
        keep[start:end] = False
    origin = np.flatnonzero(keep)
    return Normal("".join([text[i] for i in origin.tolist()]), origin.astype(np.int64))


def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


@cache
def _kinds() -> NDArray[np.uint8]:
    """What the normal form does with each code unit: nothing for nearly all, which most texts are made of."""
    table = np.zeros(1 << 16, np.uint8)
    table[0xD800:0xE000] = _CHANGED
    table[_units("".join(variants()))] = _CHANGED
    table[_units("(（")] = _BRACKET
    return table


class SpunModel:
    """The language model and the statistics of the lexicons, with the scan over their words."""

    def __init__(self, model: NgramModel, statistics: Statistics, own: int = 0) -> None:
        """Keep what the model reads.

        Args:
            model: the language model.
            statistics: of the lexicons.
            own: how many of its families, the last before the sentinels, are the user's.
        """
        self.model = model
        self.statistics = statistics
        self._own = own

    @cached_property
    def _scanner(self) -> Scanner:
        scanner = Scanner(self.statistics.words)
        assert scanner.literals == self.statistics.words
        return scanner

    def read(self, text: str) -> Reading:
        """Find every occurrence of every word in a normal form."""
        data = encode(text)
        raw = self._scanner.raw(data)
        words, first, _ = np.fromiter(chain.from_iterable(raw), np.int64, 3 * len(raw)).reshape(-1, 3).T
        leads = np.frombuffer(data, np.int8) >= -0x40  # continuation bytes are 0x80 to 0xBF
        return Reading(text, words, np.cumsum(leads)[first] - 1)

    def part(self, reading: Reading, start: int, end: int) -> Reading:
        """The reading of a part of a text."""
        inside = reading.starts >= start
        inside &= reading.starts + self.statistics.lengths[reading.words] <= end
        return Reading(reading.text[start:end], reading.words[inside], reading.starts[inside] - start)

    def quick_logit(self, reading: Reading) -> float:
        """A quick look at a page, for a fraction of the cost of its evidence.

        Only words of closed families are weighed. Above zero for all but 1 in 500 of the pages that the whole model finds,
        and for 2 % of clean ones; minus infinity without such words.
        """
        sites = find_sites(reading, self.model, self.statistics, closed=True)
        return -inf if sites is None else quick_logit(sites, self.statistics)

    def page(self, reading: Reading) -> PageEvidence | None:
        """Evidence of a page; None if no surface occurs."""
        sites = find_sites(reading, self.model, self.statistics)
        return None if sites is None else weigh(sites, self.statistics)

    def decode(self, page: PageEvidence) -> list[Choice]:
        """Sites to change in a page known to be spun, in offsets of the normal form."""
        return decode(self._told(page), self.model, self.statistics)

    def _told(self, page: PageEvidence) -> PageEvidence:
        """A user who gives a dictionary says that it was used, however few of its rows a page has."""
        if not self._own:
            return page
        evidence, rates = page.evidence.copy(), page.rates.copy()
        given = slice(-1 - self._own, -1)
        evidence[given] = np.maximum(evidence[given], 0) + _TOLD
        rates[given] = np.maximum(rates[given], _TOLD_RATE)
        return replace(page, evidence=evidence, rates=rates)
