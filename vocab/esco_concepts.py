"""The concepts of one ESCO file type: the newest release defines them, the others add their words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import NamedNode

from maillage.vocab.esco_files import EscoFile, EscoFiles
from maillage.vocab.esco_labels import EscoLabels, Wording
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import Row, read_table

_URI = re.compile(r"http://data\.europa\.eu/esco/[a-z-]+/[0-9A-Za-z.-]+")


@dataclass(slots=True)
class EscoConcept:
    """A concept with the row of the newest file that describes it, and every label found."""

    node: NamedNode
    file: Path
    row: Row
    retired: bool  # an older release has it, the newest does not
    labels: EscoLabels = field(default_factory=EscoLabels)

    @property
    def identifier(self) -> str:
        """The last part of the URI: a uuid, or an ISCO or ISCED-F code."""
        return self.node.value.rsplit("/", 1)[1]


def read_concepts(
    files: EscoFiles,
    stem: str,
    log: ImportLog,
    *,
    keep_retired: bool = False,
    beside: Mapping[str, EscoConcept] = MappingProxyType({}),
) -> dict[str, EscoConcept]:
    """Return the concepts of the `stem` files by URI, in the order of the newest file.

    Words are taken from the newest release, then from the tables of several languages, then from
    the older releases, then from the label tables. With `keep_retired`, what only an older release
    has is kept and marked; else it is left out. Concepts `beside` these, already read, also get the
    words that the tables have for them (that of occupations names some ISCO groups).
    """
    concepts: dict[str, EscoConcept] = {}
    releases = files.every(stem)
    newest = releases[0].version if releases else ""
    for file in releases:
        if file.version == newest:
            _read_newest(file, concepts, log)
    for file in files.merged_tables(stem):
        _add_words(file, {**beside, **concepts}, log, _merged)
    for file in releases:
        if file.version != newest:
            _read_older(file, concepts, log, keep_retired=keep_retired)
    for file in files.label_tables(stem):
        _add_words(file, {**beside, **concepts}, log, _preferred_only)
    return _labelled(concepts, log)


def _read_newest(file: EscoFile, concepts: dict[str, EscoConcept], log: ImportLog) -> None:
    lines: dict[str, int] = {}
    for row in _rows(file, log):
        uri = row["conceptUri"]
        if uri in lines:
            log.reject(file.path, row.line, f"doublon de la ligne {lines[uri]} ({uri})")
            continue
        lines[uri] = row.line
        if uri not in concepts:
            retired = row.get("status") not in {"", "released"}
            concepts[uri] = EscoConcept(NamedNode(uri), file.path, row, retired)
        concepts[uri].labels.add(_published(row, file.languages[0]))


def _read_older(
    file: EscoFile, concepts: dict[str, EscoConcept], log: ImportLog, *, keep_retired: bool
) -> None:
    left_out = 0
    for row in _rows(file, log):
        uri = row["conceptUri"]
        if uri not in concepts and keep_retired:
            concepts[uri] = EscoConcept(NamedNode(uri), file.path, row, retired=True)
        if uri in concepts:
            concepts[uri].labels.add(_published(row, file.languages[0]))
        else:
            left_out += 1
    if left_out:
        log.notes.append(
            f"{left_out} concepts de {file.path.parent.name}/{file.path.name} ne sont plus de "
            "ce type et ne sont pas repris."
        )


def _add_words(
    file: EscoFile,
    concepts: Mapping[str, EscoConcept],
    log: ImportLog,
    wording: Callable[[Row, str], Wording],
) -> None:
    for row in read_table(file.path, log, required=("conceptUri",), key=("conceptUri",)):
        concept = concepts.get(row["conceptUri"])
        if concept is None:
            log.reject(file.path, row.line, f"concept ESCO inconnu : {row['conceptUri']}")
            continue
        for language in file.languages:
            concept.labels.add(wording(row, language))


def _rows(file: EscoFile, log: ImportLog) -> list[Row]:
    rows = []
    required = ("conceptUri", "preferredLabel")
    for row in read_table(file.path, log, required=required, key=("conceptUri",)):
        if _URI.fullmatch(row["conceptUri"]):
            rows.append(row)
        else:
            log.reject(file.path, row.line, f"URI ESCO mal formée : {row['conceptUri'][:120]}")
    return rows


def _labelled(concepts: dict[str, EscoConcept], log: ImportLog) -> dict[str, EscoConcept]:
    for concept in concepts.values():
        if not concept.labels.languages:
            log.reject(concept.file, concept.row.line, f"aucun libellé : {concept.node.value}")
    return {uri: concept for uri, concept in concepts.items() if concept.labels.languages}


def _published(row: Row, language: str) -> Wording:
    return Wording(
        language,
        row["preferredLabel"],
        tuple(row.get("altLabels").split("\n")),
        tuple(row.get("hiddenLabels").split("\n")),
        row.get("description"),
        row.get("scopeNote"),
        row.get("definition"),  # three concepts have one beside their description
    )


def _merged(row: Row, language: str) -> Wording:
    return Wording(
        language,
        row.get(f"label_{language}"),
        tuple(row.get(f"alt_{language}").split("|")),
        definition=row.get(f"description_{language}"),
    )


def _preferred_only(row: Row, language: str) -> Wording:
    return Wording(language, row.get(f"preferredLabel_{language}"))
