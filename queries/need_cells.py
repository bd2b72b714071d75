"""Counts of mentions, summed once by month, commune, sector, occupation, competence and source, ready to be asked.

Ten million mentions take a second to count for one bassin; their cells, sorted by occupation, sector and commune,
a few hundredths. Three Delta tables under the fact tables' folder:

- `need_cells` (year, reading, month, occupation, sector, commune, competence, source, count), competences by number;
- `need_exposure` (year, reading, month, occupation, sector, commune, source, count, fingerprint): all advertisements;
- `need_competences` (number, curie): numbers never change their meaning.

Each reading has files of its own: of all advertisements, by sector, by occupation.

Ingestion refreshes them, a generation pins their versions, and whoever asks reads those. A month whose standing
advertisements did not change is not counted again; the exposure of a year is written last and holds the
fingerprints of its months, so that a refresh that was killed is taken up by the next.
"""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from maillage.graph.facts_schema import DERIVED
from maillage.queries.need_cells_schema import (
    CELLS,
    COMPETENCES,
    EXPOSURE,
    cell_schema,
    dated,
    kept_rows,
    month_number,
)
from maillage.queries.sql_question import sql_question

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from deltalake import DeltaTable

THRESHOLD = 0.5  # least probability of a mention: that from which the graph holds it
_ROW_GROUP = 32_768  # small: one commune's rows are read without many others
_MEMORY = "256MB"


class NeedCells:
    """The cells of one home's fact tables."""

    def __init__(
        self, folder: Path, threads: int = 2, versions: Mapping[str, int] | None = None
    ) -> None:
        """Name the folder of the fact tables (`home/facts`).

        `versions`: those that a generation pins, to read and not to refresh; None for the tables as they are.
        """
        self.folder = folder
        self.versions = versions
        self._threads = threads
        self._tables: dict[str, DeltaTable] = {}
        self._known: pa.Array | None = None
        self._curies: tuple[int, list[str]] | None = None  # version of the table, and its CURIEs

    @cached_property
    def connection(self) -> "duckdb.DuckDBPyConnection":
        """DuckDB in memory; it keeps the footers of the files that it read."""
        import duckdb

        connection = duckdb.connect()
        connection.execute(f"SET threads = {int(self._threads)}")
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute("SET GLOBAL parquet_metadata_cache = true")  # for its cursors too
        connection.execute("SET temp_directory = ?", [str(self.folder / "spill")])
        return connection

    def files(self, name: str, part: str = "") -> list[str]:
        """Return the files of a table, or of one of its partitions (`reading=all`); none where it is absent."""
        found = self._open(name).file_uris() if self.exists(name) else []
        return [file for file in found if f"/{part}/" in file] if part else found

    def exists(self, name: str) -> bool:
        """Tell whether a table was ever written, and is pinned where versions are."""
        pinned = self.versions is None or name in self.versions
        return pinned and (self.folder / name / "_delta_log").is_dir()

    def refresh(self, progress: Callable[[str], None] = lambda _: None) -> list[str]:
        """Count again the months whose advertisements changed; returns them.

        Whoever calls it holds the fact tables (`Facts.writing`). `progress` is told each month.
        """
        sources = {name: self.files(name) for name in ("records", "mentions", "groups")}
        if not sources["records"]:
            return []
        self._forget_other_columns()
        wanted = self._fingerprints(sources)
        held = self.fingerprints()
        changed = sorted(
            month for month in wanted.keys() | held.keys() if wanted.get(month) != held.get(month)
        )
        years: defaultdict[int, list[str]] = defaultdict(list)
        for month in changed:
            years[int(month[:4])].append(month)
        for year, months in sorted(years.items()):
            self._refresh_year(year, months, wanted, sources, progress)
        return changed

    def _fingerprints(self, sources: dict[str, list[str]]) -> dict[str, str]:
        given = {name: sources[name] for name in ("records", "groups")}
        rows = sql_question("need_months").ask(self.connection, self._present(given)).fetchall()
        return {month: f"{count}-{fingerprint}" for month, count, fingerprint in rows}

    def _forget_other_columns(self) -> None:
        # Cells that earlier code made: they are counted again, from the facts.
        if any(
            {field.name for field in self._open(name).schema().fields}
            != set(cell_schema(name).names)
            for name in DERIVED
            if self.exists(name)
        ):
            for name in DERIVED:
                shutil.rmtree(self.folder / name, ignore_errors=True)
                self._tables.pop(name, None)

    def fingerprints(self) -> dict[str, str]:
        """Return the months that are counted, each with a digest of all that its counts come from."""
        import pyarrow.compute as pc

        if not self.exists(EXPOSURE):
            return {}
        table = self._read(EXPOSURE, ("month", "fingerprint"))
        pairs = table.group_by(["month", "fingerprint"]).aggregate([])
        months = pc.cast(pairs["month"], "string").to_pylist()
        return {
            f"{month[:4]}-{month[4:]}": fingerprint
            for month, fingerprint in zip(months, pairs["fingerprint"].to_pylist(), strict=True)
        }

    def _refresh_year(
        self,
        year: int,
        months: Sequence[str],
        wanted: dict[str, str],
        sources: dict[str, list[str]],
        progress: Callable[[str], None],
    ) -> None:
        standing = [month for month in months if month in wanted]
        self._number_competences(standing, sources)
        kept = {name: self.files(name, f"year={year}") for name in (CELLS, EXPOSURE)}

        def exposure() -> "Iterator[pa.RecordBatch]":
            yield from kept_rows(kept[EXPOSURE], EXPOSURE, year, months)
            for month in standing:
                yield from self._exposure_of(month, wanted[month], sources).to_batches()

        with TemporaryDirectory(dir=self.folder) as drafts:
            counted = self._draft(Path(drafts), standing, sources, progress)
            given = {"counted": counted, "kept": kept[CELLS] or counted[:1]}
            # Where no cell is kept, the first draft stands in: all its months are counted again.
            ordered = sql_question("need_cells_sorted").ask(
                self.connection, {**given, "again": [month_number(month) for month in months]}
            )
            self._overwrite(CELLS, ordered.to_arrow_reader(_ROW_GROUP), year)
        self._overwrite(EXPOSURE, exposure(), year)

    def _draft(
        self,
        folder: Path,
        months: Sequence[str],
        sources: dict[str, list[str]],
        progress: Callable[[str], None],
    ) -> list[str]:
        """Count months one at a time, each into a file; what is held does not grow with the year."""
        import pyarrow.parquet as pq

        files = [str(folder / "none.parquet")]
        pq.write_table(cell_schema(CELLS).empty_table(), files[0])
        for month in months:
            progress(month)
            files.append(str(folder / f"{month}.parquet"))
            pq.write_table(self._cells_of(month, sources).cast(cell_schema(CELLS)), files[-1])
        return files

    def _number_competences(self, months: Sequence[str], sources: dict[str, list[str]]) -> None:
        """Give the next numbers to the competences that have none, on disk before any cell says them."""
        import pyarrow as pa
        from deltalake import write_deltalake

        given = {name: sources[name] for name in ("records", "mentions")} | {"months": list(months)}
        question = sql_question("need_competences_of_months")
        found = [
            curie for (curie,) in question.ask(self.connection, self._present(given)).fetchall()
        ]
        known = self.competences()
        new = sorted(set(found) - set(known))
        if new or not self.exists(COMPETENCES):
            numbers = pa.array(range(len(known), len(known) + len(new)), pa.int32())
            table = pa.Table.from_arrays(
                [numbers, pa.array(new, pa.string())], schema=cell_schema(COMPETENCES)
            )
            write_deltalake(str(self.folder / COMPETENCES), table, mode="append")
        self._known = pa.array(self.competences(), pa.string())

    def _cells_of(self, month: str, sources: dict[str, list[str]]) -> "pa.Table":
        import pyarrow.compute as pc

        given = {**sources, "month": month, "threshold": THRESHOLD}
        answer = sql_question("need_cells_of_month").ask(self.connection, self._present(given))
        table = answer.to_arrow_table()
        at = table.schema.get_field_index("competence")
        numbers = pc.index_in(table["competence"], self._known)
        return dated(table.set_column(at, "competence", numbers), month)

    def _exposure_of(
        self, month: str, fingerprint: str, sources: dict[str, list[str]]
    ) -> "pa.Table":
        import pyarrow as pa

        given = {"records": sources["records"], "groups": sources["groups"], "month": month}
        answer = sql_question("need_exposure_of_month").ask(self.connection, self._present(given))
        table = answer.to_arrow_table()
        return dated(table.append_column("fingerprint", pa.repeat(fingerprint, len(table))), month)

    def competences(self) -> list[str]:
        """Return the CURIEs of competences, each at the place of its number."""
        if not self.exists(COMPETENCES):
            return []
        version = self._open(COMPETENCES).version()
        if self._curies is None or self._curies[0] != version:
            table = self._read(COMPETENCES, ("number", "curie"))
            held = dict(zip(table["number"].to_pylist(), table["curie"].to_pylist(), strict=True))
            self._curies = version, [held[number] for number in range(len(held))]
        return self._curies[1]

    def _overwrite(self, name: str, batches: "Iterator[pa.RecordBatch]", year: int) -> None:
        import pyarrow as pa
        from deltalake import WriterProperties, write_deltalake

        exists = self.exists(name)
        schema = cell_schema(name)
        write_deltalake(
            str(self.folder / name),
            pa.RecordBatchReader.from_batches(schema, (one.cast(schema) for one in batches)),
            mode="overwrite",
            predicate=f"year = {year}" if exists else None,
            partition_by=["year", "reading"],
            writer_properties=WriterProperties(compression="ZSTD", max_row_group_size=_ROW_GROUP),
        )

    def _present(self, given: Mapping[str, object]) -> dict[str, object]:
        # A table that is still empty has no file, and DuckDB wants one.
        return {
            name: self._blank(name) if name in _SOURCES and not value else value
            for name, value in given.items()
        }

    def _blank(self, name: str) -> list[str]:
        import pyarrow.parquet as pq

        from maillage.graph.facts_schema import schemas

        path = self.folder / f"empty-{name}.parquet"
        if not path.exists():
            pq.write_table(schemas()[name].empty_table(), path)
        return [str(path)]

    def _open(self, name: str) -> "DeltaTable":
        # The log is read once, then only what is new of it.
        from deltalake import DeltaTable

        if name not in self._tables:
            version = None if self.versions is None else self.versions[name]
            self._tables[name] = DeltaTable(str(self.folder / name), version=version)
        elif self.versions is None:
            self._tables[name].update_incremental()
        return self._tables[name]

    def _read(self, name: str, columns: Sequence[str]) -> "pa.Table":
        import pyarrow as pa

        wanted = pa.schema([cell_schema(name).field(column) for column in columns])
        scanned = pa.RecordBatchReader.from_stream(self._open(name).scan(columns=list(columns)))
        return scanned.read_all().cast(wanted)  # from the engine's string views


_SOURCES = frozenset({"records", "mentions", "groups"})
