"""Advertisements read from JSONL, and what is kept of them. The advertisements here are invented."""

import json
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal

from maillage.ingest.job_posting import JobPosting, posting_triples, read_job_postings
from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, RDF, SCHEMA
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.sample_data import ADVERTISEMENTS, sample_folder

NAMES = Names()
AD: dict[str, object] = {
    "@type": "JobPosting",
    "identifier": "a-1",
    "title": "Soudeur",
    "description": "Vous soudez des portails.",
    "datePosted": "2026-02-03",
    "employmentType": "FULL_TIME",
    "totalJobOpenings": 2,
    "relevantOccupation": "rome:H2913",
    "skills": ["regional:1014", "regional:1014", "regional:1006"],
    "jobLocation": {"@type": "Place", "identifier": "10387"},
}


def _read(tmp_path: Path, *lines: str | dict[str, object]) -> tuple[list[JobPosting], ImportLog]:
    path = tmp_path / "ads.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    log = ImportLog("essai")
    return list(read_job_postings(path, "essai", NAMES, log)), log


def test_an_advertisement_is_read_whole(tmp_path: Path) -> None:
    postings, log = _read(tmp_path, AD)
    assert log.rejects == []
    assert postings == [
        JobPosting(
            "a-1", "Soudeur", "Vous soudez des portails.", "10387", date(2026, 2, 3), "FULL_TIME",
            2, ("rome:H2913",), ("regional:1014", "regional:1006"), "essai",
        )
    ]  # fmt: skip


def test_optional_fields_may_be_absent_and_lists_of_one_value_are_read(tmp_path: Path) -> None:
    kept = {
        key: AD[key] for key in AD if key not in {"employmentType", "totalJobOpenings", "skills"}
    }
    record = {**kept, "relevantOccupation": ["rome:H2913"], "identifier": {"value": "b-2"}}
    ((posting,), log) = _read(tmp_path, record)
    assert log.rejects == []
    assert (posting.id, posting.positions, posting.employment_type) == ("b-2", 1, "")
    assert posting.competence_curies == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"@type": "Course"}, "JobPosting"),
        ({"identifier": " "}, "identifier"),
        ({"identifier": None}, "identifier"),
        ({"title": ""}, "title"),
        ({"description": 3}, "description"),
        ({"datePosted": "hier"}, "datePosted"),
        ({"datePosted": "2026-13-01"}, "datePosted"),
        ({"totalJobOpenings": 0}, "totalJobOpenings"),
        ({"totalJobOpenings": True}, "totalJobOpenings"),
        ({"totalJobOpenings": "deux"}, "totalJobOpenings"),
        ({"relevantOccupation": []}, "relevantOccupation"),
        ({"relevantOccupation": "ogr:1"}, "préfixe inconnu"),
        ({"skills": ["souder"]}, "souder"),
        ({"jobLocation": {}}, "INSEE"),
        ({"jobLocation": "Troyes"}, "INSEE"),
        ({"jobLocation": {"identifier": "1038"}}, "INSEE"),
    ],
)
def test_one_bad_advertisement_is_rejected_with_its_line(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    postings, log = _read(tmp_path, AD, {**AD, "identifier": "a-2", **change}, "")
    assert len(postings) == 1
    (reject,) = log.rejects
    assert (reject.file, reject.line) == ("ads.jsonl", 2)
    assert reason in reject.reason


@pytest.mark.parametrize("line", ['{"@type": "JobPosting"', "[]", "null", '"texte"'])
def test_a_line_that_is_not_a_json_object_is_rejected(tmp_path: Path, line: str) -> None:
    postings, log = _read(tmp_path, line, AD)
    assert len(postings) == 1
    assert [reject.line for reject in log.rejects] == [1]


def test_bytes_that_are_not_text_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "ads.jsonl"
    path.write_bytes(b'{"title": "\xff"}\n' + json.dumps(AD).encode())
    log = ImportLog("essai")
    assert len(list(read_job_postings(path, "essai", NAMES, log))) == 1
    assert [reject.line for reject in log.rejects] == [1]


def test_an_identifier_read_twice_is_rejected(tmp_path: Path) -> None:
    postings, log = _read(tmp_path, AD, AD)
    assert len(postings) == 1
    assert "déjà lu" in log.rejects[0].reason


def test_an_absent_file_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile):
        list(read_job_postings(tmp_path / "ads.jsonl", "essai", NAMES, ImportLog("essai")))


def test_triples_say_everything_but_the_words(tmp_path: Path) -> None:
    postings, _ = _read(tmp_path, AD)
    triples = list(posting_triples(postings, NAMES))
    node = NAMES.uri("ad:essai-a-1")
    assert {triple.subject for triple in triples} == {node}
    assert {(triple.predicate, triple.object) for triple in triples} >= {
        (RDF.type, MLG.JobAdvertisement),
        (MLG.seeks, NAMES.uri("rome:H2913")),
        (MLG.mentions, NAMES.uri("regional:1014")),
        (MLG.locatedIn, NAMES.uri("commune:10387")),
        (MLG.positions, Literal(2)),
        (DCT.source, Literal("essai")),
    }
    written = " ".join(map(str, triples))
    assert "Soudeur" not in written
    assert "portails" not in written
    assert any(triple.predicate == SCHEMA.datePosted for triple in triples)


def test_an_esco_occupation_is_sought_as_an_occupation(tmp_path: Path) -> None:
    postings, _ = _read(tmp_path, {**AD, "relevantOccupation": "esco:abc", "skills": "esco:def"})
    targets = {str(triple.object) for triple in posting_triples(postings, NAMES)}
    assert "<http://data.europa.eu/esco/occupation/abc>" in targets
    assert "<http://data.europa.eu/esco/skill/def>" in targets


def test_every_advertisement_of_the_sample_is_read() -> None:
    log = ImportLog("sample")
    path = sample_folder() / ADVERTISEMENTS
    postings = list(read_job_postings(path, "sample", NAMES, log))
    assert log.rejects == []
    assert len(postings) == 90
    assert all(posting.competence_curies for posting in postings)
