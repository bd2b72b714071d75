"""Publishers' delimited files, read in spite of BOM, encoding, delimiter and column order."""

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

DELIMITERS = (",", ";", "\t", "|")
csv.field_size_limit(
    min(sys.maxsize, 2**31 - 1)
)  # a definition may be long; the file's size is the bound


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line where it starts (1-based) and its values, stripped, by column name."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the value of a column that the reader required."""
        return self.values[column]

    def get(self, column: str) -> str:
        """Return the value of an optional column, empty where the file lacks it."""
        return self.values.get(column, "")


def read_table(
    path: Path,
    log: ImportLog,
    *,
    required: Sequence[str],
    key: Sequence[str] = (),
    header_line: int = 1,
) -> Iterator[Row]:
    """Yield the records of a delimited file.

    `required` columns must be in the header (case and surrounding spaces aside); a record with an
    empty `key` column, with too few or too many fields, or with bytes that are not text is rejected
    with its line. `header_line` is the 1-based line of the header, where a preamble comes first.

    Raises:
        UnusableFile: absent, empty, or a required column is missing.
    """
    text, bad_lines = decode(path)
    for line in bad_lines:
        log.reject(path, line, "octets illisibles (ni UTF-8 ni Windows-1252)")
    # Not str.splitlines: it also cuts at U+2028 and the like, which a cell may hold.
    lines = io.StringIO(text, newline="").readlines()
    if len(lines) < header_line or not text.strip():
        raise UnusableFile(path, f"vide ; colonnes attendues : {', '.join(required)}")
    delimiter, columns = _header(path, lines[header_line - 1], required)
    rows = 0
    for record in _records(path, lines[header_line:], delimiter, header_line, log):
        line, fields = record
        if len(fields) > len(columns) and not any(
            field.strip() for field in fields[len(columns) :]
        ):
            fields = fields[: len(columns)]  # some publishers end each line with delimiters
        if len(fields) != len(columns):
            reason = f"{len(fields)} champs au lieu de {len(columns)}"
            log.reject(path, line, reason)
            continue
        values = dict(zip(columns, (field.strip() for field in fields), strict=True))
        empty = [column for column in key if not values[column]]
        if empty:
            log.reject(path, line, f"colonne {empty[0]} vide")
            continue
        rows += 1
        yield Row(line, values)
    log.done(path, rows)


def decode(path: Path) -> tuple[str, list[int]]:
    """Return the text of a file and the lines that had to be dropped because no encoding reads them.

    UTF-8 (with or without BOM) first. A file where most non-ASCII lines are not UTF-8 is taken for
    Windows-1252, as several Dares and ROME files are whatever their name says.

    Raises:
        UnusableFile: the file cannot be opened.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableFile(path, f"lecture impossible ({error.strerror})") from error
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _decode_by_line(data)


def _decode_by_line(data: bytes) -> tuple[str, list[int]]:
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    texts: list[str | None] = []
    good = 0
    for line in lines:
        try:
            texts.append(line.decode("utf-8"))
            good += not line.isascii()
        except UnicodeDecodeError:
            texts.append(None)
    bad = [number for number, text in enumerate(texts, start=1) if text is None]
    if good < len(bad):
        return data.decode("cp1252", errors="replace"), []
    # Mostly UTF-8: the odd line is damaged, and guessing at it would put wrong letters in a label.
    return "\n".join(text if text is not None else "" for text in texts), bad


def _header(path: Path, line: str, required: Sequence[str]) -> tuple[str, list[str]]:
    known = {_fold(column): column for column in required}
    best: tuple[int, str, list[str]] = (-1, ",", [])
    for delimiter in DELIMITERS:
        columns = next(csv.reader([line], delimiter=delimiter), [])
        named = [known.get(_fold(column), column.strip()) for column in columns]
        found = len(set(named) & set(required))
        if (found, len(named)) > (best[0], len(best[2])):
            best = (found, delimiter, named)
    missing = [column for column in required if column not in best[2]]
    if missing:
        raise UnusableFile(
            path, f"colonnes absentes : {', '.join(missing)} (lues : {', '.join(best[2])[:200]})"
        )
    return best[1], best[2]


def _records(
    path: Path, lines: list[str], delimiter: str, offset: int, log: ImportLog
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = offset + reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # A stray or unclosed quote: in strict mode the reader stops; read on after that line, so
            # that one damaged record does not swallow those that follow.
            log.reject(path, start, f"guillemets mal formés ({error})")
            lines = lines[start - offset :]
            offset = start
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if any(field.strip() for field in fields):
            yield start, fields


def _fold(column: str) -> str:
    return column.strip().strip("\ufeff").casefold()
