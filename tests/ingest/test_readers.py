"""Formats that do not exist, files that are in none, and the real files."""

from pathlib import Path

import pytest

from maillage.ingest.readers import FORMATS, detect_format, read_records
from maillage.ingest.record import Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog


@pytest.mark.parametrize("content", [b"", b" \n", b'{"a": 1}', b"\x7fELF"])
def test_what_is_in_no_format_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(UnusableFile):
        detect_format(path)


def test_a_format_that_does_not_exist_and_a_file_that_does_not(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="format inconnu"):
        list(read_records(tmp_path / "x", "nimporte", ImportLog("")))
    for fmt in FORMATS:
        for path in (tmp_path / "absent", tmp_path):
            with pytest.raises(UnusableFile):
                list(read_records(path, fmt, ImportLog("")))


REAL = {  # file → format, records read, rejected
    "ads/france_travail_2025-08.jsonl": ("france-travail", 572, 0),
    "ads/france_travail_2025-12.jsonl": ("france-travail", 80, 0),
    "ads/france_travail_2026-04.jsonl": ("france-travail", 1451, 0),
    "ads/feeds/decathlon.json": ("decathlon", 3, 0),
    "ads/feeds/engagementJeunes.json": ("engagement-jeunes", 2, 0),
    "ads/feeds/france-travail-cegid-mapper.json": ("france-travail-cegid", 1, 0),
    "ads/feeds/import-france-travail-cegid.json": ("france-travail-cegid", 4, 0),
    "ads/feeds/import-apec.xml": ("apec", 5, 0),
    "ads/feeds/import-clever-connect.xml": ("clever-connect", 3, 0),
    "ads/feeds/import-edf.xml": ("edf", 3, 0),
    "ads/feeds/import-enedis.xml": ("enedis", 2, 0),
    "ads/feeds/import-hello-work.xml": ("hellowork", 5, 0),
    "ads/feeds/import-hello-work-buddi.xml": ("hellowork", 3, 0),
    "ads/feeds/import-jobteaser.xml": ("jobteaser", 2, 0),  # a masked link took the text's end
    "ads/feeds/import-jooble.xml": ("jooble", 2, 0),
    "ads/feeds/import-kelio.xml": ("kelio", 2, 0),
    "ads/feeds/import-laposte.xml": ("laposte", 2, 0),
    "ads/feeds/import-leboncoin.csv": ("leboncoin", 2, 0),
    "lheo/exemple-bts-onisep.xml": ("lheo", 1, 0),
    "lheo/lheo-index_intercarif_reponse_reelle.xml": ("lheo", 10, 0),
    "training/grand_est/formations_grand_est_zsoow.csv": ("grand-est", 1207, 0),
    "training/rco/rcoformations_2020-11_recovered.csv": ("carif-oref", 2090, 118),
    "rncp/2021/rncp_blocs_competences.csv": ("rncp-blocs", 16_453, 2),
}


@pytest.mark.real_data
@pytest.mark.parametrize("file", REAL)
def test_a_real_file_is_read(data: Path, file: str) -> None:
    fmt, read, rejected = REAL[file]
    told: list[int] = []
    log = ImportLog("essai", on_file=lambda _, rows: told.append(rows))
    assert detect_format(data / file) == fmt
    records = list(read_records(data / file, fmt, log))
    assert (len(records), len(log.rejects), told) == (read, rejected, [read])
    assert fmt == "rncp-blocs" or all(map(_has_place, records))


def _has_place(record: Record) -> bool:
    place = record.place
    return any((place.insee, place.postal_code, place.town, place.department))
