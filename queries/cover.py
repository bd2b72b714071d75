"""Which few things cover the most of weighted needs: a greedy choice, with what it guarantees.

Each need has an amount and a weight a unit; each candidate gives an amount to some needs, and may be
chosen several times. What a choice is worth, the sum of weight × min(amount, what was given), grows
with the choice and ever less: it is monotone and submodular, so the greedy choice of k is worth at
least 1 − 1/e of the best choice of k. The bound of the very instance is often much nearer, and given.

Source: Nemhauser, Wolsey and Fisher, Mathematical Programming 14 (1978), 265-294.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import e
from typing import Generic, NamedTuple, TypeVar

GUARANTEE = 1 - 1 / e
_SAME = 1e-9  # gains nearer than this are equal: the first candidate wins

Need = TypeVar("Need", bound=Hashable)
Candidate = TypeVar("Candidate", bound=Hashable)


class Amount(NamedTuple):
    """How much of a need there is, and what a unit of it weighs."""

    amount: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Pick(Generic[Need, Candidate]):
    """One choice, and what it adds to those before it."""

    candidate: Candidate
    gain: float  # weighted
    given: Mapping[Need, float]  # need → amount that was still uncovered and is no more


@dataclass(frozen=True, slots=True)
class Cover(Generic[Need, Candidate]):
    """A greedy choice."""

    picks: tuple[Pick[Need, Candidate], ...]
    total: float  # weighted amount of all needs
    covered: float  # of it, by the picks
    bound: float  # no choice of as many covers more

    @property
    def share_of_best(self) -> float:
        """The least share of the best possible choice that this one is known to reach, in [0, 1]."""
        return max(GUARANTEE, self.covered / self.bound) if self.bound > 0 else 1.0


def greedy_cover(
    needs: Mapping[Need, Amount], candidates: Mapping[Candidate, Mapping[Need, float]], count: int
) -> Cover[Need, Candidate]:
    """Return `count` choices at most, fewer where nothing is left to cover.

    On equal gains the candidate that comes first in `candidates` is taken.

    >>> needs = {"a": Amount(10), "b": Amount(4)}
    >>> found = greedy_cover(needs, {"x": {"a": 6}, "y": {"b": 9}}, 2)
    >>> [(pick.candidate, pick.gain) for pick in found.picks], found.bound
    ([('x', 6.0), ('y', 4.0)], 10.0)
    """
    left = {need: amount.amount for need, amount in needs.items()}
    total = sum(amount.amount * amount.weight for amount in needs.values())
    covered, bound = 0.0, total
    picks: list[Pick[Need, Candidate]] = []
    while True:
        best, gain = _best(needs, candidates, left)
        # The best choice adds to this one at most `count` times the best single gain.
        bound = min(bound, covered + count * gain)
        if not best or len(picks) == count:
            return Cover(tuple(picks), total, covered, bound)
        given = {
            need: taken
            for need, amount in candidates[best[0]].items()
            if (taken := min(amount, left.get(need, 0.0))) > 0
        }
        for need, taken in given.items():
            left[need] -= taken
        covered += gain
        picks.append(Pick(best[0], gain, given))


def _best(
    needs: Mapping[Need, Amount],
    candidates: Mapping[Candidate, Mapping[Need, float]],
    left: Mapping[Need, float],
) -> tuple[list[Candidate], float]:
    best: list[Candidate] = []  # the one, or none
    most = 0.0
    for candidate, gives in candidates.items():
        gain = sum(
            min(amount, left[need]) * needs[need].weight
            for need, amount in gives.items()
            if need in left
        )
        if gain > most + _SAME:
            best, most = [candidate], gain
    return best, float(most)
