"""Competences that no figure tells apart."""

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.competence_groups import competence_groups, with_parts
from maillage.queries.labour_data import CompetenceData

NAMES = Names()
A, B = (NAMES.concept("rome", code) for code in ("Z1001", "Z1002"))


def one(code: int) -> NamedNode:
    return NAMES.concept("rome-competence", str(code))


DATA = CompetenceData(
    core={A: {one(1): 1.0, one(2): 1.0, one(3): 0.5}, B: {one(1): 0.5, one(2): 0.5, one(4): 0.5}},
    labels={one(1): "peser"},
    mentions={},
    regional={one(1): (NAMES.concept("regional", "9"),)},
)


def test_competences_of_the_same_occupations_and_shares_are_together() -> None:
    groups = competence_groups(DATA, NAMES, {"rome-competence:2": "transversal"})
    found = {tuple(each.curie for each in group.competences) for group in groups}
    assert found == {
        ("rome-competence:1", "rome-competence:2"),
        ("rome-competence:3",),  # of one occupation, as the next one
        ("rome-competence:4",),
    }
    first, second = groups[0].competences
    assert (first.label, first.reach, first.regional) == ("peser", None, ("regional:9",))
    assert (second.label, second.reach, second.regional) == ("", "transversal", ())


def test_parts_come_in_the_order_of_the_figures_and_only_those_there_are() -> None:
    groups = competence_groups(DATA, NAMES, {})
    found = [parts for _, parts in with_parts(groups, {B: "b", A: "a"})]
    assert found == [[("b", 0.5), ("a", 1.0)], [("a", 0.5)], [("b", 0.5)]]
    assert [parts for _, parts in with_parts(groups, {B: "b"})] == [[("b", 0.5)], [], [("b", 0.5)]]
