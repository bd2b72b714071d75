"""The correspondences of concepts, from both ends, with who states each and how it was made."""

from collections.abc import Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.ontology.terms import SKOS
from maillage.queries.concept_summary import local_name
from maillage.queries.decode import node, optional_node, text
from maillage.queries.question import Store, question
from maillage.queries.resolve_identity import MAPPINGS, Identity

_REVERSED = {SKOS.broadMatch: SKOS.narrowMatch, SKOS.narrowMatch: SKOS.broadMatch}
_AT_ONCE = 200  # concepts in one query


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


_Stated = tuple[NamedNode, NamedNode, NamedNode]  # source, relation, target


def read_mappings(
    store: Store, concepts: Mapping[NamedNode, Identity]
) -> dict[NamedNode, list[Correspondence]]:
    """Return the correspondences of each concept, the closest relation first."""
    if not concepts:
        return {}
    uris = list(concepts)
    evidence: dict[_Stated, _Evidence] = {}
    incoming: list[tuple[NamedNode, NamedNode, NamedNode, NamedNode]] = []
    for start in range(0, len(uris), _AT_ONCE):
        asked = {"concept": uris[start : start + _AT_ONCE]}
        for row in question("concept_mapping_evidence").ask(store, asked):
            stated = node(row, "source"), node(row, "relation"), node(row, "target")
            confidence = text(row, "confidence")
            evidence[stated] = _Evidence(
                optional_node(row, "justification"), float(confidence) if confidence else None
            )
        incoming += [
            (node(row, "concept"), node(row, "relation"), node(row, "other"), node(row, "graph"))
            for row in question("concept_mapped_from").ask(store, asked)
        ]
    found: dict[NamedNode, dict[tuple[str, NamedNode], Correspondence]] = {}
    nothing = _Evidence(None, None)
    for uri, identity in concepts.items():
        for relation in MAPPINGS:
            for other in identity.nodes(relation):
                known = evidence.get((uri, relation, other), nothing)
                one = Correspondence(
                    local_name(relation), other, True, identity.values[relation][other], *known
                )
                found.setdefault(uri, {})[one.relation, other] = one
    for uri, relation, other, graph in incoming:
        known = evidence.get((other, relation, uri), nothing)
        read = local_name(_REVERSED.get(relation, relation))
        one = Correspondence(read, other, False, graph, *known)
        found.setdefault(uri, {}).setdefault((read, other), one)
    return {uri: sorted(ones.values(), key=_order) for uri, ones in found.items()}


_RANK = {local_name(relation): rank for rank, relation in enumerate(MAPPINGS)}


def _order(one: Correspondence) -> tuple[int, str]:
    return _RANK[one.relation], one.other.value
