"""How one format's fields become a record: a table of paths, and the one function that applies it."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from maillage.ingest.plain_text import one_line, plain_text
from maillage.ingest.reader_dates import read_date
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.reader_place import completed, department_code, place_from_label
from maillage.ingest.reader_values import Unreadable, first_text, texts
from maillage.ingest.record import Place, Record

ROME_CODE = re.compile(r"[A-N][0-9]{4}")
_NAF = re.compile(r"([0-9]{2})(?:\.?[0-9]{2}\.?[A-Z])?")
_COMPETENCE_CODE = re.compile(r"[0-9]{3,9}")
_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_POSITIONS = range(1, 10_001)
_TITLE = 500  # characters of a title; what is longer is no title
Paths = tuple[str, ...]  # of one field: the first that holds something is taken


class Syntax(StrEnum):
    """How the file is written."""

    JSON = "json"
    XML = "xml"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Where the fields of a record are. A path is "a/b/@code"; lists on the way are gone through."""

    source: str
    syntax: Syntax
    title: Paths
    text: Paths  # all of them, one paragraph each, in this order
    record: Paths = ()  # XML: the element of one record; JSON: the keys that may hold the list
    marks: tuple[Paths, ...] = ()  # a file whose head has all the words of one of these is this
    id: Paths = ("id",)
    id_needed: bool = True  # else a record without one is named after a digest of its content
    insee: Paths = ()
    postal_code: Paths = ()
    town: Paths = ()
    department: Paths = ()
    place: Paths = ()  # a label: "67 - Strasbourg"
    posted: Paths = ()
    ends: Paths = ()
    contract: Paths = ()
    positions: Paths = ()
    employer: Paths = ()
    sector: Paths = ()  # NAF: "78", "78.20Z"
    rome: Paths = ()  # ROME codes: every one of them
    competences: Paths = ()  # ROME codes of competences and savoirs: every one of them


def mapped_record(value: object, fields: FieldMap, options: ReaderOptions) -> Record:
    """Return the record that a value tells.

    Raises:
        Unreadable: not an object, or without a title, a text or the identifier that it must have.
    """
    if not isinstance(value, dict):
        raise Unreadable("un objet est attendu")
    title = one_line(first_text(value, fields.title))
    if not title:
        raise Unreadable(f"intitulé absent ou vide ({fields.title[0]})")
    text = _text(value, fields.text)
    if not text:
        raise Unreadable(f"texte absent ou vide ({fields.text[0]})")
    place = _place(value, fields)
    return Record(
        kind=options.kind,
        source=options.source or fields.source,
        id=_id(value, fields, title, text, place),
        title=title[:_TITLE],
        text=text,
        place=place,
        posted=_date(value, fields.posted),
        ends=_date(value, fields.ends),
        contract=one_line(first_text(value, fields.contract))[:100],
        positions=_positions(first_text(value, fields.positions)),
        employer=one_line(first_text(value, fields.employer))[:200],
        sector=sector_curie(first_text(value, fields.sector)),
        occupations=_codes(value, fields.rome, ROME_CODE, lambda _: "rome"),
        competences=_codes(
            value,
            fields.competences,
            _COMPETENCE_CODE,
            lambda code: options.schemes.get(code, "rome-competence"),
        ),
    )


def content_id(title: str, text: str, place: Place) -> str:
    """Return an identifier for a record that has none: the same content has the same one."""
    parts = (title, text, place.insee, place.postal_code, place.town, place.department)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace"))
    return f"sha256-{digest.hexdigest()[:20]}"


def sector_curie(text: str) -> str:
    """Return "naf:78" for "78", "78.20Z" or "7820Z", else ""."""
    match = _NAF.fullmatch(text.strip())
    return f"naf:{match[1]}" if match else ""


def _text(value: object, paths: Paths) -> str:
    parts = dict.fromkeys(plain_text("\n".join(texts(value, path))) for path in paths)
    return "\n\n".join(part for part in parts if part)


def _id(value: object, fields: FieldMap, title: str, text: str, place: Place) -> str:
    found = one_line(first_text(value, fields.id))
    if not found and fields.id_needed:
        raise Unreadable(f"identifiant absent ou vide ({fields.id[0]})")
    if len(found) > 200:
        found = ""
    return found or content_id(title, text, place)


def _place(value: object, fields: FieldMap) -> Place:
    insee = first_text(value, fields.insee).upper()
    place = Place(
        insee=insee if _INSEE.fullmatch(insee) else "",
        postal_code=re.sub(r"[^0-9A-Za-z-]", "", first_text(value, fields.postal_code))[:5],
        town=one_line(first_text(value, fields.town))[:120],
        department=department_code(first_text(value, fields.department)),
    )
    label = first_text(value, fields.place)
    return completed(place, place_from_label(label)) if label else place


def _date(value: object, paths: Paths) -> date | None:
    days = (read_date(text) for path in paths for text in texts(value, path))
    return next((day for day in days if day is not None), None)


def _positions(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    return number if number in _POSITIONS else None


def _codes(
    value: object, paths: Paths, shape: re.Pattern[str], scheme: Callable[[str], str]
) -> tuple[str, ...]:
    codes = (text for path in paths for text in texts(value, path))
    found = (f"{scheme(code)}:{code}" for code in codes if shape.fullmatch(code))
    return tuple(dict.fromkeys(found))
