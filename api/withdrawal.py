"""Withdraw records: their rows leave the disk, and so does what any generation says of them.

Names of the graph are noted before anything is deleted, so that a run that is killed midway is finished
by the next one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from maillage.api.build_index import write_daily_index
from maillage.graph.facts import Facts, among
from maillage.graph.facts_schema import record_key
from maillage.graph.home import Generation, Home
from maillage.graph.triple_store import TripleStore
from maillage.ingest.facts_triples import node_name
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG


def withdraw(facts: Facts, kind: str, ids: Sequence[str], names: Names) -> tuple[int, set[str]]:
    """Delete records; returns how many were held, and the communes whose duplicates change.

    `ids`: as the source gives them, "source:id" or of any source.
    """
    held = facts.known()
    gone: defaultdict[str, list[str]] = defaultdict(list)
    for source, id_ in _pairs(facts, kind, ids):
        if record_key(kind, source, id_) in held:
            gone[source].append(id_)
    keys = [record_key(kind, source, one) for source, found in gone.items() for one in found]
    if not keys:
        return 0, set()
    rows = facts.table("records", ("commune", "source", "id", "key"), among("key", keys))
    with _pending(facts).open("a", encoding="utf-8") as file:
        for row in rows.to_pylist():
            name = node_name(kind, row["source"], row["id"], row["key"])
            file.write(names.concept(kind, name).value + "\n")
    for source, found in gone.items():
        facts.withdraw(kind, source, found)
    return len(keys), set(rows["commune"].to_pylist())


def is_pending(facts: Facts) -> bool:
    """Tell whether a withdrawal was begun and not finished."""
    return _pending(facts).exists()


def forget(home: Home, facts: Facts, names: Names) -> None:
    """Take what was withdrawn out of the generations before the one in service, which is without it.

    The versions of the fact tables that they pinned are gone: they answer from those without it too.
    """
    nodes = [NamedNode(one) for one in _pending(facts).read_text("utf-8").split()]
    current = home.current()
    pinned = current.manifest().facts
    for generation in home.generations():
        if generation.number != current.number:
            _scrub(generation, nodes, names)
            replace(generation.manifest(), facts=pinned).write(generation.path / "manifest.json")
    _pending(facts).unlink()


def _pending(facts: Facts) -> Path:
    return facts.folder / "withdrawing"


def _pairs(facts: Facts, kind: str, ids: Iterable[str]) -> Iterable[tuple[str, str]]:
    table = facts.table("records", ("source",), among("kind", [kind]))
    sources = set(table["source"].unique().to_pylist())
    for text in ids:
        source, _, own = text.partition(":")
        if source in sources and own:
            yield source, own
        else:
            yield from ((one, text) for one in sources)


def _scrub(generation: Generation, nodes: Sequence[NamedNode], names: Names) -> None:
    store = TripleStore.write(generation.graph_path)
    quads = [quad for node in nodes for quad in _quads(store, node)]
    if not quads:
        return
    for quad in quads:
        store.store.remove(quad)
    store.store.optimize()  # what is removed stays in the files until these are written again
    write_daily_index(store, names, generation.index_path)
    manifest = generation.manifest()
    sources = []
    for record in manifest.sources:
        if NamedNode(record.graph) in {quad.graph_name for quad in quads}:
            triples, checksum = store.checksum(NamedNode(record.graph))
            record = replace(record, triples=triples, checksum=checksum, counts={})
        sources.append(record)
    total = sum(record.triples for record in sources)
    replace(manifest, sources=tuple(sources), triples=total).write(
        generation.path / "manifest.json"
    )


def _quads(store: TripleStore, node: NamedNode) -> list[Quad]:
    own = list(store.store.quads_for_pattern(node, None, None, None))
    parts = [quad.object for quad in own if quad.predicate == MLG.hasSession]
    return own + [
        quad
        for part in parts
        if isinstance(part, NamedNode)
        for quad in store.store.quads_for_pattern(part, None, None, None)
    ]
