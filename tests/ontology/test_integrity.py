"""The SPARQL checks: silent on a graph without a fault, and each finds the fault that it is for."""

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from maillage.ontology.errors import MalformedCheck
from maillage.ontology.integrity import IntegrityCheck, integrity_checks, parse_check
from maillage.ontology.resources import check_names

StoreMaker = Callable[..., Store]
BASE = "https://w3id.org/maillage/id/"
CHECKS = {check.name: check for check in integrity_checks()}
# For each check, one fault added to the small graph: the node and, where told, the value at fault.
FAULTS: dict[str, tuple[str, str, str]] = {
    "broader_cycle": (
        "<fap/Z0Z99> skos:broader <fap/Z0> . <fap/Z0> a mlg:OccupationFamily ; skos:broader <fap/Z0Z99> .",
        "fap/Z0Z99",
        "fap/Z0Z99",
    ),
    "class_general_missing": ("<x> a mlg:KnowHow .", "x", ""),
    "commune_without_basin": (
        "<x> a mlg:Commune ; mlg:within <http://id.insee.fr/geo/departement/99> .",
        "x",
        "",
    ),
    "core_not_required": (
        "<rome/Z1002> mlg:requiresCore <rome-competence/1> .",
        "rome/Z1002",
        "rome-competence/1",
    ),
    "count_negative": ("<session/tests-1-b> mlg:seats -3 .", "session/tests-1-b", "-3"),
    "dangling_across": ("<rncp/90001> mlg:leadsTo <rome/Z9999> .", "rncp/90001", "rome/Z9999"),
    "dangling_concept": ("<rome/Z1001> skos:broader <rome/Z> .", "rome/Z1001", "rome/Z"),
    "dangling_inside": ("<rncp/90001> mlg:hasBlock <bloc/none> .", "rncp/90001", "bloc/none"),
    "dangling_occupation": (
        "<rome/Z1001> mlg:hasWorkContext <rome-context/0> .",
        "rome/Z1001",
        "rome-context/0",
    ),
    "dangling_requirement": (
        "<rome/Z1001> mlg:requires <rome-competence/0> .",
        "rome/Z1001",
        "rome-competence/0",
    ),
    "deprecated_active": ("<rncp/90001> owl:deprecated true .", "rncp/90001", "true"),
    "label_clash": (
        '<rome/Z1002> skos:altLabel "Affineur / Affineuse"@fr .',
        "rome/Z1002",
        "Affineur / Affineuse",
    ),
    "label_missing": ("<x> a mlg:Sector .", "x", ""),
    "label_repeated": ('<rome/Z1002> skos:prefLabel "Zaffineur"@fr .', "rome/Z1002", ""),
    "mapping_without_link": (
        """<mapping/x> a sssom:Mapping ; owl:annotatedSource <rome/Z1001> ;
        owl:annotatedProperty skos:exactMatch ; owl:annotatedTarget <rome/Z1002> .""",
        "mapping/x",
        "rome/Z1002",
    ),
    "measure_exceeds": (
        "<observation/x> mlg:recruitmentProjects 10 ; mlg:difficultProjects 11 .",
        "observation/x",
        "11",
    ),
    "measure_hidden": (
        "<observation/x> mlg:suppressed mlg:difficultProjects ; mlg:difficultProjects 4 .",
        "observation/x",
        "4",
    ),
    "mobility_without_link": (
        """<mobility/x> a mlg:Mobility ; mlg:mobilityFromOccupation <rome/Z1002> ;
        mlg:mobilityToOccupation <rome/Z1001> .""",
        "mobility/x",
        "rome/Z1001",
    ),
    "nature_conflict": ("<rome-savoir/2> a mlg:KnowHow .", "rome-savoir/2", ""),
    "notation_missing": ("<x> a mlg:Sector .", "x", ""),
    "notation_shared": (
        '<rome/Z1003> skos:notation "Z1001" ; skos:inScheme <scheme/all> .',
        "rome/Z1001",
        "Z1001",
    ),
    "offer_method_missing": (
        "<offer/x> a mlg:TrainingOffer ; mlg:prepares <rncp/90001> .",
        "offer/x",
        "rncp/90001",
    ),
    "replacement_one_way": ("<x> dct:replaces <rncp/90001> .", "x", "rncp/90001"),
    "score_range": ("<fap-link/x> mlg:share 1.2 .", "fap-link/x", "1.2"),
    "session_dates": (
        """<session/x> schema:startDate "2026-09-01"^^xsd:date ;
        schema:endDate "2026-08-31"^^xsd:date .""",
        "session/x",
        "2026-08-31",
    ),
    "share_sum": (
        "<fap-link/x> a mlg:FamilyLink ; mlg:occupation <rome/Z1001> ; mlg:share 0.5 .",
        "rome/Z1001",
        "1.1",
    ),
    "value_repeated": ("<fap-link/Z0Z99-Z1001> mlg:share 0.7 .", "fap-link/Z0Z99-Z1001", "0.6"),
}


def test_there_is_one_faulty_example_for_each_check() -> None:
    assert tuple(CHECKS) == check_names()
    assert set(FAULTS) == set(CHECKS)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_is_silent_on_a_graph_without_a_fault(make_store: StoreMaker, name: str) -> None:
    assert list(CHECKS[name].run(make_store(), 10)) == []


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_is_silent_on_an_empty_store(name: str) -> None:
    assert list(CHECKS[name].run(Store(), 10)) == []


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_check_finds_its_fault(make_store: StoreMaker, name: str) -> None:
    turtle, focus, value = FAULTS[name]
    found = {one.focus.value: one for one in CHECKS[name].run(make_store(turtle), 10)}
    violation = found[BASE + focus]
    assert violation.source == "sparql"
    assert violation.severity == CHECKS[name].severity
    assert violation.shape.value.endswith(f"shapes#check-{name.replace('_', '-')}")
    assert violation.message
    if value:
        assert violation.value is not None
        assert violation.value.value.removeprefix(BASE) == value


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_the_same_statements_in_two_graphs_are_no_fault(make_store: StoreMaker, name: str) -> None:
    """The union of named graphs gives a triple once a graph: counting must not."""
    store = make_store()
    copy = NamedNode("https://w3id.org/maillage/graph/tests/copy")
    for quad in list(store):
        store.add(Quad(quad.subject, quad.predicate, quad.object, copy))
    assert list(CHECKS[name].run(store, 10)) == []


def test_dangling_links_are_told_once_a_target_with_how_many_lead_there(
    make_store: StoreMaker,
) -> None:
    turtle = "<rome/Z1001> mlg:requires <none> . <rome/Z1002> mlg:requires <none> ."
    (violation,) = CHECKS["dangling_requirement"].run(make_store(turtle), 10)
    assert violation.focus == NamedNode(BASE + "rome/Z1001")
    assert violation.message.endswith("nombre de sources : 2")


def test_a_decimal_that_the_store_cannot_read_is_told(make_store: StoreMaker) -> None:
    turtle = '<x> mlg:greenShare "0.12345678901234567890123"^^xsd:decimal .'
    (violation,) = CHECKS["score_range"].run(make_store(turtle), 10)
    assert isinstance(violation.value, Literal)


def test_no_more_than_the_limit_is_yielded(make_store: StoreMaker) -> None:
    turtle = "".join(f"<x{number}> a mlg:Sector ." for number in range(20))
    assert len(list(CHECKS["label_missing"].run(make_store(turtle), 5))) == 5


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { ?s ?p ?o }",
        "#+ summary: x\n#+ severity: grave\nSELECT * WHERE { ?s ?p ?o }",
        "#+ severity: warning\nSELECT * WHERE { ?s ?p ?o }",
    ],
)
def test_a_check_without_its_header_is_refused(text: str) -> None:
    with pytest.raises(MalformedCheck, match="x"):
        parse_check("x", text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?focus WHERE { ?focus ?p ?o }",
        "ASK { ?s ?p ?o }",
        "SELECT ?focus WHERE",
        "SELECT ?focus ?shape ?path ?value ?message WHERE { ?focus ?path ?value }",
    ],
)
def test_a_check_that_does_not_return_violations_is_refused(
    make_store: StoreMaker, text: str
) -> None:
    with pytest.raises(MalformedCheck):
        list(IntegrityCheck("x", "x", "violation", text).run(make_store(), 10))
