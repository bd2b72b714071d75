"""The look-ups of the resolver give what the questions of the same names give over SPARQL."""

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.terms import MLG, RDF, SKOS
from maillage.queries.concept_summary import read_summaries
from maillage.queries.question import question
from maillage.queries.resolve_chain import read_successions
from maillage.queries.resolve_identity import read_identities
from maillage.queries.resolve_mappings import read_mappings
from maillage.queries.statements import described, subjects, values

from .conftest import PREFIXES
from .test_resolve import OCCUPATIONS, OLDER, REGISTER

GRAPHS = tuple(NamedNode(f"urn:graph:{name}") for name in ("register", "new", "old"))


@pytest.fixture(scope="module")
def store() -> TripleStore:
    """Three releases, two of which describe the same codes."""
    loaded = Store()
    for graph, text in zip(GRAPHS, (REGISTER, OCCUPATIONS, OLDER), strict=True):
        turtle = f"{PREFIXES}\n{text}".encode()
        loaded.load(turtle, format=RdfFormat.TURTLE, to_graph=graph)
    return TripleStore(loaded)


@pytest.fixture(scope="module")
def concepts(store: TripleStore) -> list[NamedNode]:
    found = {
        quad.subject
        for quad in store.store.quads_for_pattern(None, SKOS.notation, None, None)
        if isinstance(quad.subject, NamedNode)
    }
    assert len(found) == 13
    return sorted(found, key=lambda one: one.value)


def test_identities_are_those_of_the_question(
    store: TripleStore, concepts: list[NamedNode]
) -> None:
    asked = {
        (row["concept"], row["property"], row["value"])
        for row in question("concept_identities").ask(store, {"concept": concepts})
        if row["property"] != MLG.parentOccupation  # no answer shows it
    }
    read = read_identities(store, concepts)
    assert asked == {
        (uri, property_, value)
        for uri, one in read.items()
        for property_, stated in one.values.items()
        for value in stated
    }


def test_an_identity_of_one_release_is_that_release_alone(store: TripleStore) -> None:
    occupation = NamedNode("https://w3id.org/maillage/id/rome/Z1001")
    old = read_identities(store, [occupation], {GRAPHS[2]})[occupation]
    assert old.labels == {"fr": "Dressage"}
    assert {graph for stated in old.values.values() for graph in stated.values()} == {GRAPHS[2]}
    assert not read_identities(store, [occupation], set())


def test_summaries_are_those_of_the_question(store: TripleStore, concepts: list[NamedNode]) -> None:
    read = read_summaries(store, concepts)
    for row in question("concept_summaries").ask(store, {"concept": concepts}):
        one = read[NamedNode(str(row["concept"])[1:-1])]
        assert isinstance(row["notation"], Literal)
        assert one.notation == row["notation"].value
        assert one.deprecated == (row["deprecated"] is not None)
        assert (one.end is None) == (row["end"] is None)
    assert len(read) == len(concepts)


def test_successions_are_those_of_the_question(
    store: TripleStore, concepts: list[NamedNode]
) -> None:
    asked = {
        (row["concept"], row["replaced"], row["successor"])
        for row in question("concept_successions").ask(store, {"concept": concepts})
    }
    read = read_successions([store], concepts)
    assert asked == {
        (start, replaced, successor)
        for start, edges in read.items()
        for replaced, successors in edges.items()
        for successor in successors
    }
    assert asked, "a chain and a cycle"


def test_mappings_have_the_evidence_of_the_question(
    store: TripleStore, concepts: list[NamedNode]
) -> None:
    stated = list(question("concept_mapping_evidence").ask(store, {"concept": concepts}))
    incoming = list(question("concept_mapped_from").ask(store, {"concept": concepts}))
    read = read_mappings(store, read_identities(store, concepts))
    ends = {(uri, one.other, one.outgoing) for uri, ones in read.items() for one in ones}
    assert {(row["concept"], row["other"], False) for row in incoming} <= ends
    for row in stated:
        source, target = row["source"], row["target"]
        assert isinstance(source, NamedNode)
        (one,) = (found for found in read[source] if found.other == target)
        assert (one.justification, one.confidence) == (row["justification"], 0.9)
    assert stated and incoming


def test_codes_are_those_of_the_question(store: TripleStore) -> None:
    for code in map(Literal, ("RNCP10", "50022137", "Z1001", "nothing")):
        asked = {row["concept"] for row in question("concept_codes").ask(store, {"code": code})}
        read = {*subjects(store, SKOS.notation, code), *subjects(store, MLG.diplomaCode, code)}
        assert read == asked


def test_what_no_release_describes_has_nothing(store: TripleStore) -> None:
    nobody = NamedNode("urn:nobody")
    assert not described(store, nobody)
    assert values(store, nobody, RDF.type) == {}
    assert read_summaries(store, [nobody]) == {}
