"""XML feeds cut into records. The advertisements are invented."""

import tracemalloc
from pathlib import Path

import pytest

from maillage.ingest.readers import detect_format, read_records
from maillage.ingest.record import Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog

JOB = """<job>
  <job_id><![CDATA[{id}]]></job_id>
  <title>Soudeur &amp; plieur</title>{more}
  <description><![CDATA[<p>Vous soudez.</p><ul><li>Plier</li></ul>]]></description>
  <profile>Rigueur.</profile>
  <city>Metz</city><postal_code>57000</postal_code>
  <publication_date>2026-01-15 08:54:45</publication_date>
  <company_title>Forge</company_title><naf_code>2562B</naf_code><code_rome>H2913</code_rome>
</job>
"""


def _feed(*jobs: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f"{head}\n<jobs>\n" + "".join(jobs) + "</jobs>\n"


def _job(number: int, more: str = "") -> str:
    return JOB.format(id=number, more=more)


def _read(tmp_path: Path, text: str | bytes) -> tuple[list[Record], ImportLog]:
    path = tmp_path / "feed.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    log = ImportLog("essai")
    return list(read_records(path, "hellowork", log)), log


def test_a_record_is_read_whole(tmp_path: Path) -> None:
    ((record,), log) = _read(tmp_path, _feed(_job(1)))
    assert detect_format(tmp_path / "feed.xml") == "hellowork"
    assert log.rejects == []
    assert (record.id, record.title, record.source) == ("1", "Soudeur & plieur", "hellowork")
    assert record.text == "Vous soudez.\n- Plier\n\nRigueur."
    assert (record.place.town, record.place.postal_code) == ("Metz", "57000")
    assert (str(record.posted), record.sector) == ("2026-01-15", "naf:25")
    assert record.occupations == ("rome:H2913",)


@pytest.mark.parametrize(
    "bad",
    ["<b>", "&inconnue;", "\x00", "\x0b", "</x>", "<a b=c/>", "<![CDATA[", "<" * 50],
)
def test_a_broken_record_is_rejected_alone(tmp_path: Path, bad: str) -> None:
    records, log = _read(tmp_path, _feed(_job(1), _job(2, bad), _job(3)))
    assert {"1", "3"} <= {one.id for one in records} | ({"3"} if "CDATA" in bad else set())
    assert "2" not in {one.id for one in records}
    assert log.rejects[0].line == 12


def test_a_record_that_never_ends_does_not_take_the_next(tmp_path: Path) -> None:
    records, log = _read(tmp_path, _feed(_job(1), _job(2).replace("</job>", ""), _job(3)))
    assert [one.id for one in records] == ["1", "3"]
    assert [(one.line, one.reason) for one in log.rejects] == [(12, "1 « <job> » sans fin")]


def test_a_file_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    records, log = _read(tmp_path, _feed(_job(1), _job(2))[:-60])
    assert [one.id for one in records] == ["1"]
    assert [one.line for one in log.rejects] == [12]


def test_an_element_that_a_masked_link_left_open_is_closed(tmp_path: Path) -> None:
    more = "\n  <url><![CDATA[[url]\n  <logo>[url]\n"
    records, log = _read(tmp_path, _feed(_job(1, more), _job(2)))
    assert [one.id for one in records] == ["1", "2"]
    assert records[0].text == records[1].text
    assert log.rejects == []
    assert log.notes == ["feed.xml : 1 passage(s) coupé(s) par un lien masqué « [url] », réparé(s)"]


def test_a_text_whose_end_went_with_a_masked_link_is_closed(tmp_path: Path) -> None:
    cut = _job(1).replace("</ul>]]></description>", "</ul>\nPlus : [url]\n  <a><![CDATA[x]]></a>")
    records, log = _read(tmp_path, _feed(cut, _job(2)))
    assert [one.id for one in records] == ["1", "2"]
    assert records[0].text == "Vous soudez.\n- Plier\n\nPlus : [url]\n\nRigueur."
    assert (log.rejects, len(log.notes)) == ([], 1)


def test_entities_of_html_are_known_in_a_record(tmp_path: Path) -> None:
    ((record,), log) = _read(tmp_path, _feed(_job(1).replace("Rigueur", "Libert&eacute;&nbsp;")))
    assert record.text.endswith("Liberté .")
    assert log.rejects == []


def test_another_encoding_is_read_where_it_is_declared(tmp_path: Path) -> None:
    text = _feed(
        _job(1).replace("Rigueur", "Dextérité"), head='<?xml version="1.0" encoding="cp1252"?>'
    )
    ((record,), _) = _read(tmp_path, text.encode("cp1252"))
    assert record.text.endswith("Dextérité.")


def test_a_file_that_defines_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE jobs [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(UnusableFile, match="entités"):
        _read(tmp_path, _feed(_job(1, "&b;"), head=bomb))
    outside = '<!DOCTYPE jobs [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(UnusableFile, match="entités"):
        _read(tmp_path, _feed(_job(1, "&f;"), head=outside))


def test_a_file_without_a_record_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="aucun élément"):
        _read(tmp_path, "<jobs></jobs>")


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    with path.open("w") as file:
        file.write("<jobs>\n")
        file.writelines(_job(number, "x" * 2000) for number in range(10_000))
    log = ImportLog("")
    tracemalloc.start()
    records = sum(1 for _ in read_records(path, "hellowork", log))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (records, log.rejects) == (10_000, [])
    assert peak < 12 * 2**20 < path.stat().st_size
