"""The answers that a report gathers, each as a document and as one line of its summary."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from maillage.api.terminal import number
from maillage.ontology.errors import MaillageError

if TYPE_CHECKING:
    from maillage.api.open_generation import OpenGeneration
    from maillage.queries.insertion_answer import Correlation

Document = dict[str, object]


class Line(NamedTuple):
    """One question over one territory, in short."""

    territory: str
    label: str
    question: str
    status: str  # "answered" or "missing"
    verdict: str
    reason: str  # of the verdict, or why the answer is missing
    rows: int
    counts: Mapping[str, int]  # rows by verdict


class Entry(NamedTuple):
    """One question over one territory: the whole answer, None where there is none, and its line."""

    line: Line
    document: Document | None


Answerer = Callable[[str], Entry]


def answerers(opened: "OpenGeneration", period: str | None, by: str) -> dict[str, Answerer]:
    """Return what answers each question about a territory, the models read once for all.

    `by`: occupation or competence, for the two questions that have rows of both.
    """

    def gap(territory: str) -> Entry:
        from maillage.api.gap_view import gap_document

        answer = opened.labour.gap(territory, period, by)
        counts = Counter(row.judgement.verdict.value for row in answer.rows)
        given = answer.judgement
        line = _line(answer.territory, answer.label, "gap", given.verdict, given.reason, counts)
        return Entry(line, gap_document(answer))

    def available(territory: str) -> Entry:
        from maillage.api.available_view import available_document

        answer = opened.available.available(territory, period, by)
        counts = Counter(row.judgement.verdict.value for row in answer.rows)
        given = answer.judgement
        line = _line(
            answer.territory, answer.label, "available", given.verdict, given.reason, counts
        )
        return Entry(line, available_document(answer))

    def inserts(territory: str) -> Entry:
        from maillage.api.insertion_view import insertion_document

        answer = opened.insertion.insertion(territory, period)
        found = answer.correlation
        line = _line(
            answer.territory,
            answer.label,
            "insertion",
            found.alignment,
            _correlation_words(found),
            answer.quadrants,
        )
        return Entry(line, insertion_document(answer))

    def advise(territory: str) -> Entry:
        from maillage.api.advise_view import advice_document

        answer = opened.advice.advise(territory, period)
        counts = Counter(one.action.value for one in answer.proposals)
        given = answer.judgement
        line = _line(answer.territory, answer.label, "advise", given.verdict, given.reason, counts)
        return Entry(line, advice_document(answer))

    return {"gap": gap, "available": available, "insertion": inserts, "advise": advise}


def answer_or_why(question: str, answerer: Answerer, territory: str, label: str) -> Entry:
    """Return an answer; where it cannot be given, why. One territory never stops the others."""
    try:
        return answerer(territory)
    except MaillageError as error:
        return Entry(Line(territory, label, question, "missing", "", str(error), 0, {}), None)


def _correlation_words(found: "Correlation") -> str:
    if found.rho is None or found.interval is None:
        return f"{found.trainings} formation(s) comparables : pas de corrélation calculable"
    low, high = (number(end, 2) for end in found.interval)
    return (
        f"corrélation de rang {number(found.rho, 2)} entre insertion et offres, 90 % entre {low} et {high}, "
        f"sur {found.trainings} formations"
    )


def _line(
    territory: str, label: str, question: str, verdict: str, reason: str, counts: Mapping[str, int]
) -> Line:
    rows = sum(counts.values())
    return Line(
        territory,
        label,
        question,
        "answered",
        str(verdict),
        reason,
        rows,
        dict(sorted(counts.items())),
    )
