"""The questions of the `queries/` folder, listed or asked."""

from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from maillage.api.commands import OutputFormat
from maillage.api.errors import UsageError
from maillage.api.terminal import data_console, table, write_csv, write_json
from maillage.graph.home import Generation
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.question import Parameter, Question, Solution, Term, question, question_names


def print_questions(output: OutputFormat) -> None:
    """Print every question with its parameters."""
    rows = [
        (one.name, one.summary, " ".join(f"{parameter.name}=…" for parameter in one.parameters))
        for one in map(question, question_names())
    ]
    columns = ("question", "summary", "parameters")
    print_rows("Questions", columns, rows, output)


def print_question(
    generation: Generation, name: str, typed: list[str], output: OutputFormat
) -> None:
    """Ask one question and print its solutions; URIs as CURIEs, but in JSON, which has both."""
    names = Names(generation.manifest().base)
    asked = question(name)
    store = TripleStore.read(generation.graph_path)
    solutions = asked.ask(store, typed_parameters(asked.parameters, typed, names))
    if output is OutputFormat.JSON:
        write_json([solution_document(row, names) for row in solutions])
        return
    rows = [tuple(_text(value, names) for value in row.values()) for row in solutions]
    print_rows(asked.summary, asked.columns, rows, output)


def typed_parameters(
    parameters: Sequence[Parameter], typed: list[str], names: Names
) -> dict[str, list[Term]]:
    """Return the terms of what was typed as `key=value`; raises UsageError."""
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, list[Term]] = {}
    for part in typed:
        key, equals, value = part.partition("=")
        if not equals or key not in known:
            expected = " ".join(f"{name}=…" for name in known) or "aucun paramètre"
            raise UsageError(part, f"attendu : {expected}")
        for text in value.split(",") if known[key].many else [value]:
            values.setdefault(key, []).append(known[key].term(text, names))
    return values


def _text(value: NamedNode | Literal | None, names: Names) -> str:
    if value is None:
        return ""
    return names.curie(value) if isinstance(value, NamedNode) else value.value


def solution_document(row: Solution, names: Names) -> dict[str, object]:
    """Return a solution as JSON has it: a URI with its CURIE, a literal as text."""
    return {key: _json(value, names) for key, value in row.items()}


def question_document(one: Question) -> dict[str, object]:
    """Return what a question answers and what it asks for."""
    return {
        "question": one.name,
        "summary": one.summary,
        "parameters": [
            {"name": each.name, "kind": each.kind, "many": each.many, "meaning": each.meaning}
            for each in one.parameters
        ],
        "columns": list(one.columns),
    }


def _json(value: NamedNode | Literal | None, names: Names) -> object:
    if isinstance(value, NamedNode):
        return {"uri": value.value, "curie": names.curie(value)}
    return None if value is None else value.value


def print_rows(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], output: OutputFormat
) -> None:
    """Print rows of texts."""
    if output is OutputFormat.JSON:
        write_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif output is OutputFormat.CSV:
        write_csv(columns, rows)
    else:
        shown = table(f"{title} ({len(rows)} lignes)", columns)
        for row in rows:
            shown.add_row(*row)
        data_console().print(shown)
