"""Reconciliation: the values of a column to the concepts that they name, with a score that says how surely.

Source: Reconciliation Service API, version 0.2 (W3C Entity Reconciliation Community Group, 2023).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from maillage.api.open_generation import OpenGeneration
from maillage.api.reconcile_types import BY_ID, EntityType, type_of
from maillage.api.resolver import search_of
from maillage.api.route_data import known_uri
from maillage.api.searching import searched
from maillage.ingest.normalise_label import fold
from maillage.ontology.errors import MaillageError
from maillage.ontology.terms import SKOS
from maillage.queries.search import Found, Match
from maillage.queries.search_terms import FoundConcept

SURE = 0.9  # probability from which a candidate is matched without asking
_MARGIN = 0.2  # by which it must be likelier than the next
_OTHER = 0.5  # what is left of the score of a candidate that a property contradicts
# How sure a label found by words is: an order, told as such by the manifest's documentation.
_BY_MATCH = {
    Match.CODE: 1.0,
    Match.EXACT: 1.0,
    Match.PREFIX: 0.8,
    Match.WORDS: 0.7,
    Match.FUZZY: 0.5,
    Match.PARTIAL: 0.3,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One property that the candidates should have, and the values that would do."""

    property: NamedNode
    pid: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReconcileQuery:
    """One value to match."""

    text: str
    types: tuple[EntityType, ...] = ()  # none: any
    limit: int = 10
    wanted: tuple[Wanted, ...] = ()


@dataclass(slots=True)
class Entity:
    """One candidate."""

    uri: NamedNode
    label: str
    score: float  # [0, 1]
    type: EntityType | None
    retired: bool = False
    sure: bool = False
    features: dict[str, bool] = field(default_factory=dict)  # property → whether a value agrees


def reconcile(
    opened: OpenGeneration, queries: Sequence[ReconcileQuery], lang: str = "fr"
) -> list[list[Entity]]:
    """Return the candidates of each query, the likeliest first; `sure` is of one of them at most."""
    found: list[list[Entity]] = [[] for _ in queries]
    by_scheme: dict[str, list[int]] = defaultdict(list)
    for place, query in enumerate(queries):
        found[place] += _by_code(opened, query)
        for one in query.types:
            if one.scheme:
                by_scheme[one.scheme].append(place)
    for scheme, places in by_scheme.items():
        _link(opened, scheme, lang, queries, places, found)
    for place, query in enumerate(queries):
        _search(opened, query, lang, found[place])
    return [_ranked(opened, query, ones) for query, ones in zip(queries, found, strict=True)]


def _by_code(opened: OpenGeneration, query: ReconcileQuery) -> Iterable[Entity]:
    """Yield the concepts that a text names by its CURIE, its URI or its bare code."""
    index = search_of(opened).index
    uri = named_uri(opened, query.text) if ":" in query.text else None
    found = [] if uri is None or uri.value not in index.places else [index.places[uri.value]]
    entities = [_found(Found(index.concepts[at], Match.CODE, "", 1.0)) for at in found]
    codes = searched(opened, query.text, None, "fr", None, 5)
    entities += [_found(one) for one in codes if one.match is Match.CODE]
    for entity in entities:
        if not query.types or entity.type in query.types:
            yield entity


def _link(
    opened: OpenGeneration,
    scheme: str,
    lang: str,
    queries: Sequence[ReconcileQuery],
    places: Sequence[int],
    found: list[list[Entity]],
) -> None:
    concepts = search_of(opened).index
    top = max(queries[place].limit for place in places)
    texts = [queries[place].text for place in places]
    for place, candidates in zip(places, opened.linker.link(texts, scheme, lang, top), strict=True):
        for one in candidates:
            at = concepts.places.get(one.uri.value)
            retired = at is not None and concepts.concepts[at].deprecated
            found[place].append(Entity(one.uri, one.label, one.score, BY_ID[scheme], retired))


def _search(opened: OpenGeneration, query: ReconcileQuery, lang: str, found: list[Entity]) -> None:
    kinds = frozenset(one.kind for one in query.types if one.kind)
    if query.types and not kinds:
        return
    held = {one.uri for one in found}
    for one in searched(opened, query.text, kinds or None, lang, None, query.limit):
        entity = _found(one)
        if entity.uri not in held:
            found.append(entity)


def _found(one: Found) -> Entity:
    concept: FoundConcept = one.concept
    score = _BY_MATCH[one.match] * (0.9 + 0.1 * one.score)
    kind = type_of(concept.scheme, concept.kind, concept.general)
    return Entity(NamedNode(concept.uri), concept.label, score, kind, concept.deprecated)


def _ranked(opened: OpenGeneration, query: ReconcileQuery, found: list[Entity]) -> list[Entity]:
    unique = {one.uri: one for one in reversed(found)}  # the first of each is kept
    ranked = list(unique.values())
    for entity in ranked:
        for wanted in query.wanted:
            agrees = _agrees(opened, entity.uri, wanted)
            entity.features[wanted.pid] = agrees
            if not agrees:
                entity.score *= _OTHER
    ranked.sort(key=lambda one: (-one.score, one.retired, one.label, one.uri.value))
    if ranked:
        second = ranked[1].score if len(ranked) > 1 else 0.0
        first = ranked[0]
        first.sure = first.score >= SURE and first.score - second >= _MARGIN and not first.retired
    return ranked[: query.limit]


def _agrees(opened: OpenGeneration, uri: NamedNode, wanted: Wanted) -> bool:
    asked = {fold(value) for value in wanted.values}
    return any(
        fold(text) in asked
        for value in values_of(opened, uri, wanted.property)
        for text in _texts(opened, value)
    )


def _texts(opened: OpenGeneration, value: NamedNode | Literal) -> list[str]:
    if isinstance(value, Literal):
        return [value.value]
    curie = opened.names.curie(value)
    return [value.value, curie, curie.partition(":")[2], opened.store.label(value)]


def named_uri(opened: OpenGeneration, text: str) -> NamedNode | None:
    """Return what a CURIE or URI stands for; None where the graph does not know it, or it is neither."""
    try:
        return known_uri(opened, text)
    except MaillageError:
        return None


def values_of(
    opened: OpenGeneration, uri: NamedNode, property_: NamedNode
) -> list[NamedNode | Literal]:
    """Return the values of a property of a concept, in the order of their texts."""
    quads = opened.store.store.quads_for_pattern(uri, property_, None, None)
    found = {one.object for one in quads if isinstance(one.object, NamedNode | Literal)}
    return sorted(found, key=str)


def entity_document(entity: Entity, opened: OpenGeneration) -> dict[str, object]:
    """Return a candidate as the service gives it; a score is in percents."""
    document: dict[str, object] = {
        "id": opened.names.curie(entity.uri),
        "name": entity.label,
        "score": round(entity.score * 100, 2),
        "match": entity.sure,
        "type": [entity.type.document()] if entity.type else [],
        "features": [{"id": pid, "value": value} for pid, value in entity.features.items()],
    }
    if entity.retired:
        document["description"] = "retiré"
    return document


def extension_value(opened: OpenGeneration, value: NamedNode | Literal) -> Mapping[str, object]:
    """Return a value as a data extension gives it: another entity, a number or a text."""
    if isinstance(value, NamedNode):
        label = opened.store.label(value)
        return {"id": opened.names.curie(value), "name": label or opened.names.curie(value)}
    kind = value.datatype.value.rpartition("#")[2]
    if kind == "integer":
        return {"int": int(value.value)}
    if kind in {"decimal", "double", "float"}:
        return {"float": float(value.value)}
    return {"str": value.value}


def shown_values(
    opened: OpenGeneration, uri: NamedNode, property_: NamedNode, limit: int
) -> list[Mapping[str, object]]:
    """Return the values that a cell shows: of texts in several languages, the French ones where there are."""
    values = values_of(opened, uri, property_)
    french = [one for one in values if isinstance(one, Literal) and one.language == "fr"]
    if french and property_ in (SKOS.prefLabel, SKOS.altLabel, SKOS.definition):
        values = list(french)
    return [extension_value(opened, one) for one in values[:limit]]
