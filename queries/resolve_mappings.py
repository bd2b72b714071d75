"""The correspondences of concepts, from both ends, with who states each and how it was made."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.terms import OWLAX, SKOS, SSSOM
from maillage.queries.concept_summary import local_name
from maillage.queries.resolve_identity import MAPPINGS, Identity
from maillage.queries.statements import first_text, nodes, subjects

_REVERSED = {SKOS.broadMatch: SKOS.narrowMatch, SKOS.narrowMatch: SKOS.broadMatch}


class Correspondence(NamedTuple):
    """One correspondence, read from the concept to the other."""

    relation: str  # local name of the SKOS property
    other: NamedNode
    outgoing: bool  # its source states it of the concept, not of the other
    graph: NamedNode
    justification: NamedNode | None
    confidence: float | None  # [0, 1]


class _Evidence(NamedTuple):
    justification: NamedNode | None
    confidence: float | None


_ANNOTATED = OWLAX.annotatedSource, OWLAX.annotatedProperty, OWLAX.annotatedTarget
_NOTHING = _Evidence(None, None)
_Stated = tuple[NamedNode, NamedNode, NamedNode]  # source, relation, target


def read_mappings(
    store: TripleStore, concepts: Mapping[NamedNode, Identity]
) -> dict[NamedNode, list[Correspondence]]:
    """Return the correspondences of each concept, the closest relation first."""
    found = {uri: _of_concept(store, one) for uri, one in concepts.items()}
    return {uri: ones for uri, ones in found.items() if ones}


def _of_concept(store: TripleStore, identity: Identity) -> list[Correspondence]:
    uri = identity.uri
    outgoing = [
        (relation, other, identity.values[relation][other])
        for relation in MAPPINGS
        for other in identity.nodes(relation)
    ]
    incoming = [
        (relation, other, graph)
        for relation in MAPPINGS
        for other, graph in subjects(store, relation, uri).items()
    ]
    evidence = dict(_evidence(store, uri)) if outgoing or incoming else {}
    found: dict[tuple[str, NamedNode], Correspondence] = {}
    for relation, other, graph in outgoing:
        known = evidence.get((uri, relation, other), _NOTHING)
        one = Correspondence(local_name(relation), other, True, graph, *known)
        found[one.relation, other] = one
    for relation, other, graph in incoming:
        known = evidence.get((other, relation, uri), _NOTHING)
        read = local_name(_REVERSED.get(relation, relation))
        found.setdefault((read, other), Correspondence(read, other, False, graph, *known))
    return sorted(found.values(), key=_order)


def _evidence(store: TripleStore, uri: NamedNode) -> Iterator[tuple[_Stated, _Evidence]]:
    """Yield what says how each correspondence of a concept was made: `concept_mapping_evidence.rq`."""
    about = {
        **subjects(store, OWLAX.annotatedSource, uri),
        **subjects(store, OWLAX.annotatedTarget, uri),
    }
    for mapping in about:
        confidence = first_text(store, mapping, SSSOM.confidence)
        made = nodes(store, mapping, SSSOM.mapping_justification)
        known = _Evidence(made[0] if made else None, float(confidence) if confidence else None)
        ends = (nodes(store, mapping, one) for one in _ANNOTATED)
        for source, relation, target in product(*ends):
            yield (source, relation, target), known


_RANK = {local_name(relation): rank for rank, relation in enumerate(MAPPINGS)}


def _order(one: Correspondence) -> tuple[int, str]:
    return _RANK[one.relation], one.other.value
