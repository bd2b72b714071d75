"""A question put to the fact tables: one `.sql` file with its header, run by DuckDB.

A file opens with `--+ summary:`, one `--+ param: <name> <type> <meaning>` a parameter and
`--+ returns: <column> <type>, …`. Parameters are DuckDB's own (`$name`), never text put into the query.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from maillage.queries.errors import BadParameter, MalformedQuestion
from maillage.queries.query_files import query_names, query_text, read_header

if TYPE_CHECKING:
    import duckdb

_USED = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True, slots=True)
class SqlQuestion:
    """One query file."""

    name: str
    summary: str
    parameters: tuple[str, ...]
    columns: tuple[str, ...]
    text: str

    def ask(
        self, connection: "duckdb.DuckDBPyConnection", values: Mapping[str, object]
    ) -> "duckdb.DuckDBPyRelation":
        """Return the answer as a relation of DuckDB.

        Raises:
            BadParameter: a declared parameter is absent, or one that is not declared is given.
        """
        for name in set(values) ^ set(self.parameters):
            expected = f"attendus : {', '.join(self.parameters)}"
            raise BadParameter(self.name, name, expected)
        return connection.sql(self.text, params=dict(values))


@cache
def sql_question(name: str) -> SqlQuestion:
    """Return a question by its name (`<entity>_<question>`).

    Raises:
        UnknownQuestion: no such file.
        MalformedQuestion: its header does not agree with its text.
    """
    return parse_sql(name, query_text(name, ".sql"))


def sql_question_names() -> list[str]:
    """Return the names of all `.sql` files, sorted."""
    return query_names(".sql")


def parse_sql(name: str, text: str) -> SqlQuestion:
    """Read a query file's header; raises MalformedQuestion."""
    header = read_header(name, text, "--")
    parameters = tuple(line.split()[0] for line in header.parameters)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    if set(_USED.findall(body)) != set(parameters):
        raise MalformedQuestion(name, "les lignes param et le texte ne nomment pas les mêmes")
    return SqlQuestion(name, header.summary, parameters, header.columns, text)
