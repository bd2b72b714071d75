"""The ontology file: complete, bilingual, and within OWL 2 DL as far as its own text tells."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, XSD

from maillage.ontology.names import ONTOLOGY
from maillage.ontology.resources import ontology_text
from maillage.ontology.terms import MLG

DECLARED = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
BUILT_IN = (str(OWL), str(RDF), str(RDFS), str(XSD))
# Of the datatypes that OWL 2's map holds, those that the ontology may use (OWL 2 Syntax, section 4).
OWL_DATATYPES = {XSD.boolean, XSD.integer, XSD.decimal, XSD.string}
HEADER = rdflib.URIRef(ONTOLOGY.rstrip("#"))
PROFILE = Path(__file__).with_name("Owl2DlProfile.java")


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology_text(), format="turtle")


def own(graph: rdflib.Graph) -> set[rdflib.URIRef]:
    found = {node for node in graph.subjects(RDF.type) if str(node).startswith(ONTOLOGY)}
    return {rdflib.URIRef(str(node)) for node in found}


def test_terms_are_those_of_the_module_terms(graph: rdflib.Graph) -> None:
    listed = {node.value for name, node in vars(MLG).items() if not name.startswith("_")}
    assert {str(node) for node in own(graph)} == listed


def test_every_term_has_one_label_and_one_definition_in_french_and_english(
    graph: rdflib.Graph,
) -> None:
    for term in own(graph):
        for words in (RDFS.label, SKOS.definition):
            texts = [
                text for text in graph.objects(term, words) if isinstance(text, rdflib.Literal)
            ]
            assert sorted(str(text.language) for text in texts) == ["en", "fr"], (term, words)
            assert all(str(text).strip() == str(text) != "" for text in texts), (term, words)


def test_definitions_are_sentences_that_differ_from_the_label(graph: rdflib.Graph) -> None:
    for term in own(graph):
        for text in graph.objects(term, SKOS.definition):
            assert re.match(r"^[A-ZÀ-Ý].{15,}\.$", str(text)), (term, text)


def test_every_term_has_one_theme_and_says_who_defines_it(graph: rdflib.Graph) -> None:
    category = rdflib.URIRef("https://schema.org/category")
    for term in own(graph):
        assert len(list(graph.objects(term, category))) == 1, term
        assert graph.value(term, RDFS.isDefinedBy) == HEADER, term


def test_header_gives_version_and_licence_and_imports_nothing(graph: rdflib.Graph) -> None:
    assert str(graph.value(HEADER, OWL.versionInfo)) == "0.1.0"
    assert "etalab" in str(graph.value(HEADER, DCTERMS.license))
    assert not list(graph.objects(HEADER, OWL.imports))


def test_every_term_is_declared_as_one_kind(graph: rdflib.Graph) -> None:
    used = {
        node
        for triple in graph
        for node in triple
        if isinstance(node, rdflib.URIRef) and not str(node).startswith(BUILT_IN)
    }
    annotated = {HEADER, graph.value(HEADER, OWL.versionIRI), graph.value(HEADER, DCTERMS.license)}
    for term in used - annotated:
        assert len(DECLARED & set(graph.objects(term, RDF.type))) == 1, term


def test_ranges_of_values_are_datatypes_that_owl_2_has(graph: rdflib.Graph) -> None:
    for term in graph.subjects(RDF.type, OWL.DatatypeProperty):
        assert set(graph.objects(term, RDFS.range)) <= OWL_DATATYPES, term


def test_functional_properties_are_simple(graph: rdflib.Graph) -> None:
    """OWL 2 DL: a property that follows from a chain, or is transitive, has no cardinality."""
    chained = set(graph.subjects(OWL.propertyChainAxiom))
    complex_ = chained | set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    assert {str(term).rpartition("#")[2] for term in complex_} == {"develops", "implies", "within"}
    assert not complex_ & set(graph.subjects(RDF.type, OWL.FunctionalProperty))


def test_two_chains_of_the_design(graph: rdflib.Graph) -> None:
    def chain(name: str) -> list[str]:
        head = graph.value(rdflib.URIRef(ONTOLOGY + name), OWL.propertyChainAxiom)
        assert head is not None
        return [str(link).removeprefix(ONTOLOGY) for link in Collection(graph, head)]

    assert chain("develops") == ["prepares", "hasBlock", "certifies"]
    assert chain("implies") == ["seeks", "requires"]


@pytest.mark.slow
def test_owl_api_finds_it_in_the_dl_profile(tmp_path: Path, graph: rdflib.Graph) -> None:
    owlready2 = pytest.importorskip("owlready2")
    if shutil.which("javac") is None:
        pytest.skip("no Java compiler")
    path = tmp_path / "maillage.rdf"
    graph.serialize(path, format="xml")
    hermit = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
    command = ["java", "-cp", str(hermit), str(PROFILE), str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert answer.stdout.strip() == "in profile"
