"""The questions of the `queries/` folder, listed or asked."""

from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from maillage.api.commands import OutputFormat
from maillage.api.errors import UsageError
from maillage.api.terminal import data_console, table, write_csv, write_json
from maillage.graph.home import Generation
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.question import Question, Term, question, question_names


def print_questions(output: OutputFormat) -> None:
    """Print every question with its parameters."""
    rows = [
        (one.name, one.summary, " ".join(f"{parameter.name}=…" for parameter in one.parameters))
        for one in map(question, question_names())
    ]
    columns = ("question", "summary", "parameters")
    _print("Questions", columns, rows, output)


def print_question(
    generation: Generation, name: str, typed: list[str], output: OutputFormat
) -> None:
    """Ask one question and print its solutions; URIs as CURIEs, but in JSON, which has both."""
    names = Names(generation.manifest().base)
    asked = question(name)
    store = TripleStore.read(generation.graph_path)
    solutions = asked.ask(store, _parameters(asked, typed, names))
    if output is OutputFormat.JSON:
        write_json([{key: _json(value, names) for key, value in row.items()} for row in solutions])
        return
    rows = [tuple(_text(value, names) for value in row.values()) for row in solutions]
    _print(asked.summary, asked.columns, rows, output)


def _parameters(asked: Question, typed: list[str], names: Names) -> dict[str, list[Term]]:
    known = {parameter.name: parameter for parameter in asked.parameters}
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


def _json(value: NamedNode | Literal | None, names: Names) -> object:
    if isinstance(value, NamedNode):
        return {"uri": value.value, "curie": names.curie(value)}
    return None if value is None else value.value


def _print(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], output: OutputFormat
) -> None:
    if output is OutputFormat.JSON:
        write_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif output is OutputFormat.CSV:
        write_csv(columns, rows)
    else:
        shown = table(f"{title} ({len(rows)} lignes)", columns)
        for row in rows:
            shown.add_row(*row)
        data_console().print(shown)
