"""The rows of an answer on insertion: trainings, or the fields that they lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.demand import Demand
from maillage.queries.insertion_answer import InsertionRow, Quadrant, TrainingOccupation
from maillage.queries.insertion_data import Field, InsertionData, Training
from maillage.queries.insertion_statistics import (
    chance_above,
    chance_more,
    demand_interval,
    rate_interval,
)
from maillage.queries.labour_view import LabourView
from maillage.queries.verdict import CERTAINTY

SHOWN = 6  # occupations that a row names


class Openings(NamedTuple):
    """What some occupations are asked for, all together."""

    demand: float | None  # None where every cell is hidden, or no source speaks of them
    unseen: float  # projects that hidden cells may add at most
    hidden: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What parts high from low and many from few: the medians of the rows that have both."""

    rate: float | None
    demand: float | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A row before it is placed."""

    uri: NamedNode
    label: str
    first: Training | None  # the training itself; None for a field
    rate: float | None
    records: int | None
    codes: tuple[NamedNode, ...]
    openings: Openings
    trainings: int

    @property
    def placed(self) -> bool:
        """Whether both a rate and a demand are known."""
        return self.rate is not None and bool(self.codes) and self.openings.demand is not None


def openings(wanted: Demand, shares: Mapping[NamedNode, float]) -> Openings:
    """Return the projects of these occupations, each in its share."""
    known = []
    unseen, hidden = 0.0, 0
    for code, share in shares.items():
        projects = wanted.projects(code)
        if projects is not None:
            known.append(projects * share)
        unseen += wanted.unseen_projects(code) * share
        hidden += sum(part.cell.hidden for part in wanted.parts.get(code, ()))
    return Openings(sum(known) if known else None, unseen, hidden)


def training_drafts(
    data: InsertionData, trainings: Sequence[Training], wanted: Demand, months: int
) -> list[Draft]:
    """Return a draft for each training; each counts all the projects of its occupations."""
    drafts = []
    for one in trainings:
        codes = data.occupations.get(one.certification, ()) if one.certification else ()
        found = openings(wanted, dict.fromkeys(codes, 1.0))
        rate, records = one.rates.get(months), one.records
        drafts.append(Draft(one.uri, one.title, one, rate, records, codes, found, 1))
    return drafts


def field_drafts(fields: Sequence[Field], drafts: Sequence[Draft], wanted: Demand) -> list[Draft]:
    """Return a draft for each field that is asked for, or that a training leads to.

    Its rate is the mean of the trainings that lead there, weighted by their measures; one that
    leads to n occupations counts there for the share of them that is in the field.
    """
    rows = []
    for one in fields:
        weights = []
        for draft in drafts:
            part = sum(one.shares.get(code, 0.0) for code in draft.codes)
            if part and draft.rate is not None and draft.records:
                weights.append((draft.rate, draft.records * part / len(draft.codes)))
        total = sum(weight for _, weight in weights)
        rate = sum(rate * weight for rate, weight in weights) / total if total else None
        found = openings(wanted, one.shares)
        if found.demand or weights:
            codes = tuple(sorted(one.shares, key=lambda code: code.value))
            rows.append(
                Draft(one.uri, one.label, None, rate, round(total) or 1 if total else None, codes, found, len(weights))
            )  # fmt: skip
    return rows


def thresholds(drafts: Sequence[Draft]) -> Thresholds:
    """Return the medians of the rows that have both a rate and a demand."""
    placed = [draft for draft in drafts if draft.placed]
    if not placed:
        return Thresholds(None, None)
    return Thresholds(
        median(draft.rate or 0.0 for draft in placed),
        median(draft.openings.demand or 0.0 for draft in placed),
    )


class InsertionRowWriter:
    """Places drafts in their quadrants."""

    def __init__(
        self,
        names: Names,
        view: LabourView,
        wanted: Demand,
        limits: Thresholds,
        deviation: float | None,
        data: InsertionData,
        national: Mapping[tuple[str, str], float],
    ) -> None:
        """Keep what rows are made of; `national`: (kind, title) → rate in the whole of France."""
        self._names = names
        self._view = view
        self._wanted = wanted
        self._limits = limits
        self._deviation = deviation
        self._data = data
        self._national = national

    def rows(self, drafts: Sequence[Draft]) -> list[InsertionRow]:
        """Return the rows: those placed first, the surest quadrants first."""
        rows = [self._row(draft) for draft in drafts]
        return sorted(
            rows, key=lambda row: (_RANKS[row.likeliest], -(row.probability or 0), row.curie)
        )

    def _row(self, draft: Draft) -> InsertionRow:
        quadrant, likeliest, probability, reason = self._quadrant(draft)
        one = draft.first
        rate, records, demand = draft.rate, draft.records, draft.openings.demand
        measured = rate is not None and records and self._deviation is not None
        certification = one.certification if one else None
        return InsertionRow(
            draft.uri.value,
            self._names.curie(draft.uri),
            draft.label,
            one.kind if one else "",
            self._names.curie(one.level) if one and one.level else None,
            one.source if one else "",
            rate,
            rate_interval(rate or 0.0, records or 1, self._deviation or 0.0) if measured else None,
            one.continuation if one else None,
            records,
            one.leavers if one else None,
            self._national.get((one.kind, one.title)) if one else None,
            demand if draft.codes else None,
            demand_interval(demand) if draft.codes and demand is not None else None,
            draft.openings.hidden,
            quadrant,
            likeliest,
            probability,
            self._names.curie(certification) if certification else None,
            one.score if one else None,
            certification in self._data.inherited,
            self._occupations(draft.codes),
            draft.trainings,
            reason,
        )

    def _quadrant(self, draft: Draft) -> tuple[Quadrant, Quadrant, float | None, str]:
        limits, deviation = self._limits, self._deviation
        silence, why = _silence(draft)
        if silence is None and (limits.rate is None or limits.demand is None or deviation is None):
            silence, why = Quadrant.UNKNOWN, "trop peu de formations mesurées pour juger"
        if silence is not None or limits.rate is None or limits.demand is None or deviation is None:
            unknown = silence or Quadrant.UNKNOWN
            return unknown, unknown, None, why
        demand = draft.openings.demand or 0.0
        high = chance_above(draft.rate or 0.0, draft.records or 1, deviation, limits.rate)
        many = chance_more(demand, limits.demand)
        # "Few" must hold even where each hidden cell is worth all that it may hide.
        few = 1 - chance_more(demand + draft.openings.unseen, limits.demand)
        chances = {
            Quadrant.HIGH_MANY: high * many,
            Quadrant.HIGH_FEW: high * few,
            Quadrant.LOW_MANY: (1 - high) * many,
            Quadrant.LOW_FEW: (1 - high) * few,
        }
        likeliest = max(chances, key=chances.__getitem__)
        chance = chances[likeliest]
        sure = chance >= CERTAINTY
        reason = (
            f"{_WORDS[likeliest]} : probabilité {_fr(chance)}"
            f"{'' if sure else f', moins que les {_fr(CERTAINTY)} exigés'}"
        )
        return likeliest if sure else Quadrant.UNDETERMINED, likeliest, chance, reason

    def _occupations(self, codes: Sequence[NamedNode]) -> tuple[TrainingOccupation, ...]:
        found = [
            TrainingOccupation(
                self._names.curie(code),
                self._view.occupation_label(code),
                self._wanted.projects(code),
            )
            for code in codes
        ]
        return tuple(sorted(found, key=lambda one: (-(one.demand or 0.0), one.curie))[:SHOWN])


_RANKS = {quadrant: rank for rank, quadrant in enumerate(Quadrant)}
_WORDS = {
    Quadrant.HIGH_MANY: "insère mieux que la médiane, offres plus nombreuses que la médiane",
    Quadrant.HIGH_FEW: "insère mieux que la médiane, offres moins nombreuses que la médiane",
    Quadrant.LOW_MANY: "insère moins bien que la médiane, offres plus nombreuses que la médiane",
    Quadrant.LOW_FEW: "insère moins bien que la médiane, offres moins nombreuses que la médiane",
}


def _silence(draft: Draft) -> tuple[Quadrant | None, str]:
    one = draft.first
    if not draft.codes:
        if one is not None and one.certification is None:
            return Quadrant.UNLINKED, "aucun lien : l'intitulé ne désigne pas une certification"
        return Quadrant.UNLINKED, "aucun lien : la certification ne déclare aucun métier (ROME)"
    if draft.rate is None:
        return (
            Quadrant.UNKNOWN,
            "taux d'emploi non publié (trop peu de sortants) : inconnu, et non pas nul",
        )
    if not draft.records:
        return Quadrant.UNKNOWN, "nombre de mesures non publié : pas d'intervalle"
    if draft.openings.demand is None:
        return (
            Quadrant.UNKNOWN,
            "offres des métiers visés toutes masquées par l'éditeur : inconnues",
        )
    return None, ""


def _fr(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")
