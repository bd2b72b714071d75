"""Fit the weights of nearness on ROME's mobilities of one half of the fiches; the other half judges.

First the likeliest weights of a choice among all occupations (softmax), then those that put most mobilities
among the first twenty, the cut softened by a logistic curve. Sixteen weights on some 7,000 moves.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from maillage.queries.near_signals import SIGNALS, Floats, Signals
from maillage.queries.near_weights import NearWeights

FIRST = 20  # how many near occupations the mobilities are looked for in
SEED = 7
_RIDGE = 1e-5
_SOFTNESS = 0.25  # of the cut, in deviations of the score
_STEPS, _RATE = 150, 0.01
_OUT = -1e9  # an occupation is not near itself

Rows = NDArray[np.int64]


class Halves(NamedTuple):
    """Fiches that weights are fitted on, and fiches that judge them."""

    fitted: Rows
    judged: Rows


def halves(count: int, seed: int = SEED) -> Halves:
    """Return two random halves of so many fiches."""
    order = np.random.default_rng(seed).permutation(count)
    return Halves(np.sort(order[: count // 2]), np.sort(order[count // 2 :]))


def fit_weights(
    signals: Signals, moves: NDArray[np.bool_], rows: Rows, told: Mapping[str, object]
) -> NearWeights:
    """Return weights fitted on some fiches; `moves`: (n_occupations, n_occupations), ROME's own."""
    rows = rows[moves[rows].any(axis=1)]
    features = np.stack([signals.of_occupation(int(row)) for row in rows])
    mean, deviation = features.mean((0, 1)), features.std((0, 1))
    deviation[deviation == 0] = 1
    features = (features - mean) / deviation
    problem = _Problem(features, moves[rows], rows)
    weight = problem.first_twenty(problem.likeliest())
    slope, offset = problem.curve(weight)
    return NearWeights(mean, deviation, weight, slope, offset, {**told, "fiches": len(rows)})


class _Problem:
    def __init__(self, features: Floats, moves: NDArray[np.bool_], rows: Rows) -> None:
        self._features = features  # (n_rows, n_occupations, n_signals)
        self._share = moves / moves.sum(axis=1, keepdims=True).astype(np.float32)
        self._moves = moves
        self._own = (np.arange(len(rows)), rows)

    def _scores(self, weight: Floats) -> Floats:
        found: Floats = self._features @ weight
        found[self._own] = _OUT
        return found

    def likeliest(self) -> Floats:
        """Return the weights that make ROME's choices likeliest."""

        def loss(weight: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            scores = self._scores(np.asarray(weight, np.float32))
            scores -= scores.max(axis=1, keepdims=True)
            chance = np.exp(scores)
            total = chance.sum(axis=1, keepdims=True)
            told = -float((self._share * np.where(self._moves, scores - np.log(total), 0)).sum())
            slope = np.einsum("ij,ijd->d", chance / total - self._share, self._features)
            size = len(scores)
            ridge = _RIDGE * float(weight @ weight)
            return told / size + ridge, (slope / size + 2 * _RIDGE * weight).astype(np.float64)

        start = np.zeros(len(SIGNALS))
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60})
        return np.asarray(found.x, np.float32)

    def first_twenty(self, start: Floats) -> Floats:
        """Return weights of norm 1 that put most of ROME's choices among the first twenty (Adam)."""
        weight = start / np.linalg.norm(start)
        first, second = np.zeros_like(weight), np.zeros_like(weight)
        for step in range(1, _STEPS + 1):
            slope = self._slope(weight)
            first = 0.9 * first + 0.1 * slope
            second = 0.999 * second + 0.001 * slope**2
            move = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
            weight = weight - _RATE * move
            weight = weight / np.linalg.norm(weight)
        return np.asarray(weight, np.float32)

    def _slope(self, weight: Floats) -> Floats:
        scores = self._scores(weight)
        lines = np.arange(len(scores))
        cut = min(FIRST, scores.shape[1] // 2)
        last = np.argpartition(scores, -cut, axis=1)[:, -cut]
        above = np.clip((scores - scores[lines, last][:, None]) / _SOFTNESS, -30, 30)
        inside = 1 / (1 + np.exp(-above))
        pull = inside * (1 - inside) / _SOFTNESS * self._share
        up = np.einsum("ij,ijd->d", pull.astype(np.float32), self._features)
        down = np.einsum("i,id->d", pull.sum(axis=1), self._features[lines, last])
        return np.asarray((down - up) / len(scores), np.float32)

    def curve(self, weight: Floats) -> tuple[float, float]:
        """Return the slope and offset of the logistic curve from score to probability of a mobility."""
        scores = self._scores(weight)
        kept = scores > _OUT / 2
        x, y = scores[kept].astype(np.float64), self._moves[kept]

        def loss(line: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            z = line[0] * x + line[1]
            told = float(np.logaddexp(0, z).mean() - (z * y).mean())
            off = 1 / (1 + np.exp(-z)) - y
            return told, np.array([(off * x).mean(), off.mean()])

        found = minimize(loss, np.array([1.0, -5.0]), jac=True, method="L-BFGS-B")
        return float(found.x[0]), float(found.x[1])
