"""`maillage advise` over the sample, run as a process."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

ACTIONS = {"open", "keep", "convert", "watch"}


@pytest.fixture(scope="module")
def advice(run: Run, sample_home: Path) -> dict[str, Any]:  # Any: a JSON document
    shown = run(sample_home, "advise", "bassin:4402", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def test_an_advice_holds_its_rule_sources_and_figures(advice: dict[str, Any]) -> None:
    assert {"territory", "period", "rule", "cover", "proposals", "needs", "notes"} <= advice.keys()
    assert advice["cover"]["guarantee"] == pytest.approx(0.6321, abs=1e-4)
    assert {"source", "version", "title"} <= advice["sources"][0].keys()
    assert advice["rule"]["lower_demand"] == 0.8


def test_each_proposal_can_be_argued_with(advice: dict[str, Any]) -> None:
    assert advice["proposals"]
    figures = {need["curie"] for need in advice["needs"]}
    for one in advice["proposals"]:
        assert one["action"] in ACTIONS
        assert one["reasons"]
        assert one["if_lower"].startswith("Avec 20")
        assert set(one["occupations"]) <= figures
        assert one["part"]["part"] in {"core", "complementary", "undetermined"}


def test_the_command_of_a_need_lists_its_evidence(
    run: Run, sample_home: Path, advice: dict[str, Any]
) -> None:
    need = advice["needs"][0]
    shown = run(sample_home, *need["list"].split()[1:], "--format", "json")
    assert json.loads(shown.stdout)["curie"] == need["curie"]


def test_csv_and_table_agree_with_json(run: Run, sample_home: Path, advice: dict[str, Any]) -> None:
    flat = run(sample_home, "advise", "bassin:4402", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(flat.stdout)))
    assert [row["curie"] for row in rows] == [one["curie"] for one in advice["proposals"]]
    table = run(sample_home, "advise", "bassin:4402", "--top", "1")
    assert advice["proposals"][0]["curie"] in table.stdout
    assert "il faut" not in table.stdout.lower()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["bassin:9999"], 1),
        (["bassin:4402", "--period", "1999"], 1),
        (["bassin:4402", "--lower", "2"], 1),
        (["bassin:4402", "--actions", "0"], 2),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(
    run: Run, sample_home: Path, arguments: list[str], code: int
) -> None:
    shown = run(sample_home, "advise", *arguments)
    assert (shown.returncode, shown.stdout) == (code, "")
    assert "Traceback" not in shown.stderr
