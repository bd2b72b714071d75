"""JSON files, one value at a time with its line: JSONL, one document, or a list inside a document."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from maillage.ingest.reader_masked_links import close_json_links, mended_note
from maillage.ingest.reader_values import Located
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

LARGEST_DOCUMENT = 200 * 2**20  # bytes: a document is held whole; JSONL is not, whatever its size
_LONGEST_LINE = 16 * 2**20  # bytes
_BETWEEN = re.compile(r"[\s,]*")
_NEXT_RECORD = re.compile(r"\}[\s,]*(?=\{)")
_MOST_BROKEN = 1000  # values of one document that may be broken before it is left
_DECODER = json.JSONDecoder()


def read_json(path: Path, lists: tuple[str, ...], log: ImportLog) -> Iterator[Located]:
    """Yield the values of a file; what is not JSON goes to `log` with its line, the others go on.

    `lists` are the keys under which a document holds its records ("resultats").

    Raises:
        UnusableFile: it cannot be opened, or is a document too large to be held.
    """
    if _has_a_value_a_line(path, lists):
        yield from _lines(path, log)
    else:
        yield from values_of(_document(path), lists, path, log)


def values_of(
    text: str, lists: tuple[str, ...], path: Path, log: ImportLog, first_line: int = 1
) -> Iterator[Located]:
    """Yield the values of a document's text; a broken one is skipped up to the next object."""
    position = _start(text, lists)
    line, counted = first_line, 0
    mended = False
    broken = 0
    while True:
        position = _BETWEEN.match(text, position).end()  # type: ignore[union-attr]  # matches ""
        if position >= len(text) or text[position] in "]}":
            return
        line, counted = line + text.count("\n", counted, position), position
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            if not mended and "[url]" in text:
                mended, rest = True, text[position:]
                closed = close_json_links(rest)
                lines = zip(closed.split("\n"), rest.split("\n"), strict=True)
                log.notes.append(mended_note(path.name, sum(one != was for one, was in lines)))
                text = text[:position] + closed
                continue
            log.reject(path, line, f"JSON illisible ({_reason(error)})")
            broken += 1
            resumed = _NEXT_RECORD.search(text, max(position + 1, getattr(error, "pos", 0) - 1))
            if resumed is None:
                return
            if broken == _MOST_BROKEN:
                log.reject(path, line, f"{broken} valeurs illisibles : la suite n'est pas lue")
                return
            position = resumed.end()
            continue
        yield Located(line, value)


def _start(text: str, lists: tuple[str, ...]) -> int:
    """Return where the records begin: after the bracket of their list, where there is one."""
    opening = re.match(r"\s*\[", text)
    if opening:
        return opening.end()
    for key in lists:
        match = re.search(rf'"{re.escape(key)}"\s*:\s*\[', text)
        if match:
            return match.end()
    return 0


def _has_a_value_a_line(path: Path, lists: tuple[str, ...]) -> bool:
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return True
    try:
        with path.open("rb") as file:
            head = (file.readline(_LONGEST_LINE) + file.readline(_LONGEST_LINE)).strip()
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    first, _, second = head.partition(b"\n")
    if any(b'"' + key.encode() + b'"' in first for key in lists):
        return False
    whole = first.strip().startswith(b"{") and first.strip().endswith(b"}")
    return whole and (not second.strip() or second.strip().startswith(b"{"))


def _lines(path: Path, log: ImportLog) -> Iterator[Located]:
    try:
        with path.open("rb") as file:
            yield from _each_line(path, iter(lambda: file.readline(_LONGEST_LINE), b""), log)
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error


def _each_line(path: Path, chunks: Iterator[bytes], log: ImportLog) -> Iterator[Located]:
    line = 0
    continued = False  # the chunk before did not end its line
    for chunk in chunks:
        ends = chunk.endswith(b"\n")
        line += not continued
        too_long = not ends and len(chunk) >= _LONGEST_LINE
        if too_long and not continued:
            log.reject(path, line, f"ligne de plus de {_LONGEST_LINE >> 20} Mo")
        skipped, continued = continued or too_long, not ends
        if skipped or not chunk.strip():
            continue
        try:
            value = json.loads(chunk.decode("utf-8-sig"))
        except UnicodeDecodeError:
            log.reject(path, line, "octets illisibles (UTF-8 attendu)")
        except (ValueError, RecursionError) as error:
            log.reject(path, line, f"JSON illisible ({_reason(error)})")
        else:
            yield Located(line, value)


def _document(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_DOCUMENT:
            most = LARGEST_DOCUMENT >> 20
            raise UnusableFile(path, f"document JSON de plus de {most} Mo : donnez-le en JSONL")
        data = path.read_bytes()
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    # A character that cannot be read must not lose the document: it shows as "\ufffd".
    return data.decode(encoding, errors="replace")


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, caractère {error.colno}"
    return "trop imbriqué" if isinstance(error, RecursionError) else "valeur hors limites"
