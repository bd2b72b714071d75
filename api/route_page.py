"""A page for anything that the graph names: what is said of it, by which source, and where its data is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pyoxigraph import Literal, NamedNode, Triple

from maillage.api.concept_description import INCOMING, concept_triples, graphs_of, label_of
from maillage.api.html_page import html_page
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.problem import Problem
from maillage.api.route_data import FORMATS, known_uri, minted_uri
from maillage.ontology.names import ONTOLOGY, Names
from maillage.ontology.terms import SKOS
from maillage.ontology.vocabulary import ontology_terms

router = APIRouter(include_in_schema=False)
SHOWN = 50  # values of one property; the data has them all


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property: a text, or a thing with its label."""

    text: str
    lang: str = ""
    curie: str = ""
    href: str = ""  # within the service; "" for a text


@dataclass(frozen=True, slots=True)
class Property:
    """The values of one property, the first `SHOWN`."""

    label: str
    curie: str
    values: tuple[Value, ...]
    more: int


@router.get("/page/{scheme}/{notation:path}")
def page_of(opened: Opened, scheme: str, notation: str) -> HTMLResponse:
    """Return the page of a URI of ours."""
    return _page(opened, minted_uri(opened, scheme, notation))


@router.get("/page")
def page(opened: Opened, uri: Annotated[str, Query()]) -> HTMLResponse:
    """Return the page of any URI or CURIE."""
    found = known_uri(opened, uri)
    if found is None:
        raise Problem(404, f"le graphe ne connaît pas « {uri} »", parameter="uri")
    return _page(opened, found)


def _page(opened: OpenGeneration, uri: NamedNode) -> HTMLResponse:
    triples = list(concept_triples(opened.store, uri))
    labels = _labels(triples)
    records = {record.graph: record for record in opened.manifest.sources}
    graphs = [graph.value for graph in graphs_of(opened.store, uri)]
    stated = _grouped(
        ((one.predicate, one.object) for one in triples if one.subject == uri), labels, opened.names
    )
    named = _grouped(
        ((one.predicate, one.subject) for one in triples if one.object == uri), labels, opened.names
    )
    return html_page(
        "thing.html",
        title=label_of(opened.store, uri) or opened.names.curie(uri),
        curie=opened.names.curie(uri),
        uri=uri.value,
        stated=stated,
        named=named,
        incoming=INCOMING,
        sources=[records[graph] for graph in graphs if graph in records],
        downloads=[(one, _address(uri, opened.names, "data", f".{one}")) for one in FORMATS],
    )


def _labels(triples: Iterable[Triple]) -> dict[NamedNode, str]:
    found: dict[NamedNode, str] = {}
    for one in triples:
        if one.predicate != SKOS.prefLabel or not isinstance(one.subject, NamedNode):
            continue
        if isinstance(one.object, Literal) and (
            one.object.language == "fr" or one.subject not in found
        ):
            found[one.subject] = one.object.value
    return found


def _grouped(
    pairs: Iterable[tuple[NamedNode, object]], labels: Mapping[NamedNode, str], names: Names
) -> list[Property]:
    """Return the properties, the ontology's words for them, their values in alphabetical order."""
    words = {term.uri: term.label_fr for term in ontology_terms()}
    grouped: dict[NamedNode, list[Value]] = defaultdict(list)
    for predicate, value in pairs:
        grouped[predicate].append(_value(value, labels, names))
    found = []
    for predicate, values in grouped.items():
        values.sort(key=lambda one: (one.text.casefold(), one.curie))
        curie = names.curie(predicate)
        label = words.get(predicate.value) or _STANDARD.get(curie, curie)
        found.append(Property(label, curie, tuple(values[:SHOWN]), max(len(values) - SHOWN, 0)))
    return sorted(found, key=lambda one: (_ORDER.get(one.curie, 99), one.label.casefold()))


def _value(value: object, labels: Mapping[NamedNode, str], names: Names) -> Value:
    if isinstance(value, NamedNode):
        curie = names.curie(value)
        if value.value.startswith(ONTOLOGY):
            return Value(_TERMS.get(value.value) or curie, curie=curie)
        return Value(labels.get(value, curie), curie=curie, href=_address(value, names, "page", ""))
    if isinstance(value, Literal):
        return Value(value.value, lang=value.language or "")
    return Value(str(value))


def _address(uri: NamedNode, names: Names, kind: str, extension: str) -> str:
    minted = f"{names.base}/id/"
    if uri.value.startswith(minted):
        return f"/{kind}/{uri.value.removeprefix(minted)}{extension}"
    return f"/{kind}?{urlencode({'uri': uri.value})}"


_TERMS = {term.uri: term.label_fr for term in ontology_terms()}
_STANDARD = {
    "rdf:type": "nature",
    "skos:prefLabel": "libellé",
    "skos:altLabel": "autre libellé",
    "skos:notation": "code",
    "skos:definition": "définition",
    "skos:inScheme": "référentiel",
    "skos:broader": "plus général",
    "skos:narrower": "plus précis",
    "skos:exactMatch": "correspond exactement à",
    "skos:closeMatch": "correspond à peu près à",
    "skos:broadMatch": "correspond à plus général",
    "skos:narrowMatch": "correspond à plus précis",
    "dct:replaces": "remplace",
    "dct:isReplacedBy": "remplacé par",
    "dct:identifier": "identifiant",
}
_ORDER = {
    "skos:prefLabel": 0,
    "skos:notation": 1,
    "rdf:type": 2,
    "skos:definition": 3,
    "skos:altLabel": 4,
}
