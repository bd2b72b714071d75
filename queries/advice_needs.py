"""The occupations of a territory as advice weighs them: what is missing, how surely, and of which part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.queries.advice_answer import NeedFigures
from maillage.queries.advice_part import Dated, part_of
from maillage.queries.available_answer import AvailableRow
from maillage.queries.demand import Demand
from maillage.queries.gap_answer import GapAnswer, GapRow
from maillage.queries.gap_judgement import BOUNDLESS, SEATS_REFERENCE
from maillage.queries.needs_rule import NeedKind
from maillage.queries.verdict import Case, Judgement, Verdict, judge_all


@dataclass(frozen=True, slots=True)
class NeedContext:
    """What the figures of a need are made of, beside its row."""

    wanted: Demand
    people: Mapping[str, AvailableRow]  # CURIE → the row of the people who look for this work
    people_year: str  # "" where nobody counts them
    core: Mapping[NamedNode, Mapping[NamedNode, float]]  # occupation → competence → share
    kinds: Mapping[NamedNode, NeedKind]  # competence → kind, those that are typed


def need_figures(
    answer: GapAnswer, context: NeedContext, lower: float
) -> dict[NamedNode, NeedFigures]:
    """Return the figures of every row of an answer by occupation; `lower`: the factor tried on demand."""
    judged = judge_all([_case(answer, row, context.wanted, lower) for row in answer.rows])
    return {
        NamedNode(row.uri): _figures(answer, row, context, judgement)
        for row, judgement in zip(answer.rows, judged, strict=True)
    }


def lowered(need: NeedFigures, reference: float, lower: float) -> NeedFigures:
    """Return a need as it would be if demand were lower."""
    demand = None if need.demand is None else need.demand * lower
    missing = _missing(demand, need.supply, _reference(need.supply_unit, reference))
    expected = missing * _chance(need.lower)
    return need._replace(demand=demand, judgement=need.lower, missing=missing, expected=expected)


def _figures(answer: GapAnswer, row: GapRow, context: NeedContext, lower: Judgement) -> NeedFigures:
    uri = NamedNode(row.uri)
    people, evidence = context.people.get(row.curie), row.evidence
    seasonal = _seasonal(context.wanted, uri)
    missing = _missing(row.demand, row.supply, _reference(row.supply_unit, answer.reference))
    dated = Dated(
        answer.period, row.demand, seasonal, context.people_year, people.offers if people else None
    )
    return NeedFigures(
        row.uri,
        row.curie,
        row.label,
        row.demand,
        row.difficult,
        seasonal,
        row.supply,
        row.supply_unit,
        row.judgement,
        lower,
        missing,
        missing * _chance(row.judgement),
        part_of(dated, context.core.get(uri, {}), context.kinds),
        people.seekers if people else None,
        people.demand_matched if people and people.seekers is not None else None,
        people.judgement.verdict if people and people.judgement.coverage is not None else "",
        evidence.bmo_cells,
        evidence.hidden_cells,
        evidence.offers,
        evidence.list,
    )


def _case(answer: GapAnswer, row: GapRow, wanted: Demand, lower: float) -> Case:
    reference = _reference(row.supply_unit, answer.reference)
    if row.demand is None:
        return Case(None, row.supply, reference, prior=row.judgement.prior)
    demand = row.demand * lower
    if wanted.source == "ads" and row.supply_unit == "seats":
        return Case(demand, row.supply, reference, BOUNDLESS, row.judgement.prior)
    unseen = wanted.unseen_projects(NamedNode(row.uri)) * lower
    return Case(demand, row.supply, reference, demand + unseen, row.judgement.prior)


def _chance(judgement: Judgement) -> float:
    if judgement.likeliest is not Verdict.UNDER_SUPPLIED:
        return 0.0
    return judgement.probability or 0.0


def _missing(demand: float | None, supply: float, reference: float) -> float:
    if demand is None or not reference:
        return 0.0
    return max(demand - supply / reference, 0.0)


def _reference(unit: str, actions: float) -> float:
    return SEATS_REFERENCE if unit == "seats" else actions


def _seasonal(wanted: Demand, occupation: NamedNode) -> float | None:
    known = [
        part.cell.seasonal * part.territory_share * part.occupation_share
        for part in wanted.parts.get(occupation, ())
        if part.cell.seasonal is not None
    ]
    return sum(known) if known else None


def by_expected(needs: Sequence[NeedFigures]) -> list[NeedFigures]:
    """Return needs, those that miss most first."""
    return sorted(needs, key=lambda one: (-one.expected, -(one.demand or 0.0), one.curie))
