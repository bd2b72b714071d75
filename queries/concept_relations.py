"""What a concept is linked to: every property, in both directions, with how many concepts it leads to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode

from maillage.ontology.terms import DCT, OWLAX, RDF, SKOS
from maillage.queries.decode import integer, node
from maillage.queries.question import Store, question
from maillage.queries.resolve_identity import MAPPINGS

Direction = OneOf["out", "in"]
_LISTED = 2000  # concepts at the other end that are still read one by one for a page
# What is said of a concept elsewhere on its page, or says how a statement was made.
_ELSEWHERE = frozenset(
    {
        *MAPPINGS, RDF.type, SKOS.inScheme, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation,
        SKOS.definition, DCT.replaces, DCT.isReplacedBy, OWLAX.annotatedSource, OWLAX.annotatedTarget,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """One property of a concept. `first`: some of the concepts at its other end, in the order of their URIs."""

    property: NamedNode
    direction: Direction
    count: int
    first: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class ConceptLinks:
    """All that a concept is linked to, and its values that are no concepts."""

    relations: tuple[Relation, ...]
    attributes: Mapping[NamedNode, tuple[Literal, ...]]


def read_links(store: Store, concept: NamedNode, shown: int) -> ConceptLinks:
    """Return a concept's links, each with at most `shown` concepts; of very many, none is shown."""
    objects: dict[NamedNode, set[NamedNode]] = {}
    values: dict[NamedNode, set[Literal]] = {}
    for row in question("concept_statements").ask(store, {"concept": concept}):
        property_, value = node(row, "property"), row["value"]
        if property_ in _ELSEWHERE:
            continue
        if isinstance(value, NamedNode):
            objects.setdefault(property_, set()).add(value)
        elif value is not None:
            values.setdefault(property_, set()).add(value)
    relations = [
        Relation(one, "out", len(found), _first(found, shown)) for one, found in objects.items()
    ]
    for row in question("concept_incoming").ask(store, {"concept": concept}):
        property_, count = node(row, "property"), integer(row, "count")
        if property_ not in _ELSEWHERE:
            some = related(store, concept, property_, "in")[:shown] if count <= _LISTED else ()
            relations.append(Relation(property_, "in", count, tuple(some)))
    relations.sort(key=lambda one: (one.direction != "out", one.property.value))
    attributes = {
        one: tuple(sorted(found, key=lambda value: (value.language or "", value.value)))
        for one, found in sorted(values.items(), key=lambda item: item[0].value)
    }
    return ConceptLinks(tuple(relations), attributes)


def related(
    store: Store, concept: NamedNode, property_: NamedNode, direction: Direction
) -> Sequence[NamedNode]:
    """Return all that a property leads to, or comes from, in the order of their URIs."""
    asked, column = (
        ("concept_objects", "object") if direction == "out" else ("concept_subjects", "subject")
    )
    rows = question(asked).ask(store, {"concept": concept, "property": property_})
    return sorted((node(row, column) for row in rows), key=lambda one: one.value)


def _first(found: set[NamedNode], shown: int) -> tuple[NamedNode, ...]:
    return tuple(sorted(found, key=lambda one: one.value)[:shown])
