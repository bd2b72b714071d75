"""Tests on dated counts, for many competences at once: excess of a window, dispersion, common noise.

Arrays are (n competences, k periods) or (n,); exposures have one row a competence, or one for all. Counts
of a stable need are taken for negative binomial: Poisson, but for a noise whose relative variance
(`noise`) is common to all competences and estimated from them, so that a restless feed does not make
everything emerge or burst. With no noise, every test is the exact Poisson one.

Source: conditional test of two Poisson rates, Przyborowski and Wilenski, Biometrika 31 (1940);
dispersion of counts given their total, Fisher, Statistical Methods (1925); a null distribution
drawn from the whole panel, Efron, JASA 99 (2004).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaincc, gammaincinv

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_DISPERSED = 12  # mentions under which the law of the dispersion is too far from a Gamma law
_FAMILIAR = 30  # mentions from which a competence tells something of the common noise
_ENOUGH = 20  # such competences
_AT_MOST = 1000  # of them are looked at


def some(exposure: Array, rows: NDArray[np.int64]) -> Array:
    """Return the exposure of some competences; it may be one row, the same for all."""
    return exposure if len(exposure) == 1 else exposure[rows]


def excess(count: Array, share: Array, rest: Array, noise: Array | float) -> Array:
    """Return P(a window holds ≥ `count`), given `rest` mentions outside it.

    `share`: the window's part of the exposure, ]0, 1[; `noise`: relative variance of the ratio of
    the two rates beyond Poisson. Without noise it is the binomial tail P(Bin(count + rest, share) ≥
    count); with it, the rest's rate and the noise make one Gamma law, and the count is negative
    binomial.
    """
    size = 1 / (1 / (rest + 1) + noise)
    mean = (rest + 1) * share / (1 - share)
    tail = betainc(np.maximum(count, 1e-9), size, mean / (mean + size))
    return np.where(count > 0, tail, 1.0)


def deficit(count: Array, mean: Array, noise: float) -> Array:
    """Return P(a window holds ≤ `count`), given its mean; negative binomial where there is noise."""
    if noise <= 1e-9:
        return np.asarray(gammaincc(count + 1, mean))
    return np.asarray(betainc(1 / noise, count + 1, 1 / (1 + noise * mean)))


def dispersion(counts: Array, exposure: Array, noise: float) -> tuple[Array, Array]:
    """Return the index of dispersion (1: Poisson of constant rate), and P(it is so large).

    Pearson's statistic given the total; its law is a Gamma law of the same two first moments.
    """
    total = counts.sum(axis=1)
    share = exposure / exposure.sum(axis=1, keepdims=True)
    expected = np.maximum(total[:, None] * share, 1e-300)
    statistic = ((counts - expected) ** 2 / expected).sum(axis=1)
    freedom = counts.shape[1] - 1
    spread = noise * total / counts.shape[1]  # variance of noise over that of Poisson
    scale = (1 + spread * (1 - 1 / counts.shape[1])) ** 2
    uneven = (1 / share).sum(axis=1) - counts.shape[1] ** 2
    variance = scale * (
        2 * freedom * (1 - 1 / np.maximum(total, 2)) + uneven / np.maximum(total, 1)
    )
    variance += 6 * noise * freedom * spread**2
    mean = freedom * np.sqrt(scale)
    tail = gammaincc(mean**2 / variance, statistic * mean / variance)
    return statistic / freedom, np.where(total >= _DISPERSED, tail, 1.0)


def familiar(counts: Array) -> NDArray[np.int64] | None:
    """Return the rows, 1,000 at most, that tell of the common noise; None where they are too few."""
    rows = np.flatnonzero(counts.sum(axis=1) >= _FAMILIAR)
    return None if len(rows) < _ENOUGH else rows[:: -(-len(rows) // _AT_MOST)]


def period_noise(counts: Array, exposure: Array, quantile: float) -> float:
    """Return the noise from one period to the next that this quantile of competences shows.

    0.5: the noise of the median one; more: of those that are more restless than most.
    """
    share = exposure / exposure.sum(axis=1, keepdims=True)
    mean = counts.sum(axis=1, keepdims=True) * share
    square = (counts - mean) ** 2
    wanted = _chi_square(quantile, counts.shape[1] - 1)

    def shown(noise: float) -> float:
        return float(np.quantile((square / (mean + noise * mean**2)).sum(axis=1), quantile))

    return _solve(shown, wanted)


def window_noise(counts: Array, exposure: Array, recent: int, quantile: float) -> float:
    """Return the noise of recent over earlier rate that this quantile of competences shows."""
    count, total = counts[:, -recent:].sum(axis=1), counts.sum(axis=1)
    share = exposure[:, -recent:].sum(axis=1) / exposure.sum(axis=1)
    gap = np.abs(count - total * share)
    variance = total * share * (1 - share)

    def shown(noise: float) -> float:
        return float(np.quantile(gap / np.sqrt(variance + noise * variance**2), quantile))

    return _solve(shown, _chi_square(quantile, 1) ** 0.5)


def discoveries(p_values: Array) -> Array:
    """Return Benjamini and Hochberg's q-value of each p-value."""
    order = np.argsort(p_values)
    ranked = np.clip(p_values, 0.0, 1.0)[order] * (len(order) / np.arange(1.0, len(order) + 1))
    found = np.empty_like(ranked)
    found[order] = np.minimum.accumulate(ranked[::-1])[::-1]
    return np.clip(found, 0.0, 1.0)


def _chi_square(quantile: float, degrees: int) -> float:
    # What scipy.stats gives too; importing it takes longer than most answers.
    return float(2 * gammaincinv(degrees / 2, quantile))


def _solve(shown: Callable[[float], float], wanted: float) -> float:
    # What is shown falls as the noise grows: bisection on a logarithmic scale, 0 where none is needed.
    if shown(0.0) <= wanted:
        return 0.0
    low, high = -14.0, 4.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if shown(float(np.exp(middle))) > wanted else (low, middle)
    return float(np.exp(high))
