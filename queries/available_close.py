"""People to spare in occupations close to one that lacks people."""

from collections.abc import Callable, Collection, Mapping, Sequence

from pyoxigraph import NamedNode

from maillage.queries.available_answer import CloseOccupation
from maillage.queries.available_figures import OccupationFigures
from maillage.queries.close_occupations import Move
from maillage.queries.verdict import Judgement, Verdict

SHOWN = 3  # close occupations that a row names
Name = Callable[[NamedNode], str]


class CloseFinder:
    """Finds them in one territory; what it finds for an occupation is kept."""

    def __init__(
        self,
        close: Mapping[NamedNode, tuple[Move, ...]],
        here: Mapping[NamedNode, OccupationFigures],
        judgements: Mapping[NamedNode, Judgement],
    ) -> None:
        """Keep the moves, and what each occupation of the territory counts and is judged."""
        self._close = close
        self._here = here
        self._judgements = judgements
        self._known: dict[NamedNode, list[tuple[NamedNode, CloseOccupation]]] = {}

    def close_to(
        self, targets: Sequence[NamedNode], without: Collection[NamedNode], curie: Name, label: Name
    ) -> tuple[CloseOccupation, ...]:
        """Return those from which people could come to a target, the fewest missing first.

        `without`: occupations to leave aside: their people hold the competence and count already. `curie` and `label`
        name an occupation; they are not kept: they are methods of who keeps this, and a ring of both would keep the
        figures of a generation that is gone.
        """
        best: dict[NamedNode, CloseOccupation] = {}
        for target in targets:
            for source, found in self._candidates(target, curie, label):
                if source in without:
                    continue
                if source not in best or found.missing < best[source].missing:
                    best[source] = found
        ranked = sorted(best.values(), key=lambda one: (one.missing, -one.seekers, one.curie))
        return tuple(ranked[:SHOWN])

    def _candidates(
        self, target: NamedNode, curie: Name, label: Name
    ) -> list[tuple[NamedNode, CloseOccupation]]:
        known = self._known.get(target)
        if known is None:
            moves = self._close.get(target, ())
            made = ((one.source, self._candidate(one, target, curie, label)) for one in moves)
            known = [(source, found) for source, found in made if found]
            self._known[target] = known
        return known

    def _candidate(
        self, move: Move, target: NamedNode, curie: Name, label: Name
    ) -> CloseOccupation | None:
        one = self._here.get(move.source)
        if one is None or not one.seekers:
            return None
        judgement = self._judgements[move.source]
        if judgement.likeliest is Verdict.UNDER_SUPPLIED:
            return None  # they are wanted where they are
        return CloseOccupation(
            curie(move.source),
            label(move.source),
            one.seekers,
            judgement.verdict.value,
            judgement.likeliest.value,
            move.shared,
            move.missing,
            curie(move.source_fiche),
            curie(move.target_fiche),
            move.rank,
            curie(target),
        )
