"""From a text to its page evidence: normal form, words, sites, posterior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import inf
from types import MappingProxyType

import numpy as np

from zhquality.lexicon.variety import Variety
from zhquality.model.decode import Choice, decode
from zhquality.model.evidence import Reading, Sites, part_of
from zhquality.model.finder import WordFinder
from zhquality.model.glance import Glance, glances
from zhquality.model.ngrams import NgramModel
from zhquality.model.page import PageEvidence, weigh_each
from zhquality.model.sites import find_sites
from zhquality.model.statistics import Statistics
from zhquality.model.varieties import Varieties
from zhquality.model.verdict import judge

__all__ = ["Glance", "Reading", "SpunModel"]

_TOLD, _TOLD_RATE = 40.0, 0.9
"""Evidence in nats and rate of a dictionary that the user gave: those of a page with 60 swapped words."""

_WHOLESALE = 0.5
"""Rate of a dictionary from which a novel or chronicle was spun, its own words or not. Of 127 pages of such books that have a score of
one half and more if all words are looked at, 124 have .1 and 3 have .3; the one spun page of 1,350 that is such a book has .98."""


class SpunModel:
    """The language model and the statistics of the lexicons, with the search for their words."""

    def __init__(
        self,
        model: NgramModel,
        statistics: Statistics,
        own: int = 0,
        varieties: Mapping[str, Variety] = MappingProxyType({}),
    ) -> None:
        """Keep what the model reads.

        Args:
            model: the language model.
            statistics: of the lexicons.
            own: how many of its families, the last before the sentinels, are the user's.
            varieties: words that are usual in each.
        """
        self.model = model
        self.statistics = statistics
        self._own = own
        self._varieties = Varieties.of(varieties, statistics, own)
        self._joined: dict[int, Statistics] = {}

    @cached_property
    def finder(self) -> WordFinder:
        """The words of the lexicons, and behind them the marks of varieties."""
        return WordFinder(self.statistics.words.and_more(self._varieties.marks))

    def read(self, text: str, local: float = 0.0) -> Reading:
        """Find every occurrence of every word in a normal form, but for those that are usual where it was written.

        Args:
            text: in its normal form.
            local: what its script and brackets say for Taiwan and Hong Kong, in points.
        """
        return self.read_each([text], [local])[0]

    def read_each(self, texts: Sequence[str], local: Sequence[float]) -> list[Reading]:
        """The same for several."""
        readings = []
        for text, points, (words, starts) in zip(texts, local, self.finder.find_each(texts), strict=True):
            foreign, regional = self._varieties.foreign(words, points)
            reading = Reading(text, words[~foreign], starts[~foreign])
            if (foreign != regional).any():
                whole = Reading(text, words[~regional], starts[~regional])
                reading = whole if self._wholesale(whole) else reading
            readings.append(reading)
        return readings

    def words_in(self, text: str) -> dict[tuple[int, int], float]:
        """The words of the lexicons in a text by start and end, with the natural log of their frequencies."""
        numbers, places = self.finder.find(text)
        own = numbers < len(self.statistics.words)
        words, starts = numbers[own], places[own]
        spans = zip(starts.tolist(), (starts + self.statistics.lengths[words]).tolist(), strict=True)
        return dict(zip(spans, self.statistics.log_overall(words).tolist(), strict=True))

    def _wholesale(self, reading: Reading) -> bool:
        """Whether the dictionary that a page speaks for most left hardly any of its words, as no writer would."""
        sites = find_sites([reading], self.model, self.statistics)[0]
        if not sites:
            return False
        page = weigh_each([sites], self.statistics)[0]
        return bool(page.rates[int(page.evidence.argmax())] >= _WHOLESALE)

    def parts(
        self, reading: Reading, page: PageEvidence, spans: Sequence[tuple[int, int]]
    ) -> list[PageEvidence | None]:
        """Evidence of each of some parts of a page by itself; None if no surface occurs."""
        ends = reading.starts + self.statistics.lengths[reading.words]
        sites = []
        for start, end in spans:
            inside = (reading.starts >= start) & (ends <= end)
            part = Reading(reading.text[start:end], reading.words[inside], reading.starts[inside] - start)
            sites.append(part_of(page.sites, part, start, self.statistics))
        return self._judged(sites)

    def glance(self, reading: Reading) -> Glance:
        """A quick look at a page, for a fraction of the cost of its evidence: only words of closed families are weighed."""
        return self.glances([reading])[0]

    def glances(self, readings: Sequence[Reading]) -> list[Glance]:
        """The same for several pages, for a third of the cost."""
        return glances(readings, self.model, self.statistics)

    def page(self, reading: Reading) -> PageEvidence | None:
        """Evidence of a page; None if no surface occurs."""
        return self.pages([reading])[0]

    def pages(self, readings: Sequence[Reading]) -> list[PageEvidence | None]:
        """The same of several pages."""
        return self._judged(find_sites(readings, self.model, self.statistics))

    def _judged(self, pages: Sequence[Sites | None]) -> list[PageEvidence | None]:
        weighed = iter(weigh_each([sites for sites in pages if sites], self.statistics))
        return [judge(next(weighed), self.statistics) if sites else None for sites in pages]

    def decode(self, page: PageEvidence) -> list[Choice]:
        """Sites to change in a page known to be spun, in offsets of the normal form."""
        if not self._own:
            return decode(page, self.model, self.statistics)
        told = self._told(page)
        strongest = int(np.where(self.statistics.dictionary, told.evidence, -inf).argmax())
        return decode(told, self.model, self._with_own(strongest))

    def _told(self, page: PageEvidence) -> PageEvidence:
        """A user who gives a dictionary says that it was used, however few of its rows a page has."""
        evidence, rates = page.evidence.copy(), page.rates.copy()
        given = slice(-1 - self._own, -1)
        evidence[given] = np.maximum(evidence[given], 0) + _TOLD
        rates[given] = np.maximum(rates[given], _TOLD_RATE)
        return replace(page, evidence=evidence, rates=rates, utility=None)

    def _with_own(self, family: int) -> Statistics:
        """The statistics with the user's rows in a family: they add to the dictionary that spun a page, and are no rival to it."""
        if family not in self._joined:
            member = self.statistics.member.copy()
            member[:, family] |= member[:, -1 - self._own : -1].any(1)
            self._joined[family] = replace(self.statistics, member=member)
        return self._joined[family]
