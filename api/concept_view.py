"""A concept whole, as JSON."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from maillage.api.resolve_view import concept_identity, summary_document
from maillage.ontology.names import Names
from maillage.ontology.terms import ESCO, SKOS
from maillage.queries.concept_relations import ConceptLinks, Relation
from maillage.queries.concept_summary import Summary
from maillage.queries.resolve_answer import ResolvedConcept
from maillage.queries.search_terms import FoundConcept


def concept_document(
    found: ResolvedConcept,
    links: ConceptLinks,
    known: Mapping[NamedNode, Summary],
    address: str,
    names: Names,
) -> dict[str, object]:
    """Return a concept's page; `address`: of its relations, to which a query is added."""
    relations = [_relation(one, known, address, names) for one in links.relations]
    wider = {
        one["direction"]: one["items"] for one in relations if one["relation"] == "skos:broader"
    }
    return {
        **concept_identity(found, names),
        "broader": wider.get("out", []),
        "narrower": wider.get("in", []),
        "attributes": {
            names.curie(one): [value.value for value in values]
            for one, values in links.attributes.items()
        },
        "relations": relations,
    }


def listed_document(one: FoundConcept, names: Names) -> dict[str, object]:
    """Return a concept as a list has it."""
    return {
        "curie": names.curie(one.uri),
        "uri": one.uri,
        "notation": one.notation or None,
        "label": one.label,
        "scheme": one.scheme,
        "type": one.kind,
        "status": "deprecated" if one.deprecated else "active",
    }


def _relation(
    one: Relation, known: Mapping[NamedNode, Summary], address: str, names: Names
) -> dict[str, object]:
    curie = names.curie(one.property)
    items = [
        summary_document(known[uri], names)
        if uri in known
        else {"curie": names.curie(uri), "uri": uri.value}
        for uri in one.first
    ]
    return {
        "relation": curie,
        "label": _words(one.property.value, one.direction),
        "direction": one.direction,
        "count": one.count,
        "items": items,
        "all": f"{address}?{urlencode({'relation': curie, 'direction': one.direction})}",
    }


# The standards' properties, forwards and backwards; the ontology names ours.
_STANDARD = {
    SKOS.broader.value: ("plus large", "plus étroit"),
    SKOS.related.value: ("associé à", "associé à"),
    SKOS.member.value: ("a pour membre", "membre de"),
    ESCO.relatedEssentialSkill.value: ("aptitude essentielle", "aptitude essentielle du métier"),
    ESCO.relatedOptionalSkill.value: ("aptitude facultative", "aptitude facultative du métier"),
    ESCO.regulatedProfessionNote.value: ("réglementation", "réglementation de"),
}


def _words(uri: str, direction: str) -> str:
    """Return a property in French; read backwards, by the name of its inverse where it has one."""
    if uri in _STANDARD:
        return _STANDARD[uri][direction == "in"]
    labels, inverses = _terms()
    if direction == "out":
        return labels.get(uri, "")
    inverse = inverses.get(uri)
    return labels.get(inverse, "") if inverse else f"inverse de « {labels.get(uri) or uri} »"


@cache
def _terms() -> tuple[dict[str, str], dict[str, str]]:
    from maillage.ontology.vocabulary import ontology_terms

    terms = ontology_terms()
    inverses = {one.uri: one.inverse for one in terms if one.inverse}
    inverses |= {inverse: uri for uri, inverse in inverses.items()}
    return {one.uri: one.label_fr for one in terms}, inverses
