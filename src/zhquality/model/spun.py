"""From a text to its page evidence: normal form, scan, sites, posterior."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from zhquality.lexicon.opencc import simplify
from zhquality.lexicon.scanner import Scanner
from zhquality.model.decode import Choice, decode
from zhquality.model.evidence import find_sites
from zhquality.model.ngrams import NgramModel
from zhquality.model.page import PageEvidence, quick_logit, weigh
from zhquality.model.statistics import Ints, Statistics

__all__ = ["Normal", "SpunModel", "normalise"]

_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff\ud800-\udfff]")
_GLOSS = re.compile(r"(?<=[㐀-鿿])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿɡ]{1,6}[)）]", re.IGNORECASE)
"""A pinyin gloss after a character: 試驗(yàn)箱. One syllable has at most six letters (zhuang, shuang)."""
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
    text = _BEYOND_BMP.sub("\ufffd", text)
    simple = simplify(text)
    if simple is not text and sum(a != b for a, b in zip(text, simple, strict=True)) >= _FOREIGN_SHARE * len(text):
        text = simple
    if "(" not in text and "（" not in text:
        return Normal(text, None)
    keep = np.ones(len(text), np.bool_)
    for gloss in _GLOSS.finditer(text):
        keep[gloss.start() : gloss.end()] = False
    if keep.all():
        return Normal(text, None)
    origin = np.flatnonzero(keep)
    return Normal("".join([text[i] for i in origin.tolist()]), origin.astype(np.int64))


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

    def hits(self, text: str) -> NDArray[np.int64]:
        """Every occurrence of every word in a normal form, as rows (word index, start)."""
        data = text.encode("utf-8", "surrogatepass")
        raw = np.array(self._scanner.raw(data), np.int64).reshape(-1, 3)
        lead = (np.frombuffer(data, np.uint8) & 0xC0) != 0x80
        return np.stack([raw[:, 0], np.cumsum(lead)[raw[:, 1]] - 1], 1)

    def quick_logit(self, text: str) -> float:
        """A quick look at a page in normal form, for a sixth of the cost of its evidence.

        Only words of closed families are weighed. Above zero for all but 1 in 500 of the pages that the whole model finds,
        and for 2 % of clean ones; minus infinity without such words.
        """
        part = find_sites(text, self.hits(text), self.model, self.statistics, closed=True)
        return -inf if part is None else quick_logit(part, self.statistics)

    def page(self, text: str) -> PageEvidence | None:
        """Evidence of a page given in normal form; None if no surface occurs."""
        sites = find_sites(text, self.hits(text), self.model, self.statistics)
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
