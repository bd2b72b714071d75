"""Advertisements of every format that a table of fields describes."""

from collections.abc import Iterator
from pathlib import Path

from maillage.ingest.reader_csv import read_csv
from maillage.ingest.reader_json import read_json
from maillage.ingest.reader_map import FieldMap, Syntax, mapped_record
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.reader_values import Located, Unreadable
from maillage.ingest.reader_xml import read_xml
from maillage.ingest.record import Record
from maillage.vocab.importer import ImportLog


def read_mapped(
    path: Path, fields: FieldMap, options: ReaderOptions, log: ImportLog
) -> Iterator[Record]:
    """Yield the records of a file; one that cannot be read goes to `log` with its line.

    Raises:
        UnusableFile: the file cannot be read at all.
    """
    yield from mapped_records(_values(path, fields, log), path, fields, options, log)


def mapped_records(
    values: Iterator[Located],
    path: Path,
    fields: FieldMap,
    options: ReaderOptions,
    log: ImportLog,
) -> Iterator[Record]:
    """Yield the record of each value."""
    for line, value in values:
        try:
            yield mapped_record(value, fields, options)
        except Unreadable as error:
            log.reject(path, line, str(error))


def _values(path: Path, fields: FieldMap, log: ImportLog) -> Iterator[Located]:
    match fields.syntax:
        case Syntax.XML:
            return read_xml(path, fields.record[0], log)
        case Syntax.JSON:
            return read_json(path, fields.record, log)
        case Syntax.CSV:
            return read_csv(path, log)
