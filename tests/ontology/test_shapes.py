"""The SHACL shapes themselves: valid, named, in French, and about terms that exist."""

import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from maillage.ontology.names import ONTOLOGY
from maillage.ontology.resources import shapes_text
from maillage.ontology.vocabulary import own_terms

SHAPES = "https://w3id.org/maillage/shapes#"


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=shapes_text(), format="turtle")


def test_shapes_are_valid_shacl(graph: rdflib.Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True)
    assert conforms, text


def test_every_property_shape_has_a_uri_a_name_and_a_message_in_french(graph: rdflib.Graph) -> None:
    shapes = set(graph.subjects(RDF.type, SH.PropertyShape))
    assert shapes == set(graph.objects(None, SH.property)), "a shape that nothing uses, or unnamed"
    for shape in shapes:
        assert str(shape).startswith(SHAPES)
        for words in (SH.name, SH.message):
            (text,) = graph.objects(shape, words)
            assert isinstance(text, rdflib.Literal)
            assert text.language == "fr"


def test_every_class_of_the_ontology_has_a_shape(graph: rdflib.Graph) -> None:
    classes = {term.uri for term in own_terms() if term.kind == "class"}
    assert classes <= {str(term) for term in graph.objects(None, SH.targetClass)}


def test_shapes_speak_of_terms_that_the_ontology_defines(graph: rdflib.Graph) -> None:
    used = {str(node) for triple in graph for node in triple if str(node).startswith(ONTOLOGY)}
    assert used <= {term.uri for term in own_terms()}


def test_links_agree_with_the_ranges_of_the_ontology(graph: rdflib.Graph) -> None:
    ranges = {term.uri: term.range for term in own_terms() if term.kind == "object"}
    stated = [
        (str(path), str(target))
        for shape, path in graph.subject_objects(SH.path)
        for target in graph.objects(shape, SH["class"])
        if str(path).startswith(ONTOLOGY)
    ]
    assert len(stated) >= 30
    for path, target in stated:
        # ORG and FOAF name one class of organisations.
        same = target.replace("http://xmlns.com/foaf/0.1/", "http://www.w3.org/ns/org#")
        assert ranges[path] == (same,), path
