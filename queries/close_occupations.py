"""Occupations from which one can pass to another: how many of its core competences one lacks.

The distance is counted between ROME 4.0 fiches, from the sets at their core (coeur de métier): who
holds the source occupation is taken to hold all of its core, and lacks what the target's core has
besides. Two fiches are close where the target's core is shared for `CLOSE` or more, or where ROME
lists the move itself (mobilités). A ROME code of the statistics covers several fiches: the pair of
fiches that shares most stands for it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.queries.decode import integer, node
from maillage.queries.labour_view import LabourView
from maillage.queries.question import Store, question

CLOSE = 0.25  # of the target's core; ROME 4.0's cores are precise: the nearest pair shares 0.23 at the median
KEPT = 15  # sources kept for each target


class Move(NamedTuple):
    """From one occupation to another, as statistics know them."""

    source: NamedNode
    source_fiche: NamedNode
    target_fiche: NamedNode
    shared: int  # competences at the core of both fiches
    missing: int  # competences at the core of the target's fiche alone
    rank: (
        int | None
    )  # ROME's own order among the mobilities of the source fiche, if it lists the move

    @property
    def share(self) -> float:
        """The part of the target's core that is shared, [0, 1]."""
        core = self.shared + self.missing
        return self.shared / core if core else 0.0


def close_occupations(store: Store, view: LabourView) -> dict[NamedNode, tuple[Move, ...]]:
    """Return, for each occupation, those that are close to it, the closest first."""
    core: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in question("occupation_core_competences").ask(store):
        core[node(row, "occupation")].add(node(row, "competence"))
    ranks = {
        (node(row, "source"), node(row, "target")): integer(row, "rank")
        for row in question("occupation_mobilities").ask(store)
    }
    best: dict[tuple[NamedNode, NamedNode], Move] = {}
    for target, move in _moves(core, ranks):
        source, goal = (view.parent.get(one, one) for one in (move.source_fiche, target))
        if source == goal or goal not in view.occupations or source not in view.occupations:
            continue
        named = move._replace(source=source)
        known = best.get((goal, source))
        if known is None or _closeness(named) > _closeness(known):
            best[goal, source] = named
    found: defaultdict[NamedNode, list[Move]] = defaultdict(list)
    for (goal, _), move in best.items():
        found[goal].append(move)
    return {
        goal: tuple(sorted(moves, key=_closeness, reverse=True)[:KEPT])
        for goal, moves in sorted(found.items(), key=lambda item: item[0].value)
    }


def _moves(
    core: Mapping[NamedNode, set[NamedNode]], ranks: Mapping[tuple[NamedNode, NamedNode], int]
) -> Iterable[tuple[NamedNode, Move]]:
    holders: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
    for fiche, competences in core.items():
        for competence in competences:
            holders[competence].append(fiche)
    listed: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
    for source, target in ranks:
        listed[target].append(source)
    for target, wanted in core.items():
        shared = Counter(source for competence in wanted for source in holders[competence])
        close = {source for source, count in shared.items() if count >= CLOSE * len(wanted)}
        for source in (close | set(listed.get(target, ()))) - {target}:
            count = shared[source]
            rank = ranks.get((source, target))
            yield target, Move(source, source, target, count, len(wanted) - count, rank)


def _closeness(move: Move) -> tuple[float, bool, int, str]:
    return move.share, move.rank is not None, -(move.rank or 0), move.source_fiche.value
