"""How the dated counts of a need are best explained: constant, rising, falling, seasonal or bursts.

Each explanation is a matrix of expected counts, shape (n competences, k periods); they are compared by
their deviance, with a penalty for each choice that was made on seeing the counts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from maillage.queries.needs_statistics import Array, Flags, some

_CHUNK = 2000  # competences held at once in (k, k) tables


@dataclass(frozen=True, slots=True)
class Bursts:
    """Short windows that stand out, for n competences and k periods."""

    inside: Flags  # (n, k)
    count: NDArray[np.int64]  # (n,) windows
    expected: Array  # (n, k) counts: each window at its own rate, the rest at one


def deviance(counts: Array, expected: Array, noise: float) -> Array:
    """Return the deviance of counts under negative binomial laws of these means; shape (n,)."""
    mean = np.maximum(expected, 1e-12)
    seen = np.maximum(counts, 1e-12)
    terms = counts * np.log(seen / mean)
    if noise > 1e-9:
        terms = terms - (counts + 1 / noise) * (np.log1p(noise * counts) - np.log1p(noise * mean))
    else:
        terms = terms - (counts - mean)
    return np.asarray(2 * terms.sum(axis=1))


def constant(counts: Array, exposure: Array) -> Array:
    """Return the counts expected at one rate."""
    rate = counts.sum(axis=1, keepdims=True) / exposure.sum(axis=1, keepdims=True)
    return np.asarray(rate * exposure)


def seasonal(counts: Array, exposure: Array, season: int) -> Array:
    """Return the counts expected where each month of the year has a rate of its own."""
    expected = np.empty_like(counts)
    for month in range(season):
        rows = slice(month, None, season)
        rate = counts[:, rows].sum(axis=1, keepdims=True) / exposure[:, rows].sum(
            axis=1, keepdims=True
        )
        expected[:, rows] = rate * exposure[:, rows]
    return expected


def rising(counts: Array, exposure: Array) -> Array:
    """Return the counts expected at the likeliest rate that never falls (isotonic regression).

    By the max-min formula: the rate at i is the largest, over starts a ≤ i, of the smallest, over ends
    b ≥ i, of the mean rate from a to b.
    """
    parts = [
        _rising(counts[rows], some(exposure, rows))
        for rows in np.split(np.arange(len(counts)), range(_CHUNK, len(counts), _CHUNK))
    ]
    return np.concatenate(parts) if parts else np.zeros_like(counts)


def falling(counts: Array, exposure: Array) -> Array:
    """Return the counts expected at the likeliest rate that never rises."""
    return rising(counts[:, ::-1], exposure[:, ::-1])[:, ::-1]


def _rising(counts: Array, exposure: Array) -> Array:
    total, size = _cumulated(counts), _cumulated(exposure)
    k = counts.shape[1]
    best = np.full(counts.shape, -np.inf)
    for start in range(k):
        mean = (total[:, start + 1 :] - total[:, start : start + 1]) / (
            size[:, start + 1 :] - size[:, start : start + 1]
        )
        least = np.minimum.accumulate(mean[:, ::-1], axis=1)[:, ::-1]
        np.maximum(best[:, start:], least, out=best[:, start:])
    return best * exposure


def bursts(
    counts: Array, exposure: Array, noise: float, longest: int, most: int, penalty: float
) -> Bursts:
    """Find the windows, at most `longest` periods each, that stand out of the rest.

    Greedy: the window that raises the likelihood most, as long as it is worth the penalty; windows
    have a period between them.
    """
    free = np.ones(counts.shape, dtype=bool)
    inside = np.zeros(counts.shape, dtype=bool)
    number = np.zeros(len(counts), dtype=np.int64)
    expected = np.zeros_like(counts)
    going = np.arange(len(counts))
    for _ in range(most):
        if not len(going):
            break
        gain, start, length = _best_window(
            counts[going], some(exposure, going), free[going], inside[going], noise, longest
        )
        kept = gain > penalty
        going, start, length = going[kept], start[kept], length[kept]
        number[going] += 1
        periods = np.arange(counts.shape[1])
        window = (periods >= start[:, None]) & (periods < (start + length)[:, None])
        near = (periods >= start[:, None] - 1) & (periods <= (start + length)[:, None])
        inside[going] |= window
        free[going] &= ~near
        level = _rate(counts[going], some(exposure, going), window) * some(exposure, going)
        expected[going] = np.where(window, level, expected[going])
    base = _rate(counts, exposure, ~inside) * exposure
    return Bursts(inside, number, np.where(inside, expected, base))


def _best_window(
    counts: Array, exposure: Array, free: Flags, inside: Flags, noise: float, longest: int
) -> tuple[Array, NDArray[np.int64], NDArray[np.int64]]:
    base = np.where(inside, 0, counts).sum(axis=1, keepdims=True)
    size = np.where(inside, 0, exposure).sum(axis=1, keepdims=True)
    rows = np.arange(len(counts))
    best = np.zeros(len(counts))
    start = np.zeros(len(counts), dtype=np.int64)
    length = np.ones(len(counts), dtype=np.int64)
    held, sizes, open_ = (
        _cumulated(counts),
        _cumulated(exposure),
        _cumulated(free.astype(np.float64)),
    )
    for long in range(1, longest + 1):
        count = held[:, long:] - held[:, :-long]
        share = (sizes[:, long:] - sizes[:, :-long]) / size
        fits = open_[:, long:] - open_[:, :-long] >= long
        gain = np.where(fits, _gain(count, share, base), 0) / (1 + noise * count / long)
        at = gain.argmax(axis=1)
        better = gain[rows, at] > best
        best = np.where(better, gain[rows, at], best)
        start, length = np.where(better, at, start), np.where(better, long, length)
    return best, start, length


def _gain(count: Array, share: Array, base: Array) -> Array:
    """Return twice the log-likelihood ratio of a window with a higher rate of its own; 0 if lower."""
    share = np.broadcast_to(np.clip(share, 1e-12, 1 - 1e-12), count.shape)
    part = count / np.maximum(base, 1e-12)
    gain = np.zeros(count.shape)
    higher = part > share  # few windows are: logarithms of the others would be for nothing
    held, rest = count[higher], (base - count)[higher]
    part, share = part[higher], share[higher]
    gain[higher] = 2 * (xlogy(held, part / share) + xlogy(rest, (1 - part) / (1 - share)))
    return gain


def _rate(counts: Array, exposure: Array, flags: Flags) -> Array:
    size = np.where(flags, exposure, 0).sum(axis=1, keepdims=True)
    held = np.where(flags, counts, 0).sum(axis=1, keepdims=True)
    return np.asarray(held / np.maximum(size, 1e-300))


def _cumulated(values: Array) -> Array:
    return np.concatenate([np.zeros((len(values), 1)), values.cumsum(axis=1)], axis=1)
