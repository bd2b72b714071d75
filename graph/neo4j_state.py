"""What a database holds of the graph, as its `(:MaillagePush)` node says."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from maillage.graph.bolt_server import BoltServer, Step
from maillage.graph.manifest import Manifest
from maillage.graph.neo4j_statement import statement
from maillage.graph.property_graph import FORMAT


@dataclass(frozen=True, slots=True)
class PushedState:
    """One generation as a push sends it. Equal releases make equal nodes, whatever their generation."""

    generation: int
    base: str
    format: int  # of the nodes: see `property_graph.FORMAT`
    checksums: Mapping[str, str]  # source → checksum of its triples
    finished: bool
    releases: tuple[str, ...] = ()  # for people: "rome 4.60"
    partial: bool = False  # some sources of the generation, for only those were asked for

    @classmethod
    def of(cls, manifest: Manifest, *, partial: bool = False) -> "PushedState":
        """Return the state that a push of this generation ends in; `partial`: of the sources that it is left with."""
        return cls(
            manifest.generation,
            manifest.base,
            FORMAT,
            {record.source: record.checksum for record in manifest.sources},
            finished=True,
            releases=tuple(f"{record.source} {record.version}" for record in manifest.sources),
            partial=partial,
        )

    @classmethod
    def read(cls, server: BoltServer) -> "PushedState | None":
        """Return the state of a database; None where nothing was pushed."""
        rows = server.read(statement("read_state"))
        return cls(**json.loads(rows[0]["state"])) if rows else None

    def write(self, server: BoltServer) -> None:
        """Say that this is what the database holds."""
        told = {
            "generation": self.generation,
            "finished": self.finished,
            "releases": list(self.releases),
        }
        server.write(Step(statement("write_state"), {**told, "state": json.dumps(asdict(self))}))

    def changed_since(self, before: "PushedState | None") -> set[str] | None:
        """Return the sources that differ, or None where everything must be compared.

        An unfinished push leaves nodes whose relations are not all there: which, only comparing all tells.
        """
        if before is None or not before.finished:
            return None
        if (before.base, before.format) != (self.base, self.format):
            return None
        every = self.checksums.keys() | before.checksums.keys()
        return {one for one in every if self.checksums.get(one) != before.checksums.get(one)}
