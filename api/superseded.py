"""The releases that are no longer in service: kept beside the graph, to resolve at a date and to compare."""

from collections.abc import Collection, Mapping

from pyoxigraph import NamedNode

from maillage.graph.home import Generation
from maillage.graph.manifest import Manifest, SourceRecord
from maillage.graph.triple_store import TripleStore

Previous = tuple[Generation, Manifest]


def keep_superseded(
    previous: Previous, draft: Generation, replaced: Mapping[str, str], kept_from: Collection[str]
) -> list[SourceRecord]:
    """Put in a draft's history what the previous generation had there, and what leaves service now.

    `replaced`: source → the version that takes its place. `kept_from`: how the names of sources begin
    whose releases are not to be kept: what was ingested may be withdrawn, and must be gone then.
    Returns the records of what the history holds.
    """
    generation, manifest = previous
    leaving = [
        record
        for record in manifest.sources
        if record.source in replaced
        and replaced[record.source] != record.version
        and not record.source.startswith(tuple(kept_from))
    ]
    again = {(source, version) for source, version in replaced.items()}
    held = [one for one in manifest.superseded if (one.source, one.version) not in again]
    if generation.history_path.is_dir():
        TripleStore.read(generation.history_path).copy_to(draft.history_path)
    if leaving:
        store = TripleStore.read(generation.graph_path).store
        history = TripleStore.write(draft.history_path).store
        for record in leaving:
            graph = NamedNode(record.graph)
            history.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return [*held, *leaving]
