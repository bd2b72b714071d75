"""The query files that ship beside this module: one question a file, named `<entity>_<question>`."""

import re
from dataclasses import dataclass
from importlib.resources import files

from maillage.queries.errors import MalformedQuestion, UnknownQuestion


@dataclass(frozen=True, slots=True)
class Header:
    """What a query file says of itself in its first lines."""

    summary: str
    parameters: tuple[str, ...]  # what follows each `param:`
    columns: tuple[str, ...]
    iris: frozenset[str]  # the columns that hold URIs


def read_header(name: str, text: str, comment: str) -> Header:
    """Read the header of a query file; `comment`: what opens a comment in its language.

    Raises:
        MalformedQuestion: no summary or no columns, or several.
    """
    line = rf"^{re.escape(comment)}\+ (summary|param|returns): (.+)$"
    told: dict[str, list[str]] = {"summary": [], "param": [], "returns": []}
    for key, value in re.findall(line, text, re.MULTILINE):
        told[key].append(value)
    if len(told["summary"]) != 1 or len(told["returns"]) != 1:
        raise MalformedQuestion(name, "il faut une ligne summary et une ligne returns")
    columns = [column.split() for column in told["returns"][0].split(",")]
    return Header(
        told["summary"][0],
        tuple(told["param"]),
        tuple(column[0] for column in columns),
        frozenset(column[0] for column in columns if column[-1] == "iri"),
    )


def query_text(name: str, ending: str) -> str:
    """Return the text of a query file; `ending`: ".rq", ".sql", ".cypher".

    Raises:
        UnknownQuestion: no such file.
    """
    path = files("maillage.queries").joinpath(f"{name}{ending}")
    if not re.fullmatch(r"[a-z0-9_]+", name) or not path.is_file():
        raise UnknownQuestion(name, query_names(ending))
    return path.read_text("utf-8")


def query_names(ending: str) -> list[str]:
    """Return the names of all query files of a kind, sorted."""
    names = (path.name for path in files("maillage.queries").iterdir())
    return sorted(name.removesuffix(ending) for name in names if name.endswith(ending))
