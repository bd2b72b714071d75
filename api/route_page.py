"""A page for anything that the graph names: what is said of it, by which source, and where its data is."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pyoxigraph import Literal, NamedNode, Triple

from maillage.api.catalogues import gettext
from maillage.api.certification_page import block_page, certification_page
from maillage.api.competence_page import competence_page
from maillage.api.concept_description import INCOMING, concept_triples, graphs_of
from maillage.api.html_page import html_page
from maillage.api.occupation_page import occupation_page
from maillage.api.offer_page import offer_page
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.page_facts import PageFacts
from maillage.api.page_language import FRENCH, language
from maillage.api.page_link import address, label_of
from maillage.api.problem import Problem
from maillage.api.property_words import property_words
from maillage.api.route_data import FORMATS, known_uri, minted_uri
from maillage.ontology.names import ONTOLOGY, Names
from maillage.ontology.terms import RDF, SKOS
from maillage.ontology.vocabulary import ontology_terms
from maillage.queries.concept_summary import local_name, precise_class, read_summaries
from maillage.queries.decode import node, text
from maillage.queries.question import question

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
def page_of(request: Request, opened: Opened, scheme: str, notation: str) -> HTMLResponse:
    """Return the page of a URI of ours."""
    return _page(request, opened, minted_uri(opened, scheme, notation))


@router.get("/page")
def page(request: Request, opened: Opened, uri: Annotated[str, Query()]) -> HTMLResponse:
    """Return the page of any URI or CURIE."""
    return _page(request, opened, _known(opened, uri))


@router.get("/page.csv")
def table(opened: Opened, uri: Annotated[str, Query()]) -> Response:
    """Return all that is stated of something, a statement a line, with the release that states it."""
    found = _known(opened, uri)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("property", "value", "lang", "label", "graph"))
    rows = list(question("concept_statements").ask(opened.store, {"concept": found}))
    ends = [one for row in rows if isinstance(one := row["value"], NamedNode)]
    known = read_summaries(opened.store, ends)
    for row in rows:
        value, curie = row["value"], opened.names.curie
        shown = (
            (curie(value), "", known[value].label if value in known else "")
            if isinstance(value, NamedNode)
            else (text(row, "value"), (value.language or "") if value else "", "")
        )
        writer.writerow((curie(node(row, "property")), *shown, node(row, "graph").value))
    name = opened.names.curie(found).replace(":", "-").replace("/", "-")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}.csv"}
    return Response(out.getvalue(), headers=headers, media_type="text/csv; charset=utf-8")


def _known(opened: OpenGeneration, uri: str) -> NamedNode:
    found = known_uri(opened, uri)
    if found is None:
        raise Problem(404, f"le graphe ne connaît pas « {uri} »", parameter="uri")
    return found


def _page(request: Request, opened: OpenGeneration, uri: NamedNode) -> HTMLResponse:
    facts = PageFacts(opened, uri)
    classes = {
        local_name(quad.object)
        for quad in opened.store.store.quads_for_pattern(uri, RDF.type, None)
        if isinstance(quad.object, NamedNode)
    }
    richer = _RICHER.get(precise_class(classes))
    return richer(facts, request.query_params) if richer else _any_page(opened, uri)


def _any_page(opened: OpenGeneration, uri: NamedNode) -> HTMLResponse:
    triples = list(concept_triples(opened.store, uri))
    labels = _labels(triples)
    records = {record.graph: record for record in opened.manifest.sources}
    graphs = [graph.value for graph in graphs_of(opened.store, uri)]
    title, title_lang = label_of(opened, uri, opened.store.label(uri) or opened.names.curie(uri))
    stated = _grouped(
        ((one.predicate, one.object) for one in triples if one.subject == uri), labels, opened.names
    )
    named = _grouped(
        ((one.predicate, one.subject) for one in triples if one.object == uri), labels, opened.names
    )
    return html_page(
        "thing.html",
        title=title,
        title_lang=title_lang,
        curie=opened.names.curie(uri),
        uri=uri.value,
        stated=stated,
        named=named,
        incoming=INCOMING,
        sources=[records[graph] for graph in graphs if graph in records],
        downloads=[(one, address(uri, opened.names, "data", f".{one}")) for one in FORMATS],
    )


def _labels(triples: Iterable[Triple]) -> dict[NamedNode, Literal]:
    """Return the label of each thing: in the language of the page, else in French, else in any."""
    found: dict[NamedNode, Literal] = {}
    liked = (FRENCH, language())
    for one in triples:
        if one.predicate != SKOS.prefLabel or not isinstance(one.subject, NamedNode):
            continue
        if isinstance(one.object, Literal) and (
            one.subject not in found or _rank(one.object, liked) > _rank(found[one.subject], liked)
        ):
            found[one.subject] = one.object
    return found


def _rank(label: Literal, liked: tuple[str, ...]) -> int:
    """Return how far in a list of languages that of a label is, the best the last; -1 for none."""
    return max((at for at, lang in enumerate(liked) if label.language == lang), default=-1)


def _grouped(
    pairs: Iterable[tuple[NamedNode, object]], labels: Mapping[NamedNode, Literal], names: Names
) -> list[Property]:
    """Return the properties, the ontology's words for them, their values in alphabetical order."""
    grouped: dict[NamedNode, list[Value]] = defaultdict(list)
    for predicate, value in pairs:
        grouped[predicate].append(_value(value, labels, names))
    found = []
    for predicate, values in grouped.items():
        values.sort(key=lambda one: (one.text.casefold(), one.curie))
        curie = names.curie(predicate)
        words = property_words()
        label = gettext(words[curie]) if curie in words else curie
        found.append(Property(label, curie, tuple(values[:SHOWN]), max(len(values) - SHOWN, 0)))
    return sorted(found, key=lambda one: (_ORDER.get(one.curie, 99), one.label.casefold()))


def _value(value: object, labels: Mapping[NamedNode, Literal], names: Names) -> Value:
    if isinstance(value, NamedNode):
        curie = names.curie(value)
        if value.value.startswith(ONTOLOGY):
            term = _TERMS.get(value.value)
            return Value(gettext(term) if term else curie, curie=curie)
        href, label = address(value, names), labels.get(value)
        if label is None:
            return Value(curie, curie=curie, href=href)
        return Value(label.value, label.language or "", curie, href)
    if isinstance(value, Literal):
        return Value(value.value, lang=value.language or "")
    return Value(str(value))


# What has a page of its own; everything else has the page of its statements.
_RICHER: Mapping[str, Callable[[PageFacts, Mapping[str, str]], HTMLResponse]] = {
    "Occupation": occupation_page,
    "Competence": competence_page,
    "KnowHow": competence_page,
    "Knowledge": competence_page,
    "ProfessionalBehaviour": competence_page,
    "MacroCompetence": competence_page,
    "Certification": certification_page,
    "CompetenceBlock": block_page,
    "TrainingOffer": offer_page,
}
_TERMS = {term.uri: term.label_fr for term in ontology_terms()}
_ORDER = {
    "skos:prefLabel": 0,
    "skos:notation": 1,
    "rdf:type": 2,
    "skos:definition": 3,
    "skos:altLabel": 4,
}
