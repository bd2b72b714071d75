"""The columns of a solution, as Python values."""

from pyoxigraph import Literal, NamedNode

from maillage.queries.question import Solution


def node(row: Solution, column: str) -> NamedNode:
    """Return a column that the query always binds to a URI."""
    value = row[column]
    assert isinstance(value, NamedNode), column
    return value


def text(row: Solution, column: str) -> str:
    """Return a column as text, empty where unbound."""
    value = row[column]
    return value.value if value is not None else ""


def integer(row: Solution, column: str) -> int:
    """Return a column that holds an integer, 0 where unbound."""
    value = row[column]
    return int(value.value) if isinstance(value, Literal) else 0


def optional_integer(row: Solution, column: str) -> int | None:
    """Return a column that holds an integer, None where unbound."""
    value = row[column]
    return int(value.value) if isinstance(value, Literal) else None


def optional_node(row: Solution, column: str) -> NamedNode | None:
    """Return a column that holds a URI, None where unbound."""
    value = row[column]
    return value if isinstance(value, NamedNode) else None
