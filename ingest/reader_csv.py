"""Delimited files, one row a record, in spite of encoding, delimiter and damaged rows."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from maillage.ingest.reader_masked_links import mended_note, spread_masked_row
from maillage.ingest.reader_values import Located
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import DELIMITERS, decode

_LARGEST = 500 * 2**20  # bytes: the file is held whole
_EFFORT = 20  # times a file may be gone through because of its unclosed quotes


def read_csv(path: Path, log: ImportLog) -> Iterator[Located]:
    """Yield each row as a dict of its columns; a damaged one goes to `log` with its line.

    Raises:
        UnusableFile: it cannot be opened, is empty, or has no header of two columns.
    """
    lines = _text_lines(path, log)
    delimiter, columns = _header(path, lines)
    mended = 0
    for line, fields in _rows(path, lines, delimiter, log):
        if not any(field.strip() for field in fields):
            continue
        fields = _without_empty_end(fields, len(columns))
        cut = len(fields)
        fields = spread_masked_row(fields, len(columns))
        mended += len(fields) != cut
        if len(fields) != len(columns):
            log.reject(path, line, f"{len(fields)} champs au lieu de {len(columns)}")
            continue
        yield Located(line, dict(zip(columns, fields, strict=True)))
    if mended:
        log.notes.append(mended_note(path.name, mended))


def csv_columns(path: Path) -> list[str]:
    """Return the names of a file's columns, in order; raises as `read_csv`."""
    return _header(path, _text_lines(path, ImportLog("")))[1]


def _text_lines(path: Path, log: ImportLog) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST:
            raise UnusableFile(path, f"plus de {_LARGEST >> 20} Mo : coupez-le, ou donnez du JSONL")
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    text, bad_lines = decode(path)
    for line in bad_lines:
        log.reject(path, line, "octets illisibles (ni UTF-8 ni Windows-1252)")
    return io.StringIO(text.replace("\0", ""), newline="").readlines()


def _header(path: Path, lines: list[str]) -> tuple[str, list[str]]:
    first = lines[0] if lines else ""
    found = [(next(csv.reader([first], delimiter=mark), []), mark) for mark in DELIMITERS]
    columns, delimiter = max(found, key=lambda one: len(one[0]))
    columns = [column.strip().strip("\ufeff") for column in columns]
    if len(columns) < 2 or len(set(columns)) < 2:
        raise UnusableFile(path, "pas d'en-tête de colonnes à la première ligne")
    return delimiter, columns


def _rows(
    path: Path, lines: list[str], delimiter: str, log: ImportLog
) -> Iterator[tuple[int, list[str]]]:
    offset = 1  # lines before those that the reader is given
    effort = _EFFORT * len(lines)
    reader = csv.reader(_from(lines, offset), delimiter=delimiter, strict=True)
    while True:
        start = offset + reader.line_num
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # A stray or unclosed quote: read on after that line, so that one damaged row does not
            # swallow those that follow.
            effort -= offset + reader.line_num - start
            if effort <= 0:
                log.reject(path, start + 1, "guillemets mal formés : la suite n'est pas lue")
                return
            log.reject(path, start + 1, "guillemets mal formés")
            offset = start + 1
            reader = csv.reader(_from(lines, offset), delimiter=delimiter, strict=True)
            continue
        yield start + 1, fields


def _from(lines: list[str], start: int) -> Iterator[str]:
    return (lines[index] for index in range(start, len(lines)))


def _without_empty_end(fields: list[str], columns: int) -> list[str]:
    """Return the row without the empty fields that some publishers end each line with."""
    return fields if any(field.strip() for field in fields[columns:]) else fields[:columns]
