"""Fitting the network that reads a page as a set of surfaces, by gradients written out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from zhquality.model.page_network import PageNetwork

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from zhquality.model.statistics import Floats, Ints

    Singles = NDArray[np.float32]

__all__ = ["PageTables", "learn", "together"]

_FIRST, _SECOND, _UNITS = 32, 16, 32
"""Units that read a surface, that are summed, and that weigh the sums. With 24, 12 and 32 units and 10 passes, on 57,000 pages, .742 of the pages of nine tables that were left out are found at one
false alarm in 1,000, with these and 16 passes, on 68,000, .800."""
_EPOCHS, _BATCH, _RATE, _DECAY = 16, 128, 3e-3, 1e-3
"""Passes over the pages, pages of a batch, greatest step and decay of the weights; the last three not tried with others."""
_RISE = 200
"""Batches in which the step grows to its greatest."""
_LIMIT = 30.0
"""Logits beyond this are as certain."""


@dataclass(frozen=True)
class PageTables:
    """N pages with their features.

    Attributes:
        page: of the pages as a whole, float[N, m].
        surface: of their surfaces, page by page, float[S, n].
        counts: surfaces of each page, int[N].
    """

    page: Singles
    surface: NDArray[np.floating]
    counts: Ints

    def __iter__(self) -> Iterator[tuple[Floats, Floats]]:
        """Features of each page, and those of its surfaces."""
        for page, end, count in zip(self.page, self._ends.tolist(), self.counts.tolist(), strict=True):
            yield page.astype(np.float64), self.surface[end - count : end].astype(np.float64)

    @cached_property
    def _ends(self) -> Ints:
        """Where the surfaces of each page end."""
        return np.cumsum(self.counts)

    def scale(self) -> tuple[Singles, Singles, Singles, Singles]:
        """Mean and deviation of the features of pages, and of those of surfaces."""
        some = self.surface[::5].astype(np.float32)
        return self.page.mean(0), self.page.std(0) + 1e-6, some.mean(0), some.std(0) + 1e-6

    def batch(self, pages: Ints) -> tuple[Singles, Singles, Ints]:
        """Features of some pages and of their surfaces, and how many each has."""
        counts = self.counts[pages]
        starts = self._ends[pages] - counts
        rows = np.repeat(starts - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        return self.page[pages], self.surface[rows].astype(np.float32), counts


@dataclass
class _Learner:
    """One network being fitted by Adam (Kingma & Ba 2015) with decoupled decay (Loshchilov & Hutter 2019); features are standardised.

    Attributes:
        weights: ``first``, ``second``, ``hidden``, ``out``, as in ``PageNetwork``.
        means: running means of the slopes.
        squares: running means of their squares.
        step: batches so far.
    """

    weights: list[Singles]
    means: list[Singles]
    squares: list[Singles]
    step: int = 0

    @classmethod
    def begin(cls, page: int, surface: int, rng: np.random.Generator) -> _Learner:
        """A network that knows nothing, for so many features."""
        width = page + 3 * _SECOND
        weights = [_random(rows, units, rng) for rows, units in ((surface, _FIRST), (_FIRST, _SECOND), (width, _UNITS))]
        weights.append(np.zeros(width + _UNITS + 1, np.float32))
        return cls(weights, [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights])

    def learn(self, slopes: Sequence[Singles], rate: float) -> None:
        """One step against the slopes, whose norm is cut at one."""
        self.step += 1
        norm = float(np.sqrt(sum(float((slope * slope).sum()) for slope in slopes)))
        for part, slope in enumerate(slopes):
            cut = slope / max(1.0, norm)
            self.means[part] = 0.9 * self.means[part] + 0.1 * cut
            self.squares[part] = 0.999 * self.squares[part] + 0.001 * cut * cut
            mean, square = self.means[part] / (1 - 0.9**self.step), self.squares[part] / (1 - 0.999**self.step)
            self.weights[part] -= rate * (mean / (np.sqrt(square) + 1e-8) + _DECAY * self.weights[part])


def learn(pages: PageTables, labels: NDArray[np.bool_], weights: Floats, used: Ints, seed: int = 0) -> PageNetwork:
    """A network that tells spun pages from clean ones.

    Args:
        pages: all pages.
        labels: which were spun, bool[N].
        weights: of the pages, float[N].
        used: numbers of the pages to learn from.
        seed: of the starting weights and the order.
    """
    rng = np.random.default_rng(seed)
    learner = _Learner.begin(pages.page.shape[1], pages.surface.shape[1], rng)
    scale = pages.scale()
    truth, shares = labels.astype(np.float32), weights.astype(np.float32)
    batches = _EPOCHS * -(-len(used) // _BATCH)
    for _ in range(_EPOCHS):
        order = rng.permutation(used)
        for low in range(0, len(order), _BATCH):
            some = order[low : low + _BATCH]
            slopes = _slopes(learner.weights, _standard(pages.batch(some), scale), truth[some], shares[some])
            step = learner.step + 1
            learner.learn(slopes, _RATE * min(1.0, step / _RISE) * (1 - step / (batches + 1)))
    return _for_features_as_they_come(learner.weights, scale)


def together(networks: Sequence[PageNetwork]) -> PageNetwork:
    """One that gives the mean of several."""
    return PageNetwork(*(np.concatenate(parts) for parts in zip(*networks, strict=True)))


def _random(rows: int, units: int, rng: np.random.Generator) -> Singles:
    """Starting weights of a layer; nothing is added at first."""
    weights = np.zeros((rows + 1, units), np.float32)
    weights[:-1] = rng.normal(0, rows**-0.5, (rows, units))
    return weights


def _standard(batch: tuple[Singles, Singles, Ints], scale: tuple[Singles, ...]) -> tuple[Singles, Singles, Ints]:
    page, surface, counts = batch
    return (page - scale[0]) / scale[1], (surface - scale[2]) / scale[3], counts


def _sums(table: Singles, counts: Ints) -> Singles:
    """Sums of so many rows each."""
    starts = np.cumsum(counts) - counts
    sums = np.zeros((len(counts), table.shape[1]), np.float32)
    there = counts > 0
    if there.any():
        sums[there] = np.add.reduceat(table, starts[there], 0)
    return sums


def _slopes(
    weights: Sequence[Singles], batch: tuple[Singles, Singles, Ints], truth: Singles, shares: Singles
) -> list[Singles]:
    """Gradient of the mean loss of some pages."""
    first, second, hidden, out = weights
    page, surface, counts = batch
    below = np.maximum(surface @ first[:-1] + first[-1], 0)
    within = np.maximum(below @ second[:-1] + second[-1], 0)
    above = np.maximum(within - 1, 0)
    total, squares = _sums(within, counts), _sums(above * above, counts)
    root = np.sqrt(np.maximum(counts, 1))[:, None].astype(np.float32)
    read = np.concatenate((page, np.log1p(total), total / root, np.log1p(squares)), 1)
    units = np.maximum(read @ hidden[:-1] + hidden[-1], 0)
    width, known, sums = read.shape[1], page.shape[1], total.shape[1]
    logits = read @ out[:width] + units @ out[width:-1] + out[-1]
    error = shares * (1 / (1 + np.exp(-np.clip(logits, -_LIMIT, _LIMIT))) - truth) / len(truth)
    back = np.outer(error, out[width:-1]) * (units > 0)
    to_read = np.outer(error, out[:width]) + back @ hidden[:-1].T
    by_total, by_root, by_squares = (to_read[:, known + k * sums : known + (k + 1) * sums] for k in range(3))
    to_total, to_squares = by_total / (1 + total) + by_root / root, by_squares / (1 + squares)
    to_within = (np.repeat(to_total, counts, 0) + np.repeat(to_squares, counts, 0) * 2 * above) * (within > 0)
    to_below = (to_within @ second[:-1].T) * (below > 0)
    return [
        _layer(surface, to_below),
        _layer(below, to_within),
        _layer(read, back),
        np.concatenate((read.T @ error, units.T @ error, [error.sum()])).astype(np.float32),
    ]


def _layer(table: Singles, error: Singles) -> Singles:
    """Gradient of a layer's weights."""
    return np.concatenate((table.T @ error, error.sum(0, keepdims=True)))


def _for_features_as_they_come(weights: Sequence[Singles], scale: tuple[Singles, ...]) -> PageNetwork:
    """The network for features that are not standardised."""
    first, second, hidden, out = (part.astype(np.float64) for part in weights)
    mean, deviation, of_surface, its_deviation = (part.astype(np.float64) for part in scale)
    page, width = len(mean), len(hidden) - 1
    first[:-1] /= its_deviation[:, None]
    first[-1] -= of_surface @ first[:-1]
    hidden[:page] /= deviation[:, None]
    hidden[-1] -= mean @ hidden[:page]
    out[:page] /= deviation
    out[-1] -= mean @ out[:page]
    assert width == page + 3 * second.shape[1]
    return PageNetwork(first[None], second[None], hidden[None], out[None])
