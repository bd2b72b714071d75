"""The releases that a generation holds of a source: the one in service, and those it superseded."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.api.errors import UnknownRelease, UnknownSource
from maillage.graph.home import Generation
from maillage.graph.manifest import Manifest, SourceRecord
from maillage.graph.triple_store import TripleStore
from maillage.queries.release_diff import HeldRelease, ReleaseDiff, release_diff


@dataclass(frozen=True, slots=True)
class Releases:
    """What can be compared."""

    generation: Generation
    manifest: Manifest
    store: TripleStore

    def of(self, source: str) -> list[SourceRecord]:
        """Return the releases of a source, the one in service last; raises UnknownSource."""
        records = [*self.manifest.superseded, *self.manifest.sources]
        found = [record for record in records if record.source == source]
        if not found:
            raise UnknownSource(source, sorted({record.source for record in records}))
        return found

    def diff(self, source: str, before: str, after: str) -> ReleaseDiff:
        """Compare two releases, named by version.

        Raises:
            UnknownSource: the graph holds none of its releases.
            UnknownRelease: it does not hold this one.
        """
        sources = {NamedNode(record.graph): record.source for record in self.manifest.sources}
        return release_diff(
            self._held(source, before), self._held(source, after), self.store, sources
        )

    def _held(self, source: str, version: str) -> HeldRelease:
        records = self.of(source)
        record = next((one for one in records if one.version == version), None)
        if record is None:
            raise UnknownRelease(source, version, [one.version for one in records])
        current = record in self.manifest.sources
        store = self.store if current else TripleStore.read(self.generation.history_path)
        return HeldRelease(source, version, NamedNode(record.graph), store)
