"""Build a generation: find the sources, import what changed, check, then put it in service."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from maillage.api.build_index import Alike, Same, write_advertised_index, write_index
from maillage.api.code_digest import INDEXING, code_digest
from maillage.api.superseded import keep_superseded
from maillage.graph.errors import EmptyRelease, NoGeneration
from maillage.graph.home import Generation, Home
from maillage.graph.inference import (
    INFERRED,
    graphs_read,
    infer,
    inference_digest,
    inference_triples,
)
from maillage.graph.manifest import FileRecord, Manifest, SourceRecord
from maillage.graph.provenance import provenance_triples
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import ONTOLOGY, Names
from maillage.ontology.terms import RDF
from maillage.vocab.importer import Importer, ImportLog, Reject, SourceRelease

# Sources that `ingest` fills, and what it reads in them: a build leaves them as they are.
INGESTED = ("ads-", "offers-", "needs")
UNNAMED = ("ads-", "needs")  # those in which nothing has a label
KEPT = (*INGESTED, "perimeters")  # and those that users save


class Progress(Protocol):
    """Whoever shows a build: a bar on a terminal, or nothing."""

    def planned(self, source: str, size: int) -> None:
        """A source will be read: `size` bytes of files."""

    def started(self, source: str) -> None:
        """A source begins."""

    def advanced(self, source: str, size: int, triples: int) -> None:
        """`size` more bytes were read; `triples` so far for this source."""

    def finished(self, source: str, triples: int) -> None:
        """A source is in the store."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A source that was found, with what decides its triples."""

    importer: Importer
    folder: Path
    release: SourceRelease
    files: tuple[FileRecord, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did."""

    generation: Generation
    manifest: Manifest
    changed: bool
    rejects: tuple[Reject, ...] = field(default=())


def plan(found: Sequence[tuple[Importer, Path]], names: Names, region: str) -> list[Planned]:
    """Return each found source with its release and fingerprint; raises UnusableFile."""
    planned = []
    code = code_digest()
    for importer, folder in found:
        release = importer.release(folder)
        files = tuple(_file_record(path) for path in release.files)
        decides = [
            code,
            importer.source,
            importer.version,
            names.base,
            region,
            release.version,
            [(file.name, file.sha256) for file in files],
        ]
        fingerprint = hashlib.sha256(json.dumps(decides).encode()).hexdigest()
        planned.append(Planned(importer, folder, release, files, fingerprint))
    return planned


def build(
    home: Home,
    planned: Sequence[Planned],
    names: Names,
    region: str,
    progress: Progress,
    *,
    keep_others: bool = False,
    force: bool = False,
    drop: Collection[str] = (),
    facts: Mapping[str, int] | None = None,
    older: Sequence[Planned] = (),
) -> BuildResult:
    """Import what changed into a new generation and put it in service.

    Where nothing changed, neither files nor code, the current generation stays. `keep_others`: sources that are
    not planned stay as they are in the current generation, instead of leaving with it; what was
    ingested and the saved perimeters always stay, but for `drop`. `force`: import even what did not
    change. `facts`: the versions of the fact tables to pin, None for those of the current generation.
    `older`: releases that are not in service, kept to resolve their codes and to be compared.

    Raises:
        EmptyRelease: a source gave no triple.
        BuildInProgress: another build runs in this home.
        UnusableFile: a whole file could not be read.
    """
    previous = _previous(home, names, region)
    stated = [one for one in previous[1].sources if one.source != INFERRED] if previous else []
    old = {record.source: record for record in stated}
    fresh = [
        one
        for one in planned
        if force
        or one.importer.source not in old
        or old[one.importer.source].fingerprint != one.fingerprint
    ]
    wanted = {one.importer.source for one in planned}
    gone = {
        source
        for source in set(old) - wanted
        if source in drop or not (keep_others or source.startswith(KEPT))
    }
    pinned = dict(previous[1].facts if previous and facts is None else facts or {})
    made_by = code_digest(INDEXING)
    current = previous is not None and previous[1].index == made_by
    rules = inference_digest()
    left = (pinned, rules) == (previous[1].facts, previous[1].rules) if previous else False
    known = {one.fingerprint for one in previous[1].superseded} if previous else set()
    past = [one for one in older if force or one.fingerprint not in known]
    if previous and current and not (fresh or gone or past) and left:
        return BuildResult(previous[0], previous[1], changed=False)
    for one in (*fresh, *past):
        progress.planned(one.importer.source, sum(file.size for file in one.files))
    with home.draft() as draft:
        kept = [
            record
            for source, record in old.items()
            if source not in gone and source not in {one.importer.source for one in fresh}
        ]
        versions = {one.importer.source: one.release.version for one in fresh}
        superseded = keep_superseded(previous, draft, versions, INGESTED) if previous else []
        rejects = _copy(previous[0], draft, old, kept) if previous and kept else []
        records = list(kept)
        store = TripleStore.write(draft.graph_path)
        for one in fresh:
            log = ImportLog(one.importer.source)
            records.append(_import(store, one, names, log, progress))
            rejects.extend(log.rejects)
        superseded = _import_older(draft, superseded, past, names, progress)
        held = previous[1].source(INFERRED) if previous and kept else None
        inferred = infer(store, records, names, held)
        _describe(store, records, inferred, names)
        records.extend([inferred] if inferred else [])
        records.sort(key=lambda record: record.source)
        progress.started("index")
        moved = {*gone, *(one.importer.source for one in fresh)}
        alike = _alike(previous, records, moved) if previous and current else None
        index = partial(write_advertised_index, store, names, draft.index_path, alike)
        indexed = _optimize(store, index)
        del index, store  # closes it: it is read by others, and the folder is renamed
        if not indexed:
            write_index(draft.graph_path, names, draft.index_path, alike)
        manifest = Manifest(
            draft.number,
            datetime.now(UTC).isoformat(timespec="seconds"),
            version("maillage"),
            names.base,
            region,
            sum(record.triples for record in records),
            tuple(records),
            pinned,
            made_by,
            rules,
            tuple(superseded),
        )
        _write_rejects(draft.rejects_path, rejects)
        manifest.write(draft.path / "manifest.json")
        generation = home.publish(draft)
    return BuildResult(generation, manifest, changed=True, rejects=tuple(rejects))


def _optimize(store: TripleStore, meanwhile: Callable[[], bool]) -> bool:
    """Write the files of a store again, after all that is loaded; returns what is done `meanwhile`.

    Reading is slower by half where some is loaded and not written again. The engine needs one core for it.
    """
    with ThreadPoolExecutor(1) as engine:
        written = engine.submit(store.store.optimize)
        done = meanwhile()
        written.result()
    return done


def _alike(
    previous: tuple[Generation, Manifest], records: Sequence[SourceRecord], moved: Collection[str]
) -> Alike | None:
    index = previous[0].index_path
    stated = [
        {(one.graph, one.checksum) for one in sources} for sources in (previous[1].sources, records)
    ]
    if stated[0] == stated[1]:
        return Alike(index, Same.ALL)
    if all(one.startswith(UNNAMED) for one in moved):
        return Alike(index, Same.LABELS)
    return Alike(index, Same.REFERENTIALS) if all(one.startswith(KEPT) for one in moved) else None


def _previous(home: Home, names: Names, region: str) -> tuple[Generation, Manifest] | None:
    try:
        generation = home.current()
    except NoGeneration:
        return None
    manifest = generation.manifest()
    # Under another base or region every URI or row may differ: nothing of it can be kept.
    return (
        (generation, manifest) if (manifest.base, manifest.region) == (names.base, region) else None
    )


def _file_record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRecord(path.name, path.stat().st_size, digest)


def _copy(
    previous: Generation,
    draft: Generation,
    old: dict[str, SourceRecord],
    kept: Sequence[SourceRecord],
) -> list[Reject]:
    TripleStore.read(previous.graph_path).copy_to(draft.graph_path)
    store = TripleStore.write(draft.graph_path)
    staying = {record.source for record in kept}
    for source, record in old.items():
        if source not in staying:
            store.store.remove_graph(NamedNode(record.graph))
    return [reject for reject in read_rejects(previous) if reject.source in staying]


def _import_older(
    draft: Generation,
    held: Sequence[SourceRecord],
    older: Sequence[Planned],
    names: Names,
    progress: Progress,
) -> list[SourceRecord]:
    if not older:
        return list(held)
    history = TripleStore.write(draft.history_path)
    versions = {(one.importer.source, one.release.version) for one in older}
    for source, version_ in versions:
        history.store.remove_graph(names.graph(source, version_))
    fresh = [
        _import(history, one, names, ImportLog(one.importer.source), progress) for one in older
    ]
    return [*(one for one in held if (one.source, one.version) not in versions), *fresh]


def _import(
    store: TripleStore, one: Planned, names: Names, log: ImportLog, progress: Progress
) -> SourceRecord:
    source = one.importer.source
    graph = names.graph(source, one.release.version)
    progress.started(source)
    tally = _Tally()
    sizes = {file.name: file.size for file in one.files}
    log.on_file = lambda path, rows: progress.advanced(
        source, sizes.pop(path.name, 0), tally.triples
    )
    store.load(graph, tally.watch(one.importer.triples(one.folder, names, log)))
    triples, checksum = store.checksum(graph)
    if not triples:
        raise EmptyRelease(source, len(log.rejects))
    progress.finished(source, triples)
    release = one.release
    return SourceRecord(
        source, release.version, release.title, release.publisher, release.licence, release.issued,
        graph.value, one.importer.version, one.files, one.fingerprint, triples, checksum,
        len(log.rejects), tally.counts(), tuple(log.notes),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip


class _Tally:
    """Counts triples, and concepts by their most precise class, as they pass by."""

    # A concept that also has one of the classes on the right counts as that one.
    _WIDER = frozenset({"Competence", "Territory"})

    def __init__(self) -> None:
        self.triples = 0
        self._types: dict[object, frozenset[str]] = {}
        self._known: dict[frozenset[str], frozenset[str]] = {}  # one object for each set of classes

    def watch(self, triples: Iterator[Triple]) -> Iterator[Triple]:
        """Pass triples on."""
        for triple in triples:
            self.triples += 1
            if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
                name = triple.object.value.removeprefix(ONTOLOGY)
                if name != triple.object.value:
                    types = self._types.get(triple.subject, frozenset()) | {name}
                    self._types[triple.subject] = self._known.setdefault(types, types)
            yield triple

    def counts(self) -> dict[str, int]:
        """Return how many concepts have each class as their most precise."""
        found: dict[str, int] = {}
        for types in self._types.values():
            if "MacroCompetence" in types:
                precise = frozenset({"MacroCompetence"})
            else:
                precise = types - self._WIDER or types
            for name in precise:
                found[name] = found.get(name, 0) + 1
        return dict(sorted(found.items()))


def _describe(
    store: TripleStore, records: Sequence[SourceRecord], inferred: SourceRecord | None, names: Names
) -> None:
    graph = names.graph("maillage", "provenance")
    store.store.remove_graph(graph)
    store.load(graph, (triple for record in records for triple in provenance_triples(record)))
    if inferred is not None:
        store.load(graph, provenance_triples(inferred))
        store.load(graph, inference_triples(inferred, graphs_read(store, records)))


def _write_rejects(path: Path, rejects: Sequence[Reject]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for reject in rejects:
            file.write(json.dumps(asdict(reject), ensure_ascii=False) + "\n")


def read_rejects(generation: Generation) -> list[Reject]:
    """Return the rejected rows of a generation."""
    if not generation.rejects_path.is_file():
        return []
    with generation.rejects_path.open(encoding="utf-8") as file:
        return [Reject(**json.loads(line)) for line in file]
