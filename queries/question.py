"""A question: one `.rq` file with its header, bound to terms and run.

A file opens with `#+ summary:`, one `#+ param: <name> <kind> <meaning>` a parameter and
`#+ returns: <column> <type>, …`. A kind is `iri`, `literal` or `literal:gYear` (an XSD datatype);
a final `+` admits several values. The parameters sit in one `VALUES (?a ?b) { (…) }` that holds a
working example, so the file runs as it is in any client.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Protocol

from pyoxigraph import Literal, NamedNode, QuerySolutions

from maillage.ontology.names import STANDARD, Names
from maillage.queries.errors import BadParameter, MalformedQuestion
from maillage.queries.query_files import query_names, query_text, read_header

Term = NamedNode | Literal
Solution = dict[str, NamedNode | Literal | None]

_VALUES = re.compile(r"VALUES\s*\(([^)]*)\)\s*\{((?:\s*\([^{}]*?\))+)\s*\}")


class Store(Protocol):
    """What a question needs of a store: `maillage.graph.TripleStore`, or an adapter of another."""

    def query(self, sparql: str) -> object:
        """Run a query over the union of the named graphs."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter."""

    name: str
    kind: str  # "iri" or "literal"
    datatype: str  # local name of an XSD datatype, for a literal; else empty
    many: bool
    meaning: str

    def term(self, text: str, names: Names) -> Term:
        """Return what a user typed for this parameter as a term; raises as `Names.uri`."""
        if self.kind == "iri":
            return names.uri(text)
        if self.datatype:
            return Literal(text, datatype=NamedNode(STANDARD["xsd"] + self.datatype))
        return Literal(text)


@dataclass(frozen=True, slots=True)
class Question:
    """One query file."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str

    def bind(self, values: Mapping[str, Term | Sequence[Term]]) -> str:
        """Return the query with its VALUES rows replaced by serialised terms.

        Raises:
            BadParameter: a declared parameter is absent, empty, or one that is not declared is given.
        """
        options = given_terms(self.name, self.parameters, values)
        if not self.parameters:
            return self.text
        rows = product(*options.values())
        body = " ".join(f"({' '.join(str(term) for term in row)})" for row in rows)
        variables = " ".join(f"?{name}" for name in options)
        # A function, not a template: a backslash in a literal is not a reference to a group.
        return _VALUES.sub(lambda _: f"VALUES ({variables}) {{ {body} }}", self.text, count=1)

    def ask(
        self, store: Store, values: Mapping[str, Term | Sequence[Term]] | None = None
    ) -> Iterator[Solution]:
        """Yield the solutions, by column name; an unbound column is None."""
        answer = store.query(self.bind(values or {}))
        if not isinstance(answer, QuerySolutions):
            raise MalformedQuestion(self.name, "ce n'est pas un SELECT")
        if tuple(one.value for one in answer.variables) != self.columns:
            raise MalformedQuestion(
                self.name, "les colonnes ne sont pas celles de la ligne returns"
            )
        columns = self.columns
        for solution in answer:  # a solution gives its values in the order of the columns
            yield dict(zip(columns, solution, strict=True))


def given_terms(
    name: str, parameters: Sequence[Parameter], values: Mapping[str, Term | Sequence[Term]]
) -> dict[str, list[Term]]:
    """Return the terms given for each parameter of the question `name`, in the order declared.

    Raises:
        BadParameter: a declared parameter is absent, empty, or one that is not declared is given.
    """
    declared = {parameter.name: parameter for parameter in parameters}
    for key in values:
        if key not in declared:
            raise BadParameter(name, key, f"inconnu ; attendus : {', '.join(declared)}")
    found: dict[str, list[Term]] = {}
    for key, parameter in declared.items():
        if key not in values:
            raise BadParameter(name, key, f"manquant ({parameter.meaning})")
        given = values[key]
        found[key] = [given] if isinstance(given, NamedNode | Literal) else list(given)
        if not found[key] or (len(found[key]) > 1 and not parameter.many):
            raise BadParameter(name, key, "une seule valeur attendue")
    return found


@cache
def question(name: str) -> Question:
    """Return a question by its name (`<entity>_<question>`).

    Raises:
        UnknownQuestion: no such file.
        MalformedQuestion: its header does not agree with its text.
    """
    return parse(name, query_text(name, ".rq"))


def question_names() -> list[str]:
    """Return the names of all question files, sorted."""
    return query_names(".rq")


def parse(name: str, text: str) -> Question:
    """Read a query file's header; raises MalformedQuestion."""
    header = read_header(name, text, "#")
    parameters = tuple(read_parameter(name, line) for line in header.parameters)
    found = _VALUES.search(text)
    inside = found.group(1).replace("?", "").split() if found and parameters else []
    if inside != [parameter.name for parameter in parameters]:
        raise MalformedQuestion(
            name, "le VALUES et les lignes param ne nomment pas les mêmes variables"
        )
    return Question(name, header.summary, parameters, header.columns, text)


def read_parameter(name: str, line: str) -> Parameter:
    """Read what follows `param:` in the header of the question `name`; raises MalformedQuestion."""
    parts = line.split(None, 2)
    kind, _, datatype = (parts[1].removesuffix("+") if len(parts) == 3 else "").partition(":")
    if kind not in {"iri", "literal"}:
        raise MalformedQuestion(name, f"ligne param illisible : {line}")
    return Parameter(parts[0], kind, datatype, parts[1].endswith("+"), parts[2])
