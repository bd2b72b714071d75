"""What ESCO concepts say of one another: hierarchy, and the skills that an occupation needs."""

import csv
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from maillage.ontology.terms import ESCO, MLG, SKOS
from maillage.vocab.errors import UnusableFile
from maillage.vocab.esco_files import EscoFiles
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import DELIMITERS, Row, read_table

_RELATIONS = {"essential": ESCO.relatedEssentialSkill, "optional": ESCO.relatedOptionalSkill}


def broader_triples(
    files: EscoFiles, stem: str, nodes: Mapping[str, NamedNode], log: ImportLog
) -> Iterator[Triple]:
    """Yield `skos:broader` of the newest `stem` file, between concepts that exist."""
    file = files.newest(stem)
    if file is None:
        return
    for row in read_table(file.path, log, required=("conceptUri", "broaderUri")):
        narrower, broader = nodes.get(row["conceptUri"]), nodes.get(row["broaderUri"])
        if narrower is None or broader is None:
            missing = row["conceptUri"] if narrower is None else row["broaderUri"]
            log.reject(file.path, row.line, f"concept ESCO inconnu : {missing}")
        else:
            yield Triple(narrower, SKOS.broader, broader)


def skill_relation_triples(
    files: EscoFiles, skills: Mapping[str, NamedNode], log: ImportLog
) -> Iterator[Triple]:
    """Yield the skills that a skill rests on, essentially or optionally."""
    file = files.newest("skillSkillRelations")
    if file is None:
        return
    columns = ("originalSkillUri", "relationType", "relatedSkillUri")
    for row in stream_rows(file.path, log, columns):
        subject, predicate, related = (row[column] for column in columns)
        if fault := _fault(subject, predicate, related, skills, skills):
            log.reject(file.path, row.line, fault)
        else:
            yield Triple(skills[subject], _RELATIONS[predicate], skills[related])


def occupation_skill_triples(
    files: EscoFiles,
    occupations: Mapping[str, NamedNode],
    retired: Container[str],
    skills: Mapping[str, NamedNode],
    log: ImportLog,
) -> Iterator[Triple]:
    """Yield the skills of each occupation: ESCO's own property, and `mlg:requires` beside it."""
    file = files.newest("occupationSkillRelations")
    if file is None:
        return
    columns = ("occupationUri", "relationType", "skillUri")
    of_retired = 0
    served: set[str] = set()
    for row in stream_rows(file.path, log, columns):
        occupation, predicate, skill = (row[column] for column in columns)
        if occupation in retired:
            of_retired += 1
        elif fault := _fault(occupation, predicate, skill, occupations, skills):
            log.reject(file.path, row.line, fault)
        else:
            served.add(occupation)
            yield Triple(occupations[occupation], _RELATIONS[predicate], skills[skill])
            yield Triple(occupations[occupation], MLG.requires, skills[skill])
    if of_retired:
        log.notes.append(
            f"{of_retired} relations de professions ESCO retirées ne sont pas reprises."
        )
    if len(served) < len(occupations):
        log.notes.append(
            f"{len(occupations) - len(served)} professions ESCO n'ont aucune compétence dans "
            f"{file.path.parent.name}/{file.path.name}."
        )


def _fault(
    subject: str,
    relation: str,
    target: str,
    subjects: Container[str],
    targets: Container[str],
) -> str:
    """Return why a relation cannot be kept, or an empty text."""
    if subject not in subjects:
        return f"concept ESCO inconnu : {subject}"
    if target not in targets:
        return f"concept ESCO inconnu : {target}"
    if relation not in _RELATIONS:
        return f"relation inconnue : « {relation[:40]} »"
    return ""


def stream_rows(path: Path, log: ImportLog, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the records of a file of which each line is one record, a line at a time in memory.

    Codes and URIs hold no line break, so a stray quote costs its own line only.

    Raises:
        UnusableFile: absent, empty, or a column is missing.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    with file:
        delimiter, header = _header(path, file.readline(), columns)
        rows = 0
        for line, raw in enumerate(file, start=2):
            fields = _fields(raw, delimiter)
            if fields == []:
                continue
            if fields is None or len(fields) != len(header):
                log.reject(path, line, "ligne illisible (encodage, guillemets ou nombre de champs)")
                continue
            rows += 1
            yield Row(line, dict(zip(header, fields, strict=True)))
    log.done(path, rows)


def _header(path: Path, raw: bytes, columns: Sequence[str]) -> tuple[str, list[str]]:
    for delimiter in DELIMITERS:
        header = _fields(raw.removeprefix(b"\xef\xbb\xbf"), delimiter) or []
        if set(columns) <= set(header):
            return delimiter, header
    raise UnusableFile(path, f"colonnes attendues : {', '.join(columns)}")


def _fields(raw: bytes, delimiter: str) -> list[str] | None:
    try:
        text = raw.decode("utf-8").rstrip("\r\n")
        fields = next(csv.reader((text,), delimiter=delimiter, strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        return None
    return [field.strip() for field in fields]
