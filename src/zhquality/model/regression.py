"""The two regressions that fitting needs, by L-BFGS; scipy comes with ``zhquality[train]``."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from zhquality.model.statistics import Floats, Ints

__all__ = ["conditional_logit", "logistic"]


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


def conditional_logit(table: Floats, sites: Ints, right: NDArray[np.bool_], penalty: float = 1.0) -> Floats:
    """Weights of the choice among the rows of each site and staying as it is (utility 0).

    Args:
        table: float[K, n].
        sites: site of each row, int[K], ascending from 0.
        right: whether a row is what stood there; at most one per site, none where the surface is right.
        penalty: weight of the squared norm.
    """
    number = int(sites.max()) + 1
    truth = table[right].sum(0)

    def loss(w: Floats) -> tuple[float, Floats]:
        utility = np.clip(table @ w, -40, 40)
        weight = np.exp(utility)
        total = 1 + np.bincount(sites, weight, minlength=number)
        value = float(np.log(total).sum() - utility[right].sum() + penalty * (w @ w) / 2)
        return value, table.T @ (weight / total[sites]) - truth + penalty * w

    start = np.zeros(table.shape[1])
    result: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return result
