"""The releases that a generation holds of a source: the one in service, and those it superseded."""

from pyoxigraph import NamedNode

from maillage.api.errors import UnknownRelease, UnknownSource
from maillage.api.open_generation import OpenGeneration
from maillage.graph.triple_store import TripleStore
from maillage.queries.release_diff import HeldRelease, ReleaseDiff, release_diff


def diff_releases(opened: OpenGeneration, source: str, before: str, after: str) -> ReleaseDiff:
    """Compare two releases of a source, named by version.

    Raises:
        UnknownSource: the graph holds none of its releases.
        UnknownRelease: it does not hold this one.
    """
    sources = {NamedNode(record.graph): record.source for record in opened.manifest.sources}
    then, now = (_held(opened, source, version) for version in (before, after))
    return release_diff(then, now, opened.store, sources)


def _held(opened: OpenGeneration, source: str, version: str) -> HeldRelease:
    records = [*opened.manifest.superseded, *opened.manifest.sources]
    known = [record for record in records if record.source == source]
    if not known:
        raise UnknownSource(source, sorted({record.source for record in records}))
    record = next((one for one in known if one.version == version), None)
    if record is None:
        raise UnknownRelease(source, version, [one.version for one in known])
    current = record in opened.manifest.sources
    store = opened.store if current else TripleStore.read(opened.generation.history_path)
    return HeldRelease(source, version, NamedNode(record.graph), store)
