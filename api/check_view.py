"""What `maillage check` prints: each violation by its focus node, shape and value."""

from collections import Counter

from maillage.api.commands import OutputFormat
from maillage.api.errors import InvalidGraph
from maillage.api.terminal import data_console, messages, table, write_csv, write_json
from maillage.graph.home import Generation
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.ontology.validation import ValidationReport, validate
from maillage.ontology.violation import Violation

SHOWN = 50  # violations that a table shows; JSON and CSV have all of them
COLUMNS = ("severity", "focus", "shape", "path", "value", "message")


def run_check(generation: Generation, sample: int, *, reason: bool, output: OutputFormat) -> None:
    """Validate a generation and print what was found.

    Raises:
        InvalidGraph: violations were found, or the ontology is not consistent.
    """
    store = TripleStore.read(generation.graph_path)
    with messages.status("validation") as status:
        report = validate(store.store, sample=sample, progress=lambda step: status.update(step))
    _print(report, Names(generation.manifest().base), output)
    if reason:
        _reason()
    faults = sum(violation.severity == "violation" for violation in report.violations)
    if faults:
        raise InvalidGraph(faults)


def _reason() -> None:
    from maillage.ontology.consistency import check_consistency

    with messages.status("HermiT"):
        found = check_consistency()
    if not found.consistent or found.unsatisfiable:
        raise InvalidGraph(max(1, len(found.unsatisfiable)))
    messages.print("ontologie cohérente, toutes ses classes satisfiables (HermiT)")


def _print(report: ValidationReport, names: Names, output: OutputFormat) -> None:
    rows = [_row(violation, names) for violation in report.violations]
    if output is OutputFormat.JSON:
        write_json(
            {
                "conforms": report.conforms,
                "violations": [dict(zip(COLUMNS, row, strict=True)) for row in rows],
                "classes": [
                    {"class": names.curie(one.term), "checked": one.checked, "total": one.total}
                    for one in report.coverage
                ],
                "checks": list(report.checks),
                "truncated": list(report.truncated),
            }
        )
    elif output is OutputFormat.CSV:
        write_csv(COLUMNS, rows)
    else:
        _print_table(report, rows, names)


def _row(violation: Violation, names: Names) -> tuple[str, ...]:
    value = violation.value
    return (
        violation.severity,
        names.curie(violation.focus),
        names.curie(violation.shape),
        names.curie(violation.path) if violation.path else "",
        "" if value is None else str(value),
        violation.message,
    )


def _print_table(report: ValidationReport, rows: list[tuple[str, ...]], names: Names) -> None:
    console = data_console()
    coverage = table("SHACL", ("classe", "validés", "sur"), right=("validés", "sur"))
    for one in report.coverage:
        coverage.add_row(names.curie(one.term), str(one.checked), str(one.total))
    console.print(coverage)
    console.print(f"{len(report.checks)} contrôles SPARQL sur tout le graphe")
    if rows:
        counts = Counter((row[0], row[2], row[5]) for row in rows)
        rules = table("Par règle", ("gravité", "forme", "message", "nombre"), right=("nombre",))
        for (severity, shape, message), count in counts.most_common(SHOWN):
            rules.add_row(severity, shape, message, str(count))
        console.print(rules)
        shown = table(f"Les {min(SHOWN, len(rows))} premières de {len(rows)}", COLUMNS[:5])
        for row in rows[:SHOWN]:
            shown.add_row(*row[:5])
        console.print(shown)
    for name in report.truncated:
        console.print(f"contrôle « {name} » : plus de cas que ceux qui sont gardés")
    console.print("conforme" if report.conforms else "non conforme")
