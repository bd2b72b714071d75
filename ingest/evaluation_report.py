"""What a benchmark says: the scores of each system on the same queries."""

from typing import NamedTuple

from maillage.ingest.evaluation import (
    Answer,
    Calibration,
    Ranking,
    SpanScores,
    calibration,
    first_answers,
    ranking,
)


class Line(NamedTuple):
    """One system on one set of queries."""

    part: str  # which queries
    system: str
    ranking: Ranking | None = None
    exact: SpanScores | None = None  # same bounds
    overlap: SpanScores | None = None  # one shared character is enough
    calibration: Calibration | None = None  # of our own system: a baseline gives no probability


class Report(NamedTuple):
    """A benchmark's answer."""

    benchmark: str
    seed: int
    lines: tuple[Line, ...]
    note: str = ""  # what was left out, or missing here


def ranked_line(part: str, system: str, answers: list[Answer]) -> Line:
    """Return a line of ranked answers, with its calibration where they have probabilities."""
    judged = first_answers(answers)
    return Line(part, system, ranking(answers), calibration=calibration(judged) if judged else None)
