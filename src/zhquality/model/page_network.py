"""A network that reads a page as a set of surfaces: each is read by itself, what is read of all is summed, and the sums are weighed with what the page says as a whole.

Sums over a set that is read by one network can stand for any function of the set (Zaheer et al., Deep Sets, 2017). Several such networks, fitted on different
parts of the pages, give their mean.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from zhquality.model.statistics import Floats, Scorer, product

__all__ = ["PageNetwork", "pooled"]


class PageNetwork(NamedTuple):
    """K networks. The last row of a matrix is what is added whatever the features.

    Attributes:
        first: of a surface's n features, float[K, n + 1, A].
        second: of these, float[K, A + 1, B].
        hidden: hidden layer of the scorer of the page's m features and 3 B sums, float[K, m + 3 B + 1, H].
        out: its output layer, float[K, m + 3 B + H + 1].
    """

    first: Floats
    second: Floats
    hidden: Floats
    out: Floats

    def __call__(self, page: Floats, surfaces: Floats) -> float:
        """Logit of a page: the mean of the networks.

        Args:
            page: its features, float[m].
            surfaces: features of its surfaces, float[S, n]; there may be none.
        """
        logits = []
        for first, second, hidden, out in zip(*self, strict=True):
            read = np.concatenate((page, pooled(rectified(rectified(surfaces, first), second))))
            logits.append(Scorer(hidden, out)(read[None])[0])
        return float(np.mean(logits))


def rectified(table: Floats, weights: Floats) -> Floats:
    """A layer of rectified units, float[rows, units]."""
    layer: Floats = np.maximum(product(table, weights[:-1]) + weights[-1], 0)
    return layer


def pooled(within: Floats) -> Floats:
    """Sums over the surfaces of a page: of each unit, as they are and by the root of their number, and of the squares of what is above one.

    Args:
        within: units of each surface, not negative, float[S, B].

    Returns:
        float[3 B]; the first and the last as ``log1p``.
    """
    total, above = within.sum(0), np.maximum(within - 1, 0)
    return np.concatenate((np.log1p(total), total / max(1, len(within)) ** 0.5, np.log1p((above * above).sum(0))))
