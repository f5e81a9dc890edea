"""How far the words of pages speak for a spinner: evidence by family and by surface.

The page model is that of the project's design: x is a site's log-likelihood ratio of the canonical c against the surface s;
f0 is the density of x where s really stands, f1 where s was put in place of c. A site speaks ``log(1 + r * sum over c
(freq(c)/freq(s)) * f1(x)/f0(x))`` for a family used at rate r, the n occurrences of one surface count
``mean * (1 + ln n)``, and every original left in the page n times takes ``(1 + ln n) * log(1 - r)``. All values are in nats
unless they are said to be in bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from zhquality.model.evidence import Sites
from zhquality.model.statistics import Floats, Ints, Statistics, compact

__all__ = [
    "LEAST_EVIDENCE",
    "POOL_RATE",
    "RATES",
    "SITE_LIMIT",
    "Rows",
    "family_evidence",
    "log_density",
    "strength",
    "surface_evidence",
]

RATES = np.array([0.1, 0.3, 0.6, 0.9, 0.98])
"""Shares of a family's originals that a spinner replaces; the best one is taken for each page."""
SITE_LIMIT = 8.0
_SURFACE_LIMIT, _SURFACE_SLOPE, _CERTAIN_SITE = 6.0, 3.0, 5.0
_DENSITY_LIMIT = 6.0
"""No site and no surface may outweigh a page (进程 stands a hundred times in an article on operating systems): limits on
a site's evidence, on a surface's (raised for one whose every site is near certain, as 年夜 for 大), and on the density ratio."""
POOL_RATE = 0.6
"""Rate at which single surfaces are pooled: the middle of RATES."""
_LOG_LEFT, _LOGS_LEFT = np.log(1 - POOL_RATE), np.log(1 - RATES)[:, None]
"""What an original that is left in the page counts at the one rate, and at each of the others."""
LEAST_EVIDENCE = -60.0
"""Evidence in nats of a family without a word in the page, and the least of any."""


class _HasRatios(Protocol):
    """Rows with their log-likelihood ratios."""

    @property
    def row_pair(self) -> Ints: ...

    @property
    def x(self) -> Floats: ...


class Rows(NamedTuple):
    """The rows (K) and sites (S) of pages laid end to end, and the words of the pages.

    What is said of a page does not depend on the pages it stands with, not in the last bit.

    Attributes:
        page: page of each site, int[S], ascending.
        word: word index of its surface, int[S].
        row_site: site of each row, int[K], ascending.
        row_pair: pair of each row, int[K].
        x: log-likelihood ratio in bits of the row's canonical against its surface, float[K].
        frequency: log of freq(canonical) / freq(surface) in the page's registers, float[K].
        words: all words of the statistics that occur, by page, then ascending, int[N].
        counts: how often each occurs in the page, int[N].
        word_ends: where the words of each page end, int[pages].
    """

    page: Ints
    word: Ints
    row_site: Ints
    row_pair: Ints
    x: Floats
    frequency: Floats
    words: Ints
    counts: Ints
    word_ends: Ints

    @classmethod
    def of(cls, pages: Sequence[Sites]) -> Rows:
        """Of the sites of some pages."""
        sizes = np.array([len(page.word) for page in pages])
        before = np.repeat(np.cumsum(sizes) - sizes, [len(page.row_site) for page in pages])
        return cls(
            np.repeat(np.arange(len(pages)), sizes),
            np.concatenate([page.word for page in pages]),
            np.concatenate([page.row_site for page in pages]) + before,
            np.concatenate([page.row_pair for page in pages]),
            np.concatenate([page.x for page in pages]),
            np.concatenate([page.frequency for page in pages]),
            np.concatenate([page.words for page in pages]),
            np.concatenate([page.counts for page in pages]),
            np.cumsum([len(page.words) for page in pages]),
        )


def log_density(rows: _HasRatios, statistics: Statistics) -> Floats:
    """Log of f1(x) / f0(x) of every row, limited to 6 nats each way."""
    mean0, dev0, mean1, dev1 = statistics.density.take(rows.row_pair, axis=0).T.astype(np.float64, order="C")
    ratio = (((rows.x - mean0) / dev0) ** 2 - ((rows.x - mean1) / dev1) ** 2) / 2 + np.log(dev0 / dev1)
    limited: Floats = np.minimum(np.maximum(ratio, -_DENSITY_LIMIT), _DENSITY_LIMIT)
    return limited


def strength(rows: Rows, statistics: Statistics) -> Floats:
    """``freq(c)/freq(s) * f1(x)/f0(x)`` of every row, which families and surfaces are weighed by."""
    odds: Floats = np.exp(rows.frequency + log_density(rows, statistics))
    return odds


def family_evidence(rows: Rows, odds: Floats, statistics: Statistics) -> tuple[Floats, Floats, Floats]:
    """Evidence in nats of each page for each family at its best rate, that rate, and how many different surfaces speak for it.

    Args:
        rows: of the pages.
        odds: their ``strength``.
        statistics: of the lexicons.
    """
    families, number, pages = len(statistics.families), len(rows.word), len(rows.word_ends)
    row, family = statistics.member.take(rows.row_pair, axis=0).nonzero()
    place, entry = compact(family * number + rows.row_site.take(row))
    at_site = np.bincount(entry, odds.take(row))
    speaks = np.minimum(np.log1p(RATES[:, None] * at_site), SITE_LIMIT)
    different_words, own = np.unique(rows.page * len(statistics.words) + rows.word, return_inverse=True)
    word_family, group = compact(place // number * len(different_words) + own[place % number])
    counts = np.bincount(group)
    its_page = different_words[word_family % len(different_words)] // len(statistics.words)
    owner = its_page * families + word_family // len(different_words)
    mean = _sums(group, speaks, len(owner)) / counts
    limit = _SURFACE_LIMIT + _SURFACE_SLOPE * np.maximum(mean - _CERTAIN_SITE, 0)
    pooled = mean * (1 + np.log(counts))
    total = _sums(owner, np.minimum(pooled, limit), pages * families)
    total += _left(rows, statistics) * _LOGS_LEFT
    best = total.argmax(0)
    there = np.bincount(owner, minlength=pages * families) > 0
    evidence = np.where(there, np.maximum(total[best, np.arange(len(best))], LEAST_EVIDENCE), LEAST_EVIDENCE)
    different = np.bincount(owner[pooled[best[owner], np.arange(len(owner))] > 1], minlength=pages * families)
    rates = np.where(there, RATES[best], RATES[0])
    shape = pages, families
    return evidence.reshape(shape), rates.reshape(shape), different.astype(np.float64).reshape(shape)


def _left(rows: Rows, statistics: Statistics) -> Floats:
    """How many originals of each family are left in each page, in the scale of the evidence; page by page."""
    weights = 1 + np.log(rows.counts)
    original = statistics.original.take(rows.words, axis=0)
    ends = rows.word_ends.tolist()
    return np.concatenate([weights[low:high] @ original[low:high] for low, high in zip([0, *ends], ends, strict=False)])


def _sums(group: Ints, values: Floats, number: int) -> Floats:
    """Sums of the columns of each group, for every row."""
    rows = len(values)
    places = (group + number * np.arange(rows)[:, None]).ravel()
    return np.bincount(places, values.ravel(), rows * number).astype(np.float64).reshape(rows, number)


def surface_evidence(rows: Rows, odds: Floats, statistics: Statistics) -> tuple[Ints, Ints, Floats, Floats]:
    """Pooled evidence in nats of each surface of each page by its best pair, and of every row's pair.

    Args:
        rows: of the pages.
        odds: their ``strength``.
        statistics: of the lexicons.

    Returns:
        The page of each surface, ascending, surfaces (word indices), their evidence, and for every row the evidence of its pair.
    """
    speaks = np.minimum(np.log1p(POOL_RATE * odds), SITE_LIMIT)
    number = len(statistics.surface)
    keys: Ints = rows.page.take(rows.row_site) * number + rows.row_pair
    different, group, counts = np.unique(keys, return_inverse=True, return_counts=True)
    page, pairs = np.divmod(different, number)
    pooled = np.bincount(group, speaks) / counts * (1 + np.log(counts))
    pooled += _there(rows, page, statistics.canonical.take(pairs), len(statistics.words)) * _LOG_LEFT
    surfaces = statistics.surface.take(pairs)
    changes = np.ones(len(pairs), np.bool_)
    changes[1:] = (surfaces[1:] != surfaces[:-1]) | (page[1:] != page[:-1])
    first = changes.nonzero()[0]
    return page.take(first), surfaces.take(first), np.maximum.reduceat(pooled, first), pooled.take(group)


def _there(rows: Rows, page: Ints, words: Ints, number: int) -> Floats:
    """For words of pages, out of a number, one and the log of how often the page has it; zero if it has not."""
    sizes = rows.word_ends.copy()
    sizes[1:] -= rows.word_ends[:-1]
    keys = (np.arange(len(sizes)) * number).repeat(sizes) + rows.words
    wanted = page * number + words
    place = np.minimum(keys.searchsorted(wanted), len(keys) - 1)
    return np.where(keys.take(place) == wanted, 1 + np.log(rows.counts.take(place)), 0.0)
