"""schema.org's JobPosting in JSON, JSON-LD and web pages. The advertisements are invented."""

import json
from pathlib import Path

import pytest

from maillage.ingest.readers import detect_format, read_records
from maillage.ingest.record import Place, Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.sample_data import ADVERTISEMENTS, sample_folder

AD: dict[str, object] = {
    "@context": "https://schema.org", "@type": "JobPosting", "title": "Soudeur",
    "identifier": {"@type": "PropertyValue", "value": "a-1"},
    "description": "<p>Vous soudez.</p>", "skills": ["regional:1014", "Lire un plan"],
    "datePosted": "2026-02-03", "validThrough": "2026-03-03T00:00", "employmentType": "FULL_TIME",
    "hiringOrganization": {"@type": "Organization", "name": "Forge"}, "totalJobOpenings": 2,
    "jobLocation": {"@type": "Place", "address": {
        "@type": "PostalAddress", "addressLocality": "Troyes", "postalCode": "10000"}},
    "occupationalCategory": "H2913",
    "relevantOccupation": ["rome:H2913", "http://data.europa.eu/esco/occupation/0-1", "x:y"],
}  # fmt: skip


def _read(tmp_path: Path, text: str, name: str = "a.json") -> tuple[list[Record], ImportLog]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert detect_format(path) == "jobposting"
    log = ImportLog("essai")
    return list(read_records(path, "jobposting", log)), log


def test_a_posting_is_read_whole(tmp_path: Path) -> None:
    ((record,), log) = _read(tmp_path, json.dumps(AD))
    assert log.rejects == []
    assert (record.id, record.title, record.text) == (
        "a-1", "Soudeur", "Vous soudez.\n\nLire un plan",
    )  # fmt: skip
    assert record.place == Place(postal_code="10000", town="Troyes")
    assert (str(record.posted), str(record.ends)) == ("2026-02-03", "2026-03-03")
    assert (record.contract, record.positions, record.employer) == ("FULL_TIME", 2, "Forge")
    assert record.occupations == ("rome:H2913", "esco:0-1")
    assert record.competences == ("regional:1014",)


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("shape", ["list", "graph", "lines", "page"])
def test_every_shape_gives_the_same(tmp_path: Path, shape: str, indent: int | None) -> None:
    other = {"@type": "Organization", "name": "Forge"}
    second = {**AD, "identifier": "b-2"}
    text = {
        "list": json.dumps([AD, second], indent=indent),
        "graph": json.dumps({"@graph": [AD, second]}, indent=indent),
        "lines": f"{json.dumps(AD)}\n{json.dumps(second)}\n",
        "page": "<!doctype html>\n<title>x</title>\n<script>var a = '<p>';</script>\n"
        + "".join(
            f'<script type="application/ld+json">{json.dumps(one, indent=indent)}</script>\n'
            for one in (AD, {"@graph": [second]}, other)
        ),
    }[shape]
    records, log = _read(tmp_path, text, "a.html" if shape == "page" else "a.json")
    assert [one.id for one in records] == ["a-1", "b-2"]
    assert len(log.rejects) == (shape == "page")


def test_a_posting_without_identifier_is_named_after_its_content(tmp_path: Path) -> None:
    ((record,), _) = _read(tmp_path, json.dumps({**AD, "identifier": None}))
    assert record.id.startswith("sha256-")


def test_a_page_without_posting_is_unusable(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><p>Soudeur</p></html>")
    with pytest.raises(UnusableFile, match="sans JSON-LD"):
        list(read_records(path, "jobposting", ImportLog("")))


def test_the_advertisements_of_the_sample_are_read() -> None:
    path = sample_folder() / ADVERTISEMENTS
    log = ImportLog("")
    records = list(read_records(path, detect_format(path), log))
    assert records
    assert log.rejects == []
    assert all(one.place.insee and one.occupations and one.posted for one in records)
