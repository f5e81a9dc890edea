"""What is told of every surface of a page that a tool may have put in: the rows over which the last word is spoken (``verdict.py``)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from zhquality.model.page import PageEvidence, surface_columns
from zhquality.model.pooling import LEAST_EVIDENCE, log_density
from zhquality.model.statistics import Floats, Ints, Statistics

__all__ = ["SURFACE_FEATURES", "added", "surface_table"]

SURFACE_FEATURES = 24
"""How many features a surface has. Without eight of them (both weights of the first regression, the utility of the best pair, the lengths, the second pair, how many pairs
and rows) .625 of the pages of nine tables that were left out are above one half instead of .690."""
_ODDS, _POOLED, _ADDED, _WEIGHT = (-12.0, 8.0), (-3.0, 8.0), (-4.0, 8.0), (-3.0, 3.0)
"""Limits on log odds, on evidence in nats and on what regressions add: no surface may outweigh a page."""
_LEAST_ODDS, _LEAST_POOLED, _LEAST_ADDED = -7.0, 0.7, 0.4
"""A surface is left out that stays below all three: half of those of clean pages and spun ones together."""


def added(page: PageEvidence, statistics: Statistics) -> Floats:
    """What the first regression adds for each surface of a page, in nats."""
    return statistics.value.take(page.surfaces) * surface_columns(page.pooled) + statistics.seen.take(page.surfaces)


def surface_table(page: PageEvidence, utility: Floats, statistics: Statistics) -> Floats:
    """Features of the surfaces that may have been put in, float[S, 24].

    Args:
        page: with its sites.
        utility: of every row in nats against keeping the surface.
        statistics: of the lexicons.
    """
    sites = page.sites
    there = np.zeros(len(statistics.words))
    there[sites.words] = sites.counts
    odds = _of_sites(page, utility)
    words = _of_words(page, there, statistics)
    table = np.stack((*odds, *words, *_of_pairs(page, utility, there, statistics)), 1)
    (_, greatest, *_), (pooled, more, *_) = odds, words
    return table[(greatest > _LEAST_ODDS) | (pooled > _LEAST_POOLED) | (np.abs(more) > _LEAST_ADDED)]


def _of_sites(page: PageEvidence, utility: Floats) -> tuple[Floats, ...]:
    """Mean and greatest log odds of each surface's sites, and how many sites and rows it has."""
    sites = page.sites
    odds = np.log(np.bincount(sites.row_site, np.exp(np.clip(utility, -40, 40)), minlength=len(sites.word)) + 1e-12)
    its = page.surfaces.searchsorted(sites.word)
    counts = np.bincount(its)
    greatest = np.full(len(page.surfaces), _ODDS[0])
    np.maximum.at(greatest, its, odds)
    mean = np.bincount(its, odds) / counts
    rows = np.bincount(its.take(sites.row_site))
    return np.clip(mean, *_ODDS), np.minimum(greatest, _ODDS[1]), np.log(counts), np.log(rows)


def _of_words(page: PageEvidence, there: Floats, statistics: Statistics) -> tuple[Floats, ...]:
    """Evidence and weights of each surface, how much oftener it is there than in other pages, how frequent and long it is."""
    surfaces, length = page.surfaces, len(page.sites.units)
    frequency = statistics.mixed(page.sites.register, surfaces)
    return (
        np.clip(page.pooled, *_POOLED),
        np.clip(added(page, statistics), *_ADDED),
        *(np.clip(of.take(surfaces), *_WEIGHT) for of in (statistics.value, statistics.seen, statistics.present)),
        np.log((there.take(surfaces) + 0.5) / (frequency * length + 0.5)),
        np.clip(np.log(frequency + 1e-9) + 9, -8, 8),
        statistics.lengths.take(surfaces).astype(np.float64),
    )


def _of_pairs(page: PageEvidence, utility: Floats, there: Floats, statistics: Statistics) -> tuple[Floats, ...]:
    """Of each surface's best pair what its rows say in the mean, whether its original is left in the page, and who has it; and of the other pairs."""
    sites, surfaces = page.sites, page.surfaces
    pairs = _Pairs.of(page, utility, statistics)
    its = surfaces.searchsorted(statistics.surface.take(pairs.pairs))
    best, second = _two_best(its, pairs.pooled, len(surfaces))
    number = pairs.pairs.take(best)
    canonical = statistics.canonical.take(number)
    left, expected = there.take(canonical), statistics.mixed(sites.register, canonical) * len(sites.units)
    return (
        np.clip(pairs.x.take(best) / 5, -4, 6),
        pairs.density.take(best),
        np.clip(pairs.utility.take(best), *_ODDS),
        np.clip(pairs.frequency.take(best), -7, 10),
        np.log1p(left),
        np.log1p(expected),
        np.where(left == 0, np.log1p(expected), 0.0),
        (statistics.lengths.take(canonical) - statistics.lengths.take(surfaces)).astype(np.float64),
        np.log1p(statistics.member.take(number, axis=0).sum(1)),
        np.minimum(statistics.rank.take(number), 12) / 4,
        np.clip(second, *_POOLED),
        np.log(np.bincount(its)),
    )


class _Pairs(NamedTuple):
    """The different pairs of a page, ascending and so by surface, and what all rows of each say in the mean.

    Attributes:
        pairs: int[P].
        x: log-likelihood ratio in bits, float[P].
        density: log density ratio in nats, float[P].
        utility: in nats against keeping the surface, float[P].
        frequency: log of freq(canonical) / freq(surface), float[P].
        pooled: evidence of the pair in nats, float[P].
    """

    pairs: Ints
    x: Floats
    density: Floats
    utility: Floats
    frequency: Floats
    pooled: Floats

    @classmethod
    def of(cls, page: PageEvidence, utility: Floats, statistics: Statistics) -> _Pairs:
        """Of a page with its sites."""
        sites = page.sites
        pairs, first, group, rows = np.unique(
            sites.row_pair, return_index=True, return_inverse=True, return_counts=True
        )
        x, density, mean = (
            np.bincount(group, values) / rows for values in (sites.x, log_density(sites, statistics), utility)
        )
        return cls(pairs, x, density, mean, sites.frequency.take(first), page.row_pooled.take(first))


def _two_best(surface: Ints, pooled: Floats, number: int) -> tuple[Ints, Floats]:
    """For each surface the pair with the most evidence, and the evidence of the next.

    Args:
        surface: of each pair, ascending.
        pooled: evidence of each.
        number: of surfaces, each of which has a pair.
    """
    order = np.lexsort((pooled, surface))
    ends = surface.searchsorted(np.arange(number), "right") - 1
    second = np.full(number, LEAST_EVIDENCE)
    several = np.flatnonzero(np.diff(ends, prepend=-1) > 1)
    second[several] = pooled.take(order.take(ends.take(several) - 1))
    return order.take(ends), second
