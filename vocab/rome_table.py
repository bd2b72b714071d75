"""One file of a ROME release, with where to send the rows that cannot be used."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maillage.vocab.importer import ImportLog
from maillage.vocab.table import Row, read_table


@dataclass(frozen=True, slots=True)
class RomeTable:
    """A delimited file that may be absent: it then has no row."""

    path: Path | None
    log: ImportLog

    def rows(self, keys: tuple[str, ...], others: tuple[str, ...] = ()) -> Iterator[Row]:
        """Yield the rows whose `keys` columns are filled; `others` must exist but may be empty.

        Raises:
            UnusableFile: a column is missing, or the file cannot be read.

        """
        if self.path is not None:
            yield from read_table(self.path, self.log, required=(*keys, *others), key=keys)

    def reject(self, row: Row, reason: str) -> None:
        """Record that `row`, or the part of it that `reason` names, could not be used."""
        if self.path is not None:
            self.log.reject(self.path, row.line, reason)
