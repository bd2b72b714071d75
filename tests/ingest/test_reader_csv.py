"""CSV with named or guessed columns, and plain text. The rows are invented."""

from pathlib import Path

import pytest

from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.readers import detect_format, read_records
from maillage.ingest.record import Kind, Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

HEADER = "Référence;Intitulé;Description;Code postal;Ville;Date;Code ROME\n"
ROW = "7;Soudeur;<p>Vous soudez.</p>;67000;Strasbourg;03/02/2026;H2913\n"


def _read(
    tmp_path: Path, text: str | bytes, options: ReaderOptions | None = None, fmt: str = "csv"
) -> tuple[list[Record], ImportLog]:
    path = tmp_path / "a.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    log = ImportLog("essai")
    return list(read_records(path, fmt, log, options)), log


def test_columns_are_known_by_their_names(tmp_path: Path) -> None:
    ((record,), log) = _read(tmp_path, HEADER + ROW)
    assert detect_format(tmp_path / "a.csv") == "csv"
    assert log.rejects == []
    assert (record.id, record.title, record.text) == ("7", "Soudeur", "Vous soudez.")
    assert (record.place.postal_code, record.place.town) == ("67000", "Strasbourg")
    assert (str(record.posted), record.occupations) == ("2026-02-03", ("rome:H2913",))


def test_columns_that_are_named_come_first(tmp_path: Path) -> None:
    options = ReaderOptions("cci", Kind.OFFER, {"title": "nom", "text": "Ce qu'on apprend"})
    text = "nom,Ce qu'on apprend,title\nCAP,Souder,non\n"
    ((record,), _) = _read(tmp_path, text, options)
    assert (record.title, record.text, record.kind, record.source) == (
        "CAP", "Souder", Kind.OFFER, "cci",
    )  # fmt: skip
    assert record.id.startswith("sha256-")
    assert record.id == _read(tmp_path, text, options)[0][0].id


@pytest.mark.parametrize(
    ("columns", "message"),
    [({"titre": "x"}, "champ inconnu"), ({"title": "absente"}, "colonne « absente » absente")],
)
def test_a_column_that_is_not_there_is_told(
    tmp_path: Path, columns: dict[str, str], message: str
) -> None:
    with pytest.raises(UnusableFile, match=message):
        _read(tmp_path, HEADER + ROW, ReaderOptions(columns=columns))


@pytest.mark.parametrize("text", ["", "\n", "a;b\n1;2\n", "seule\n1\n", b"\x00\xff\x00"])
def test_what_has_no_title_and_text_is_unusable(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(UnusableFile):
        _read(tmp_path, text)


def test_damaged_rows_are_told_and_the_others_go_on(tmp_path: Path) -> None:
    bad = '8;"Pas fermé;x;y;z\n9;trop;court\n10;;vide;1;2;3;4\n'
    records, log = _read(tmp_path, HEADER + ROW + bad + ROW.replace("7;", "11;", 1))
    assert [one.id for one in records] == ["7", "11"]
    assert [one.line for one in log.rejects] == [3, 4, 5]


def test_windows_encoding_is_read(tmp_path: Path) -> None:
    text = HEADER + ROW.replace("Soudeur", "Métallier")
    ((record,), _) = _read(tmp_path, text.encode("cp1252"))
    assert record.title == "Métallier"


def test_a_masked_link_gives_back_the_columns_that_it_took(tmp_path: Path) -> None:
    header = '"redirection","ville","entreprise","description","titre","identifiant"\n'
    rows = '"[url] Forge","On soude.","Soudeur","1"\n"[url]\nOn plie.","Plieur","2"\n'
    records, log = _read(tmp_path, header + rows, fmt="leboncoin")
    assert [(one.id, one.text, one.employer) for one in records] == [
        ("1", "On soude.", "Forge"), ("2", "On plie.", ""),
    ]  # fmt: skip
    assert log.rejects == []


def test_a_text_is_one_record(tmp_path: Path) -> None:
    ((record,), _) = _read(tmp_path, "\ufeffSoudeur\n\nVous soudez.\n", fmt="text")
    assert (record.title, record.text) == ("Soudeur", "Soudeur\n\nVous soudez.")
    assert record.id.startswith("sha256-")


def test_an_empty_text_is_rejected_and_bytes_are_no_text(tmp_path: Path) -> None:
    records, log = _read(tmp_path, " \n", fmt="text")
    assert (records, [one.reason for one in log.rejects]) == ([], ["texte vide"])
    with pytest.raises(UnusableFile, match="pas du texte"):
        _read(tmp_path, bytes(range(256)) * 10, fmt="text")


def test_a_megabyte_of_text_is_read(tmp_path: Path) -> None:
    ((record,), _) = _read(tmp_path, "Soudeur\n" + "souder des pièces. " * 60_000, fmt="text")
    assert len(record.text) > 10**6
