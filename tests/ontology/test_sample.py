"""The sample that SHACL looks at."""

import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, Store
from rdflib.namespace import RDF as R
from rdflib.namespace import SKOS as S

from maillage.ontology.sample import sample_graph
from maillage.ontology.terms import MLG, RDF

BASE = "https://w3id.org/maillage/id/rome/"


def store_of(numbers: range) -> Store:
    store = Store()
    for number in numbers:
        node = NamedNode(f"{BASE}Z{number}")
        store.add(Quad(node, RDF.type, MLG.Occupation, NamedNode("https://example.org/graph")))
    return store


def test_a_small_class_is_taken_whole() -> None:
    sample = sample_graph(store_of(range(5)), MLG.Occupation, limit=5)
    assert sample.total == 5
    assert [node.value for node in sample.focus] == [f"{BASE}Z{number}" for number in range(5)]


def test_a_large_class_is_bounded_and_the_draw_repeats() -> None:
    first = sample_graph(store_of(range(500)), MLG.Occupation, limit=20, seed=7)
    again = sample_graph(store_of(range(499, -1, -1)), MLG.Occupation, limit=20, seed=7)
    assert (len(first.focus), first.total) == (20, 500)
    assert first.focus == again.focus


def test_another_seed_draws_others() -> None:
    store = store_of(range(500))
    draws = [sample_graph(store, MLG.Occupation, limit=20, seed=seed).focus for seed in (0, 1)]
    assert draws[0] != draws[1]


def test_other_instances_do_not_change_the_draw_among_the_same() -> None:
    few = set(sample_graph(store_of(range(500)), MLG.Occupation, limit=20).focus)
    more = set(sample_graph(store_of(range(600)), MLG.Occupation, limit=20).focus)
    assert {node for node in more if int(node.value.rpartition("Z")[2]) < 500} <= few


def test_an_absent_class_gives_an_empty_sample() -> None:
    sample = sample_graph(Store(), MLG.Occupation, limit=5)
    assert (sample.focus, sample.total, len(sample.graph)) == ((), 0, 0)


def test_neighbours_come_with_their_class_only() -> None:
    store = store_of(range(1))
    focus, near = NamedNode(f"{BASE}Z0"), NamedNode(f"{BASE}near")
    graph = NamedNode("https://example.org/other")
    store.add(Quad(focus, MLG.requires, near, graph))
    store.add(Quad(near, RDF.type, MLG.Competence, graph))
    store.add(Quad(near, NamedNode(str(S.prefLabel)), focus, graph))
    sample = sample_graph(store, MLG.Occupation, limit=1).graph
    neighbour = rdflib.URIRef(near.value)
    assert list(sample.predicate_objects(neighbour)) == [
        (R.type, rdflib.URIRef(MLG.Competence.value))
    ]


def test_literals_keep_the_form_that_the_store_has() -> None:
    store = Store()
    text = '<urn:a> a <urn:C> ; <urn:p> "seven"^^<http://www.w3.org/2001/XMLSchema#integer>, "x", "y"@fr .'
    store.load(text, RdfFormat.TURTLE)
    graph = sample_graph(store, NamedNode("urn:C"), limit=1).graph
    values = set(graph.objects(rdflib.URIRef("urn:a"), rdflib.URIRef("urn:p")))
    assert {str(value) for value in values} == {"seven", "x", "y"}
    assert rdflib.Literal("x") in values
    assert rdflib.Literal("y", lang="fr") in values
