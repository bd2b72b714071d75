"""`maillage evaluate`: a benchmark's scores beside two baselines, and a reliability diagram."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.api.commands import OutputFormat, home, settings
from maillage.api.errors import UsageError

if TYPE_CHECKING:
    from maillage.graph.triple_store import TripleStore
    from maillage.ingest.evaluation import Calibration
    from maillage.ingest.evaluation_report import Line, Report
    from maillage.ingest.extraction import Extractor
    from maillage.ingest.label_index import LabelIndex
    from maillage.ontology.names import Names

BENCHMARKS = ("titles", "crosswalk", "ads-occupation", "declared", "mentions")
NEAR = "near"  # of ROME's moves: another kind of report
ALL = "all"
SIZE = 1000
SEED = 7
BAR = 30  # characters of a full bar


def evaluate_run(
    name: str,
    output: OutputFormat = OutputFormat.TABLE,
    size: int = SIZE,
    seed: int = SEED,
    annotations: Path | None = None,
) -> None:
    """Run a benchmark, or each of them for "all", and print its report.

    Raises:
        UsageError: no benchmark has that name, or it needs a data folder and none is set.
    """
    if name == NEAR:
        from maillage.api.near_evaluation_view import evaluate_near

        evaluate_near(output)
        return
    if name not in (*BENCHMARKS, ALL):
        known = ", ".join((*BENCHMARKS, NEAR, ALL))
        raise UsageError(f"évaluation inconnue « {name} »", f"attendu : {known}")
    for one in BENCHMARKS if name == ALL else (name,):
        print_report(_report(one, size, seed, annotations), output)


def _report(name: str, size: int, seed: int, annotations: Path | None) -> "Report":
    from maillage.graph.triple_store import TripleStore
    from maillage.ingest.label_index import GraphLabels
    from maillage.ontology.names import Names

    names = Names(settings().base)
    store = TripleStore.read(home().current().graph_path)
    graph = GraphLabels(store, names)
    if name in ("titles", "crosswalk"):
        from maillage.ingest.encoder import encoder_named, shipped_encoder_folder
        from maillage.ingest.evaluation_linking import linking_report

        encoder = encoder_named(str(shipped_encoder_folder()))
        return linking_report(name, graph, encoder, size, seed)
    data = settings().data
    if data is None or not data.is_dir():
        raise UsageError(f"« {name} » lit les fichiers réels", "MAILLAGE_DATA=DOSSIER")
    extractor = _extractor()
    if name == "mentions":
        return _mentions(data, annotations, store, graph.index("rome-competence"), names, extractor)
    from maillage.ingest.evaluation_ads import declared_report, judged_ads, occupation_report

    ads = list(judged_ads(data, names))
    if name == "declared":
        return declared_report(ads, extractor, graph.index("rome-competence"), size, seed)
    return occupation_report(ads, extractor, graph.index("rome"), names, size, seed)


def _mentions(
    data: Path, annotations: Path | None, store: "TripleStore", index: "LabelIndex", names: "Names",
    extractor: "Extractor",
) -> "Report":  # fmt: skip
    from maillage.ingest.evaluation_macros import Macros
    from maillage.ingest.evaluation_mentions import judged_texts, mentions_report

    folder = annotations or Path("tests/annotations")
    if not (folder / "sample.json").is_file():
        raise UsageError(f"pas d'annotations dans « {folder} »", "le dossier tests/annotations")
    texts, missing = judged_texts(data, folder / "gold.jsonl", folder / "sample.json")
    report = mentions_report(texts, extractor, index, Macros(store, names), names)
    note = f"{missing} textes annotés absents ou changés" if missing else ""
    return report._replace(note=note)


def _extractor() -> "Extractor":
    """Return the extractor of the generation in service."""
    from importlib import import_module

    module = import_module("maillage.ingest.competence_extractor")
    extractor: Extractor = module.CompetenceExtractor.load(home().current().index_path)
    return extractor


def print_report(report: "Report", output: OutputFormat) -> None:
    """Print a report as a table and diagrams, JSON, or CSV."""
    from maillage.api.terminal import data_console, table, write_csv, write_json

    if output is OutputFormat.JSON:
        write_json(report_document(report))
        return
    columns, rows = _table(report)
    if output is OutputFormat.CSV:
        write_csv(columns, rows)
        return
    shown = table(f"{report.benchmark} (graine {report.seed})", columns, right=columns[2:])
    for row in rows:
        shown.add_row(*(f"{one:.3f}" if isinstance(one, float) else str(one) for one in row))
    console = data_console()
    console.print(shown)
    for line in report.lines:
        if line.calibration is not None:
            console.print(f"\nFiabilité, {line.part} (ECE {line.calibration.error:.3f})")
            for text in reliability_bars(line.calibration):
                console.print(text)
    if report.note:
        console.print(report.note)


def report_document(report: "Report") -> dict[str, object]:
    """Return a report as JSON has it."""
    return {
        "benchmark": report.benchmark,
        "seed": report.seed,
        "note": report.note,
        "lines": [_line_document(line) for line in report.lines],
    }


def reliability_bars(measured: "Calibration") -> Iterator[str]:
    """Yield a line a bin: `#` up to the share that came true, `|` where it should have been."""
    for one in measured.bins:
        bar = ["#" if place < round(one.true * BAR) else "·" for place in range(BAR)]
        bar[min(round(one.mean * BAR), BAR - 1)] = "|"
        yield f"{one.low:.1f} à {one.high:.1f}  {''.join(bar)}  {one.true:.2f} (n = {one.n})"


def _line_document(line: "Line") -> dict[str, object]:
    document: dict[str, object] = {"part": line.part, "system": line.system}
    for key in ("ranking", "exact", "overlap"):
        value = getattr(line, key)
        if value is not None:
            document[key] = value._asdict()
    if line.calibration is not None:
        found = line.calibration
        bins = [one._asdict() for one in found.bins]
        document["calibration"] = {"n": found.n, "ece": found.error, "bins": bins}
    return document


def _table(report: "Report") -> tuple[list[str], list[list[object]]]:
    if report.benchmark == "mentions":
        columns = ["textes", "système", "annotées", "trouvées", "précision", "rappel", "F1"]
        columns += ["F1 exacte", "concept juste"]
        return columns, [_span_row(line) for line in report.lines]
    columns = ["requêtes", "système", "n", "succès@1", "succès@5", "MRR", "rappel@10", "rappel@20"]
    return [*columns, "ECE"], [_ranked_row(line) for line in report.lines]


def _span_row(line: "Line") -> list[object]:
    exact, overlap = line.exact, line.overlap
    if exact is None or overlap is None:
        return [line.part, line.system]
    return [
        line.part, line.system, overlap.annotated, overlap.found, overlap.precision,
        overlap.recall, overlap.f1, exact.f1, overlap.concept,
    ]  # fmt: skip


def _ranked_row(line: "Line") -> list[object]:
    found = line.ranking
    if found is None:
        return [line.part, line.system]
    error: object = "" if line.calibration is None else line.calibration.error
    return [
        line.part, line.system, found.n, found.success[1], found.success[5], found.mrr,
        found.recall[10], found.recall[20], error,
    ]  # fmt: skip
