"""The terms of a Formacode edition: Centre Inffo's thesaurus of training subjects, from version 14 on.

Source: `formacodes-v14.csv` (descriptors) and `formacodes-grands-domaines-v14.csv` (the fourteen domains
above them); lists in a cell are separated by `###`, and a reference ends with the code of its term.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maillage.vocab.importer import ImportLog
from maillage.vocab.newest_file import files_by_year
from maillage.vocab.table import Row, read_table

TERMS_FILE = r"formacodes-v(\d+)\.csv"
DOMAINS_FILE = r"formacodes-grands-domaines-v(\d+)\.csv"
OLDEST_VERSION = 14  # version 13 was published in another layout: see `formacode_dropped`

_CODE = "Code du Terme"
_LABEL = "Descripteur en typo riche"
_SYNONYMS = "Synonymes"
_JOBS = "Synonymes métier"
_BROADER = "TG (Terme Générique)"
_NARROWER = "TS (Termes Spécifiques)"
_RELATED = "TA (Termes Associés)"
_EXPLANATION = "NE (Note d’Explication)"
_APPLICATION = "NA (Note d’Application)"
_COLUMNS = (_CODE, _LABEL, _SYNONYMS, _JOBS, _BROADER, _RELATED, _EXPLANATION, _APPLICATION)
_SHAPE = re.compile(r"\d{5}")
_REFERENCE = re.compile(r"- (\d{5})$")  # "Alphabétisation - 15043"; a domain is cited without code
_MARKUP = re.compile(r"<[^>]*>|\[\[|\]\]")  # notes cite other terms as [[TERM]] or by a link


@dataclass(frozen=True, slots=True)
class FormacodeTerm:
    """One descriptor."""

    code: str  # five digits
    label: str
    synonyms: tuple[str, ...]
    job_names: tuple[str, ...]  # names of occupations that the subject trains for
    broader: tuple[str, ...]  # codes; none for a term right under a domain
    related: tuple[str, ...]  # codes, the term's own left out
    definition: str
    scope_note: str
    line: int


@dataclass(frozen=True, slots=True)
class FormacodeDomain:
    """One of the domains above all terms, and the codes of the terms right under it."""

    code: str
    label: str
    narrower: tuple[str, ...]
    line: int


def latest_formacode(folder: Path) -> Path | None:
    """Return the terms of the highest version under `folder`, or None."""
    found = files_by_year(folder, TERMS_FILE)
    readable = [path for version, path in found.items() if int(version) >= OLDEST_VERSION]
    return readable[-1] if readable else None


def read_terms(path: Path, log: ImportLog) -> Iterator[FormacodeTerm]:
    """Yield the terms; a code of another shape is rejected.

    Raises:
        UnusableFile: absent, or a column is missing.
    """
    for row in read_table(path, log, required=_COLUMNS, key=(_CODE, _LABEL)):
        code = row[_CODE]
        if not _SHAPE.fullmatch(code):
            log.reject(
                path, row.line, f"code Formacode illisible « {code} » (attendu : 5 chiffres)"
            )
            continue
        yield _term(code, row)


def read_domains(path: Path, log: ImportLog) -> Iterator[FormacodeDomain]:
    """Yield the domains.

    Raises:
        UnusableFile: absent, or a column is missing.
    """
    for row in read_table(path, log, required=(_CODE, _LABEL, _NARROWER), key=(_CODE, _LABEL)):
        narrower = _references(row[_NARROWER])
        yield FormacodeDomain(row[_CODE], _text(row[_LABEL]), narrower, row.line)


def _term(code: str, row: Row) -> FormacodeTerm:
    label = _text(row[_LABEL])
    synonyms = _items(row[_SYNONYMS], {label.casefold()})
    known = {label.casefold(), *(synonym.casefold() for synonym in synonyms)}
    return FormacodeTerm(
        code=code,
        label=label,
        synonyms=synonyms,
        job_names=_items(row[_JOBS], known),
        broader=_references(row[_BROADER]),
        related=tuple(other for other in _references(row[_RELATED]) if other != code),
        definition=_text(row[_EXPLANATION]),
        scope_note=_text(row[_APPLICATION]),
        line=row.line,
    )


def _items(cell: str, known: set[str]) -> tuple[str, ...]:
    """Return the items of a list, once each, without those that are `known` (case folded)."""
    items = {text.casefold(): text for item in cell.split("###") if (text := _text(item))}
    return tuple(text for folded, text in items.items() if folded not in known)


def _references(cell: str) -> tuple[str, ...]:
    found = (_REFERENCE.search(item.strip()) for item in cell.split("###"))
    return tuple(match[1] for match in found if match is not None)


def _text(cell: str) -> str:
    return " ".join(_MARKUP.sub(" ", cell).split())
