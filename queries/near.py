"""Which occupations are near what somebody can do: how probable the move, what is held, what is missing.

The score rests on sixteen signals (`near_signals`), weighed on ROME's mobilities of one half of the fiches
(`near_training`); a fiche's own mobilities are shown beside it and are no input. docs/adr/0012.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from maillage.queries.errors import BadParameter
from maillage.queries.near_answer import Competence, NearAnswer, NearRow, Start, Understood
from maillage.queries.near_data import NearData
from maillage.queries.near_errors import NothingToStartFrom, UnknownOccupation
from maillage.queries.near_signals import SIGNALS, Floats, competence_bags
from maillage.queries.near_weights import NearWeights, shipped_weights
from maillage.queries.path_hours import shortest, within
from maillage.queries.path_offers import Around, Trainings
from maillage.queries.path_requirements import Holding

TOP = 20
REASONS = 4  # signals told of each row


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody starts from, ready to be compared."""

    start: Start
    row: int | None  # of the occupation; None from competences
    held: Holding
    signals: Floats  # (n_occupations, n_signals)


class NearModel:
    """Answers over one generation; what it read is kept for the next question."""

    def __init__(
        self, data: NearData, trainings: Trainings, weights: NearWeights | None = None
    ) -> None:
        """Answer over what was read; `weights`: others than those that ship."""
        self.data = data
        self.trainings = trainings
        self._weights = weights or shipped_weights()

    def from_occupation(self, uri: str) -> Origin:
        """Start from an occupation; raises UnknownOccupation."""
        row = self.data.places.get(uri)
        curie = self.data.names.curie(uri)
        if row is None:
            raise UnknownOccupation(curie)
        held = self.data.requirements.holding(self.data.requirements.required(row))
        start = Start("occupation", (curie,), self.data.label(uri))
        return Origin(start, row, held, self.data.signals.of_occupation(row))

    def from_competences(
        self,
        uris: Sequence[str],
        unknown: Iterable[str] = (),
        kind: str = "competences",
        understood: Iterable[Understood] = (),
    ) -> Origin:
        """Start from competences; raises NothingToStartFrom where none is one that occupations require."""
        data = self.data
        places = [data.projection.places[uri] for uri in uris if uri in data.projection.places]
        missed = (
            *unknown,
            *(data.names.curie(uri) for uri in uris if uri not in data.projection.places),
        )
        if not places:
            raise NothingToStartFrom(kind, missed)
        labels: defaultdict[str, list[str]] = defaultdict(list)
        for place in places:
            labels[data.projection.class_name(place)].append(data.projection.labels[place])
        above = data.requirements.above[places]
        macros = {data.projection.uris[one] for one in above if one >= 0}
        signals = data.signals.of_competences(competence_bags(labels, macros))
        curies = tuple(data.names.curie(data.projection.uris[place]) for place in places)
        told_of = ", ".join(data.projection.labels[place] for place in places[:3])
        label = told_of + (" …" if len(places) > 3 else "")
        start = Start(kind, curies, label, tuple(missed), tuple(understood))
        return Origin(start, None, data.requirements.holding(places), signals)

    def near(
        self,
        origin: Origin,
        top: int = TOP,
        perimeter: str | None = None,
        hours: int | None = None,
        level: int | None = None,
    ) -> NearAnswer:
        """Return the occupations near an origin.

        `perimeter`: its demand and trainings are told. `hours`: occupations are left out where the law asks
        for more, whatever their training of the perimeter. `level`: only those that some certification of
        this level or below leads to.

        Raises:
            BadParameter: `top`, `hours` or `level` is not positive.
            UnknownTerritory: the graph has no such territory.
        """
        for name, value in (("top", top), ("hours", hours), ("level", level)):
            if value is not None and value < 1:
                raise BadParameter("near", name, "au moins 1")
        around = self.trainings.around(perimeter) if perimeter is not None else None
        added = self._weights.contributions(origin.signals)
        scores = self._weights.probability(added.sum(axis=1))
        shares = self.data.requirements.shares(origin.held)
        kept: list[int] = []
        left_out: list[int] = []
        for place in self.ranked(origin, scores):
            if len(kept) == top:
                break
            (kept if self._fits(place, around, hours, level) else left_out).append(place)
        rows = tuple(self._row(origin, one, scores, shares, added, around) for one in kept)
        text, label, year = (around.text, around.label, around.period) if around else ("", "", "")
        notes = tuple(self._notes(origin, rows, around, left_out))
        return NearAnswer(origin.start, text, label, year, hours, level, rows, notes)

    def scores(self, origin: Origin) -> Floats:
        """Return the score of each occupation, (n_occupations,), in [0, 1]."""
        return self._weights.probability(self._weights.contributions(origin.signals).sum(axis=1))

    def ranked(self, origin: Origin, scores: Floats) -> list[int]:
        """Return the occupations, the nearest first, without the one that is started from."""
        order = np.argsort(-scores, kind="stable").tolist()
        return [place for place in order if place != origin.row]

    def competences(self, place: int, held: Holding) -> tuple[list[Competence], list[Competence]]:
        """Return what an occupation requires that is held, wholly or by half, and what is missing."""
        requirements, projection = self.data.requirements, self.data.projection
        credit = requirements.credit(held)
        row, core = requirements.weights[place], set(requirements.core[place].indices.tolist())
        weights = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        found: tuple[list[Competence], list[Competence]] = ([], [])
        for one in requirements.required(place):
            uri = projection.uris[one]
            made = Competence(
                uri, self.data.names.curie(uri), projection.labels[one], projection.class_name(one),
                one in core, weights[one], float(credit[one]),
            )  # fmt: skip
            found[0 if made.held else 1].append(made)
        return found

    def level(self, place: int) -> int | None:
        """Return the lowest level of the certifications to an occupation."""
        lowest = self.data.signals.entry_levels[place]
        return None if np.isnan(lowest) else int(lowest)

    def _fits(
        self, place: int, around: Around | None, hours: int | None, level: int | None
    ) -> bool:
        lowest = self.level(place)
        if level is not None and (lowest is None or lowest > level):
            return False
        offers = self.trainings.to(self.data.signals.occupations[place], around)
        if hours is None or not offers:
            return True
        return any(within(hours, title) for title, _ in self.trainings.titles(offers).values())

    def _row(
        self, origin: Origin, place: int, scores: Floats, shares: Floats, added: Floats,
        around: Around | None,
    ) -> NearRow:  # fmt: skip
        uri = self.data.signals.occupations[place]
        offers = self.trainings.to(uri, around)
        shared, missing = self.competences(place, origin.held)
        order = np.argsort(-np.abs(added[place]), kind="stable")[:REASONS]
        listed = None if origin.row is None else (origin.row, place) in self.data.mobilities
        return NearRow(
            uri, self.data.names.curie(uri), self.data.label(uri), float(scores[place]),
            float(shares[place]), listed, self.level(place), self.trainings.demand(uri, around),
            None if around is None else len(offers),
            shortest([title for title, _ in self.trainings.titles(offers).values()]),
            tuple(shared), tuple(missing),
            tuple((SIGNALS[one], float(added[place, one])) for one in order.tolist()),
        )  # fmt: skip

    def _notes(
        self,
        origin: Origin,
        rows: Sequence[NearRow],
        around: Around | None,
        left_out: Sequence[int],
    ) -> Iterator[str]:
        yield from _legend(origin, around)
        if origin.row is not None and not origin.held.own.any():
            yield f"Le ROME n'attache aucune compétence à {origin.start.label} : rien ne peut être dit acquis."
        yield from start_notes(origin.start)
        if left_out:
            named = ", ".join(
                self.data.label(self.data.signals.occupations[one]) for one in left_out[:3]
            )
            yield f"Laissés de côté, hors des heures ou du niveau demandés : {len(left_out)} (dont {named})."
        if around is not None and not around.given.offers:
            yield f"Aucune offre de formation connue dans {around.label}."
        elif around is not None and rows and not any(row.trainings for row in rows):
            yield f"Aucune des {len(around.given.offers)} formations de {around.label} ne mène à ces métiers."
        yield from _isolated(origin, rows)


def _legend(origin: Origin, around: Around | None) -> Iterator[str]:
    yield _SCORE_NOTE if origin.row is not None else _RANK_NOTE
    yield HELD_NOTE
    listed = "ROME : s'il liste lui-même ce passage. " if origin.row is not None else ""
    yield f"{listed}Niveau : le plus bas des certifications qui mènent au métier ; vide, s'il n'y en a pas."
    if around is not None:
        yield f"{DEMAND_NOTE} Formations : offres de {around.label} qui mènent au métier."


def _isolated(origin: Origin, rows: Sequence[NearRow]) -> Iterator[str]:
    if not rows:
        return
    most = max(row.held for row in rows)
    if origin.row is None and most < LITTLE:
        yield (
            f"Ces compétences ne désignent aucun de ces métiers : elles font au plus {100 * most:.0f} % de ce que "
            "l'un d'eux demande. En ajouter, ou partir d'un métier exercé."
        )
    if origin.row is not None and rows[0].score < LOW:
        score = _decimal(rows[0].score)
        yield f"Métier isolé : le plus proche, {rows[0].label}, n'a qu'une probabilité de {score}."


def start_notes(start: Start) -> Iterator[str]:
    """Yield in French what labels were taken for, and how surely; then what was not understood."""
    if start.understood:
        told = (
            f"« {one.text} » : {one.label} ({_decimal(one.probability)})"
            for one in start.understood[:8]
        )
        yield f"Compris, d'après les mots (probabilité d'avoir bien compris) : {' ; '.join(told)}."
    if start.unknown:
        yield f"Non reconnu, laissé de côté : {', '.join(start.unknown[:8])}."


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


LOW = 0.1  # below it, no occupation is near
LITTLE = 0.05  # of what an occupation requires: below it, competences point to none
HELD_NOTE = (
    "Acquis : part de ce que demande le métier que l'on a déjà (coeur de métier et compétences expertes pèsent "
    "plus ; une compétence de la même macro-compétence compte pour moitié)."
)
DEMAND_NOTE = (
    "Projets : recrutements envisagés dans le territoire (enquête BMO), ceux d'une famille partagés entre ses métiers, "
    "d'où les décimales ; « ? » : masqué par l'enquête ou non publié, ce qui n'est pas zéro."
)
_SCORE_NOTE = (
    "Score : probabilité que le ROME liste ce passage, ajustée sur les mobilités de la moitié des fiches ; "
    "les mobilités de la fiche n'y entrent pas."
)
_RANK_NOTE = (
    "Score : depuis des compétences seules, il classe les métiers et n'est pas une probabilité (les signaux "
    "que des compétences ne donnent pas sont pris à leur moyenne)."
)
