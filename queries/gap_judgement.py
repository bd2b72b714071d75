"""Rows of a gap answer, judged: the most wanting first."""

from collections.abc import Sequence
from typing import NamedTuple

from maillage.queries.competence_groups import RowSubject
from maillage.queries.deferred import Deferred
from maillage.queries.gap_answer import Evidence, GapRow
from maillage.queries.verdict import Case, Prior, judge_all

SEATS_REFERENCE = 1.0  # one seat a recruitment project counts as balanced
BOUNDLESS = 1e9  # projects


class Draft(NamedTuple):
    """A row before it is judged, or several of the same figures."""

    subjects: Sequence[RowSubject]
    demand: float | None
    unseen: float
    difficult: float | None
    supply: float
    unit: str
    prior: Prior
    evidence: Deferred[Evidence]  # shared by the subjects


def judged_rows(drafts: Sequence[Draft], reference: float, source: str) -> list[GapRow]:
    """Return the rows of drafts. `reference`: actions a project, over the region; `source`: of the demand."""
    references = {"seats": SEATS_REFERENCE, "actions": reference}
    cases = [
        Case(
            draft.demand, draft.supply, references[draft.unit], _ceiling(draft, source), draft.prior
        )
        for draft in drafts
    ]
    ranked = []
    for draft, judgement in zip(drafts, judge_all(cases), strict=True):
        missing = _missing(draft, references[draft.unit])
        figures = (
            draft.demand, draft.difficult, draft.supply, draft.unit, judgement, draft.evidence,
        )  # fmt: skip
        ranked += [
            (
                -missing,
                one.curie,
                GapRow(one.uri, one.curie, one.label, *figures, one.reach, one.regional),
            )
            for one in draft.subjects
        ]
    return [row for _, _, row in sorted(ranked)]


def _ceiling(draft: Draft, source: str) -> float | None:
    # Advertisements are not the whole market: seats that outnumber them prove no abundance.
    if source == "ads" and draft.unit == "seats":
        return BOUNDLESS
    return None if draft.demand is None else draft.demand + draft.unseen


def _missing(draft: Draft, reference: float) -> float:
    # Projects left uncovered if the supply were worth what it is worth on average.
    covered = draft.supply / reference if reference else 0.0
    return -covered - 1 if draft.demand is None else draft.demand - covered
