"""Job advertisements in schema.org's JobPosting, one JSON object a line, and their triples."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.errors import MaillageError
from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, RDF, SCHEMA, XSD_DATE, XSD_INTEGER
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

_NAMED = 20_000  # names that are kept while advertisements are written


@dataclass(frozen=True, slots=True)
class JobPosting:
    """One advertisement. Its title and text are read to be linked, and never stored as triples."""

    id: str  # unique within its source
    title: str
    text: str
    commune_code: str  # INSEE, five characters
    date_posted: date
    employment_type: str  # schema.org's word, e.g. "FULL_TIME"; empty where not told
    positions: int  # how many the employer seeks to fill, from 1
    occupation_curies: tuple[str, ...]  # at least one
    competence_curies: tuple[str, ...]
    source: str


class _Unreadable(Exception):
    """An advertisement that cannot be read; the message says why, in French."""


def read_job_postings(
    path: Path, source: str, names: Names, log: ImportLog
) -> Iterator[JobPosting]:
    """Yield the advertisements of a JSONL file; one that cannot be read goes to `log` with its line.

    Raises:
        UnusableFile: the file cannot be opened.

    """
    seen: set[str] = set()
    for line, data in enumerate(_lines(path), start=1):
        if not data.strip():
            continue
        try:
            posting = _posting(_record(data), source, names)
            if posting.id in seen:
                raise _Unreadable(f"identifiant « {posting.id} » déjà lu")
        except _Unreadable as error:
            log.reject(path, line, str(error))
            continue
        seen.add(posting.id)
        yield posting
    log.done(path, len(seen))


def posting_triples(postings: Iterable[JobPosting], names: Names) -> Iterator[Triple]:
    """Yield what is kept of each advertisement: neither its title nor its text."""
    # Many advertisements say the same few thousand things.
    uri, concept = lru_cache(_NAMED)(names.uri), lru_cache(_NAMED)(names.concept)
    for posting in postings:
        node = names.concept("ad", f"{posting.source}-{posting.id}")
        yield Triple(node, RDF.type, MLG.JobAdvertisement)
        for occupation in posting.occupation_curies:
            yield Triple(node, MLG.seeks, _occupation(occupation, names))
        for competence in posting.competence_curies:
            yield Triple(node, MLG.mentions, uri(competence))
        yield Triple(node, MLG.locatedIn, concept("commune", posting.commune_code))
        posted = Literal(posting.date_posted.isoformat(), datatype=XSD_DATE)
        yield Triple(node, SCHEMA.datePosted, posted)
        yield Triple(node, MLG.positions, Literal(str(posting.positions), datatype=XSD_INTEGER))
        if posting.employment_type:
            yield Triple(node, SCHEMA.employmentType, Literal(posting.employment_type))
        yield Triple(node, DCT.source, Literal(posting.source))


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error


def _record(data: bytes) -> Mapping[str, object]:
    try:
        record = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _Unreadable(f"JSON illisible ({error})") from error
    if not isinstance(record, dict):
        raise _Unreadable("un objet JSON est attendu à chaque ligne")
    if record.get("@type") != "JobPosting":
        raise _Unreadable("ce n'est pas un JobPosting (@type)")
    return record


def _posting(record: Mapping[str, object], source: str, names: Names) -> JobPosting:
    place = record.get("jobLocation")
    occupations = _curies(record, "relevantOccupation", names)
    if not occupations:
        raise _Unreadable("aucun métier (relevantOccupation)")
    return JobPosting(
        id=_required(record, "identifier"),
        title=_required(record, "title"),
        text=_required(record, "description"),
        commune_code=_commune_code(place if isinstance(place, dict) else {}),
        date_posted=_date(_required(record, "datePosted")),
        employment_type=next(iter(_texts(record.get("employmentType"))), ""),
        positions=_positions(record.get("totalJobOpenings", 1)),
        occupation_curies=occupations,
        competence_curies=_curies(record, "skills", names),
        source=source,
    )


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in (_text(one) for one in values) if text]


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("value")  # a PropertyValue, as an identifier may be
    return " ".join(value.split()) if isinstance(value, str) else ""


def _required(record: Mapping[str, object], key: str) -> str:
    text = _text(record.get(key))
    if not text:
        raise _Unreadable(f"champ « {key} » absent ou vide")
    return text


def _commune_code(place: Mapping[str, object]) -> str:
    code = _text(place.get("identifier"))
    if len(code) != 5 or not code.isascii() or not code.isalnum():
        raise _Unreadable("code INSEE de commune absent ou mal formé (jobLocation.identifier)")
    return code.upper()


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise _Unreadable(f"date illisible (datePosted : « {text} »)") from error


def _positions(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _Unreadable(
            "nombre de postes (totalJobOpenings) : un entier à partir de 1 est attendu"
        )
    return value


def _curies(record: Mapping[str, object], key: str, names: Names) -> tuple[str, ...]:
    curies = dict.fromkeys(_texts(record.get(key)))
    for curie in curies:
        try:
            names.uri(curie)
        except (MaillageError, ValueError) as error:  # ValueError: characters that no URI can hold
            raise _Unreadable(f"champ « {key} » : {error}") from error
    return tuple(curies)


def _occupation(curie: str, names: Names) -> NamedNode:
    # `esco:` stands for skills, then for occupations; of another prefix there is but one URI.
    return names.candidates(curie)[-1]
