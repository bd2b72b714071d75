"""`maillage ingest`: advertisements and training offers into the facts and the graph."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.api.commands import OutputFormat, settings
from maillage.api.errors import IngestIncomplete, UsageError

if TYPE_CHECKING:
    from maillage.ingest.pipeline import Reader
    from maillage.ingest.report import IngestReport

KINDS = {"ads": "ad", "offers": "offer"}
ENGINES = ("local", "ray")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHOWN = 8  # reasons a row of the report names


@dataclass(frozen=True, slots=True)
class GenerationReader:
    """Loads what reading needs from a generation; called once in each worker process."""

    graph: Path
    index: Path
    base: str
    reading: str

    def __call__(self) -> "Reader":
        """Return a reader of records."""
        from maillage.graph.triple_store import TripleStore
        from maillage.ingest.competence_extractor import CompetenceExtractor
        from maillage.ingest.graph_concepts import graph_concepts
        from maillage.ingest.pipeline import Reader
        from maillage.ingest.place_resolver import PlaceResolver
        from maillage.ontology.names import Names

        names, store = Names(self.base), TripleStore.read(self.graph).store
        extractor = CompetenceExtractor.read(self.index / "extractor")
        return Reader(
            extractor,
            PlaceResolver.load(store, names),
            names,
            graph_concepts(store, names),
            self.reading,
        )


def ingest_run(
    kind: str,
    paths: Sequence[str],
    *,
    format_of: str | None = None,
    mapping: Sequence[str] = (),
    source: str | None = None,
    engine: str = "local",
    withdraw: str | None = None,
    workers: int | None = None,
    output: OutputFormat = OutputFormat.TABLE,
) -> None:
    """Ingest files and folders, with a progress bar on stderr and the report on stdout.

    Raises:
        UsageError: an option that no run could accept.
        IngestIncomplete: some file could not be read at all; the others were ingested.
    """
    if kind not in KINDS:
        raise UsageError(kind, f"attendu : {', '.join(KINDS)}")
    if engine not in ENGINES:
        raise UsageError(f"--engine {engine}", f"attendu : {', '.join(ENGINES)}")
    if source and not _SLUG.fullmatch(source):
        raise UsageError(f"--source {source}", "attendu : des minuscules, chiffres et tirets")
    if not paths and not withdraw:
        raise UsageError("ingest", "un fichier ou un dossier, ou --withdraw, est attendu")
    report = _ingest(
        kind, paths, format_of or "", _columns(mapping), source or "", engine, withdraw, workers
    )
    print_report(report, output)
    if report.unusable:
        raise IngestIncomplete(report.unusable)


def _ingest(
    kind: str, paths: Sequence[str], format_of: str, columns: Mapping[str, str], source: str,
    engine: str, withdraw: str | None, workers: int | None,
) -> "IngestReport":  # fmt: skip
    from maillage.api.ingest import IngestPlan, ingest, reading_of, up_to_date
    from maillage.api.ingest_files import sizes_of
    from maillage.api.ingest_progress import IngestProgress
    from maillage.graph.home import Home
    from maillage.graph.worker_processes import worker_count
    from maillage.ingest.reader_options import ReaderOptions
    from maillage.ingest.readers import FORMATS
    from maillage.ingest.record import Kind
    from maillage.ontology.names import Names

    if format_of and format_of not in FORMATS:
        raise UsageError(f"--format-of {format_of}", f"attendu : {', '.join(sorted(FORMATS))}")
    config = settings()
    home = Home(config.home)
    manifest = home.current().manifest()
    base, region = manifest.base, manifest.region
    # A withdrawal alone reads no text: it does not wait for an index.
    generation = up_to_date(home, Names(base), region) if paths else home.current()
    reading = reading_of(generation.manifest())
    plan = IngestPlan(
        Kind(KINDS[kind]),
        tuple(Path(one) for one in paths),
        GenerationReader(generation.graph_path, generation.index_path, base, reading),
        ReaderOptions(source=source, kind=Kind(KINDS[kind]), columns=columns),
        format_of,
        engine,
        worker_count(workers),
        _ids(withdraw),
        reading,
    )
    with IngestProgress(sizes_of(plan.paths)) as progress:
        return ingest(home, plan, Names(base), region, progress)


def print_report(report: "IngestReport", output: OutputFormat) -> None:
    """Print what an ingestion did."""
    from maillage.api.terminal import data_console, messages, number, table, write_csv, write_json

    rows = _rows(report)
    if output is OutputFormat.JSON:
        write_json(
            {key: value for key, _, value, _ in rows}
            | {
                "sources": dict(report.sources),
                "places": dict(report.places.most_common()),
                "flags": dict(report.flags.most_common()),
                "reject_reasons": dict(report.reject_reasons().most_common()),
                "unusable": report.unusable,
                "notes": report.notes,
            }
        )
    elif output is OutputFormat.CSV:
        write_csv(("measure", "count"), ((key, value) for key, _, value, _ in rows))
    else:
        shown = table("Ingestion", ("mesure", "nombre", "détail"), right=("nombre",))
        for _, label, value, detail in rows:
            shown.add_row(label, number(value), detail)
        data_console().print(shown)
    for sentence in [*report.notes, *report.unusable]:
        # « [url] » is no style, and a path is not cut at the width of a terminal.
        messages.print(sentence, markup=False, soft_wrap=True)
    if report.rejects:
        messages.print("enregistrements rejetés, avec fichier, ligne et motif : rejects.jsonl")


def _rows(report: "IngestReport") -> list[tuple[str, str, int, str]]:
    def top(counts: Mapping[str, int]) -> str:
        first = sorted(counts.items(), key=lambda item: -item[1])
        more = " · …" if len(first) > _SHOWN else ""
        return " · ".join(f"{name} : {count}" for name, count in first[:_SHOWN]) + more

    outside = f"gardées, hors des réponses : {top(report.places)}" if report.places else ""
    return [
        ("read", "lues", report.read, top(report.sources)),
        ("added", "nouvelles", report.added, ""),
        ("changed", "modifiées", report.changed, "lues autrement la fois d'avant"),
        ("unchanged", "déjà connues", report.unchanged, "mot pour mot : rien n'est compté deux fois"),
        ("rejected", "rejetées", len(report.rejects), top(report.reject_reasons())),
        ("duplicates", "doublons", report.duplicates, "même poste, même commune : compté une fois"),
        ("withdrawn", "retirées", report.withdrawn, ""),
        ("stated", "mentions écrites", report.stated, ""),
        ("implied", "mentions déduites", report.implied, "du métier : plus faibles"),
        ("unknown", "hors vocabulaire", report.unknown, "expressions sans compétence connue"),
        ("protected", "mots effacés", report.protected, "mentions dont les mots portaient une donnée personnelle"),
        ("no_occupation", "sans métier", report.no_occupation, ""),
        ("no_place", "hors du graphe", sum(report.places.values()), outside),
        ("files_unusable", "fichiers illisibles", len(report.unusable), ""),
    ]  # fmt: skip


def _columns(mapping: Sequence[str]) -> dict[str, str]:
    columns = {}
    for one in mapping:
        field, equals, column = one.partition("=")
        if not equals or not field or not column:
            raise UsageError(f"--map {one}", "attendu : champ=colonne, ex. title=Intitulé")
        columns[field.strip()] = column.strip()
    return columns


def _ids(file: str | None) -> tuple[str, ...]:
    if file is None:
        return ()
    try:
        lines = Path(file).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--withdraw {file}", f"liste illisible ({error})") from error
    return tuple(line.strip() for line in lines if line.strip())
