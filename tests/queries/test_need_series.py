"""Series of needs from fact tables that we invented: who counts, when, where, and only once."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from maillage.graph.facts import Batch, Facts
from maillage.graph.facts_schema import MentionRow, RecordRow, month_of, record_key
from maillage.queries.errors import BadParameter, MalformedQuestion, UnknownQuestion
from maillage.queries.need_cells import NeedCells
from maillage.queries.need_series import need_series
from maillage.queries.needs import NeedTable
from maillage.queries.sql_question import parse_sql, sql_question, sql_question_names

WELD, PAINT, SELL = "rome-competence:1", "rome-competence:2", "regional:3"


def _record(
    id_: str, day: date | None, commune: str = "10001", sector: str = "", declared: tuple[str, ...] = (),
    content: int = 1, kind: str = "ad", placed: bool = True, occupation: str = "rome:H2913",
) -> RecordRow:  # fmt: skip
    return RecordRow(
        record_key(kind, "essai", id_), kind, "essai", id_, commune, placed, day, None, month_of(day), "CDI",
        occupation, 0.8, 1, None, sector, (), declared, "", (), content, b"",
    )  # fmt: skip


def _mention(
    row: RecordRow, competence: str, score: float = 0.9, method: str = "stated"
) -> MentionRow:
    return MentionRow(row.key, competence, 0, 4, "", score, method, row.month, row.commune)


JANUARY, MARCH = date(2026, 1, 9), date(2026, 3, 2)
ROWS: dict[RecordRow, list[tuple[str, float, str]]] = {
    _record("1", JANUARY, sector="naf:25"): [(WELD, 0.9, "stated"), (WELD, 0.8, "stated")],
    _record("2", JANUARY, "10002", occupation="rome:D1101"): [
        (WELD, 0.7, "stated"),
        (PAINT, 0.4, "stated"),
    ],
    _record("3", MARCH, sector="naf:25", declared=(SELL, WELD)): [(WELD, 0.9, "stated")],
    _record("4", MARCH, sector="naf:47", occupation=""): [
        (PAINT, 0.9, "implied"),
        (SELL, 0.9, "stated"),
    ],
    _record("5", MARCH, "20001"): [(PAINT, 0.9, "stated")],
    _record("6", MARCH): [(PAINT, 0.9, "stated")],  # a duplicate of 3
    _record("7", None): [(PAINT, 0.9, "stated")],
    _record("8", MARCH, placed=False): [(PAINT, 0.9, "stated")],
    _record("9", MARCH, kind="offer"): [(PAINT, 0.9, "stated")],
}


def _add(facts: Facts, rows: Iterable[RecordRow], changed: Iterable[int] = ()) -> None:
    found: Batch = {row: ([_mention(row, *one) for one in ROWS.get(row, [])], []) for row in rows}
    with facts.writing():
        facts.add(found, changed)


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    facts = Facts(tmp_path / "facts")
    _add(facts, ROWS)
    keys = {row.id: row.key for row in ROWS}
    with facts.writing():
        facts.set_groups(["10001"], {keys["6"]: (keys["3"], "10001")})
    return facts


def _rows(table: NeedTable) -> dict[str, list[float]]:
    return dict(zip(table.competences, table.counts.tolist(), strict=True))


def test_an_advertisement_counts_once_where_and_when_it_stands(facts: Facts) -> None:
    cells = NeedCells(facts.folder)
    assert cells.refresh() == ["2026-01", "2026-03"]
    found = need_series(cells, ["10001", "10002"])
    assert found.periods == ("2026-01", "2026-02", "2026-03")
    assert found.exposure.tolist() == [2, 0, 2]
    # 2 is too improbable, 4 implied, 5 elsewhere, 6 a duplicate, 7 undated, 8 unplaced, 9 an offer.
    assert _rows(found) == {WELD: [2, 0, 1], SELL: [0, 0, 2]}
    assert "essai" in found.origin


def test_a_sector_and_a_territory_narrow_the_counts(facts: Facts) -> None:
    cells = NeedCells(facts.folder)
    cells.refresh()
    metal = need_series(cells, ["10001", "10002"], "naf:25")
    assert (_rows(metal), metal.exposure.tolist()) == (
        {WELD: [1, 0, 1], SELL: [0, 0, 1]},
        [1, 0, 1],
    )
    assert _rows(need_series(cells, ["20001"])) == {PAINT: [1]}
    between = need_series(
        cells, ["10001", "20001"]
    )  # 10002 lies between the two, and is not asked for
    assert _rows(between) == {WELD: [1, 0, 1], PAINT: [0, 0, 1], SELL: [0, 0, 2]}


def test_occupations_narrow_the_counts_with_or_without_a_sector(facts: Facts) -> None:
    cells = NeedCells(facts.folder)
    cells.refresh()
    both = ["10001", "10002"]
    welders = need_series(cells, both, occupations=["rome:H2913"])
    # 4 has no occupation: it is in the counts of all, and of its sector, only.
    assert (_rows(welders), welders.exposure.tolist()) == (
        {WELD: [1, 0, 1], SELL: [0, 0, 1]},
        [1, 0, 1],
    )
    two = need_series(cells, both, occupations=["rome:H2913", "rome:D1101"])
    assert (_rows(two)[WELD], two.exposure.tolist()) == ([2, 0, 1], [2, 0, 1])
    assert _rows(need_series(cells, both, "naf:25", ["rome:H2913"])) == _rows(welders)
    assert need_series(cells, both, "naf:47", ["rome:H2913"]).competences == []
    assert need_series(cells, both, occupations=["rome:Z0000"]).competences == []


def test_pinned_versions_answer_as_when_they_were_pinned(facts: Facts) -> None:
    cells = NeedCells(facts.folder)
    assert need_series(NeedCells(facts.folder, versions={}), ["10001"]).competences == []
    cells.refresh()
    pinned = NeedCells(facts.folder, versions=facts.versions())
    before = _rows(need_series(pinned, ["10001", "10002"]))
    _add(facts, [_record("10", MARCH, declared=(PAINT,))])
    cells.refresh()
    with facts.writing():
        facts.tidy(keep=[pinned.versions or {}])
    assert _rows(need_series(pinned, ["10001", "10002"])) == before
    again = NeedCells(facts.folder, versions=pinned.versions)
    assert _rows(need_series(again, ["10001", "10002"])) == before
    now = NeedCells(facts.folder, versions=facts.versions())
    assert _rows(need_series(now, ["10001", "10002"]))[PAINT] == [0, 0, 1]


def test_files_that_nobody_pins_leave_the_disk(facts: Facts) -> None:
    cells = NeedCells(facts.folder)
    for number in range(4):
        _add(facts, [_record(f"1{number}", MARCH, declared=(PAINT,))])
        cells.refresh()
    with facts.writing():
        facts.tidy()
    kept = [file.name for file in (facts.folder / "need_cells").rglob("*.parquet")]
    assert sorted(kept) == sorted(file.rpartition("/")[2] for file in cells.files("need_cells"))


def test_cells_of_other_columns_are_counted_again(facts: Facts) -> None:
    import pyarrow as pa
    from deltalake import write_deltalake

    write_deltalake(str(facts.folder / "need_cells"), pa.table({"year": [2026], "count": [3]}))
    cells = NeedCells(facts.folder)
    assert cells.refresh() == ["2026-01", "2026-03"]
    assert _rows(need_series(cells, ["10001", "10002"])) == {WELD: [2, 0, 1], SELL: [0, 0, 2]}


@pytest.mark.parametrize(("communes", "sector"), [([], ""), (["99999"], ""), (["10001"], "naf:01")])
def test_where_nothing_is_known_there_are_no_competences(
    facts: Facts, communes: list[str], sector: str
) -> None:
    cells = NeedCells(facts.folder)
    assert need_series(cells, communes, sector).competences == []  # before any refresh
    cells.refresh()
    assert need_series(cells, communes, sector).competences == []


def test_refreshing_again_counts_nothing_again(facts: Facts) -> None:
    cells = NeedCells(facts.folder)
    cells.refresh()
    before = need_series(cells, ["10001", "10002"])
    assert cells.refresh() == []
    assert NeedCells(facts.folder).refresh() == []
    assert _rows(need_series(cells, ["10001", "10002"])) == _rows(before)


def test_only_the_month_that_changed_is_counted_again(facts: Facts) -> None:
    cells = NeedCells(facts.folder)
    cells.refresh()
    more = _record("10", MARCH, declared=(PAINT,))
    _add(facts, [more])
    told: list[str] = []
    assert cells.refresh(told.append) == ["2026-03"] == told
    found = need_series(cells, ["10001", "10002"])
    assert _rows(found) == {WELD: [2, 0, 1], PAINT: [0, 0, 1], SELL: [0, 0, 2]}
    assert found.exposure.tolist() == [2, 0, 3]
    with facts.writing():
        facts.withdraw("ad", "essai", ["1", "2", "10"])
    assert cells.refresh() == ["2026-01", "2026-03"]
    assert _rows(need_series(cells, ["10001", "10002"])) == {WELD: [1], SELL: [2]}


def test_a_record_that_was_read_again_is_counted_again(facts: Facts) -> None:
    cells = NeedCells(facts.folder)
    cells.refresh()
    again = _record("4", MARCH, sector="naf:47", declared=(PAINT,), content=2)
    _add(facts, [again], [again.key])
    assert cells.refresh() == ["2026-03"]
    assert _rows(need_series(cells, ["10001"]))[PAINT] == [0, 0, 1]


def test_a_killed_refresh_is_taken_up(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = NeedCells(facts.folder)
    write = NeedCells._overwrite

    def killed(self: NeedCells, name: str, batches: Iterator[object], year: int) -> None:
        if name == "need_exposure":
            raise KeyboardInterrupt
        write(self, name, batches, year)

    monkeypatch.setattr(NeedCells, "_overwrite", killed)
    with pytest.raises(KeyboardInterrupt):
        cells.refresh()
    monkeypatch.undo()
    assert cells.refresh() == ["2026-01", "2026-03"]
    assert _rows(need_series(cells, ["10001", "10002"])) == {WELD: [2, 0, 1], SELL: [0, 0, 2]}


def test_no_facts_no_cells(tmp_path: Path) -> None:
    cells = NeedCells(tmp_path)
    assert cells.refresh() == []
    assert need_series(cells, ["10001"]).competences == []


def test_every_sql_file_agrees_with_its_header(facts: Facts) -> None:
    cells = NeedCells(facts.folder)
    cells.refresh()
    files = {name: cells.files(name) for name in ("records", "mentions", "groups")}
    values: dict[str, object] = {
        **files, "cells": cells.files("need_cells"), "exposure": cells.files("need_exposure"),
        "communes": ["10001"], "low": "10001", "high": "10001", "first_sector": "", "last_sector": "",
        "occupations": [""], "first_occupation": "", "last_occupation": "", "first_month": 202601,
        "width": 3, "month": "2026-03", "months": ["2026-03"],
        "counted": cells.files("need_cells"), "kept": cells.files("need_cells"), "again": [202603],
        "threshold": 0.5,
    }  # fmt: skip
    ours = [name for name in sql_question_names() if name.startswith("need_")]
    assert len(ours) == 7
    for name in ours:
        question = sql_question(name)
        answer = question.ask(cells.connection, {key: values[key] for key in question.parameters})
        assert tuple(answer.columns) == question.columns
        assert answer.fetchall()


def test_a_question_refuses_wrong_parameters_and_malformed_files(facts: Facts) -> None:
    with pytest.raises(UnknownQuestion):
        sql_question("need_nothing")
    with pytest.raises(BadParameter):
        sql_question("need_months").ask(NeedCells(facts.folder).connection, {"records": []})
    with pytest.raises(MalformedQuestion):
        parse_sql("x", "--+ summary: x\n--+ returns: a integer\nSELECT $b AS a")
    with pytest.raises(MalformedQuestion):
        parse_sql("x", "--+ summary: x\nSELECT 1 AS a")
