"""The formats that can be read, which of them a file is in, and its records."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from maillage.ingest.reader_csv_columns import read_columns
from maillage.ingest.reader_field_maps import FIELD_MAPS
from maillage.ingest.reader_job_posting import read_job_posting_records
from maillage.ingest.reader_lheo import read_lheo_records
from maillage.ingest.reader_map import FieldMap
from maillage.ingest.reader_mapped import read_mapped
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.reader_text import read_text
from maillage.ingest.reader_training_lists import (
    read_carif_oref_records,
    read_grand_est_records,
    read_rncp_bloc_records,
)
from maillage.ingest.record import Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

Reader = Callable[[Path, ReaderOptions, ImportLog], Iterator[Record]]


def _mapped(fields: FieldMap) -> Reader:
    def read(path: Path, options: ReaderOptions, log: ImportLog) -> Iterator[Record]:
        return read_mapped(path, fields, options, log)

    return read


FORMATS: dict[str, Reader] = {
    **{fields.source: _mapped(fields) for fields in FIELD_MAPS},
    "jobposting": read_job_posting_records,
    "csv": read_columns,
    "text": read_text,
    "lheo": read_lheo_records,
    "carif-oref": read_carif_oref_records,
    "grand-est": read_grand_est_records,
    "rncp-blocs": read_rncp_bloc_records,
}
OFFERS = frozenset(("lheo", "carif-oref", "grand-est", "rncp-blocs"))  # their records are offers

_HEAD = 1 << 18  # bytes that tell a format
_LISTS: tuple[tuple[str, tuple[str, ...]], ...] = (  # words of a table's head → format
    ("carif-oref", ("id_certifinfo", "etablissement_lieu_formation_code_insee")),
    ("grand-est", ("Nom_Complet_Diplome", "Description_Diplome")),
    ("rncp-blocs", ("CodeRNCP", "numero_bloc")),
    ("rncp-blocs", ("Bloc_Competences_Code",)),
)
_DATA = frozenset((".json", ".jsonl", ".ndjson", ".xml"))
_TABLES = frozenset((".csv", ".tsv"))
_SUFFIXES = {
    ".csv": "csv", ".tsv": "csv", ".txt": "text", ".md": "text", ".html": "text", ".htm": "text",
}  # fmt: skip


def detect_format(path: Path) -> str:
    """Return the name of the format that a file's first 256 KiB tell, else that its suffix tells.

    Raises:
        UnusableFile: it cannot be opened, is empty, or is in none of them.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnusableFile(path, "vide")
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    found = _told_by(head.decode(encoding, errors="replace"), path.suffix.lower())
    if not found:
        raise UnusableFile(path, f"format non reconnu (formats : {', '.join(sorted(FORMATS))})")
    return found


def read_records(
    path: Path, fmt: str, log: ImportLog, options: ReaderOptions | None = None
) -> Iterator[Record]:
    """Yield the records of a file in the format of that name; what cannot be read goes to `log`.

    An identifier that comes twice is yielded twice: whoever counts tells them apart.

    Raises:
        UnusableFile: no such format, or the file cannot be read at all.
    """
    reader = FORMATS.get(fmt)
    if reader is None:
        raise UnusableFile(
            path, f"format inconnu « {fmt} » (formats : {', '.join(sorted(FORMATS))})"
        )
    read = 0
    for record in reader(path, options or ReaderOptions(), log):
        read += 1
        yield record
    log.done(path, read)


def _told_by(head: str, suffix: str) -> str:
    start = head.lstrip("\ufeff \t\r\n")
    has = partial(_has_all, head)
    if start.startswith("<") and ("<lheo" in head or "<lheo-index" in head):
        return "lheo"
    found = ""
    if start[:1] in {"{", "[", "<"} or suffix in _DATA:
        found = _mapped_format(has) or ("jobposting" if has(("JobPosting",)) else "")
    elif suffix in _TABLES:
        found = _mapped_format(has) or next((name for name, words in _LISTS if has(words)), "")
    return found or _SUFFIXES.get(suffix, "")


def _mapped_format(has: Callable[[tuple[str, ...]], bool]) -> str:
    return next((fields.source for fields in FIELD_MAPS if any(map(has, fields.marks))), "")


def _has_all(head: str, words: tuple[str, ...]) -> bool:
    return all(word in head for word in words)
