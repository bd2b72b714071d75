"""Every question file, discovered and counted, and the loader's own rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.errors import BadParameter, MalformedQuestion, UnknownQuestion
from maillage.queries.question import parse, question, question_names

NAMES = question_names()
# How many rows each question gives over the invented region: one golden result a question.
ROWS = {
    "advertisement_competences": 1,
    "advertisement_mentions": 1,
    "advertisements": 3,
    "basin_populations": 2,
    "certification_active": 2,
    "certification_labels": 2,
    "certification_levels": 0,
    "certification_occupations": 2,
    "certification_successions": 1,
    "commune_centres": 2,
    "commune_groupings": 7,
    "competence_categories": 0,
    "competence_exact_matches": 0,
    "competence_labels": 2,
    "competence_occupations": 0,
    "competence_parents": 0,
    "competence_reaches": 0,
    "competence_reuse_levels": 0,
    "family_labels": 3,
    "family_occupations": 3,
    "insertion_occupations": 2,
    "insertion_rates": 2,
    "labour_market_cells": 1,
    "occupation_core_competences": 4,
    "occupation_domains": 2,
    "occupation_fields": 4,
    "occupation_groups": 2,
    "occupation_labels": 4,
    "occupation_mobilities": 1,
    "occupation_names": 4,
    "occupation_offers": 1,
    "occupation_parents": 4,
    "occupation_sectors": 4,
    "occupation_texts": 0,
    "occupation_traits": 0,
    "occupation_transitions": 3,
    "offer_occupations": 5,
    "recruitment_cells": 4,
    "regional_mappings": 1,
    "releases": 1,
    "territory_labels": 7,
    "training_sessions": 2,
    "training_supply": 6,
}
BOUND = {  # question → its parameters, and how many rows they give
    "certification_access": ({"certification": "rncp:2"}, 1),
    "offer_titles": ({"offer": "offer:one-1"}, 1),
    "advertisement_implied": ({"advertisement": "ad:2"}, 1),
    "block_certification": ({"block": "bloc:RNCP2BC01"}, 1),
    "concept_codes": ({"code": "RNCP1"}, 1),
    "concept_identities": ({"concept": "rncp:1"}, 5),
    "concept_incoming": ({"concept": "rome:Z1001"}, 3),
    "concept_objects": ({"concept": "rome:Z1001", "property": "mlg:requiresCore"}, 2),
    "concept_subjects": ({"concept": "rome:Z1001", "property": "mlg:parentOccupation"}, 2),
    "concept_mapped_from": ({"concept": "rome-competence:2"}, 1),
    "concept_mapping_evidence": ({"concept": "rome-competence:2"}, 1),
    "concept_statements": ({"concept": "rome:Z1003"}, 3),
    "concept_successions": ({"concept": "rncp:1"}, 1),
    "concept_summaries": ({"concept": "rncp:2"}, 1),
    "concept_values": ({"property": "mlg:parentOccupation"}, 4),
    "occupation_children": ({"parent": "rome:Z1001"}, 2),
    "certification_blocks": ({"certification": "rncp:2"}, 1),
    "competence_reuse_level": ({"competence": "rome-competence:2"}, 0),
    "certification_successors": ({"certification": "rncp:1"}, 1),
    "competence_blocks": ({"competence": "rome-competence:2"}, 1),
    "occupation_certifications": ({"occupation": "rome:Z1002"}, 2),
    "occupation_missing": (
        {"source": "rome:Z1003", "target": "rome:Z1001"},
        0,
    ),  # cores alone there
    "occupation_shared": ({"first": "rome:Z1001", "second": "rome:Z1091"}, 0),
    "collection_members": ({"collection": "mlg:Transversal"}, 0),
    "competence_offers": ({"competence": "rome-competence:2"}, 0),  # nothing inferred there
    "recruitment_of_basin": ({"basin": "bassin:A", "period": "2024"}, 3),
    "concept_references": ({"concept": "rome:Z1001"}, 1),
    "release_concepts": ({"graph": "urn:graph:region"}, 0),
    "release_places": ({"graph": "urn:graph:region"}, 6),
    "territory_communes": ({"territory": "bassin:A"}, 2),
    "territory_needs": ({"territory": "bassin:A"}, 0),
}


def test_all_question_files_are_known_here() -> None:
    assert sorted([*ROWS, *BOUND]) == NAMES
    assert len(NAMES) == 74


@pytest.mark.parametrize("name", NAMES)
def test_a_question_parses_and_returns_the_columns_of_its_header(name: str) -> None:
    asked = question(name)
    answer = Store().query(asked.text)
    assert isinstance(answer, QuerySolutions)
    assert tuple(variable.value for variable in answer.variables) == asked.columns


@pytest.mark.parametrize("name", NAMES)
def test_a_question_over_an_empty_graph_has_no_answer(name: str) -> None:
    answer = Store().query(question(name).text)
    assert isinstance(answer, QuerySolutions)
    assert list(answer) == []


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_question_finds_what_the_invented_region_holds(store: TripleStore, name: str) -> None:
    assert len(list(question(name).ask(store))) == ROWS[name]


@pytest.mark.parametrize("name", sorted(BOUND))
def test_a_question_with_parameters_finds_what_the_region_holds(
    store: TripleStore, name: str, names: Names
) -> None:
    typed, rows = BOUND[name]
    asked = question(name)
    values = {one.name: one.term(typed[one.name], names) for one in asked.parameters}
    assert len(list(asked.ask(store, values))) == rows


def test_an_unknown_question_lists_those_that_exist() -> None:
    with pytest.raises(UnknownQuestion, match="territory_communes"):
        question("../errors")


def test_a_missing_or_foreign_parameter_is_named() -> None:
    asked = question("territory_communes")
    with pytest.raises(BadParameter, match="territory"):
        asked.bind({})
    with pytest.raises(BadParameter, match="nowhere"):
        asked.bind({"nowhere": NamedNode("urn:x")})
    with pytest.raises(BadParameter):
        asked.bind({"territory": []})


TEXT = """#+ summary: What is said of this text?
#+ param: text literal a text
#+ returns: s iri
SELECT ?s WHERE { VALUES (?text) { ("x") } ?s <urn:says> ?text }
"""


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_no_literal_breaks_out_of_its_row(text: str) -> None:
    store = Store()
    asked = parse("test", TEXT)
    bound = asked.bind({"text": Literal(text)})
    answer = store.query(bound)
    assert isinstance(answer, QuerySolutions)
    assert list(answer) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s WHERE { ?s ?p ?o }",
        "#+ summary: a\n#+ returns: s iri\n#+ param: a iri x\nSELECT ?s WHERE { ?s ?p ?a }",
        "#+ summary: a\n#+ returns: s iri\n#+ param: a blank x\nSELECT ?s WHERE { VALUES (?a) {(1)} }",
    ],
)
def test_a_header_that_does_not_agree_is_refused(text: str) -> None:
    with pytest.raises(MalformedQuestion):
        parse("test", text)
