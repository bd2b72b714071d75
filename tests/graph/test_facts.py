"""The fact tables, with rows that we invented."""

from datetime import date
from pathlib import Path

import pytest

from maillage.graph.errors import FactsInUse
from maillage.graph.facts import Facts, Known
from maillage.graph.facts_schema import MentionRow, RecordRow, UnknownRow, month_of, record_key


def _row(id_: str, content: int = 1, day: date | None = date(2026, 3, 2)) -> RecordRow:
    return RecordRow(
        record_key("ad", "essai", id_), "ad", "essai", id_, "10387", True, day, None, month_of(day),
        "CDI", "rome:H2913", 0.8, 2, None, "", (), ("rome-competence:9",), "", ("sans date",), content,
        bytes(256),
    )  # fmt: skip


def _mention(row: RecordRow, words: str = "soudage") -> MentionRow:
    return MentionRow(row.key, "regional:1014", 3, 10, words, 0.9, "stated", row.month, row.commune)


def _add(facts: Facts, *rows: RecordRow, changed: tuple[int, ...] = ()) -> None:
    batch = {row: ([_mention(row)], [UnknownRow(row.key, "outil rare", row.month)]) for row in rows}
    facts.add(batch, changed)


def _counts(facts: Facts) -> dict[str, int]:
    return {name: len(facts.table(name, ("key",))) for name in ("records", "mentions", "unknown")}


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    rows = [_row("1"), _row("2", day=None)]
    with facts.writing() as killed:
        assert not killed
        _add(facts, *rows)
    read = facts.table("records", RecordRow._fields).to_pylist()
    found = {RecordRow(**{**one, **_tuples(one)}) for one in read}
    assert {one._replace(occupation_score=0.8) for one in found} == set(rows)
    months = {part.name for part in (tmp_path / "facts" / "records").glob("month=*")}
    assert months == {"month=2026-03", "month=0000-00"}


def _tuples(row: dict[str, object]) -> dict[str, object]:
    return {key: tuple(value) for key, value in row.items() if isinstance(value, list)}


def test_a_table_that_was_never_written_has_no_rows(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    assert len(facts.table("mentions", ("key", "score"))) == 0
    assert len(facts.known()) == 0
    assert facts.versions() == {}


def test_a_changed_record_takes_the_place_of_the_former(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    with facts.writing():
        _add(facts, _row("1"), _row("2"))
        _add(facts, _row("1", content=7), changed=(_row("1").key,))
    assert _counts(facts) == {"records": 2, "mentions": 2, "unknown": 2}
    assert facts.known().content(_row("1").key) == 7
    assert facts.known().content(record_key("ad", "essai", "3")) is None


def test_what_a_killed_writer_left_is_cleared(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    with pytest.raises(KeyboardInterrupt), facts.writing():
        _add(facts, _row("1"))
        facts._append("mentions", [_mention(_row("2"))])  # of a record that was never committed
        raise KeyboardInterrupt
    assert _counts(facts)["mentions"] == 2
    with facts.writing() as killed:
        assert killed
    assert _counts(facts) == {"records": 1, "mentions": 1, "unknown": 1}
    with facts.writing() as killed:
        assert not killed


def test_a_withdrawn_record_leaves_the_disk(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    with facts.writing():
        _add(facts, *(_row(f"gardé{number}") for number in range(5)), _row("à-retirer"))
    with facts.writing():
        gone = facts.withdraw("ad", "essai", ["à-retirer", "jamais-vu"])
        facts.tidy(purge=True)
    assert gone == [_row("à-retirer").key]
    assert _counts(facts) == {"records": 5, "mentions": 5, "unknown": 5}
    ids = facts.table("records", ("id",))["id"].to_pylist()
    assert "à-retirer" not in ids
    for file in (tmp_path / "facts").rglob("*"):
        if file.is_file():
            assert "à-retirer".encode() not in file.read_bytes(), file.name


def test_a_pinned_version_is_read_until_it_is_purged(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    with facts.writing():
        _add(facts, _row("1"))
    pinned = facts.versions()
    with facts.writing():
        for number in range(30):
            _add(facts, _row(str(number + 2)))
        facts.tidy(keep=[pinned])
    assert len(facts.table("records", ("key",))) == 31
    assert len(facts.table("records", ("key",), version=pinned["records"])) == 1


def test_groups_of_a_commune_replace_the_former(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    with facts.writing():
        facts.set_groups({"10387", "67482"}, {1: (2, "10387"), 3: (4, "67482")})
        facts.set_groups({"10387"}, {5: (2, "10387")})
    assert sorted(facts.table("groups", ("key",))["key"].to_pylist()) == [3, 5]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    with facts.writing(), pytest.raises(FactsInUse), Facts(tmp_path / "facts").writing():
        pass


def test_ten_million_mentions_fit_one_disk(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    rows = [_row(str(number)) for number in range(2000)]
    batch: dict[RecordRow, tuple[list[MentionRow], list[UnknownRow]]] = {
        row: (
            [
                MentionRow(
                    row.key, f"rome-competence:{(at * 7919 + number) % 17810}", at * 40 + number % 40,
                    at * 40 + 20, f"mots cités {(at * 31 + number) % 900}", (number % 97) / 97, "stated",
                    row.month, row.commune,
                )
                for at in range(30)
            ],
            [],
        )
        for number, row in enumerate(rows)
    }  # fmt: skip
    with facts.writing():
        facts.add(batch)
    size = sum(file.stat().st_size for file in (tmp_path / "facts" / "mentions").rglob("*.parquet"))
    assert size / 60_000 < 50  # bytes a mention: ten million take under 500 MB


def test_known_records_grow_and_the_latest_content_wins() -> None:
    known = Known.none().plus({5: 1, -3: 2}).plus({9: 3, 5: 4}).plus({})
    assert [known.content(key) for key in (-3, 5, 9, 7)] == [2, 4, 3, None]
    assert (len(known), 9 in known, 0 in known) == (3, True, False)
