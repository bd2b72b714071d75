"""What a database holds of some nodes, as the property graph would tell it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillage.graph.bolt_server import BoltServer
from maillage.graph.neo4j_statement import statement
from maillage.graph.property_node import Relation


@dataclass(frozen=True, slots=True)
class HeldNode:
    """One node of a database; compare `maillage.graph.property_node.PropertyNode`."""

    labels: frozenset[str]
    properties: Mapping[str, object]  # `digest` included
    relations: frozenset[Relation]


def held_nodes(server: BoltServer, uris: Sequence[str]) -> dict[str, HeldNode]:
    """Return those of these nodes that the database holds, by URI."""
    relations: defaultdict[str, set[Relation]] = defaultdict(set)
    for row in server.read(statement("held_relations"), uris=uris):
        found = Relation(row["kind"], row["target"], bool(row["inferred"]))
        relations[row["uri"]].add(found)
    return {
        row["uri"]: HeldNode(
            frozenset(row["labels"]),
            {key: _native(value) for key, value in row["properties"].items()},
            frozenset(relations[row["uri"]]),
        )
        for row in server.read(statement("held_nodes"), uris=uris)
    }


def _native(value: object) -> object:
    return value.to_native() if hasattr(value, "to_native") else value  # a day
