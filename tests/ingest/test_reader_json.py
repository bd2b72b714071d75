"""JSON in every layout, and France Travail's advertisements. The advertisements are invented."""

import json
from datetime import date
from pathlib import Path

import pytest

from maillage.ingest.reader_json import read_json
from maillage.ingest.reader_options import ReaderOptions
from maillage.ingest.readers import detect_format, read_records
from maillage.ingest.record import Kind, Place, Record
from maillage.vocab.importer import ImportLog

RAW: dict[str, object] = {
    "id": "100A", "intitule": "Soudeur / Soudeuse (H/F)", "description": "Vous soudez.\nDe nuit.",
    "dateCreation": "2025-08-21T02:29:58.000Z", "romeCode": "H2913", "typeContrat": "CDI",
    "lieuTravail": {"libelle": "67 - STRASBOURG", "codePostal": "67000", "commune": "67482"},
    "nombrePostes": 3, "entreprise": {"nom": "Forge Rhin"}, "secteurActivite": "25",
    "competences": [{"code": "118907", "libelle": "Souder"}, {"code": "100290"}, {"libelle": "x"}],
}  # fmt: skip
FLAT: dict[str, object] = {
    "source": "ft", "id_offre": "200B", "intitule": "Boulanger", "description": "Du pain.",
    "code_rome": "D1102", "entreprise": None, "lieu": "75 - Paris 8e Arrondissement",
    "code_postal": "75008", "type_contrat": "CDD", "date_creation": "2026-04-23T16:41:07Z",
}  # fmt: skip


def _read(path: Path, text: str | bytes) -> tuple[list[Record], ImportLog]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    log = ImportLog("essai")
    return list(read_records(path, "france-travail", log)), log


def _told(log: ImportLog) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in log.rejects]


def test_a_raw_answer_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    ((record,), log) = _read(path, json.dumps(RAW))
    assert detect_format(path) == "france-travail"
    assert _told(log) == []
    assert record == Record(
        Kind.AD, "france-travail", "100A", "Soudeur / Soudeuse (H/F)", "Vous soudez.\nDe nuit.",
        Place("67482", "67000", "STRASBOURG", "67"), date(2025, 8, 21), None, "CDI", 3, None,
        "Forge Rhin", "naf:25", ("rome:H2913",),
        ("rome-competence:118907", "rome-competence:100290"),
    )  # fmt: skip


def test_the_scheme_of_a_declared_competence_is_the_one_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(RAW))
    options = ReaderOptions(source="ft", schemes={"100290": "rome-savoir"})
    (record,) = read_records(path, "france-travail", ImportLog(""), options)
    assert record.competences == ("rome-competence:118907", "rome-savoir:100290")
    assert record.source == "ft"


def test_a_flat_layout_is_read(tmp_path: Path) -> None:
    ((record,), _) = _read(tmp_path / "a.jsonl", json.dumps(FLAT))
    assert (record.id, record.employer, record.occupations) == ("200B", "", ("rome:D1102",))
    assert record.place == Place("", "75008", "Paris 8e Arrondissement", "75")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("shape", ["answer", "list", "object"])
def test_a_document_gives_the_same_as_lines(tmp_path: Path, shape: str, indent: int | None) -> None:
    value = {"answer": {"resultats": [RAW, FLAT], "n": 2}, "list": [RAW, FLAT], "object": RAW}[
        shape
    ]
    records, log = _read(tmp_path / "a.json", json.dumps(value, indent=indent))
    assert [one.id for one in records] == (["100A"] if shape == "object" else ["100A", "200B"])
    assert _told(log) == []


def test_each_bad_line_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    good = json.dumps(RAW).encode()
    lines = [
        good, b"", b'{"id": "1", ', b"[1, 2]", b"3", b"\xff\xfe{}", b'{"intitule": "x"}',
        json.dumps({**RAW, "id": None}).encode(), json.dumps({**RAW, "intitule": {"a": 1}}).encode(),
        json.dumps({**RAW, "description": "<p> </p>\x00"}).encode(), b"\x00\x00", b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}", json.dumps(FLAT).encode(),
    ]  # fmt: skip
    records, log = _read(tmp_path / "a.jsonl", b"\n".join(lines))
    assert [one.id for one in records] == ["100A", "200B"]
    assert [line for line, _ in _told(log)] == list(range(3, 14))
    assert all(reason and reason[0].isalpha() for _, reason in _told(log))


def test_a_broken_object_in_a_list_does_not_lose_the_others(tmp_path: Path) -> None:
    text = f"[\n{json.dumps(RAW)},\n{{'id': 1}},\n{json.dumps(FLAT)}\n]"
    records, log = _read(tmp_path / "a.json", text)
    assert [one.id for one in records] == ["100A", "200B"]
    assert [line for line, _ in _told(log)] == [3]


def test_a_string_that_a_masked_link_left_open_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[\n {"a": 1,\n  "url": "[url]\n },\n {"a": "voir [url]\n  "b": 2}\n]')
    log = ImportLog("")
    values = [one.value for one in read_json(path, (), log)]
    assert values == [{"a": 1, "url": "[url]"}, {"a": "voir [url]", "b": 2}]
    assert log.rejects == []


def test_a_place_that_says_nothing_is_an_empty_place(tmp_path: Path) -> None:
    ((record,), _) = _read(tmp_path / "a.jsonl", json.dumps({**RAW, "lieuTravail": None}))
    assert record.place == Place()
