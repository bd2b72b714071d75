"""Cypher questions: the same as their SPARQL twins, in header and in answer."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from maillage.graph.bolt_server import BoltServer
from maillage.graph.property_graph import literal_value
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.cypher_question import (
    CypherQuestion,
    cypher_question,
    cypher_question_names,
    parse_cypher,
)
from maillage.queries.errors import BadParameter, MalformedQuestion, UnknownQuestion
from maillage.queries.question import question

from ..graph.bolt import Address, Pushed, address, addresses, record_of  # noqa: TID252 one server for all

NAMES = cypher_question_names()
# Question → what is asked, and how many rows the invented region gives: see test_question.py.
ASKED: dict[str, tuple[dict[str, str], int]] = {
    "advertisement_competences": ({}, 1),
    "basin_populations": ({}, 2),
    "certification_blocks": ({"certification": "rncp:2"}, 1),
    "certification_successors": ({"certification": "rncp:1"}, 2),
    "competence_blocks": ({"competence": "rome-competence:2"}, 2),
    "family_occupations": ({}, 3),
    "occupation_certifications": ({"occupation": "rome:Z1002"}, 2),
    "occupation_core_competences": ({}, 5),
    "occupation_missing": ({"source": "rome:Z1091", "target": "rome:Z1001"}, 1),
    "occupation_mobilities": ({}, 1),
    "occupation_shared": ({"first": "rome:Z1001", "second": "rome:Z1091"}, 2),
    "recruitment_of_basin": ({"basin": "bassin:A", "period": "2024"}, 3),
    "territory_communes": ({"territory": "bassin:A,commune:10003"}, 3),
    "training_sessions": ({}, 2),
}


# What two occupations require beyond their cores; a successor of a successor; a bloc without any offer.
MORE = """
rome:Z1001 mlg:requires rome-competence:1, rome-competence:2, rome-competence:3 .
rome:Z1091 mlg:requires rome-competence:1, rome-competence:3, rome-competence:4 ; mlg:requiresCore rome-competence:4 .
rome-competence:3 a mlg:Knowledge, mlg:Competence ; skos:prefLabel "Licornes"@fr, "Unicorns"@en .
rome-competence:4 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Voler"@fr .
rncp:3 a mlg:Certification ; skos:prefLabel "Titre retiré"@fr ; mlg:active false ; dct:replaces rncp:2 ;
  mlg:leadsTo rome:Z1002 ; mlg:hasBlock bloc:RNCP3BC01 .
bloc:RNCP3BC01 a mlg:CompetenceBlock ; mlg:certifies rome-competence:2 .
rncp:1 mlg:level level:5 ; mlg:registrationEnd "2027-05-31"^^xsd:date .
level:5 a skos:Concept ; skos:notation "5" .
"""


@pytest.fixture(scope="module")
def region(store: TripleStore) -> TripleStore:
    """The invented region, and more of it."""
    graph, both = NamedNode("urn:graph:region"), Store()
    both.extend(store.store.quads_for_pattern(None, None, None, None))
    more = Pushed.of({"more": MORE}).store.store.quads_for_pattern(None, None, None, None)
    both.extend(Quad(quad.subject, quad.predicate, quad.object, graph) for quad in more)
    return TripleStore(both)


@pytest.fixture(scope="module", params=addresses())
def database(request: pytest.FixtureRequest, region: TripleStore) -> Iterable[BoltServer]:
    """The invented region, pushed."""
    found: Address = address(request.param)
    graph = NamedNode("urn:graph:region")
    with found.connect() as server:
        Pushed.around(region, [record_of(region, "region", graph)]).push(server)
        yield server


def test_all_cypher_files_are_known_here_and_have_a_sparql_twin() -> None:
    assert sorted(ASKED) == NAMES
    assert len(NAMES) == 14


@pytest.mark.parametrize("name", NAMES)
def test_a_cypher_question_has_the_header_of_its_sparql_twin(name: str) -> None:
    cypher, sparql = cypher_question(name), question(name)
    assert cypher.parameters == sparql.parameters
    assert cypher.columns == sparql.columns
    assert cypher.summary.partition("?")[0] == sparql.summary.partition("?")[0]


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_give_the_same_golden_answer(
    database: BoltServer, region: TripleStore, names: Names, name: str
) -> None:
    typed, rows = ASKED[name]
    asked = cypher_question(name)
    values = _values(asked, typed, names)
    cypher = [_row(row, asked) for row in asked.ask(database, values)]
    sparql = [_row(row, asked) for row in question(name).ask(region, values)]
    assert len(cypher) == rows
    assert Counter(cypher) == Counter(sparql)


@pytest.mark.parametrize("name", [name for name in NAMES if ASKED[name][0]])
def test_a_cypher_question_about_what_is_not_there_has_no_answer(
    database: BoltServer, names: Names, name: str
) -> None:
    asked = cypher_question(name)
    typed = {one.name: "2024" if one.kind == "literal" else "rome:Q0" for one in asked.parameters}
    assert list(asked.ask(database, _values(asked, typed, names))) == []


def test_a_parameter_that_is_missing_or_unknown_is_named() -> None:
    asked = cypher_question("recruitment_of_basin")
    with pytest.raises(BadParameter, match="period"):
        asked.bind({"basin": NamedNode("urn:x")})
    with pytest.raises(BadParameter, match="nowhere"):
        asked.bind({"nowhere": NamedNode("urn:x")})
    with pytest.raises(UnknownQuestion, match="occupation_missing"):
        cypher_question("../errors")


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n) RETURN n.uri AS n",
        "//+ summary: a\n//+ returns: n iri\nMATCH (n {uri: $uri}) RETURN n.uri AS n",
        "//+ summary: a\n//+ param: a iri x\n//+ returns: n iri\nMATCH (n) RETURN n.uri AS n",
    ],
)
def test_a_cypher_header_that_does_not_agree_is_refused(text: str) -> None:
    with pytest.raises(MalformedQuestion):
        parse_cypher("test", text)


def _values(
    asked: CypherQuestion, typed: Mapping[str, str], names: Names
) -> dict[str, list[NamedNode | Literal]]:
    return {
        one.name: [one.term(text, names) for text in typed[one.name].split(",")]
        for one in asked.parameters
    }


def _row(row: Mapping[str, object], asked: CypherQuestion) -> tuple[object, ...]:
    return tuple(_plain(row[column]) for column in asked.columns)


def _plain(value: object) -> object:
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, Literal):
        return literal_value(value)
    return value.to_native() if hasattr(value, "to_native") else value
