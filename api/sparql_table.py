"""Results as a page, for a reader whose browser has no JavaScript: written as the engine gives them."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import islice
from typing import Protocol

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)

_ROWS = 200  # written at once
_BEFORE = (
    '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8"><title>{} · Maillage</title>'
    '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/static/sparql.css"></head>'
    '<body class="result"><p><a href="/sparql">{}</a></p>\n<table>\n'
)
_AFTER = "</table>\n<p>{}</p></body></html>\n"
Term = NamedNode | BlankNode | Literal | Triple


class Out(Protocol):
    """Where bytes go."""

    def write(self, some: bytes, /) -> int:
        """Take bytes."""


@dataclass(frozen=True, slots=True)
class TableWords:
    """What the page says beside the result: given by the service, as the process of a query reads no catalogue."""

    lang: str = "fr"
    title: str = "Résultat"
    again: str = "Poser une autre question"
    subject: str = "sujet"
    predicate: str = "prédicat"
    object: str = "objet"
    yes: str = "oui"
    no: str = "non"
    rows: str = "Lignes :"

    @property
    def before(self) -> str:
        """What stands above the rows."""
        return _BEFORE.format(self.lang, self.title, self.again)


def write_table(results: QuerySolutions | QueryBoolean, out: Out, words: TableWords) -> None:
    """Write solutions as a table, or the answer of an ASK."""
    if isinstance(results, QueryBoolean):
        out.write((words.before + _AFTER.format(words.yes if results else words.no)).encode())
        return
    names = [escape(variable.value) for variable in results.variables]
    _write_rows(names, ([_cell(term) for term in solution] for solution in results), out, words)


def write_graph(results: QueryTriples, out: Out, words: TableWords) -> None:
    """Write triples as a table of three columns."""
    triples = ([_cell(term) for term in triple] for triple in results)
    _write_rows([words.subject, words.predicate, words.object], triples, out, words)


def _write_rows(names: list[str], rows: Iterator[list[str]], out: Out, words: TableWords) -> None:
    out.write((words.before + _row("th", names)).encode())
    count = 0
    while some := [_row("td", cells) for cells in islice(rows, _ROWS)]:
        out.write("".join(some).encode())
        count += len(some)
    out.write(_AFTER.format(f"{words.rows} {count}").encode())


def _row(tag: str, cells: list[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>\n"


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        shown = escape(term.value)
        safe = term.value.startswith(("http://", "https://"))
        return f'<a href="{shown}" rel="noreferrer">{shown}</a>' if safe else shown
    if isinstance(term, Literal):
        language = f' <small lang="fr">@{escape(term.language)}</small>' if term.language else ""
        return escape(term.value) + language
    return escape(str(term))
