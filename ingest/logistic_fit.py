"""Logistic models of two outcomes and of several: the same input gives the same weights on one kind of machine."""

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.runs import runs

Numbers = NDArray[np.float64]


def logistic_fit(features: Numbers, right: Numbers, ridge: float) -> Numbers:
    """Return the weights of a logistic model; the first, its intercept, is not drawn to zero.

    `features`: (n, n_features), the first column of ones; `right`: (n,), 0 or 1.
    """
    from scipy.optimize import minimize

    penalty = np.full(features.shape[1], ridge)
    penalty[0] = 0.0

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        logits = features @ weights
        value = (np.logaddexp(0.0, logits) - right * logits).sum()
        slope = features.T @ (1.0 / (1.0 + np.exp(-logits)) - right) + penalty * weights
        return float(value + 0.5 * (penalty * weights * weights).sum()), slope

    start = np.zeros(features.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 800})
    return np.asarray(found.x, np.float64)


def softmax_fit(
    features: Numbers, right: NDArray[np.bool_], groups: NDArray[np.int64], ridge: float
) -> Numbers:
    """Return the weights under which what is right gets most of each group; 0 where no group holds any.

    `features`: (n, n_features); `groups`: (n,), equal ones together. A group without what is right teaches nothing.
    """
    from scipy.optimize import minimize

    starts, sizes = runs(groups)
    if len(groups):
        taught = np.repeat(np.logical_or.reduceat(right, starts), sizes)
        features, right, groups = features[taught], right[taught], groups[taught]
        starts, sizes = runs(groups)
    if not len(groups):
        return np.zeros(features.shape[1])

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        logits = features @ weights
        odds = np.exp(logits - np.repeat(np.maximum.reduceat(logits, starts), sizes))
        every, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        good = np.maximum(good, 1e-300)
        slope = features.T @ (
            odds / np.repeat(every, sizes) - odds * right / np.repeat(good, sizes)
        )
        value = np.log(every).sum() - np.log(good).sum()
        return float(value + 0.5 * ridge * weights @ weights), slope + ridge * weights

    start = np.zeros(features.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, np.float64)
