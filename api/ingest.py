"""Ingest files: read, extract in processes, keep facts, then put what they say in the graph."""

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from maillage.api.build import INGESTED, BuildResult, Planned, build
from maillage.api.code_digest import INDEXING, code_digest
from maillage.api.ingest_duplicates import count_duplicates, group_duplicates
from maillage.api.ingest_files import files_of, format_of, size_of, write_rejects
from maillage.api.needs_publication import planned_needs
from maillage.api.withdrawal import forget, is_pending, withdraw
from maillage.graph.facts import Facts, Known, among
from maillage.graph.facts_schema import MentionRow, RecordRow, UnknownRow, record_key
from maillage.graph.home import Generation, Home
from maillage.graph.inference import INFERRED
from maillage.graph.manifest import Manifest
from maillage.graph.triple_store import TripleStore
from maillage.ingest.engines import Answer, ReaderFactory, run
from maillage.ingest.facts_triples import PREFIXES, ingested_importers
from maillage.ingest.pipeline import Facts as RecordFacts
from maillage.ingest.pipeline import Unread, content_hash
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.readers import read_records
from maillage.ingest.record import Kind, Record
from maillage.ingest.report import IngestReport
from maillage.ontology.names import Names
from maillage.queries.need_cells import NeedCells
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, Reject

BATCH = 2000  # records written at once: what a kill makes read again
PACKED = 20_000  # records of a run in a dictionary, ten times as large, before they are in arrays


class Progress(Protocol):
    """Whoever shows an ingestion: a bar on a terminal, or nothing."""

    def started(self, file: Path, size: int) -> None:
        """A file begins."""

    def advanced(self, report: IngestReport) -> None:
        """Records were read; `report` counts them."""

    def finished(self, file: Path) -> None:
        """A file is read."""

    def publishing(self) -> None:
        """The facts are kept; the graph is being made."""


@dataclass(frozen=True, slots=True)
class IngestPlan:
    """What a run reads, and how."""

    kind: Kind
    paths: tuple[Path, ...]
    factory: ReaderFactory
    options: ReaderOptions = field(default_factory=ReaderOptions)
    format_of: str = ""  # "" to detect that of each file
    engine: str = "local"
    workers: int = 1
    withdraw: tuple[str, ...] = ()  # identifiers, "source:id" or of any source
    reading: str = ""  # what the factory's reader reads by: see `reading_of`


def ingest(
    home: Home, plan: IngestPlan, names: Names, region: str, progress: Progress
) -> IngestReport:
    """Ingest files into the facts and the graph of a home; what cannot be read is in the report.

    Run again after a kill, or over the same files, it counts nothing twice.

    Raises:
        NoGeneration: nothing was built: there is no territory nor occupation to tie records to.
        FactsInUse: another ingestion runs in this home.
        BuildInProgress: a build runs in this home.
    """
    home.current()
    facts, report = Facts(home.path / "facts"), IngestReport()
    with facts.writing() as killed:
        report.withdrawn, touched = withdraw(facts, plan.kind.value, plan.withdraw, names)
        intake = _Intake(facts, report, touched, plan)
        records = _records(plan, intake, progress)
        for found in run(records, plan.factory, engine=plan.engine, workers=plan.workers):
            intake.take(found)
            progress.advanced(report)
        intake.flush()
        moved = killed or bool(intake.written or report.withdrawn)
        if moved:
            group_duplicates(facts, None if killed else touched)
        report.duplicates = count_duplicates(facts, report.sources)
        moved = bool(NeedCells(facts.folder).refresh()) or moved
        progress.publishing()
        publish(home, facts, names, region, moved=moved)
        if moved:
            _clean(home, facts, names)
    write_rejects(home, kind_name(plan.kind), report)
    return report


def _clean(home: Home, facts: Facts, names: Names) -> None:
    withdrawn = is_pending(facts)
    pins = [one.manifest().facts for one in home.generations()]
    facts.tidy(keep=pins, purge=withdrawn)
    if withdrawn:
        forget(home, facts, names)


class _Met:
    """Records of one run and their contents: most in arrays, 16 bytes each, however many they are."""

    def __init__(self) -> None:
        self._packed, self._latest = Known.none(), dict[int, int]()

    def __contains__(self, key: int) -> bool:
        return self.content(key) is not None

    def content(self, key: int) -> int | None:
        """Return the content of a record, None where it is not here."""
        found = self._latest.get(key)
        return self._packed.content(key) if found is None else found

    def add(self, more: Mapping[int, int]) -> None:
        """Add records, or give them another content."""
        self._latest.update(more)
        if len(self._latest) >= PACKED:
            self._packed, self._latest = self._packed.plus(self._latest), {}


class _Intake:
    """Takes the records of one run in, a batch at a time."""

    def __init__(
        self, facts: Facts, report: IngestReport, touched: set[str], plan: IngestPlan
    ) -> None:
        self.report = report
        self._plan = plan
        self._reading: deque[str] = deque()  # the file of each record that is being read
        self.written = 0
        self._facts = facts
        self._known: Known = facts.known()
        self._seen = _Met()  # of this run: record → content
        self._batch: dict[int, RecordFacts] = {}
        self._early = _Met()  # written by this run
        self._places = touched  # communes whose duplicates must be told again

    def fresh(self, records: Iterable[Record], file: str) -> Iterator[Record]:
        """Yield the records of a file that are not held word for word."""
        for record in records:
            self.report.read += 1
            self.report.sources[record.source] += 1
            key = record_key(record.kind, record.source, record.id)
            content = content_hash(record, self._plan.reading)
            held = self._seen.content(key)
            held = self._known.content(key) if held is None else held
            self._seen.add({key: content})
            if held == content:
                self.report.unchanged += 1
                continue
            self._reading.append(file)
            yield record

    def take(self, found: Answer) -> None:
        """Keep the facts of one record; they come in the order of the records."""
        file = self._reading.popleft()
        if isinstance(found, Unread):
            kind, reason = kind_name(self._plan.kind), f"{found.reason} : « {found.id} »"
            self.report.rejects.append(Reject(kind, file, 0, reason))
            return
        self._count(found)
        self._batch[found.record.key] = found
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._batch:
            return
        changed = [key for key in self._batch if key in self._known or key in self._early]
        if changed:
            self._places.update(_communes_of(self._facts, changed))
        batch: dict[RecordRow, tuple[Sequence[MentionRow], Sequence[UnknownRow]]] = {
            one.record: (one.mentions, one.unknown) for one in self._batch.values()
        }
        self._facts.add(batch, changed)
        self._places.update(row.commune for row in batch)
        self._early.add({key: one.record.content for key, one in self._batch.items()})
        self.written += len(batch)
        self._batch.clear()

    def _count(self, found: RecordFacts) -> None:
        report, row = self.report, found.record
        if row.key in self._known or row.key in self._early or row.key in self._batch:
            report.changed += 1
        else:
            report.added += 1
        implied = sum(one.method == "implied" for one in found.mentions)
        report.implied += implied
        report.stated += len(found.mentions) - implied
        report.unknown += len(found.unknown)
        report.protected += found.protected
        report.no_occupation += not row.occupation
        report.flags.update(row.flags)
        if found.place:
            report.places[found.place] += 1


def _records(plan: IngestPlan, intake: _Intake, progress: Progress) -> Iterator[Record]:
    report = intake.report
    kind = kind_name(plan.kind)
    for path, shown in files_of(plan.paths):
        log = ImportLog(kind)
        progress.started(path, size_of(path))
        report.files.add(shown)
        try:
            fmt = format_of(path, plan.kind, plan.format_of)
            yield from intake.fresh(read_records(path, fmt, log, plan.options), shown)
        except UnusableFile as error:
            report.unusable.append(str(error))
        report.rejects += [replace(one, file=shown) for one in log.rejects]
        report.notes += log.notes
        progress.finished(path)


def kind_name(kind: Kind) -> str:
    """Return what a kind is called on the command line and in the graph: "ads" or "offers"."""
    return PREFIXES[kind.value]


def reading_of(manifest: Manifest) -> str:
    """Return what texts are read by: the code and the referentials of a generation.

    Where it changed, a record that is known word for word is read again.
    """
    daily = (*INGESTED, INFERRED)
    marks = [one.fingerprint for one in manifest.sources if not one.source.startswith(daily)]
    return hashlib.sha256(json.dumps([manifest.index, manifest.base, *marks]).encode()).hexdigest()


def up_to_date(home: Home, names: Names, region: str) -> Generation:
    """Return the generation in service; its index is made again where other code had made it.

    Raises:
        NoGeneration: nothing was built.
        BuildInProgress: a build runs in this home.
    """
    generation = home.current()
    if generation.manifest().index != code_digest(INDEXING):
        return build(home, [], names, region, _Silent(), keep_others=True).generation
    return generation


def _communes_of(facts: Facts, keys: Sequence[int]) -> set[str]:
    table = facts.table("records", ("commune",), among("key", keys))
    return set(table["commune"].unique().to_pylist())


def publish(
    home: Home, facts: Facts, names: Names, region: str, *, moved: bool = False
) -> BuildResult:
    """Put what the fact tables hold in the graph, where it is not there yet as it should be.

    `moved`: the tables changed, and their new versions are those to answer from.
    """
    planned = []
    store = TripleStore.read(home.current().graph_path).store
    for importer in ingested_importers(facts, store, names):
        folder = importer.find(facts.folder)
        if folder is not None:
            release, mark = importer.release(folder), importer.fingerprint(names)
            planned.append(Planned(importer, folder, release, (), mark))
    planned += planned_needs(home, facts, store, names, planned, moved=moved)
    held = {one.importer.source for one in planned}
    old = {
        one.source for one in home.current().manifest().sources if one.source.startswith(INGESTED)
    }
    return build(
        home, planned, names, region, _Silent(), keep_others=True, drop=old - held,
        facts=facts.versions() if moved else None,
    )  # fmt: skip


class _Silent:
    """A build that nobody watches: its few sources take a moment."""

    def planned(self, source: str, size: int) -> None: ...

    def started(self, source: str) -> None: ...

    def advanced(self, source: str, size: int, triples: int) -> None: ...

    def finished(self, source: str, triples: int) -> None: ...
