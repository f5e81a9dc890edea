"""The last word on a page: what its sites, each read with all its features, say together.

``page.py`` weighs words and families by their density ratios alone. Here the scorer of the decoder's first pass, fitted
on clean pages and spun ones, gives every site its log odds of having been changed, with all that the decoder knows of it.
A small network reads these and the early features, which families speak, what single surfaces add, and whether their originals
are left in the page. It learnt from clean pages, and from spun ones of which a third lack their dictionary: their pairs are known, but
scattered over the lexicons, as are those of a table that nobody has.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from zhquality.model.decode import features
from zhquality.model.page import (
    EARLY_FEATURES,
    PRIOR,
    SHORTEST,
    PageEvidence,
    early_features,
    on_clean_scale,
    surface_columns,
)
from zhquality.model.statistics import Floats, Statistics

__all__ = [
    "RANKS",
    "SITE_FEATURES",
    "VERDICT_FEATURES",
    "judge",
    "site_features",
    "surface_features",
    "verdict_features",
]

_PLACES = (0, 1, 2, 3, 5, 8, 11)
"""Ranks of the surfaces whose log odds are features: the strongest, and how fast they fall."""
_ABSENT = -12.0
"""Log odds of a surface that is not there, and the least that counts; the greatest is 8."""
_GREATEST = 8.0
_CLEARLY_CLEAN = -6.5
"""Early logit under which nothing more is asked: .90 of the 2,177 clean development pages are below. Asking of all, no more pages of the nine simulated tables, known or
taken out, are above one half, nor at one false alarm in 1,000."""
SITE_FEATURES = EARLY_FEATURES + len(_PLACES) + 8
"""How many features are early ones or of sites; the regression that stands until the network is fitted reads no others."""
_FAMILIES, _FAMILY_LIMITS = 6, (-5.0, 30.0)
"""Families that speak for the page most, and the limits on what each says on its own clean scale; not tried with others."""
_SPEAKING = 4
"""Families of which it is told how many different surfaces speak for them."""
RANKS = (0, 1, 2, 3, 5, 8, 12, 20)
"""Ranks of the surfaces by what the first regression adds for each."""
_SURFACE_LIMITS = (-3.0, 8.0)
_STEPS = (0.7, 1.5, 3.0)
"""Evidence in nats from which it is asked of a surface whether the page has its original as well."""
VERDICT_FEATURES = SITE_FEATURES + _FAMILIES + 1 + _SPEAKING + len(RANKS) + 5 * len(_STEPS) + 3
"""How many features the network has."""


def site_features(page: PageEvidence, utility: Floats, statistics: Statistics) -> Floats:
    """The early features, and what the sites of a page say together, each surface by the mean log odds of its sites.

    Args:
        page: with its sites.
        utility: of every row in nats against keeping the surface.
        statistics: of the early features.
    """
    sites = page.sites
    weight = np.exp(np.clip(utility, -40, 40))
    odds = np.log(np.bincount(sites.row_site, weight, minlength=len(sites.word)) + 1e-12)
    _, group, counts = np.unique(sites.word, return_inverse=True, return_counts=True)
    of_surface = np.bincount(group, odds) / counts
    ranked = np.full(max(_PLACES) + 1, _ABSENT)
    strongest = np.sort(of_surface)[::-1][: len(ranked)]
    ranked[: len(strongest)] = strongest
    changed = 1 / (1 + np.exp(-of_surface))
    total = changed.sum()
    return np.array(
        [
            *early_features(page, statistics),
            *np.clip(ranked[list(_PLACES)], _ABSENT, _GREATEST),
            ranked[:3].mean(),
            ranked[:6].mean(),
            np.log(total + 1e-3),
            np.log1p(total),
            np.log(total / len(changed) + 1e-4),
            (changed > 0.5).sum(),
            np.log1p((changed > 0.2).sum()),
            np.log(len(sites.row_site)),
        ]
    )


def family_features(page: PageEvidence, statistics: Statistics) -> Floats:
    """What the families that speak most for the page say: a dictionary nobody has shares rows with several."""
    sites = page.sites
    scaled = _greatest(on_clean_scale(page.evidence, sites.register, len(sites.units), statistics), _FAMILIES)
    different = _greatest(page.different, _SPEAKING)
    return np.concatenate((np.clip(scaled, *_FAMILY_LIMITS), [np.maximum(scaled, 0).sum()], np.log1p(different)))


def surface_features(page: PageEvidence, statistics: Statistics) -> Floats:
    """What single surfaces say, and whether their originals are left in the page, as a writer would leave them and a tool does not."""
    sites = page.sites
    added = statistics.value[page.surfaces] * surface_columns(page.pooled) + statistics.seen[page.surfaces]
    ranked = np.full(max(RANKS) + 1, _SURFACE_LIMITS[0])
    greatest = np.sort(added)[::-1][: len(ranked)]
    ranked[: len(greatest)] = greatest
    words = sites.word[sites.row_site]
    by_word = np.lexsort((-page.row_pooled, words))
    best = by_word[np.flatnonzero(np.diff(words[by_word], prepend=-1))]
    evidence, originals = page.row_pooled[best], statistics.canonical[sites.row_pair[best]]
    counts = np.zeros(len(statistics.words))
    counts[sites.words] = sites.counts
    left, repeated = counts[originals] > 0, counts[words[best]] > 1
    expected = statistics.mixed(sites.register, originals) * len(sites.units)
    asked: list[float] = []
    for speaks in (evidence > step for step in _STEPS):
        gone, there = speaks & ~left, speaks & left
        asked += [gone.sum(), there.sum(), (speaks & repeated).sum(), expected[gone].sum(), expected[there].sum()]
    return np.array(
        [
            *np.clip(ranked[list(RANKS)], *_SURFACE_LIMITS),
            *np.log1p(asked),
            np.log1p(np.maximum(added, 0).sum()),
            np.minimum(added, 0).sum() / max(1, len(added)),
            statistics.present[sites.words].sum(),
        ]
    )


def _greatest(values: Floats, number: int) -> Floats:
    """So many of the greatest values, falling; zeros where there are fewer."""
    ranked = np.sort(values)[::-1][:number]
    return np.pad(ranked, (0, number - len(ranked)))


def verdict_features(page: PageEvidence, utility: Floats, statistics: Statistics) -> Floats:
    """Features of the network: the early ones, of sites, of families and of single surfaces."""
    parts = (
        site_features(page, utility, statistics),
        family_features(page, statistics),
        surface_features(page, statistics),
    )
    return np.concatenate(parts)


def judge(page: PageEvidence, statistics: Statistics) -> PageEvidence:
    """The page with its logit and, unless it is clearly clean, with the utilities of the first decoding pass."""
    logit, utility = page.early, None
    if logit >= _CLEARLY_CLEAN:
        utility = statistics.first(features(page, statistics))
        logit = float(statistics.verdict(verdict_features(page, utility, statistics)[None])[0])
    shrunk = PRIOR + (logit - PRIOR) * float(np.sqrt(min(1.0, len(page.sites.units) / SHORTEST)))
    return replace(page, logit=shrunk, utility=utility)
