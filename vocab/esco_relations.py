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
    columns = ("originalSkillUri", "relationType", "relatedSkillUri")
    file = files.newest("skillSkillRelations")
    if file is None:
        return
    for row in stream_rows(file.path, log, columns):
        original, related = skills.get(row[columns[0]]), skills.get(row[columns[2]])
        predicate = _RELATIONS.get(row["relationType"])
        if original is None or related is None:
            missing = row[columns[0]] if original is None else row[columns[2]]
            log.reject(file.path, row.line, f"compétence ESCO inconnue : {missing}")
        elif predicate is None:
            log.reject(file.path, row.line, f"relation inconnue : « {row['relationType'][:40]} »")
        else:
            yield Triple(original, predicate, related)


def occupation_skill_triples(
    files: EscoFiles,
    occupations: Mapping[str, NamedNode],
    retired: Container[str],
    skills: Mapping[str, NamedNode],
    log: ImportLog,
) -> Iterator[Triple]:
    """Yield the skills of each occupation: ESCO's own property, and `mlg:requires` beside it."""
    columns = ("occupationUri", "relationType", "skillUri")
    file = files.newest("occupationSkillRelations")
    if file is None:
        return
    of_retired = 0
    served = set()
    for row in stream_rows(file.path, log, columns):
        occupation, skill = occupations.get(row["occupationUri"]), skills.get(row["skillUri"])
        predicate = _RELATIONS.get(row["relationType"])
        if row["occupationUri"] in retired:
            of_retired += 1
        elif occupation is None:
            log.reject(file.path, row.line, f"profession ESCO inconnue : {row['occupationUri']}")
        elif skill is None:
            log.reject(file.path, row.line, f"compétence ESCO inconnue : {row['skillUri']}")
        elif predicate is None:
            log.reject(file.path, row.line, f"relation inconnue : « {row['relationType'][:40]} »")
        else:
            served.add(occupation)
            yield Triple(occupation, predicate, skill)
            yield Triple(occupation, MLG.requires, skill)
    if of_retired:
        log.notes.append(f"{of_retired} relations de professions ESCO retirées ne sont pas reprises.")
    if len(served) < len(occupations):
        log.notes.append(
            f"{len(occupations) - len(served)} professions ESCO n'ont aucune compétence dans "
            f"{file.path.parent.name}/{file.path.name}."
        )


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
            if fields is None or len(fields) != len(header):
                log.reject(path, line, "ligne illisible (encodage, guillemets ou nombre de champs)")
            elif any(fields):
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
