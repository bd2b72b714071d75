"""`maillage review`: the queue as an SSSOM table and as JSON lines."""

import csv
import json
from pathlib import Path

import pytest

from maillage.graph.review_queue import (
    FILE,
    FOLDER,
    Opinion,
    Review,
    ReviewQueue,
    UnusableReviewQueue,
)

from .conftest import Run

RIGHT = Review(
    "rome-competence:300258", "Contrôler la qualité", "stated", 0.5214, "contrôler les soudures", 178, 200,
    Opinion.RIGHT, "", "", 3, "2026-11-28",
)  # fmt: skip
OTHER = Review(
    "rome:H2913", "Soudeur / Soudeuse", "stated", 0.3, 'souder\tau "TIG"', 0, 15,
    Opinion.OTHER, "rome:H2916", "Soudeur TIG", 3, "2026-11-28",
)  # fmt: skip
IMPLIED = Review(
    "rome-savoir:103070",
    "Lecture de plans",
    "implied",
    0.2,
    "",
    -1,
    -1,
    Opinion.WRONG,
    "",
    "",
    3,
    "2026-11-28",
)


def _rows(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    queue = ReviewQueue(tmp_path)
    queue.append([RIGHT, OTHER])
    queue.append([IMPLIED])
    return tmp_path


def test_the_queue_is_read_as_it_was_written(filled: Path) -> None:
    assert list(ReviewQueue(filled).read()) == [RIGHT, OTHER, IMPLIED]


def test_an_empty_queue_is_a_table_without_rows(run: Run, tmp_path: Path) -> None:
    shown = run(tmp_path, "review")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines()[-1].startswith("subject_label\tsubject_type")
    assert run(tmp_path, "review", "--format", "jsonl").stdout == ""


def test_words_are_literal_subjects_and_what_is_wrong_is_negated(run: Run, filled: Path) -> None:
    shown = run(filled, "review")
    assert shown.returncode == 0, shown.stderr
    found = [
        (row["subject_label"], row["predicate_modifier"], row["object_id"])
        for row in _rows(shown.stdout)
    ]
    assert found == [
        ("contrôler les soudures", "", "rome-competence:300258"),
        ('souder\tau "TIG"', "Not", "rome:H2913"),
        ('souder\tau "TIG"', "", "rome:H2916"),
    ]
    assert {row["subject_type"] for row in _rows(shown.stdout)} == {"rdfs literal"}
    assert {row["mapping_justification"] for row in _rows(shown.stdout)} == {
        "semapv:ManualMappingCuration"
    }


def test_every_prefix_of_the_table_is_in_its_header(run: Run, filled: Path) -> None:
    text = run(filled, "review").stdout
    header = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    for row in _rows(text):
        for column in ("object_id", "predicate_id", "mapping_justification"):
            assert f"#   {row[column].partition(':')[0]}: " in header
    assert '#   rome: "https://w3id.org/maillage/id/rome/"' in header


def test_json_lines_have_everything_and_a_kept_text(run: Run, filled: Path) -> None:
    kept = Review(**{**{name: getattr(RIGHT, name) for name in RIGHT.__slots__}, "text": "abc"})
    ReviewQueue(filled).append([kept])
    ReviewQueue(filled).keep_text("abc", "Soudeur", "contrôler les soudures")
    out = filled / "out.jsonl"
    shown = run(filled, "review", "--format", "jsonl", "--out", str(out))
    assert shown.returncode == 0, shown.stderr
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["method"] for line in lines] == ["stated", "stated", "implied", "stated"]
    assert [line.get("kept", {}).get("title") for line in lines] == [None, None, None, "Soudeur"]


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"concept": "rome:H2913"}'])
def test_a_line_that_is_none_of_ours_is_named_and_nothing_is_written(
    run: Run, filled: Path, line: str
) -> None:
    with (filled / FOLDER / FILE).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(UnusableReviewQueue, match="ligne 4"):
        list(ReviewQueue(filled).read())
    out = filled / "out.tsv"
    shown = run(filled, "review", "--out", str(out))
    assert shown.returncode == 1
    assert "ligne 4" in shown.stderr
    assert not out.exists()


def test_a_file_that_cannot_be_written_is_said(run: Run, filled: Path) -> None:
    shown = run(filled, "review", "--out", str(filled / "absent" / "out.tsv"))
    assert shown.returncode == 1
    assert "écriture impossible" in shown.stderr


def test_the_two_namespaces_of_esco_are_told_apart(run: Run, tmp_path: Path) -> None:
    fields = {name: getattr(RIGHT, name) for name in Review.__slots__}
    skill = Review(**{**fields, "concept": "esco:aa"})
    occupation = Review(**{**fields, "concept": "esco:bb", "method": "occupation"})
    ReviewQueue(tmp_path).append([skill, occupation])
    text = run(tmp_path, "review").stdout
    assert [row["object_id"] for row in _rows(text)] == ["esco-skill:aa", "esco-occupation:bb"]
    assert '#   esco-skill: "http://data.europa.eu/esco/skill/"' in text
    assert '#   esco-occupation: "http://data.europa.eu/esco/occupation/"' in text
