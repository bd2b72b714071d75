"""People to spare in occupations close to one that lacks people."""

from collections.abc import Callable, Collection, Mapping, Sequence

from pyoxigraph import NamedNode

from maillage.queries.available_answer import CloseOccupation
from maillage.queries.available_figures import OccupationFigures
from maillage.queries.close_occupations import Move
from maillage.queries.verdict import Judgement, Verdict

SHOWN = 3  # close occupations that a row names


class CloseFinder:
    """Finds them in one territory; what it finds for an occupation is kept."""

    def __init__(
        self,
        close: Mapping[NamedNode, tuple[Move, ...]],
        here: Mapping[NamedNode, OccupationFigures],
        judgements: Mapping[NamedNode, Judgement],
        curie: Callable[[NamedNode], str],
        label: Callable[[NamedNode], str],
    ) -> None:
        """Keep the moves, and what each occupation of the territory counts and is judged."""
        self._close = close
        self._here = here
        self._judgements = judgements
        self._curie = curie
        self._label = label
        self._known: dict[NamedNode, list[tuple[NamedNode, CloseOccupation]]] = {}

    def close_to(
        self, targets: Sequence[NamedNode], without: Collection[NamedNode]
    ) -> tuple[CloseOccupation, ...]:
        """Return those from which people could come to a target, the fewest missing first.

        `without`: occupations to leave aside: their people hold the competence and count already.
        """
        best: dict[NamedNode, CloseOccupation] = {}
        for target in targets:
            for source, found in self._candidates(target):
                if source in without:
                    continue
                if source not in best or found.missing < best[source].missing:
                    best[source] = found
        ranked = sorted(best.values(), key=lambda one: (one.missing, -one.seekers, one.curie))
        return tuple(ranked[:SHOWN])

    def _candidates(self, target: NamedNode) -> list[tuple[NamedNode, CloseOccupation]]:
        known = self._known.get(target)
        if known is None:
            moves = self._close.get(target, ())
            known = [(one.source, made) for one in moves if (made := self._candidate(one, target))]
            self._known[target] = known
        return known

    def _candidate(self, move: Move, target: NamedNode) -> CloseOccupation | None:
        one = self._here.get(move.source)
        if one is None or not one.seekers:
            return None
        judgement = self._judgements[move.source]
        if judgement.likeliest is Verdict.UNDER_SUPPLIED:
            return None  # they are wanted where they are
        return CloseOccupation(
            self._curie(move.source),
            self._label(move.source),
            one.seekers,
            judgement.verdict.value,
            judgement.likeliest.value,
            move.shared,
            move.missing,
            self._curie(move.source_fiche),
            self._curie(move.target_fiche),
            move.rank,
            self._curie(target),
        )
