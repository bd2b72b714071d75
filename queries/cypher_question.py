"""A question put to the property graph: one `.cypher` file with its header, run by its server.

A file opens with `//+ summary:`, `//+ param:` and `//+ returns:` lines as a `.rq` file does, of the same
name where both ask the same. Parameters are Cypher's own (`$name`): a URI, a number or a text, and a list of
them for a kind that ends in `+`. An `iri` column holds URIs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from pyoxigraph import NamedNode

from maillage.graph.property_graph import literal_value
from maillage.graph.property_node import Scalar
from maillage.queries.errors import MalformedQuestion
from maillage.queries.query_files import query_names, query_text, read_header
from maillage.queries.question import Parameter, Term, given_terms, read_parameter

_USED = re.compile(r"\$([a-z_]+)")


class Database(Protocol):
    """What a question needs of a database: `maillage.graph.bolt_server.BoltServer`, or another driver."""

    def read(self, statement: str, **parameters: object) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a statement. Any: what a server may return."""


@dataclass(frozen=True, slots=True)
class CypherQuestion:
    """One query file."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    iris: frozenset[str]  # the columns that hold URIs
    text: str

    def bind(self, values: Mapping[str, Term | Sequence[Term]]) -> dict[str, Scalar | list[Scalar]]:
        """Return what each `$name` stands for; raises BadParameter as `Question.bind`."""
        given = given_terms(self.name, self.parameters, values)
        listed = {name: [_plain(term) for term in terms] for name, terms in given.items()}
        many = {parameter.name for parameter in self.parameters if parameter.many}
        return {name: found if name in many else found[0] for name, found in listed.items()}

    def ask(
        self, database: Database, values: Mapping[str, Term | Sequence[Term]] | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """Return the rows, by column name; a column that has no value is None."""
        return database.read(self.text, **self.bind(values or {}))


@cache
def cypher_question(name: str) -> CypherQuestion:
    """Return a question by its name (`<entity>_<question>`).

    Raises:
        UnknownQuestion: no such file.
        MalformedQuestion: its header does not agree with its text.
    """
    return parse_cypher(name, query_text(name, ".cypher"))


def cypher_question_names() -> list[str]:
    """Return the names of all `.cypher` files, sorted."""
    return query_names(".cypher")


def parse_cypher(name: str, text: str) -> CypherQuestion:
    """Read a query file's header; raises MalformedQuestion."""
    header = read_header(name, text, "//")
    parameters = tuple(read_parameter(name, line) for line in header.parameters)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("//"))
    if set(_USED.findall(body)) != {parameter.name for parameter in parameters}:
        raise MalformedQuestion(name, "les lignes param et le texte ne nomment pas les mêmes")
    return CypherQuestion(
        name, header.summary, parameters, header.columns, header.iris, body.strip()
    )


def _plain(term: Term) -> Scalar:
    return term.value if isinstance(term, NamedNode) else literal_value(term)
