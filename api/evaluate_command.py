"""`maillage evaluate`: a benchmark's scores beside two baselines, and a reliability diagram."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.api.commands import OutputFormat, home, settings
from maillage.api.errors import UsageError

if TYPE_CHECKING:
    from maillage.graph.triple_store import TripleStore
    from maillage.ingest.evaluation import Calibration
    from maillage.ingest.evaluation_ads import JudgedAd
    from maillage.ingest.evaluation_linking import LinkingBench
    from maillage.ingest.evaluation_report import Line, Report
    from maillage.ingest.extraction import Extractor
    from maillage.ingest.label_index import GraphLabels, LabelIndex
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
    bench = _Bench(size, seed, annotations)
    for one in BENCHMARKS if name == ALL else (name,):
        print_report(bench.report(one), output)


class _Bench:
    """What the benchmarks of one run share: each part is read when one first asks for it."""

    def __init__(self, size: int, seed: int, annotations: Path | None) -> None:
        self._size, self._seed = size, seed
        self._annotations = annotations or Path("tests/annotations")

    def report(self, name: str) -> "Report":
        from maillage.ingest.evaluation_ads import declared_report, occupation_report

        if name in ("titles", "crosswalk"):
            return self._linking.report(name, self._size, self._seed)
        if self._data is None or not self._data.is_dir():
            raise UsageError(f"« {name} » lit les fichiers réels", "MAILLAGE_DATA=DOSSIER")
        if name == "mentions":
            return self._mentions(self._data)
        asked = self._extractor, self._size, self._seed
        if name == "declared":
            return declared_report(self._ads, self._competences, *asked)
        return occupation_report(self._ads, self._graph.index("rome"), self._names, *asked)

    @cached_property
    def _names(self) -> "Names":
        from maillage.ontology.names import Names

        return Names(settings().base)

    @cached_property
    def _data(self) -> Path | None:
        return settings().data

    @cached_property
    def _store(self) -> "TripleStore":
        from maillage.graph.triple_store import TripleStore

        return TripleStore.read(home().current().graph_path)

    @cached_property
    def _graph(self) -> "GraphLabels":
        from maillage.ingest.label_index import GraphLabels

        return GraphLabels(self._store, self._names)

    @cached_property
    def _competences(self) -> "LabelIndex":
        return self._graph.index("rome-competence")

    @cached_property
    def _linking(self) -> "LinkingBench":
        from maillage.ingest.encoder import encoder_named, shipped_encoder_folder
        from maillage.ingest.evaluation_linking import LinkingBench

        return LinkingBench(self._graph, encoder_named(str(shipped_encoder_folder())))

    @cached_property
    def _extractor(self) -> "Extractor":
        from maillage.ingest.competence_extractor import CompetenceExtractor

        return CompetenceExtractor.load(home().current().index_path)

    @cached_property
    def _ads(self) -> "list[JudgedAd]":
        from maillage.ingest.evaluation_ads import judged_ads

        return list(judged_ads(self._data or Path(), self._names))

    def _mentions(self, data: Path) -> "Report":
        from maillage.ingest.evaluation_macros import Macros
        from maillage.ingest.evaluation_mentions import judged_texts, mentions_report

        folder, names = self._annotations, self._names
        if not (folder / "sample.json").is_file():
            raise UsageError(f"pas d'annotations dans « {folder} »", "le dossier tests/annotations")
        texts, missing = judged_texts(data, folder / "gold.jsonl", folder / "sample.json")
        macros = Macros(self._store, names)
        report = mentions_report(texts, self._extractor, self._competences, macros, names)
        return report._replace(
            note=f"{missing} textes annotés absents ou changés" if missing else ""
        )


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
