"""Words of a spun page that no lexicon explains: what could have stood there, by the thesaurus.

The page as the lexicons restored it is read again. Every word that they left alone may stand for one of its neighbours; a
small network weighs how much better the language model likes a neighbour there, at all places of the word together, how
near the two are, how rare the one is against the other, whether the neighbour is missing in the page, and how surely and
how densely the page was spun (``fitting_unknown.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from zhquality.model.decode import Choice, choices, counted, schedule
from zhquality.model.evidence import Reading, Sites, Written
from zhquality.model.finder import WordFinder
from zhquality.model.ngrams import NgramModel, code_units
from zhquality.model.page import PageEvidence
from zhquality.model.restoring import origins, restore
from zhquality.model.statistics import Floats, Ints, Scorer, Statistics, compact, spans_of
from zhquality.model.thesaurus import Thesaurus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Found", "Unknown", "features"]

_LEAST_FREQUENCY = -3.0
"""Log of freq(canonical) / freq(surface) of the rarest canonicals looked at: spinners write rarer words for common ones."""
_FREQUENCY_WEIGHT, _LEAST_LIKELY = 0.5, -4.0
"""Rows are looked at whose prior and so much of their log frequency ratio add up to this: 56 % of all rows, with 96.5 % of
the right ones."""
_BOLD, _LEAST = 0.7, 0.5
"""Nats by which the thesaurus's words weigh more against keeping a word than they do on the pages of the fit, of which half have their dictionary, and the probability of a change from
which a word is reported. Of such words in pages of nine tables that were left out .7 to .9 stand where one was swapped (.3 for ``g``, whose tool draws among many), and .02 to .21 of all swaps
come back by them; without the nats .003 to .155, with .75 and without .003 to .103, with 1.4 nats .03 to .26 at .6 to .8. Where the dictionary is known they add .02 to .13
findings outside the gold in 1,000 code points, 0 to .1, 0 to .09 and .02 to .4."""
_BLOCK = 20_000
"""Code points that are read together: a page takes 2 kB of memory for each."""


@dataclass(frozen=True)
class Found:
    """The words of a page that a lexicon left alone, with what could stand there.

    Attributes:
        sites: their rows count in the thesaurus.
        surprise: bits per code point of each site's word and the three characters after it, float[S].
        origin: offset in the page of every code point of the restored text, -1 in restored words.
        page: the lexicons' evidence.
        restored: how many words they restored.
        explained: share of these, each counted by its probability, that one dictionary has: of pages spun by nine known tables
            19 in 20 have .91 and more, of such pages without their table nine in ten have .89 and less.
    """

    sites: Sites
    surprise: Floats
    origin: Ints
    page: PageEvidence
    restored: int
    explained: float


@dataclass(frozen=True)
class Unknown:
    """What the thesaurus says beside the lexicons.

    Attributes:
        thesaurus: with a fitted scorer.
        model: the language model.
        same: word of the lexicons that each word of the thesaurus is, or -1, int[W].
        number: how many words the lexicons have.
        pairs: surface x ``number`` + canonical of the lexicons' pairs, ascending.
        member: whether a pair is in a dictionary, bool[P, D].
    """

    thesaurus: Thesaurus
    model: NgramModel
    same: Ints
    number: int
    pairs: Ints
    member: NDArray[np.bool_]

    @classmethod
    def of(cls, thesaurus: Thesaurus, model: NgramModel, statistics: Statistics, finder: WordFinder) -> Unknown:
        """Beside these lexicons; ``finder`` has their words, and maybe others behind them."""
        same, number = finder.numbers(thesaurus.words), len(statistics.words)
        same[same >= number] = -1
        pairs = np.sort(statistics.surface * number + statistics.canonical)
        return cls(thesaurus, model, same, number, pairs, statistics.member[:, statistics.dictionary])

    def _explained(self, decided: Sequence[Choice]) -> float:
        """The greatest share that one dictionary has of what the lexicons change; 0 where they change nothing."""
        weights = np.array([choice.changed for choice in decided])
        shares = weights @ self.member[[choice.pair for choice in decided]]
        return float(shares.max(initial=0.0) / max(weights.sum(), 1e-9))

    def _told(self, words: Ints, rows: Ints) -> NDArray[np.bool_]:
        """Which rows of some words are pairs of the lexicons, which have decided about them."""
        surface, canonical = self.same[words], self.same[self.thesaurus.canonical[rows]]
        numbers = surface * self.number + canonical
        place = np.minimum(np.searchsorted(self.pairs, numbers), len(self.pairs) - 1)
        told: NDArray[np.bool_] = (surface >= 0) & (canonical >= 0) & (self.pairs[place] == numbers)
        return told

    def find(self, text: str, page: PageEvidence, decided: Sequence[Choice]) -> Found | None:
        """Read the restored page.

        Args:
            text: the page in normal form.
            page: its evidence.
            decided: what the lexicons change in it.

        Returns:
            None if no word has a neighbour.
        """
        thesaurus = self.thesaurus
        origin = origins(len(text), decided)
        reading = thesaurus.read(restore(text, decided))
        end = reading.starts + thesaurus.lengths[reading.words]
        gone = np.concatenate(([0], np.cumsum(origin < 0)))
        free = (thesaurus.count[reading.words] > 0) & (gone[end] == gone[reading.starts])
        made = self._rows(reading, np.flatnonzero(free), page.sites.register)
        if made is None:
            return None
        return Found(*made, origin, page, len(decided), self._explained(decided))

    def _rows(self, reading: Reading, at: Ints, register: Floats) -> tuple[Sites, Floats] | None:
        """The sites at some words, and how surprising each is; None if no word has a neighbour."""
        thesaurus = self.thesaurus
        order = np.lexsort((-thesaurus.lengths[reading.words[at]], reading.starts[at]))
        word, start = reading.words[at][order], reading.starts[at][order]
        row_site, place = spans_of(thesaurus.count[word])
        row = thesaurus.first[word][row_site] + place
        frequency = np.log(thesaurus.mixed(register, thesaurus.canonical[row]))
        frequency -= np.log(thesaurus.mixed(register, word))[row_site]
        likely = thesaurus.prior[row] + _FREQUENCY_WEIGHT * frequency >= _LEAST_LIKELY
        kept = (frequency >= _LEAST_FREQUENCY) & likely & ~self._told(word[row_site], row)
        if not kept.any():
            return None
        there, row_site = compact(row_site[kept])
        words, counts = np.unique(reading.words, return_counts=True)
        sites = Sites(
            units=code_units(reading.text),
            word=word[there],
            start=start[there],
            row_site=row_site,
            row_pair=row[kept],
            x=np.zeros(len(row_site)),
            frequency=frequency[kept],
            words=words,
            counts=counts.astype(np.int64),
            register=register,
        )
        end = sites.start + thesaurus.lengths[sites.word]
        written, spans = Written.of(sites.units, self.model), (sites.start, end)
        sites = replace(sites, x=written.ratios(sites, spans, thesaurus))
        return sites, -written.score(spans) / (end - sites.start + 3)

    def propose(self, text: str, page: PageEvidence, decided: Sequence[Choice]) -> Iterator[Choice]:
        """Words to change besides those decided, in offsets of the text; as ``find``."""
        scorer = Scorer(self.thesaurus.hidden, self.thesaurus.out)
        for start, end, inside in _blocks(len(text), decided):
            found = self.find(text[start:end], page, inside)
            if found is None:
                continue
            utility = scorer(features(found, self.thesaurus)) + _BOLD
            decoded = schedule(found.sites, utility, self.thesaurus)
            origin = found.origin + start
            for choice in choices(found.sites, decoded, self.thesaurus, _LEAST):
                yield replace(choice, start=int(origin[choice.start]), end=int(origin[choice.end - 1]) + 1)


def _blocks(length: int, decided: Sequence[Choice]) -> Iterator[tuple[int, int, list[Choice]]]:
    """Parts of a long text that cut no decided word, and what was decided in each, in offsets of the part."""
    start = number = 0
    while start < length:
        end, first = min(start + _BLOCK, length), number
        while number < len(decided) and decided[number].start < end:
            end = max(end, decided[number].end)
            number += 1
        inside = [replace(c, start=c.start - start, end=c.end - start) for c in decided[first:number]]
        yield start, end, inside
        start = end


def features(found: Found, thesaurus: Thesaurus) -> Floats:
    """Features of every row, float[K, n]."""
    sites = found.sites
    rows = len(sites.row_pair)
    surface, canonical = sites.word[sites.row_site], thesaurus.canonical[sites.row_pair].astype(np.int64)
    x, prior, frequency = np.clip(sites.x, -20, 25), thesaurus.prior[sites.row_pair], np.clip(sites.frequency, -7, 7)
    _, group, counts = np.unique(sites.row_pair, return_inverse=True, return_counts=True)
    same = counts[group]
    pooled = np.bincount(group, x)[group]
    others = np.where(same > 1, (pooled - x) / np.maximum(same - 1, 1), 0.0)
    together = 0.45 * x + prior + 0.5 * frequency
    first = np.flatnonzero(np.concatenate(([True], sites.row_site[1:] != sites.row_site[:-1])))
    greatest = np.maximum.reduceat(together, first)[sites.row_site]
    weight = np.exp(np.clip(together, -30, 30))
    rest = np.log(np.maximum(np.add.reduceat(weight, first)[sites.row_site] - weight, 1e-9))
    columns = (
        np.ones(rows),
        x / 10,
        np.maximum(x - 5, 0) / 10,
        np.maximum(x - 12, 0) / 10,
        frequency,
        np.abs(frequency),
        prior,
        np.maximum(prior + 2, 0),
        *counted(sites, thesaurus, surface, canonical),
        np.log(same),
        others / 10,
        pooled / same * (same > 1) / 10,
        together - greatest,
        rest,
        together,
        (np.bincount(group, together)[group] / same) * (1 + np.log(same)),
        found.surprise[sites.row_site],
        thesaurus.lengths[surface],
        thesaurus.lengths[canonical] - thesaurus.lengths[surface],
        *(np.full(rows, value) for value in _page_features(found, np.maximum.reduceat(x, first))),
    )
    return np.stack(columns, 1)


def _page_features(found: Found, best: Floats) -> Sequence[float]:
    """What is the same for all rows of a page; ``best`` is the greatest ratio of each site."""
    length = len(found.sites.units)
    return (
        found.surprise.mean(),
        *((best > bits).mean() for bits in (4, 8, 12)),
        _median(best),
        np.log(length),
        np.clip(found.page.logit, -5, 12),
        np.log(found.restored / length + 1e-3),
        np.log1p(found.restored),
        found.explained,
    )


def _median(values: Floats) -> float:
    """As ``numpy.median``, which imports numpy's masked arrays: 20 ms of a first spun page."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
