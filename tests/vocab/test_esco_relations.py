"""The reader that keeps one line in memory, on a damaged file written by the test."""

from pathlib import Path

import pytest

from maillage.vocab.errors import UnusableFile
from maillage.vocab.esco_relations import stream_rows
from maillage.vocab.importer import ImportLog

COLUMNS = ("a", "b")


def test_a_damaged_line_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "relations.csv"
    path.write_bytes(b'\xef\xbb\xbfa;b;c\r\n1;2;3\r\n\r\n4;"5;6\r\n7;\xff;9\r\n1;2\r\n10;11;12')
    read: list[tuple[Path, int]] = []
    log = ImportLog("esco", on_file=lambda file, rows: read.append((file, rows)))
    rows = list(stream_rows(path, log, COLUMNS))
    assert [(row.line, row["a"], row["b"]) for row in rows] == [(2, "1", "2"), (7, "10", "11")]
    assert [reject.line for reject in log.rejects] == [4, 5, 6]
    assert read == [(path, 2)]


def test_columns_may_come_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "relations.csv"
    path.write_text("b,x,a\n1,2,3\n", encoding="utf-8")
    (row,) = stream_rows(path, ImportLog("esco"), COLUMNS)
    assert (row["a"], row["b"]) == ("3", "1")


@pytest.mark.parametrize("text", ["", "a,x\n1,2\n"])
def test_a_missing_column_makes_the_file_unusable(tmp_path: Path, text: str) -> None:
    path = tmp_path / "relations.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableFile, match="colonnes attendues : a, b"):
        list(stream_rows(path, ImportLog("esco"), COLUMNS))


def test_an_absent_file_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile):
        list(stream_rows(tmp_path / "absent.csv", ImportLog("esco"), COLUMNS))
