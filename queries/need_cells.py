"""Counts of mentions, summed once by month, commune, sector, competence and source, ready to be asked.

Ten million mentions take a second to count for one bassin; their cells, sorted by sector and commune, a few
hundredths. Three Delta tables under the fact tables' folder:

- `need_cells` (year, month, sector, commune, competence, source, count), competences by number;
- `need_exposure` (year, month, sector, commune, source, count, fingerprint): advertisements in all;
- `need_competences` (number, curie): numbers never change their meaning.

A month whose standing advertisements did not change is not counted again; the exposure of a year is written
last and holds the fingerprints of its months, so that a refresh that was killed is taken up by the next.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.queries.sql_question import sql_question

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from deltalake import DeltaTable

CELLS, EXPOSURE, COMPETENCES = "need_cells", "need_exposure", "need_competences"
THRESHOLD = 0.5  # least probability of a mention: that from which the graph holds it
_ROW_GROUP = 16_384  # small: one commune's rows are read without many others
_MEMORY = "512MB"


class NeedCells:
    """The cells of one home's fact tables."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        """Name the folder of the fact tables (`home/facts`)."""
        self.folder = folder
        self._threads = threads
        self._tables: dict[str, DeltaTable] = {}
        self._curies: tuple[int, list[str]] | None = None  # version of the table, and its CURIEs

    @cached_property
    def connection(self) -> "duckdb.DuckDBPyConnection":
        """DuckDB in memory; it keeps the footers of the files that it read."""
        import duckdb

        connection = duckdb.connect()
        connection.execute(f"SET threads = {int(self._threads)}")
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute("SET parquet_metadata_cache = true")
        return connection

    def files(self, name: str) -> list[str]:
        """Return the files of a table as it is now; none where it is absent."""
        return self._open(name).file_uris() if self.exists(name) else []

    def exists(self, name: str) -> bool:
        """Tell whether a table was ever written."""
        return (self.folder / name / "_delta_log").is_dir()

    def refresh(self, progress: Callable[[str], None] = lambda _: None) -> list[str]:
        """Count again the months whose advertisements changed; returns them.

        Whoever calls it holds the fact tables (`Facts.writing`). `progress` is told each month.
        """
        sources = {name: self.files(name) for name in ("records", "mentions", "groups")}
        if not sources["records"]:
            return []
        wanted = self._fingerprints(sources)
        held = self._held()
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

    def _held(self) -> dict[str, str]:
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
        import pyarrow as pa

        again = [_number(month) for month in months]
        cells, exposure = self._kept(CELLS, year, again), self._kept(EXPOSURE, year, again)
        for month in months:
            if month in wanted:
                progress(month)
                cells.append(self._cells_of(month, sources))
                exposure.append(self._exposure_of(month, wanted[month], sources))
        if not self.exists(EXPOSURE) and not exposure:
            return
        for name, parts in ((CELLS, cells), (EXPOSURE, exposure)):
            table = pa.concat_tables([part.cast(_schema(name)) for part in parts] or [_empty(name)])
            self._overwrite(name, table, year)

    def _kept(self, name: str, year: int, again: Iterable[int]) -> "list[pa.Table]":
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self.exists(name):
            return []
        table = self._read(name, tuple(_schema(name).names), f"year = {year}")
        others = pc.invert(pc.is_in(table["month"], pa.array(list(again), pa.int32())))
        return [table.filter(others)]

    def _cells_of(self, month: str, sources: dict[str, list[str]]) -> "pa.Table":
        given = {**sources, "month": month, "threshold": THRESHOLD}
        answer = sql_question("need_cells_of_month").ask(self.connection, self._present(given))
        table = answer.to_arrow_table()
        at = table.schema.get_field_index("competence")
        return _dated(table.set_column(at, "competence", self._numbers(table["competence"])), month)

    def _exposure_of(
        self, month: str, fingerprint: str, sources: dict[str, list[str]]
    ) -> "pa.Table":
        import pyarrow as pa

        given = {"records": sources["records"], "groups": sources["groups"], "month": month}
        answer = sql_question("need_exposure_of_month").ask(self.connection, self._present(given))
        table = answer.to_arrow_table()
        return _dated(table.append_column("fingerprint", pa.repeat(fingerprint, len(table))), month)

    def _numbers(self, curies: "pa.ChunkedArray") -> "pa.Array":
        """Return the numbers of competences; those without one are given the next, on disk first."""
        import pyarrow as pa
        import pyarrow.compute as pc
        from deltalake import write_deltalake

        known = self.competences()
        unknown = sorted(set(pc.unique(curies).to_pylist()) - set(known))
        if unknown:
            new = {"number": range(len(known), len(known) + len(unknown)), "curie": unknown}
            table = pa.table(
                {name: list(values) for name, values in new.items()}, _schema(COMPETENCES)
            )
            write_deltalake(str(self.folder / COMPETENCES), table, mode="append")
            known = [*known, *unknown]
        return pc.index_in(curies, pa.array(known)).combine_chunks()

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

    def _overwrite(self, name: str, table: "pa.Table", year: int) -> None:
        from deltalake import WriterProperties, write_deltalake

        keys = [
            (key, "ascending")
            for key in ("sector", "commune", "month")
            if key in table.column_names
        ]
        target = self._open(name) if self.exists(name) else str(self.folder / name)
        write_deltalake(
            target,
            table.sort_by(keys),
            mode="overwrite",
            predicate=f"year = {year}" if self.exists(name) else None,
            partition_by=["year"],
            writer_properties=WriterProperties(compression="ZSTD", max_row_group_size=_ROW_GROUP),
        )
        # Earlier files stay for one version: whoever is reading has their names.
        table_now = self._open(name)
        versions = [table_now.version(), max(table_now.version() - 1, 0)]
        table_now.vacuum(
            retention_hours=0,
            dry_run=False,
            enforce_retention_duration=False,
            keep_versions=versions,
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

        if name in self._tables:
            self._tables[name].update_incremental()
        else:
            self._tables[name] = DeltaTable(str(self.folder / name))
        return self._tables[name]

    def _read(self, name: str, columns: Sequence[str], where: str | None = None) -> "pa.Table":
        import pyarrow as pa

        scanned = self._open(name).scan(columns=list(columns), predicate=where)
        wanted = pa.schema([_schema(name).field(column) for column in columns])
        return pa.RecordBatchReader.from_stream(scanned).read_all().cast(wanted)


_SOURCES = frozenset({"records", "mentions", "groups"})


def _schema(name: str) -> "pa.Schema":
    import pyarrow as pa

    text, whole = pa.string(), pa.int32()
    where = {"year": whole, "month": whole, "sector": text, "commune": text}
    return pa.schema(
        {
            CELLS: {**where, "competence": whole, "source": text, "count": whole},
            EXPOSURE: {**where, "source": text, "count": whole, "fingerprint": text},
            COMPETENCES: {"number": whole, "curie": text},
        }[name]
    )


def _empty(name: str) -> "pa.Table":
    return _schema(name).empty_table()


def _number(month: str) -> int:
    return int(month.replace("-", ""))


def _dated(table: "pa.Table", month: str) -> "pa.Table":
    import pyarrow as pa

    n = len(table)
    dated = table.append_column("year", pa.repeat(pa.scalar(int(month[:4]), pa.int32()), n))
    dated = dated.append_column("month", pa.repeat(pa.scalar(_number(month), pa.int32()), n))
    name = EXPOSURE if "fingerprint" in dated.column_names else CELLS
    return dated.select(_schema(name).names)
