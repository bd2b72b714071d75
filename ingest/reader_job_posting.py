"""schema.org's JobPosting, wherever it may be: JSON, JSON-LD with a @graph, JSONL, or a web page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from maillage.ingest.reader_field_maps import JOB_POSTING
from maillage.ingest.reader_json import LARGEST_DOCUMENT, read_json, values_of
from maillage.ingest.reader_map import ROME_CODE, mapped_record
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.reader_values import Located, Unreadable, texts
from maillage.ingest.record import Record
from maillage.ontology.errors import MaillageError
from maillage.ontology.names import Names
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import decode

_SCRIPT = re.compile(r"<script\b[^<>]*application/ld\+json[^<>]*>", re.I)
_END = re.compile(r"</script", re.I)
_CURIE = re.compile(r"[a-z][a-z-]*:[\w.-]+")
_URI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_GRAPH = 10_000  # postings of one @graph
_CODES = 20_000  # distinct ones that are kept: many advertisements have the same


def read_job_posting_records(
    path: Path, options: ReaderOptions, log: ImportLog
) -> Iterator[Record]:
    """Yield the postings of a file, those of each JSON-LD block where it is a web page.

    `skills` and `relevantOccupation` become declared codes where they are CURIEs or URIs of ours.

    Raises:
        UnusableFile: the file cannot be read, or is a page without JSON-LD.
    """
    names = Names()
    for line, value in _values(path, log):
        postings = list(_postings(value))
        if not postings:
            log.reject(path, line, "ce n'est pas un JobPosting (@type)")
        for posting in postings:
            try:
                yield _record(posting, options, names)
            except Unreadable as error:
                log.reject(path, line, str(error))


def _values(path: Path, log: ImportLog) -> Iterator[Located]:
    try:
        with path.open("rb") as file:
            head = file.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    return _page(path, log) if head[:1] == b"<" else read_json(path, ("@graph",), log)


def _page(path: Path, log: ImportLog) -> Iterator[Located]:
    if path.stat().st_size > LARGEST_DOCUMENT:
        raise UnusableFile(path, f"page de plus de {LARGEST_DOCUMENT >> 20} Mo")
    text, _ = decode(path)
    found = False
    position, line = 0, 1
    while (script := _SCRIPT.search(text, position)) is not None:
        found = True
        line += text.count("\n", position, script.end())
        end = _END.search(text, script.end())
        position = end.start() if end is not None else len(text)
        content = text[script.end() : position]
        yield from values_of(content, ("@graph",), path, log, line)
        line += content.count("\n")
    if not found:
        raise UnusableFile(path, "page sans JSON-LD (<script type=application/ld+json>)")


def _postings(value: object) -> Iterator[dict[str, object]]:
    """Yield the JobPostings of a value, a list or a @graph."""
    values = value if isinstance(value, list) else [value]
    for one in values[:_GRAPH]:
        if not isinstance(one, dict):
            continue
        if "JobPosting" in {text.rpartition("/")[2] for text in texts(one, "@type")}:
            yield one
        elif isinstance(one.get("@graph"), list):
            yield from _postings(
                [part for part in one["@graph"] if isinstance(part, dict)][:_GRAPH]
            )


def _record(posting: dict[str, object], options: ReaderOptions, names: Names) -> Record:
    skills = texts(posting, "skills")
    competences = _curies(skills, names)
    prose = [skill for skill in skills if not _is_code(skill)]
    record = mapped_record({**posting, "skills": prose}, JOB_POSTING, options)
    declared = (
        *texts(posting, "relevantOccupation"),
        *texts(posting, "relevantOccupation/@id"),
        *texts(posting, "relevantOccupation/occupationalCategory"),
        *texts(posting, "occupationalCategory"),
        *texts(posting, "occupationalCategory/codeValue"),
    )
    return replace(record, occupations=_curies(declared, names), competences=competences)


def _curies(values: Iterable[str], names: Names) -> tuple[str, ...]:
    found = (_curie(value, names) for value in values)
    return tuple(dict.fromkeys(curie for curie in found if curie and not curie.startswith("http")))


@lru_cache(_CODES)
def _curie(value: str, names: Names) -> str:
    """Return a code as we write it, "" for another vocabulary's: one that we do not know tells us nothing."""
    try:
        if ROME_CODE.fullmatch(value):
            return f"rome:{value}"
        if _URI.fullmatch(value):
            return names.curie(value)
        return names.curie(names.uri(value).value) if _CURIE.fullmatch(value) else ""
    except (MaillageError, ValueError):
        return ""


def _is_code(text: str) -> bool:
    return bool(_URI.fullmatch(text) or _CURIE.fullmatch(text))
