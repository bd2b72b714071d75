"""Fixtures of the ontology's tests: a small graph without a fault, to which a test adds one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, parse

SMALL_GRAPH = Path(__file__).with_name("small_graph.ttl")
PREFIXES = """
@base <https://w3id.org/maillage/id/> .
@prefix mlg: <https://w3id.org/maillage/ontology#> .
@prefix esco-model: <http://data.europa.eu/esco/model#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix schema: <https://schema.org/> .
@prefix sssom: <https://w3id.org/sssom/> .
"""
StoreMaker = Callable[..., Store]


@pytest.fixture
def make_store() -> StoreMaker:
    """Return a function: the small graph and a Turtle addition, each in a named graph of its own."""

    def make(addition: str = "", *, small: bool = True) -> Store:
        store = Store()
        for number, text in enumerate((SMALL_GRAPH.read_text("utf-8") if small else "", addition)):
            graph = NamedNode(f"https://w3id.org/maillage/graph/tests/{number}")
            store.load(PREFIXES + text, RdfFormat.TURTLE, to_graph=graph)
        assert not list(store.quads_for_pattern(None, None, None, DefaultGraph()))
        return store

    return make


@pytest.fixture
def facts() -> Callable[[str], list[Triple]]:
    """Return a function: the triples of a Turtle text."""

    def read(text: str) -> list[Triple]:
        return [quad.triple for quad in parse(PREFIXES + text, RdfFormat.TURTLE)]

    return read
