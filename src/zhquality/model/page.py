"""The posterior that a page was spun: surfaces and families weighed together.

Two logistic regressions, one on top of the other, both fitted on clean pages and on the same pages spun by random
dictionaries (``fitting.py``): the first weighs every surface by how well its evidence told the two apart, the second
adds the best family on its own clean scale, the length and the register. ``verdict.py`` has the last word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log, log1p, sqrt

import numpy as np

from zhquality.model.evidence import Sites
from zhquality.model.pooling import LEAST_EVIDENCE, Rows, family_evidence, strength, surface_evidence
from zhquality.model.statistics import Floats, Ints, Statistics

__all__ = [
    "EARLY_FEATURES",
    "PRIOR",
    "SCALED",
    "SHORTEST",
    "PageEvidence",
    "early_features",
    "on_clean_scale",
    "page_features",
    "surface_columns",
    "weigh",
    "weigh_each",
    "without_families",
]

_STEPS = np.array([0.5, 1, 2, 3, 4, 5, 6, 7])
"""Evidence in nats above which surfaces are counted."""
PRIOR = float(np.log(0.003 / 0.997))
"""Log odds that a page is spun before it is read: one in 330. With one in 100 two of 2,177 clean pages are above one half,
with one in 250 one, with this none; b's words are then restored in .947 of the cases, a light table's in .80, after
.955 and .81."""
SHORTEST = 80
"""Code points of the shortest page of the fit. The evidence of a shorter text counts by the root of its share: of 2,000
clean snippets of 20 code points, 3 were above one half without that."""
SCALED = 1_000
"""Code points of the page for which the scales of families are told; those of added families grow with the length (``adding.py``)."""
_LOGIT_LIMIT = 15.0
_TAIL = (0.0, 2.0, 8.0, 16.0)
"""Knots of the scaled family evidence: the share of clean pages above falls by e with each 1.2, so that its weight
has to grow linearly."""
EARLY_FEATURES = 15
"""How many features the second regression has."""


@dataclass(frozen=True)
class PageEvidence:
    """Everything known about one page.

    Attributes:
        sites: its sites.
        surfaces: word index of each surface that occurs.
        pooled: evidence in nats of each of them.
        row_pooled: evidence of every row's pair.
        evidence: nats for each family.
        rates: best rate of each family.
        different: how many different surfaces speak for each family with more than a nat.
        surface_logit: logit of the surfaces alone.
        early: logit of surfaces and families, before the sites are read one by one.
        logit: logit that the page was spun.
        utility: of every row in the first decoding pass, in nats against keeping the surface; None before it.
    """

    sites: Sites
    surfaces: Ints
    pooled: Floats
    row_pooled: Floats
    evidence: Floats
    rates: Floats
    different: Floats
    surface_logit: float = 0.0
    early: float = 0.0
    logit: float = 0.0
    utility: Floats | None = None

    @property
    def probability(self) -> float:
        """Probability that the page was spun."""
        return float(1 / (1 + np.exp(-self.logit)))


def page_features(length: int, pooled: Floats, sentinels: float) -> Floats:
    """General features of a page: its length in code points, how its surfaces' evidence is spread, the sentinels."""
    total, number = float(np.maximum(pooled, 0).sum()), max(1, len(pooled))
    return np.array(
        [
            log(length),
            log(number),
            *np.log1p((pooled > _STEPS[:, None]).sum(1)),
            total / number,
            log1p(total),
            np.minimum(pooled, 0).sum() / number,
            log1p(max(0.0, sentinels)),
        ]
    )


def surface_columns(pooled: Floats) -> Floats:
    """A surface's evidence as the first regression sees it."""
    return np.minimum(np.maximum(pooled, -2), 8) / 4


def on_clean_scale(evidence: Floats, register: Floats, length: int, statistics: Statistics) -> Floats:
    """Evidence of families on their own scales in clean pages: of these one in twenty is above zero, and the share falls by e with each.

    Args:
        evidence: in nats, float[F].
        register: posterior of the page's registers, float[R].
        length: of the page in code points.
        statistics: with the scales.
    """
    grown = (length / SCALED) ** statistics.growth
    scaled: Floats = (evidence / grown - register @ statistics.middle) / (register @ statistics.scale)
    return scaled


def early_features(page: PageEvidence, statistics: Statistics) -> Floats:
    """Features of the second regression."""
    register, length = page.sites.register, len(page.sites.units)
    all_scaled = on_clean_scale(page.evidence, register, length, statistics)
    family = int(all_scaled.argmax())
    scaled, different = float(all_scaled[family]), float(page.different[family])
    logit, above = min(max(page.surface_logit, -_LOGIT_LIMIT), _LOGIT_LIMIT), min(max(scaled, 0.0), 30.0)
    return np.array(
        [
            logit,
            sqrt(max(logit, 0.0)),
            log1p(above),
            *(min(above, high) - min(above, low) for low, high in pairwise(_TAIL)),
            min(max(scaled, -3.0), 0.0),
            log(length),
            *register[3:],
            min(max(logit, -10.0), 10.0) * log1p(above),
            log1p(different),
            log1p(different) * log1p(above),
            different == 1,
        ]
    )


def weigh(sites: Sites, statistics: Statistics) -> PageEvidence:
    """The evidence of a page's words and families, and its early logit."""
    return weigh_each([sites], statistics)[0]


def weigh_each(pages: Sequence[Sites], statistics: Statistics) -> list[PageEvidence]:
    """The same of several pages, the same in every bit; of twelve together it takes half the time."""
    if not pages:
        return []
    rows = Rows.of(pages)
    odds = strength(rows, statistics)
    page, surfaces, pooled, row_pooled = surface_evidence(rows, odds, statistics)
    families = family_evidence(rows, odds, statistics)
    ends = np.searchsorted(page, np.arange(len(pages)), "right").tolist()
    row_ends = np.cumsum([len(sites.row_pair) for sites in pages]).tolist()
    weighed = []
    for number, sites in enumerate(pages):
        its = slice(ends[number - 1] if number else 0, ends[number])
        its_rows = slice(row_ends[number - 1] if number else 0, row_ends[number])
        evidence, rates, different = (table[number] for table in families)
        known = PageEvidence(sites, surfaces[its], pooled[its], row_pooled[its_rows], evidence, rates, different)
        weighed.append(_with_early(known, statistics))
    return weighed


def without_families(page: PageEvidence, families: Sequence[int], statistics: Statistics) -> PageEvidence:
    """A page as it is seen without some families: their pairs are there, but nobody knows that they are one tool's."""
    evidence, different = page.evidence.copy(), page.different.copy()
    evidence[list(families)], different[list(families)] = LEAST_EVIDENCE, 0
    return _with_early(replace(page, evidence=evidence, different=different), statistics)


def _with_early(page: PageEvidence, statistics: Statistics) -> PageEvidence:
    """A page with the logit of its surfaces and the early one."""
    general = page_features(len(page.sites.units), page.pooled, float(page.evidence[-1]))
    surface_logit = float(
        statistics.value[page.surfaces] @ surface_columns(page.pooled)
        + statistics.seen[page.surfaces].sum()
        + statistics.present[page.sites.words].sum()
        + general @ statistics.page[:-1]
        + statistics.page[-1]
    )
    page = replace(page, surface_logit=surface_logit)
    early = float(early_features(page, statistics) @ statistics.early[:-1] + statistics.early[-1])
    return replace(page, early=early)
