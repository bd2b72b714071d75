"""The checks that look at the whole store: one SPARQL file each, `check_<name>.rq`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import cast

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Store

from maillage.ontology.errors import MalformedCheck
from maillage.ontology.resources import check_names, check_text
from maillage.ontology.violation import Severity, Violation

_HEADER = re.compile(r"^#\+\s*(\w+):\s*(.+?)\s*$", re.MULTILINE)
COLUMNS = ("focus", "shape", "path", "value", "message")


@dataclass(frozen=True, slots=True)
class IntegrityCheck:
    """One check: the question that it asks, and how grave its findings are."""

    name: str
    summary: str
    severity: Severity
    text: str

    def run(self, store: Store, limit: int) -> Iterator[Violation]:
        """Yield at most `limit` findings, over the union of the named graphs.

        Raises:
            MalformedCheck: the query does not parse, or does not return the columns of a violation.
        """
        try:
            answer = store.query(self.text, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise MalformedCheck(self.name, str(error)) from error
        if not isinstance(answer, QuerySolutions):
            raise MalformedCheck(self.name, "ce n'est pas un SELECT")
        columns = tuple(variable.value for variable in answer.variables)
        if columns != COLUMNS:
            raise MalformedCheck(self.name, f"colonnes {columns} au lieu de {COLUMNS}")
        for solution in islice(answer, limit):
            yield self._violation(solution)

    def _violation(self, solution: QuerySolution) -> Violation:
        focus, shape, path, value, message = (solution[column] for column in COLUMNS)
        if not (
            isinstance(focus, NamedNode)
            and isinstance(shape, NamedNode)
            and isinstance(message, Literal)
        ):
            raise MalformedCheck(self.name, "focus et shape sont des URI, message un littéral")
        return Violation(
            focus=focus,
            shape=shape,
            path=path if isinstance(path, NamedNode) else None,
            value=value if isinstance(value, NamedNode | Literal) else None,
            message=message.value,
            source="sparql",
            severity=self.severity,
        )


def integrity_checks() -> tuple[IntegrityCheck, ...]:
    """Return every check, by name; raises MalformedCheck."""
    return tuple(parse_check(name, check_text(name)) for name in check_names())


def parse_check(name: str, text: str) -> IntegrityCheck:
    """Read the header of a check: its summary, and `violation` or `warning`.

    Raises:
        MalformedCheck: one of the two lines is missing, or says something else.
    """
    header = dict(_HEADER.findall(text))
    severity = header.get("severity")
    if "summary" not in header or severity not in {"violation", "warning"}:
        raise MalformedCheck(name, "il faut les lignes summary et severity (violation ou warning)")
    return IntegrityCheck(name, header["summary"], cast("Severity", severity), text)
