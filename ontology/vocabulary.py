"""The terms of the ontology as values, for the pages and the JSON-LD context that are made from it."""

from dataclasses import dataclass
from functools import cache
from typing import Literal as OneOf

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

from maillage.ontology.names import ONTOLOGY, STANDARD
from maillage.ontology.resources import ontology_text, shapes_text

Kind = OneOf["class", "object", "datatype", "annotation"]
_KINDS: dict[rdflib.URIRef, Kind] = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object",
    OWL.DatatypeProperty: "datatype",
    OWL.AnnotationProperty: "annotation",
}
_TRAITS = {str(OWL.FunctionalProperty), str(OWL.TransitiveProperty), str(OWL.SymmetricProperty)}
_CATEGORY = rdflib.URIRef(STANDARD["schema"] + "category")


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """One class or property of Maillage's own, or one that it reuses and declares.

    URIs are as in the Turtle; a term that is only reused has no words here.
    """

    uri: str
    kind: Kind
    label_fr: str
    label_en: str
    definition_fr: str
    definition_en: str
    category: str  # the theme, in French
    parents: tuple[str, ...]  # classes or properties that are more general
    domain: tuple[str, ...]  # classes of which one is the subject's; empty where any will do
    range: tuple[str, ...]  # classes or the datatype of the value; empty where any will do
    inverse: str | None
    chain: tuple[str, ...]  # properties whose chain entails this one
    traits: tuple[str, ...]  # OWL characteristics, as URIs

    @property
    def name(self) -> str:
        """The local name, as in `Occupation`."""
        return self.uri.removeprefix(ONTOLOGY)

    @property
    def own(self) -> bool:
        """Whether Maillage defines the term."""
        return self.uri.startswith(ONTOLOGY)


@cache
def ontology_terms() -> tuple[OntologyTerm, ...]:
    """Return every class and property that the ontology declares, in the order of their URIs."""
    graph = rdflib.Graph().parse(data=ontology_text(), format="turtle")
    datatypes = _shape_datatypes()
    found = {
        uri: kind
        for owl, kind in _KINDS.items()
        for uri in graph.subjects(RDF.type, owl)
        if isinstance(uri, rdflib.URIRef)
    }
    return tuple(_term(graph, uri, found[uri], datatypes) for uri in sorted(found))


def own_terms() -> tuple[OntologyTerm, ...]:
    """Return the terms that Maillage defines, in the order of their URIs."""
    return tuple(term for term in ontology_terms() if term.own)


def standard_curie(uri: str) -> str:
    """Return the CURIE of a term, by the prefixes of the standards alone."""
    prefix, base = max(
        ((prefix, base) for prefix, base in STANDARD.items() if uri.startswith(base)),
        key=lambda pair: len(pair[1]),
    )
    return f"{prefix}:{uri.removeprefix(base)}"


def _term(
    graph: rdflib.Graph, uri: rdflib.URIRef, kind: Kind, datatypes: dict[str, str]
) -> OntologyTerm:
    broader = RDFS.subClassOf if kind == "class" else RDFS.subPropertyOf
    chain = graph.value(uri, OWL.propertyChainAxiom)
    inverse = graph.value(uri, OWL.inverseOf)
    ranges = tuple(str(one) for one in graph.objects(uri, RDFS.range))
    if not ranges and str(uri) in datatypes:
        ranges = (datatypes[str(uri)],)
    return OntologyTerm(
        uri=str(uri),
        kind=kind,
        label_fr=_words(graph, uri, RDFS.label, "fr"),
        label_en=_words(graph, uri, RDFS.label, "en"),
        definition_fr=_words(graph, uri, SKOS.definition, "fr"),
        definition_en=_words(graph, uri, SKOS.definition, "en"),
        category=_words(graph, uri, _CATEGORY, "fr"),
        parents=tuple(sorted(str(one) for one in graph.objects(uri, broader))),
        domain=_domain(graph, uri),
        range=ranges,
        inverse=None if inverse is None else str(inverse),
        chain=() if chain is None else tuple(str(one) for one in Collection(graph, chain)),
        traits=tuple(
            sorted(str(one) for one in graph.objects(uri, RDF.type) if str(one) in _TRAITS)
        ),
    )


def _words(graph: rdflib.Graph, uri: rdflib.URIRef, term: rdflib.URIRef, language: str) -> str:
    for value in graph.objects(uri, term):
        if isinstance(value, rdflib.Literal) and value.language == language:
            return str(value)
    return ""


def _domain(graph: rdflib.Graph, uri: rdflib.URIRef) -> tuple[str, ...]:
    domain = graph.value(uri, RDFS.domain)
    if domain is None:
        return ()
    union = graph.value(domain, OWL.unionOf)
    return (str(domain),) if union is None else tuple(str(one) for one in Collection(graph, union))


def _shape_datatypes() -> dict[str, str]:
    """Return the datatype that the shapes agree on for a property; dates have none in OWL 2."""
    graph = rdflib.Graph().parse(data=shapes_text(), format="turtle")
    found: dict[str, set[str]] = {}
    for shape, path in graph.subject_objects(SH.path):
        stated = {str(datatype) for datatype in graph.objects(shape, SH.datatype)}
        for alternatives in graph.objects(shape, SH["or"]):
            for one in Collection(graph, alternatives):
                stated.update(str(datatype) for datatype in graph.objects(one, SH.datatype))
        found.setdefault(str(path), set()).update(stated)
    # Two datatypes (a year or a month) are no coercion that a JSON-LD context could state.
    return {path: next(iter(types)) for path, types in found.items() if len(types) == 1}
