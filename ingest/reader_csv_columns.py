"""CSV of anyone: the columns that the user names, or that bear a name we know."""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from maillage.ingest.reader_csv import csv_columns
from maillage.ingest.reader_map import FieldMap, Syntax
from maillage.ingest.reader_mapped import read_mapped
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.record import Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

FIELDS: dict[str, tuple[str, ...]] = {  # field → names of columns that tell it, the surest first
    "id": ("id", "identifiant", "reference", "ref", "numero", "id offre", "numero offre"),
    "title": ("title", "intitule", "titre", "poste", "intitule du poste", "libelle", "job title"),
    "text": ("text", "description", "texte", "annonce", "contenu", "descriptif", "missions"),
    "insee": ("insee", "code insee", "code commune", "commune insee", "depcom"),
    "postal_code": ("postal code", "code postal", "cp", "postcode", "zip"),
    "town": ("town", "ville", "commune", "city", "localite"),
    "department": ("department", "departement", "code departement", "dep"),
    "place": ("place", "lieu", "lieu de travail", "localisation", "location"),
    "posted": (
        "posted",
        "date",
        "date creation",
        "date de publication",
        "date publication",
        "debut",
    ),
    "ends": ("ends", "date fin", "fin", "date expiration"),
    "contract": ("contract", "contrat", "type contrat", "type de contrat"),
    "positions": ("positions", "nombre postes", "nb postes", "nombre de postes", "postes"),
    "employer": ("employer", "entreprise", "employeur", "societe", "company"),
    "sector": ("sector", "naf", "code naf", "ape", "code ape"),
    "rome": ("rome", "code rome", "romecode"),
}
_NEEDED = ("title", "text")


def read_columns(path: Path, options: ReaderOptions, log: ImportLog) -> Iterator[Record]:
    """Yield the records of a CSV file with a header.

    Raises:
        UnusableFile: it cannot be read, a column that was named is absent, or none tells the title
            or the text.
    """
    columns = column_of_fields(path, csv_columns(path), options.columns)
    paths = {name: (column,) for name, column in columns.items()}
    fields = FieldMap(
        source="csv",
        syntax=Syntax.CSV,
        id_needed=False,
        **{"id": (), **paths},  # type: ignore[arg-type]  # names of fields, checked just above
    )
    yield from read_mapped(path, fields, options, log)


def column_of_fields(path: Path, columns: list[str], named: Mapping[str, str]) -> dict[str, str]:
    """Return field → column: those that the user named, and of the others those that we know."""
    unknown = sorted(set(named) - set(FIELDS))
    if unknown:
        known = ", ".join(FIELDS)
        raise UnusableFile(path, f"champ inconnu « {unknown[0]} » (champs : {known})")
    by_name = {_folded(column): column for column in reversed(columns)}
    found = {}
    for name, column in named.items():
        if _folded(column) not in by_name:
            raise UnusableFile(path, f"colonne « {column} » absente (lues : {', '.join(columns)})")
        found[name] = by_name[_folded(column)]
    for name, aliases in FIELDS.items():
        guess = next((by_name[alias] for alias in aliases if alias in by_name), "")
        if guess and name not in found and guess not in found.values():
            found[name] = guess
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        asked = " et ".join(f"« {name} »" for name in missing)
        raise UnusableFile(path, f"nommez la colonne de {asked} (lues : {', '.join(columns)})")
    return {name: column for name, column in found.items() if "/" not in column}


def _folded(column: str) -> str:
    letters = unicodedata.normalize("NFD", column.casefold().replace("œ", "oe"))
    plain = "".join(one if one.isalnum() else " " for one in letters if one.isascii())
    return " ".join(plain.split())
