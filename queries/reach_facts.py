"""The reach of a competence beside what publishers say of it: what `maillage reach` shows."""

from dataclasses import dataclass

from maillage.queries.concept_summary import Summary, read_summaries
from maillage.queries.decode import node, text
from maillage.queries.errors import BadParameter
from maillage.queries.question import question
from maillage.queries.reach import ReachAnswer, ReachModel


@dataclass(frozen=True, slots=True)
class ReuseLevel:
    """ESCO's reuse level of the competence, or of a skill held for the same."""

    skill: str  # CURIE
    label: str
    level: str


@dataclass(frozen=True, slots=True)
class ReachFacts:
    """The answer, and what it can be compared with."""

    summary: Summary
    answer: ReachAnswer
    reuse_levels: tuple[ReuseLevel, ...]


def reach_facts(model: ReachModel, competence: str) -> ReachFacts:
    """Return the reach of a competence, named by a CURIE or URI.

    Raises:
        UnknownPrefix, MalformedCurie: as `Names.uri`.
        BadParameter: the graph has no such competence.
    """
    uri = model.names.uri(competence)
    summary = read_summaries(model.store, [uri]).get(uri)
    answer = model.reach(uri)
    if summary is None or not (summary.kind or answer.reach):
        raise BadParameter("reach", "competence", f"« {competence} » n'est pas dans le graphe")
    same = [uri, *model.data.matches.get(uri, ())]
    levels = (
        ReuseLevel(
            model.names.curie(node(row, "competence")), text(row, "label"), text(row, "level")
        )
        for row in question("competence_reuse_level").ask(model.store, {"competence": same})
    )
    return ReachFacts(summary, answer, tuple(sorted(levels, key=lambda one: one.skill)))
