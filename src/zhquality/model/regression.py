"""What fitting learns with: logistic regression, and a small network that chooses among the rows of a site.

scipy comes with ``zhquality[train]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from zhquality.model.statistics import Floats, Ints, Scorer

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Choices", "learn_to_choose", "logistic"]


def logistic(table: Any, labels: NDArray[np.bool_], penalty: Any, weights: Floats | None = None) -> Floats:  # noqa: ANN401 - sparse or dense
    """Weights and intercept (last) of a ridge-penalised logistic regression.

    Args:
        table: float[N, n], dense or scipy sparse.
        labels: bool[N].
        penalty: weight of the squared norm, one number or one per column.
        weights: of the rows; all ones by default.
    """
    rows, columns = table.shape
    share = np.ones(rows) if weights is None else weights
    ridge = np.concatenate((np.broadcast_to(penalty, columns), [0.0]))
    truth = labels.astype(np.float64)

    def loss(w: Floats) -> tuple[float, Floats]:
        logits = table @ w[:-1] + w[-1]
        error = share * (expit(logits) - truth)
        value = float((share * (np.logaddexp(0, logits) - truth * logits)).sum() + (ridge * w * w).sum() / 2)
        return value, np.concatenate((table.T @ error, [error.sum()])) + ridge * w

    result: Floats = minimize(loss, np.zeros(columns + 1), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return result


@dataclass(frozen=True)
class Choices:
    """The sites of one page, for learning to choose.

    Attributes:
        table: features of every row, float[K, n].
        sites: site of each row, int[K], ascending from 0.
        right: whether a row is what stood there; at most one per site, none where the surface is right.
    """

    table: Floats
    sites: Ints
    right: NDArray[np.bool_]


def _gradient(scorer: Scorer, pages: Sequence[Choices]) -> tuple[float, Scorer]:
    """Mean loss of the sites of some pages under the choice among rows and staying (utility 0), and its gradient."""
    table = np.concatenate([page.table for page in pages])
    right = np.concatenate([page.right for page in pages])
    sizes = [int(page.sites[-1]) + 1 for page in pages]
    shift = np.cumsum([0, *sizes[:-1]])
    sites = np.concatenate([page.sites + add for page, add in zip(pages, shift, strict=True)])
    number = sum(sizes)
    below = table @ scorer.hidden[:-1] + scorer.hidden[-1]
    layer = np.concatenate((table, np.maximum(below, 0)), 1)
    utility = np.clip(layer @ scorer.out[:-1] + scorer.out[-1], -40, 40)
    weight = np.exp(utility)
    total = 1 + np.bincount(sites, weight, minlength=number)
    error = (weight / total[sites] - right) / number
    back = np.outer(error, scorer.out[table.shape[1] : -1]) * (below > 0)
    hidden = np.concatenate((table.T @ back, back.sum(0, keepdims=True)))
    out = np.concatenate((layer.T @ error, [error.sum()]))
    return float(np.log(total).sum() - utility[right].sum()) / number, Scorer(hidden, out)


def learn_to_choose(
    pages: Sequence[Choices], hidden: int = 24, epochs: int = 12, seed: int = 7
) -> tuple[Scorer, float]:
    """A scorer of rows, by Adam (Kingma & Ba 2015) over batches of eight pages.

    Args:
        pages: a tenth of them is held out.
        hidden: units of the hidden layer.
        epochs: passes over the pages.
        seed: of the starting weights and the order.

    Returns:
        The scorer, for unstandardised features, and its mean loss in nats on the sites held out.
    """
    rng = np.random.default_rng(seed)
    every = np.concatenate([page.table for page in pages])
    mean, deviation = every.mean(0), every.std(0) + 1e-6
    pages = [replace(page, table=((page.table - mean) / deviation).astype(np.float32)) for page in pages]
    held, used = pages[::10], [page for number, page in enumerate(pages) if number % 10]
    width = every.shape[1]
    scorer = Scorer(rng.normal(0, 1 / np.sqrt(width), (width + 1, hidden)), np.zeros(width + hidden + 1))
    first = [np.zeros_like(scorer.hidden), np.zeros_like(scorer.out)]
    second = [np.zeros_like(scorer.hidden), np.zeros_like(scorer.out)]
    step = 0
    for epoch in range(epochs):
        rate = 3e-3 * (1 - epoch / epochs)
        order = rng.permutation(len(used))
        for low in range(0, len(order), 8):
            _, gradient = _gradient(scorer, [used[number] for number in order[low : low + 8]])
            step += 1
            moved = []
            for part, (value, slope) in enumerate(((scorer.hidden, gradient.hidden), (scorer.out, gradient.out))):
                slope = slope + 1e-5 * value  # noqa: PLW2901
                first[part] = 0.9 * first[part] + 0.1 * slope
                second[part] = 0.999 * second[part] + 0.001 * slope * slope
                change = (first[part] / (1 - 0.9**step)) / (np.sqrt(second[part] / (1 - 0.999**step)) + 1e-8)
                moved.append(value - rate * change)
            scorer = Scorer(moved[0], moved[1])
    loss = _gradient(scorer, held)[0] if held else float("nan")
    return _unstandardised(scorer, mean, deviation), loss


def _unstandardised(scorer: Scorer, mean: Floats, deviation: Floats) -> Scorer:
    """The same scorer for features as they come."""
    width = len(mean)
    hidden = scorer.hidden.copy()
    hidden[:-1] /= deviation[:, None]
    hidden[-1] -= mean @ hidden[:-1]
    out = scorer.out.copy()
    out[:width] /= deviation
    out[-1] -= mean @ out[:width]
    return Scorer(hidden, out)
