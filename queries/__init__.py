"""The questions, one `.rq` file each, and the methods behind their answers."""

from maillage.queries.gap import GapModel, gap
from maillage.queries.gap_answer import GapAnswer, GapRow
from maillage.queries.question import Question, question, question_names

__all__ = ["GapAnswer", "GapModel", "GapRow", "Question", "gap", "question", "question_names"]
