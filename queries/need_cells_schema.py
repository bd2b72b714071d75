"""The columns of the cells of needs, and the rows of a year that a refresh keeps."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from maillage.graph.facts_schema import DERIVED

if TYPE_CHECKING:
    import pyarrow as pa

CELLS, EXPOSURE, COMPETENCES = DERIVED


def cell_schema(name: str) -> "pa.Schema":
    """Return the columns of a table."""
    import pyarrow as pa

    text, whole = pa.string(), pa.int32()
    where = dict.fromkeys(("year", "month"), whole)
    where |= dict.fromkeys(("occupation", "sector", "commune", "reading"), text)
    return pa.schema(
        {
            CELLS: {**where, "competence": whole, "source": text, "count": whole},
            EXPOSURE: {**where, "source": text, "count": whole, "fingerprint": text},
            COMPETENCES: {"number": whole, "curie": text},
        }[name]
    )


def kept_rows(
    files: Sequence[str], name: str, year: int, again: Sequence[str]
) -> "Iterator[pa.RecordBatch]":
    """Yield the rows of the other months of a year, from its files; Delta's engine is busy writing then."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    numbers = pa.array([month_number(month) for month in again], pa.int32())
    for file in files:
        reading = re.findall(r"/reading=([a-z]+)/", file)[0]
        with pq.ParquetFile(file) as opened:
            for batch in opened.iter_batches():
                others = batch.filter(pc.invert(pc.is_in(batch["month"], numbers)))
                years = pa.repeat(pa.scalar(year, pa.int32()), len(others))
                found = others.append_column("year", years)
                found = found.append_column("reading", pa.repeat(reading, len(others)))
                yield found.select(cell_schema(name).names)


def month_number(month: str) -> int:
    """Return a month as a number.

    >>> month_number("2026-04")
    202604
    """
    return int(month.replace("-", ""))


def dated(table: "pa.Table", month: str) -> "pa.Table":
    """Return counts of one month with its year and month, columns in order."""
    import pyarrow as pa

    n = len(table)
    found = table.append_column("year", pa.repeat(pa.scalar(int(month[:4]), pa.int32()), n))
    found = found.append_column("month", pa.repeat(pa.scalar(month_number(month), pa.int32()), n))
    name = EXPOSURE if "fingerprint" in found.column_names else CELLS
    return found.select(cell_schema(name).names)
