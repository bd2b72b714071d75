"""Ingest files: read, extract in processes, keep facts, then put what they say in the graph."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from maillage.api.build import INGESTED, Planned, build
from maillage.graph.facts import Facts, Known, among
from maillage.graph.facts_schema import MentionRow, RecordRow, UnknownRow, record_key
from maillage.graph.home import Home
from maillage.ingest.facts_triples import ingested_importers
from maillage.ingest.near_duplicates import Posted, duplicate_groups
from maillage.ingest.pipeline import Facts as RecordFacts
from maillage.ingest.pipeline import ReaderFactory, content_hash, run
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.readers import OFFERS, detect_format, read_records
from maillage.ingest.record import Kind, Record
from maillage.ingest.report import IngestReport
from maillage.ontology.names import Names
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, Reject

BATCH = 2000  # records written at once: what a kill makes read again


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
        touched = _withdraw(facts, plan, report)
        intake = _Intake(facts, report, touched)
        records = _records(plan, intake, progress)
        for found in run(records, plan.factory, engine=plan.engine, workers=plan.workers):
            intake.take(found)
            progress.advanced(report)
        intake.flush()
        moved = bool(intake.written or report.withdrawn)
        if killed or moved:
            _group(facts, None if killed else touched)
        report.duplicates = _duplicates(facts, report)
        progress.publishing()
        _publish(home, facts, names, region, moved=moved or killed)
        if moved or killed:
            pins = [one.manifest().facts for one in home.generations()]
            facts.tidy(keep=pins, purge=bool(report.withdrawn))
    _write_rejects(home, report)
    return report


class _Intake:
    """Takes the records of one run in, a batch at a time."""

    def __init__(self, facts: Facts, report: IngestReport, touched: set[str]) -> None:
        self.report = report
        self.written = 0
        self._facts = facts
        self._known: Known = facts.known()
        self._seen: dict[int, int] = {}  # of this run: record → content
        self._batch: dict[int, RecordFacts] = {}
        self._early: set[int] = set()  # written by this run
        self._places = touched  # communes whose duplicates must be told again

    def fresh(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records that are not held word for word."""
        for record in records:
            self.report.read += 1
            self.report.sources[record.source] += 1
            key, content = record_key(record.kind, record.source, record.id), content_hash(record)
            held = self._seen.get(key, self._known.content(key))
            self._seen[key] = content
            if held == content:
                self.report.unchanged += 1
                continue
            yield record

    def take(self, found: RecordFacts) -> None:
        """Keep the facts of one record."""
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
        self._early.update(self._batch)
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


def sizes_of(paths: Sequence[Path]) -> dict[Path, int]:
    """Return the bytes of every file that `paths` name, folders walked."""
    return {one: one.stat().st_size for path in paths for one in _inside(path) if one.is_file()}


def _inside(path: Path) -> list[Path]:
    # Files of a folder, hidden ones left out; a path that is no folder stands for itself.
    if not path.is_dir():
        return [path]
    found = (one for one in path.rglob("*") if one.is_file())
    return sorted(
        one for one in found if not any(part[0] == "." for part in one.relative_to(path).parts)
    )


def _records(plan: IngestPlan, intake: _Intake, progress: Progress) -> Iterator[Record]:
    report = intake.report
    for path in (one for named in plan.paths for one in _inside(named)):
        log = ImportLog("offers" if plan.kind is Kind.OFFER else "ads")
        progress.started(path, path.stat().st_size if path.is_file() else 0)
        try:
            yield from intake.fresh(read_records(path, _format(path, plan), log, plan.options))
        except UnusableFile as error:
            report.unusable.append(str(error))
        report.rejects += log.rejects
        progress.finished(path)


def _format(path: Path, plan: IngestPlan) -> str:
    fmt = plan.format_of or detect_format(path)
    if fmt not in {"csv", "text"} and (fmt in OFFERS) != (plan.kind is Kind.OFFER):
        other = "offers" if fmt in OFFERS else "ads"
        raise UnusableFile(path, f"format « {fmt} » : à ingérer par « maillage ingest {other} »")
    return fmt


def _withdraw(facts: Facts, plan: IngestPlan, report: IngestReport) -> set[str]:
    if not plan.withdraw:
        return set()
    table = facts.table("records", ("kind", "source"))
    sources = {
        row["source"]
        for row in table.group_by(["kind", "source"]).aggregate([]).to_pylist()
        if row["kind"] == plan.kind.value
    }
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for text in plan.withdraw:
        source, _, own = text.partition(":")
        for one, id_ in (
            [(source, own)] if source in sources and own else [(s, text) for s in sources]
        ):
            ids[one].append(id_)
    touched: set[str] = set()
    for source, wanted in ids.items():
        keys = [record_key(plan.kind.value, source, one) for one in wanted]
        touched.update(_communes_of(facts, keys))
        report.withdrawn += len(facts.withdraw(plan.kind.value, source, wanted))
    return touched


def _communes_of(facts: Facts, keys: Sequence[int]) -> set[str]:
    return set(facts.table("records", ("commune",), among("key", keys))["commune"].to_pylist())


def _group(facts: Facts, communes: set[str] | None) -> None:
    # A few hundred communes at a time, so that memory holds the signatures of these alone.
    if communes is None:
        communes = set(facts.table("records", ("commune",))["commune"].to_pylist())
    waiting = iter(sorted(communes - {""}))
    groups: dict[int, tuple[int, str]] = {}
    while some := list(islice(waiting, 500)):
        places: defaultdict[str, list[Posted]] = defaultdict(list)
        # Only advertisements: a training at two schools of a town is two actions, and what several
        # lists give twice is told by its certification, where supply is counted.
        where = f"kind = 'ad' AND {among('commune', some)}"
        for row in facts.table("records", ("commune", *Posted._fields), where).to_pylist():
            places[row.pop("commune")].append(Posted(**row))
        for commune, posted in places.items():
            stands = duplicate_groups(posted)
            groups.update((key, (other, commune)) for key, other in stands.items())
    facts.set_groups(communes, groups)


def _duplicates(facts: Facts, report: IngestReport) -> int:
    mine = facts.table("records", ("key",), among("source", report.sources))["key"].to_numpy()
    aside = facts.table("groups", ("key",))["key"].to_numpy()
    return int(np.isin(mine, aside).sum())


def _publish(home: Home, facts: Facts, names: Names, region: str, *, moved: bool) -> None:
    planned = []
    for importer in ingested_importers(facts):
        folder = importer.find(facts.folder)
        if folder is not None:
            release, mark = importer.release(folder), importer.fingerprint(names)
            planned.append(Planned(importer, folder, release, (), mark))
    held = {one.importer.source for one in planned}
    old = {
        one.source for one in home.current().manifest().sources if one.source.startswith(INGESTED)
    }
    build(
        home, planned, names, region, _Silent(), keep_others=True, drop=old - held,
        facts=facts.versions() if moved else None,
    )  # fmt: skip


def _write_rejects(home: Home, report: IngestReport) -> None:
    # Those of the files that were read just now take the place of what earlier runs said of them.
    path = rejects_path(home)
    files = {(one.source, one.file) for one in report.rejects}
    kept: list[Reject] = []
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            kept = [Reject(**json.loads(line)) for line in file]
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        for one in [*(one for one in kept if (one.source, one.file) not in files), *report.rejects]:
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
    fresh.replace(path)


def rejects_path(home: Home) -> Path:
    """Return the file of the records that no ingestion could read, one JSON object a line."""
    return home.path / "rejects.jsonl"


class _Silent:
    """A build that nobody watches: its few sources take a moment."""

    def planned(self, source: str, size: int) -> None: ...

    def started(self, source: str) -> None: ...

    def advanced(self, source: str, size: int, triples: int) -> None: ...

    def finished(self, source: str, triples: int) -> None: ...
