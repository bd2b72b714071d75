"""The fact tables: what is kept of ingested records, as Delta tables under `home/facts`.

A batch is written so that a kill at any moment counts nothing twice. The `records` row is the
commit of a record: what it replaces goes first, its mentions come next, its own row comes last. What a
killed batch left without a row is cleared when the tables are next opened to write.
"""

import fcntl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maillage.graph.errors import FactsInUse
from maillage.graph.facts_schema import (
    DERIVED,
    MentionRow,
    RecordRow,
    UnknownRow,
    record_key,
    schemas,
)

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable

TABLES = ("records", "mentions", "unknown", "groups")
DETAILS = ("mentions", "unknown")  # rows that belong to a record
_PARTITIONED = frozenset({"records", "mentions", "unknown"})
_SMALL_FILES = 24  # more files than this a table: they are joined at the end of a run
_ONCE = 1000  # keys in one predicate

Batch = Mapping[RecordRow, tuple[Sequence[MentionRow], Sequence[UnknownRow]]]


class Facts:
    """The fact tables of one home. Reading needs nothing; writing is inside `writing()`."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; tables are made when first written."""
        self.folder = folder

    @property
    def _marker(self) -> Path:
        return self.folder / "unfinished"

    def versions(self) -> dict[str, int]:
        """Return the version of each table that exists: what a manifest pins."""
        names = (*TABLES, *DERIVED)
        return {name: self._open(name).version() for name in names if self._exists(name)}

    def batches(
        self, name: str, columns: Sequence[str], where: str = "", version: int | None = None
    ) -> "Iterator[pa.RecordBatch]":
        """Yield some columns of a table, at a pinned version or now, a part at a time, in any order.

        `where`: a predicate of DataFusion's SQL over the columns (see `among`), "" for every row.
        """
        import pyarrow as pa

        if not self._exists(name):
            return
        schema = pa.schema([schemas()[name].field(column) for column in columns])
        opened = self._open(name, version).scan(columns=list(columns), predicate=where or None)
        for batch in pa.RecordBatchReader.from_stream(opened):
            yield batch.cast(schema)  # from the engine's string views

    def table(
        self, name: str, columns: Sequence[str], where: str = "", version: int | None = None
    ) -> "pa.Table":
        """Return what `batches` yields as one table; no rows where the table is absent."""
        import pyarrow as pa

        schema = pa.schema([schemas()[name].field(column) for column in columns])
        return pa.Table.from_batches(self.batches(name, columns, where, version), schema)

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Hold the tables to write them; yields whether the last writer was killed midway.

        What that one left half-written is cleared first.

        Raises:
            FactsInUse: another process is writing.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "write.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise FactsInUse(self.folder) from None
            killed = self._marker.exists()
            self._marker.touch()
            for name in TABLES:
                self._create(name)
            if killed:
                self._clear_orphans()
            yield killed
            self._marker.unlink()  # not in a `finally`: what an error leaves must be cleared too

    def known(self) -> "Known":
        """Return which records are held, with the hash of what was read of each."""
        table = self.table("records", ("key", "content"))
        return Known(table["key"].to_numpy(), table["content"].to_numpy())

    def add(self, batch: Batch, changed: Iterable[int] = ()) -> None:
        """Add records with their mentions; `changed`: keys that are held already, to replace."""
        self.remove(changed)
        mentions = [row for found, _ in batch.values() for row in found]
        unknown = [row for _, found in batch.values() for row in found]
        self._append("mentions", mentions)
        self._append("unknown", unknown)
        self._append("records", list(batch))

    def remove(self, keys: Iterable[int]) -> int:
        """Delete records and all that belongs to them; returns how many records went."""
        wanted = sorted(set(keys))
        gone = sum(self._delete("records", wanted))
        for name in DETAILS:
            list(self._delete(name, wanted))
        return gone

    def withdraw(self, kind: str, source: str, ids: Iterable[str]) -> list[int]:
        """Delete records of a source at once, from the disk too; returns the keys that were held.

        Earlier versions of the tables go with them: a withdrawn advertisement must not be read back.
        """
        held = self.known()
        keys = [key for one in ids if (key := record_key(kind, source, one)) in held]
        if keys:
            self.remove(keys)
        return keys

    def set_groups(self, communes: Iterable[str], groups: Mapping[int, tuple[int, str]]) -> None:
        """Replace the duplicates of some communes: record → (the record that stands, commune)."""
        places = sorted(communes)
        if places:
            self._open("groups").delete(among("commune", places))
        self._append("groups", [(key, stands, place) for key, (stands, place) in groups.items()])

    def tidy(self, *, keep: Iterable[Mapping[str, int]] = (), purge: bool = False) -> None:
        """Join small files, and drop those that no kept version reads.

        `keep`: the versions that generations pin. `purge`: drop every earlier version at once.
        """
        pinned = list(keep)
        for name in filter(self._exists, (*TABLES, *DERIVED)):
            table = self._open(name)
            if name in TABLES and len(table.file_uris()) > _SMALL_FILES:
                table.optimize.compact()
            versions = sorted({one[name] for one in pinned if name in one} | {table.version()})
            table.vacuum(
                retention_hours=0,
                dry_run=False,
                enforce_retention_duration=False,
                keep_versions=None if purge else versions,
            )

    def _clear_orphans(self) -> None:
        held = self.known()
        for name in DETAILS:
            keys = np.unique(self.table(name, ("key",))["key"].to_numpy())
            list(self._delete(name, [int(key) for key in keys if int(key) not in held]))

    def _exists(self, name: str) -> bool:
        return (self.folder / name / "_delta_log").is_dir()

    def _open(self, name: str, version: int | None = None) -> "DeltaTable":
        from deltalake import DeltaTable

        return DeltaTable(str(self.folder / name), version=version)

    def _create(self, name: str) -> None:
        from deltalake import DeltaTable

        if not self._exists(name):
            DeltaTable.create(
                str(self.folder / name),
                schemas()[name],
                mode="ignore",
                name=f"maillage {name}",
                partition_by=["month"] if name in _PARTITIONED else None,
                # The log outlives the rows: no least or greatest id or word of a column in it.
                configuration={"delta.dataSkippingStatsColumns": "key"},
            )

    def _append(self, name: str, rows: Sequence[Sequence[object]]) -> None:
        if not rows:
            return
        import pyarrow as pa
        from deltalake import WriterProperties, write_deltalake

        schema = schemas()[name]
        columns = [
            pa.array(list(values), type=field.type)
            for values, field in zip(zip(*rows, strict=True), schema, strict=True)
        ]
        write_deltalake(
            str(self.folder / name),
            pa.Table.from_arrays(columns, schema=schema),
            mode="append",
            writer_properties=WriterProperties(compression="ZSTD", compression_level=3),
        )

    def _delete(self, name: str, keys: Sequence[int]) -> Iterator[int]:
        for at in range(0, len(keys), _ONCE):
            metrics = self._open(name).delete(among("key", keys[at : at + _ONCE]))
            yield int(metrics["num_deleted_rows"] or 0)


class Known:
    """The keys of held records, and the hash of what was read of each: 16 bytes a record."""

    def __init__(
        self,
        keys: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]",
        contents: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]",
    ) -> None:
        """Sort the keys (int64), each with its content hash."""
        order = np.argsort(keys)
        self._keys, self._contents = keys[order], contents[order]

    @classmethod
    def none(cls) -> "Known":
        """Return what an empty table holds."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))

    def plus(self, more: Mapping[int, int]) -> "Known":
        """Return these records and others, key → content; where both have a key, the other's content."""
        keys = np.fromiter(more.keys(), np.int64, len(more))
        others = np.fromiter(more.values(), np.int64, len(more))
        kept = ~np.isin(self._keys, keys)
        return Known(
            np.concatenate([self._keys[kept], keys]), np.concatenate([self._contents[kept], others])
        )

    def __len__(self) -> int:
        """Return how many records are held."""
        return len(self._keys)

    def __contains__(self, key: int) -> bool:
        """Tell whether a record is held."""
        return self.content(key) is not None

    def content(self, key: int) -> int | None:
        """Return the hash of what was read of a record, None where it is not held."""
        at = int(np.searchsorted(self._keys, key))
        if at < len(self._keys) and self._keys[at] == key:
            return int(self._contents[at])
        return None


def among(column: str, values: Iterable[str | int]) -> str:
    """Return the predicate that a column has one of some values; none of them: no row.

    >>> among("commune", ["10387", "l'Aube"]), among("key", [])
    ("commune IN ('10387', 'l''Aube')", 'false')
    """
    listed = [
        str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
        for value in values
    ]
    return f"{column} IN ({', '.join(listed)})" if listed else "false"
