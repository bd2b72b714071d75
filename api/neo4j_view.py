"""What `maillage neo4j` prints."""

from dataclasses import asdict

from maillage.api.commands import OutputFormat
from maillage.api.query_view import print_rows, typed_parameters
from maillage.api.terminal import counted, data_console, number, table, write_csv, write_json
from maillage.graph.bolt_server import BoltServer
from maillage.graph.neo4j_errors import GraphsDiffer
from maillage.graph.neo4j_push import PushReport
from maillage.graph.neo4j_state import PushedState
from maillage.graph.neo4j_verify import VerifyReport
from maillage.ontology.names import Names
from maillage.queries.cypher_question import cypher_question, cypher_question_names

_SHOWN = 25  # nodes that differ, in a table


def print_push(report: PushReport, state: PushedState, output: OutputFormat) -> None:
    """Print what a push changed, in a database that is left in this state."""
    told = {**asdict(report), "releases": list(state.releases), "partial": state.partial}
    if output is OutputFormat.JSON:
        write_json(told)
    elif output is OutputFormat.CSV:
        write_csv(tuple(told), [tuple({**told, "releases": " ; ".join(state.releases)}.values())])
    elif not report.changed:
        data_console().print(f"génération {report.generation:06d} : rien n'avait changé")
    else:
        data_console().print(
            f"génération {report.generation:06d} : {counted(report.created, 'nœud créé')}, "
            f"{counted(report.updated, 'modifié')}, {counted(report.deleted, 'supprimé')}, "
            f"{number(report.unchanged)} comparés sans différence ; "
            f"{counted(report.relations_created, 'relation créée')}, "
            f"{counted(report.relations_deleted, 'supprimée')}"
        )
    if output is OutputFormat.TABLE:
        _print_partial(state)


def _print_partial(state: PushedState) -> None:
    if state.partial:
        data_console().print(f"la base ne contient que : {', '.join(state.releases)}")


def print_verify(report: VerifyReport, state: PushedState, output: OutputFormat) -> None:
    """Print what a check compared with this state.

    Raises:
        GraphsDiffer: something differs.
    """
    rows = [(one.kind, one.name, one.triples, one.database) for one in report.counts]
    if output is OutputFormat.JSON:
        told = {"releases": list(state.releases), "partial": state.partial}
        write_json({**asdict(report), **told, "agrees": report.agrees})
    elif output is OutputFormat.CSV:
        write_csv(("kind", "name", "triples", "database"), rows)
    else:
        _print_verify(report)
        _print_partial(state)
    if not report.agrees:
        differing = sum(not one.equal for one in report.counts)
        raise GraphsDiffer(differing, len(report.faults), report.generation, report.pushed)


def _print_verify(report: VerifyReport) -> None:
    shown = table(
        "Graphe de propriétés et triplets",
        ("nom", "triplets", "base", ""),
        right=("triplets", "base"),
    )
    for one in report.counts:
        shown.add_row(
            one.name, number(one.triples), number(one.database), "" if one.equal else "diffère"
        )
    console = data_console()
    console.print(shown)
    for fault in report.faults[:_SHOWN]:
        console.print(f"{fault.curie} : {fault.fault}")
    console.print(
        f"{counted(report.drawn, 'nœud tiré')} au sort, "
        f"{len({fault.curie for fault in report.faults})} qui diffèrent"
    )


def print_cypher_questions(output: OutputFormat) -> None:
    """Print every Cypher question with its parameters."""
    asked = [cypher_question(name) for name in cypher_question_names()]
    rows = [
        (one.name, one.summary, " ".join(f"{parameter.name}=…" for parameter in one.parameters))
        for one in asked
    ]
    print_rows("Questions en Cypher", ("question", "summary", "parameters"), rows, output)


def print_cypher_question(
    server: BoltServer, name: str, typed: list[str], names: Names, output: OutputFormat
) -> None:
    """Ask one question and print its rows; URIs as CURIEs, but in JSON, which has both."""
    asked = cypher_question(name)
    rows = asked.ask(server, typed_parameters(asked.parameters, typed, names))
    iris = asked.iris
    if output is OutputFormat.JSON:
        write_json(
            [
                {key: _json(row[key], names if key in iris else None) for key in asked.columns}
                for row in rows
            ]
        )
        return
    shown = [
        tuple(_text(row[key], names if key in iris else None) for key in asked.columns)
        for row in rows
    ]
    print_rows(asked.summary, asked.columns, shown, output)


def _text(value: object, names: Names | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if names is None else names.curie(str(value))


def _json(value: object, names: Names | None) -> object:
    if value is None or isinstance(value, int | float):
        return value
    return str(value) if names is None else {"uri": value, "curie": names.curie(str(value))}
