"""The best ways from what somebody can do to an occupation, through two others at most.

At each step one enters an occupation with a share of what it requires, and gains the rest there: the cost of a
step is −ln(share), so that a path costs what the product of its shares is worth, and two small steps may cost
less than a great one. Intermediate occupations are looked for among those near the start and near the goal.
"""

from collections.abc import Iterator, Sequence
from math import exp, log
from typing import NamedTuple

import numpy as np
from scipy import sparse

from maillage.queries.errors import BadParameter
from maillage.queries.near import DEMAND_NOTE, HELD_NOTE, NearModel, Origin, start_notes
from maillage.queries.path_answer import Path, PathAnswer, Place, Step
from maillage.queries.path_closing import Closing
from maillage.queries.path_offers import Around
from maillage.queries.path_requirements import Floats, Holding

PATHS = 3
TARGETS = 5  # where none is named
NEAR = 60  # occupations looked at on each side
LEAST_NEAR = 0.05  # score of the first occupation on a way that is not direct
LEAST = 0.02  # share below which one does not enter an occupation
_SOFT = frozenset({"ProfessionalBehaviour"})


class _Way(NamedTuple):
    cost: float
    through: tuple[int, ...]  # rows of occupations, the goal last


class PathModel:
    """Answers over one generation."""

    def __init__(self, near: NearModel) -> None:
        """Answer over what `near` reads."""
        self.near = near
        self._closing = Closing(near.data, near.trainings)

    def path(
        self,
        origin: Origin,
        target: str | None = None,
        perimeter: str | None = None,
        hours: int | None = None,
        count: int = PATHS,
    ) -> PathAnswer:
        """Return the cheapest paths to an occupation; without one, to the nearest of the perimeter.

        `hours`: only trainings that may last no more count; one of unknown duration may.

        Raises:
            BadParameter: `hours` or `count` is not positive.
            UnknownOccupation: the target is not an occupation of ROME.
            UnknownTerritory: the graph has no such territory.
        """
        for name, value in (("hours", hours), ("paths", count)):
            if value is not None and value < 1:
                raise BadParameter("path", name, "au moins 1")
        around = self.near.trainings.around(perimeter) if perimeter is not None else None
        data = self.near.data
        if target is not None:
            goal = self.near.from_occupation(target).row
            assert goal is not None
            ways = self._distinct(self._ways(origin, goal), count)
        else:
            ways = [self._direct(origin, one) for one in self._targets(origin, around, hours)]
        paths = tuple(self._path(origin, way, around, hours) for way in ways)
        text, label, year = (around.text, around.label, around.period) if around else ("", "", "")
        return PathAnswer(
            origin.start, "" if target is None else data.names.curie(target),
            "" if target is None else data.label(target), text, label, year, hours, paths,
            tuple(self._notes(origin, paths, around, hours, target)),
        )  # fmt: skip

    def _targets(self, origin: Origin, around: Around | None, hours: int | None) -> list[int]:
        """Return the nearest occupations that trainings of the perimeter lead to, then the nearest."""
        ranked = self.near.ranked(origin, self.near.scores(origin))[:NEAR]
        if around is None:
            return ranked[:TARGETS]
        occupations = self.near.data.signals.occupations
        reached = [one for one in ranked if self._closing.reaches(occupations[one], around, hours)]
        first = ranked[: TARGETS - len(reached[: TARGETS - 2])]
        return sorted({*first, *reached[: TARGETS - 2]}, key=ranked.index)

    def _direct(self, origin: Origin, goal: int) -> _Way:
        share = float(self.near.data.requirements.shares(origin.held)[goal])
        return _Way(_cost(share), (goal,))

    def _ways(self, origin: Origin, goal: int) -> list[_Way]:
        """Return every way through the occupations looked at, the cheapest first."""
        middles = self._middles(origin, goal)
        entered = self._entries(origin.held, middles, goal)
        first = -np.log(np.maximum(entered.first, LEAST))
        found = [self._direct(origin, goal)]
        # Nobody enters a far occupation to reach another one.
        allowed = self.near.scores(origin)[middles] >= LEAST_NEAR
        one = first - np.log(np.maximum(entered.last_after_one, LEAST))
        found += [
            _Way(float(one[at]), (middles[at], goal)) for at in np.flatnonzero(allowed).tolist()
        ]
        two = (
            first[:, None]
            - np.log(np.maximum(entered.second, LEAST))
            - np.log(np.maximum(entered.last_after_two, LEAST))
        )
        two[~allowed, :] = np.inf
        np.fill_diagonal(two, np.inf)
        for place in np.argsort(two, axis=None)[: 4 * NEAR].tolist():
            at, then = divmod(place, len(middles))
            if np.isfinite(two[at, then]):
                found.append(_Way(float(two[at, then]), (middles[at], middles[then], goal)))
        return sorted(found)

    def _middles(self, origin: Origin, goal: int) -> list[int]:
        from_start = self.near.ranked(origin, self.near.scores(origin))[:NEAR]
        there = self.near.from_occupation(self.near.data.signals.occupations[goal])
        to_goal = self.near.ranked(there, self.near.scores(there))[:NEAR]
        return sorted({*from_start, *to_goal} - {goal, origin.row})

    def _entries(self, held: Holding, middles: Sequence[int], goal: int) -> "_Entries":
        requirements = self.near.data.requirements
        others = [requirements.holding(requirements.required(one)) for one in middles]
        at_goal = requirements.weights[goal]
        columns, weights = at_goal.indices, at_goal.data
        own = [requirements.credit(held)] + [requirements.credit(one) for one in others]
        # What is held by one or the other is worth the better of both: credits are 0, ½ or 1.
        credits = np.maximum(np.stack([one[columns] for one in own[1:]]), own[0][columns])
        pairs = np.maximum(credits[:, None, :], credits[None, :, :])
        rows = requirements.weights[list(middles)]
        second = _joined_shares(rows, own[0], own[1:])
        return _Entries(rows @ own[0], second, credits @ weights, pairs @ weights)

    def _distinct(self, ways: Sequence[_Way], count: int) -> list[_Way]:
        """Return the direct way and the cheapest others, no two through the same occupation."""
        found: list[_Way] = []
        seen: set[int] = set()
        for way in ways:
            passed = set(way.through[:-1])
            if len(found) < count - 1 and passed and passed.isdisjoint(seen):
                found.append(way)
                seen |= passed
        return sorted([*found, next(way for way in ways if len(way.through) == 1)])

    def _path(self, origin: Origin, way: _Way, around: Around | None, hours: int | None) -> Path:
        steps = tuple(self._steps(origin, way.through, around, hours))
        cost = sum(step.cost for step in steps)
        return Path(steps, cost, exp(-cost))

    def _steps(
        self, origin: Origin, through: Sequence[int], around: Around | None, hours: int | None
    ) -> Iterator[Step]:
        data, held, before = self.near.data, origin.held, origin
        for place in through:
            uri = data.signals.occupations[place]
            shared, missing = self.near.competences(place, held)
            share = float(data.requirements.shares(held)[place])
            means = self._closing.means(uri, missing, around, hours)
            gap = sum(one.weight for one in missing)
            closed = sum(one.weight for one in means if one.kind == "block")
            trainings = self.near.trainings
            far = () if around is None or means else trainings.elsewhere(uri, around)
            yield Step(
                uri, data.names.curie(uri), data.label(uri), share, _cost(share),
                None if before.row is None else (before.row, place) in data.mobilities,
                float(self.near.scores(before)[place]), trainings.demand(uri, around),
                tuple(shared), tuple(missing), means, closed / gap if gap else 1.0,
                tuple(one.curie for one in missing if one.nature in _SOFT),
                tuple(self._cited(place)),
                tuple(Place(one.curie, one.label, one.offers) for one in far),
            )  # fmt: skip
            before = self.near.from_occupation(uri)
            held = held.joined(before.held)

    def _cited(self, place: int) -> list[str]:
        projection, hardness = self.near.data.projection, self.near.data.requirements.hardness
        node = projection.places[self.near.data.signals.occupations[place]]
        required = self.near.data.required_places.get(node, [])
        return sorted(projection.labels[one] for one in required if np.isnan(hardness[one]))

    def _notes(
        self,
        origin: Origin,
        paths: Sequence[Path],
        around: Around | None,
        hours: int | None,
        target: str | None,
    ) -> Iterator[str]:
        yield from _legend(around)
        yield from start_notes(origin.start)
        means = [one for path in paths for step in path.steps for one in step.means]
        if means:
            yield (
                "Un bloc est rapproché d'une compétence par leurs mots : à vérifier avec l'organisme ; "
                "« certification » : le RNCP dit qu'elle mène au métier, non ce que chaque bloc en couvre."
            )
        last = max((offer.last for one in means for offer in one.offers), default="")
        if last:
            yield f"Dates publiées par les catalogues importés : la dernière session connue est du {last}."
        if hours is not None:
            yield (
                f"{hours} heures : aucune offre importée ne publie sa durée ; celles que la loi fixe au-delà sont "
                "écartées (décret 2020-624), les autres sont à demander."
            )
        if around is not None and not around.given.offers:
            yield f"Aucune offre de formation connue dans {around.label}."
        if target is not None and paths and paths[0].share <= LEAST:
            yield "Presque rien de commun : ces chemins demandent d'apprendre un autre métier."


def _legend(around: Around | None) -> Iterator[str]:
    yield HELD_NOTE
    yield (
        "Coût d'une étape : −ln de cette part (0 : tout est acquis ; 0,7 : la moitié ; 2,3 : un dixième) ; celui "
        "d'un chemin est leur somme."
    )
    told = "Proximité : le score de « maillage near », au départ de l'étape."
    yield told if around is None else f"{told} {DEMAND_NOTE}"


class _Entries(NamedTuple):
    """Shares of occupations held on entering them; m: those looked at."""

    first: Floats  # (m,)
    second: Floats  # (m, m): of the second, after the first
    last_after_one: Floats  # (m,)
    last_after_two: Floats  # (m, m)


def _joined_shares(rows: sparse.csr_matrix, own: Floats, others: Sequence[Floats]) -> Floats:
    """Return the share of each row held by what one holds and by each other, (n_others, n_rows)."""
    return np.stack([rows @ np.maximum(own, one) for one in others])


def _cost(share: float) -> float:
    return -log(max(share, LEAST)) if share < 1 else 0.0
