"""What measurement says of each row of the lexicons: how often its words occur, are told apart by context, and are found."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from zhquality.lexicon.counts import Pair, RowCounts
from zhquality.model.statistics import Statistics

__all__ = ["RowFigures", "describe"]


@dataclass(frozen=True, slots=True)
class RowFigures:
    """Figures of one pair.

    Attributes:
        surface: the word put in.
        canonical: the word it stands for.
        families: dictionaries that have the pair; empty for pairs of the open lists only.
        surface_rate: occurrences of the surface per million characters of clean text, mean of the registers.
        canonical_rate: the same of the canonical.
        told_apart: probability that the log-likelihood ratio of a place where the surface was put in is above that of a
            place where it is right (area under the ROC curve of the two fitted normal densities), in [0, 1].
        weight: what the surface's evidence adds to a page's logit per four nats; 0 where it never helped.
        counts: how often the pair was found in simulated pages; None if it was seen there too seldom.
    """

    surface: str
    canonical: str
    families: tuple[str, ...]
    surface_rate: float
    canonical_rate: float
    told_apart: float
    weight: float
    counts: RowCounts | None


def describe(statistics: Statistics, counts: Mapping[Pair, RowCounts]) -> Iterator[RowFigures]:
    """Figures of every pair, by surface.

    Args:
        statistics: of the lexicons.
        counts: of their pairs in simulated pages (``data/rows.tsv``).
    """
    rates = np.exp(statistics.log_frequency.astype(np.float64)).mean(1) * 1e6
    mean0, deviation0, mean1, deviation1 = statistics.density.astype(np.float64).T
    distance = (mean1 - mean0) / np.hypot(deviation0, deviation1)
    for number, (surface, canonical) in enumerate(
        zip(statistics.surface.tolist(), statistics.canonical.tolist(), strict=True)
    ):
        families = np.flatnonzero(statistics.member[number] & statistics.dictionary)
        pair = statistics.words[surface], statistics.words[canonical]
        yield RowFigures(
            *pair,
            tuple(statistics.families[family] for family in families.tolist()),
            float(rates[surface]),
            float(rates[canonical]),
            (1 + math.erf(float(distance[number]) / math.sqrt(2))) / 2,
            float(statistics.value[surface]),
            counts.get(pair),
        )
