"""`maillage reach`, and gaps by sector and domain, over the sample, run as processes."""

import csv
import io
import json
from pathlib import Path

from .conftest import Run


def test_the_reach_of_a_competence_is_told_with_what_it_rests_on(
    run: Run, sample_home: Path
) -> None:
    shown = run(sample_home, "reach", "regional:1014", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    document = json.loads(shown.stdout)
    assert (document["curie"], document["reach"], document["basis"]) == (
        "regional:1014",
        "transferable",
        "asserted",
    )
    assert "affirmée par le référentiel" in document["reason"]


def test_it_is_told_in_french_words(run: Run, sample_home: Path) -> None:
    shown = run(sample_home, "reach", "regional:1014")
    assert "transférable" in shown.stdout
    listed = list(
        csv.reader(io.StringIO(run(sample_home, "reach", "regional:1014", "-f", "csv").stdout))
    )
    assert listed[0] == ["curie", "label", "field", "value"]
    assert listed[1][2:] == ["portée", "transférable"]


def test_a_competence_that_the_graph_has_not_is_named(run: Run, sample_home: Path) -> None:
    shown = run(sample_home, "reach", "regional:999999")
    assert shown.returncode == 1
    assert "regional:999999" in shown.stderr


def test_a_competence_or_the_evaluation_is_asked_for(run: Run, sample_home: Path) -> None:
    assert run(sample_home, "reach").returncode == 2
    assert run(sample_home, "reach", "regional:1014", "--evaluate").returncode == 2


def test_the_evaluation_is_a_list_of_confusion_matrices(run: Run, sample_home: Path) -> None:
    shown = run(sample_home, "reach", "--evaluate", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    titles = [one["title"] for one in json.loads(shown.stdout)]
    assert any("réutilisation d'ESCO" in title for title in titles)
    assert any("sous-catégorie du ROME" in title for title in titles)


def test_competences_bear_their_reach_in_gaps(run: Run, sample_home: Path) -> None:
    shown = run(sample_home, "gap", "bassin:4402", "--by", "competence", "--format", "json")
    rows = json.loads(shown.stdout)["rows"]
    assert {row.get("reach") for row in rows} & {
        "transferable",
        "occupation-specific",
        "transversal",
    }


def test_gaps_are_told_by_sector_and_every_occupation_of_one(run: Run, sample_home: Path) -> None:
    shown = run(sample_home, "gap", "bassin:4402", "--by", "sector", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    rows = json.loads(shown.stdout)["rows"]
    assert rows
    assert all(row["curie"].startswith("naf:") for row in rows)
    first = run(
        sample_home, "gap", "bassin:4402", "--by", "sector", "--evidence", rows[0]["curie"], "-f", "json"
    )  # fmt: skip
    listed = json.loads(first.stdout)["evidence"]["occupations"]
    assert len(listed) >= len(rows[0]["evidence"]["occupations"])
