"""A logistic model, fitted: the same input gives the same weights on one kind of machine."""

import numpy as np
from numpy.typing import NDArray

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
