"""`maillage report` over the sample, run as a process."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from maillage.api.report_answers import Entry, Line, answer_or_why
from maillage.queries.errors import UnknownTerritory

from .conftest import Run


@pytest.fixture(scope="module")
def lines(run: Run, sample_home: Path) -> list[dict[str, Any]]:  # Any: JSON documents
    shown = run(sample_home, "report", "--all", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    assert "réponse(s)" in shown.stderr
    return [json.loads(line) for line in shown.stdout.splitlines()]


def test_every_bassin_has_one_line_a_question(lines: list[dict[str, Any]]) -> None:
    asked = [(line["territory"], line["question"]) for line in lines]
    assert len(asked) == len(set(asked))
    territories = {territory for territory, _ in asked}
    assert len(asked) == 3 * len(territories)
    assert all(territory.startswith("bassin:") for territory in territories)


def test_an_answer_is_the_one_of_the_command_alone(
    run: Run, sample_home: Path, lines: list[dict[str, Any]]
) -> None:
    found = next(line for line in lines if line["question"] == "gap" and line["answer"])
    alone = run(sample_home, "gap", found["territory"], "--format", "json")
    assert json.loads(alone.stdout) == found["answer"]


def test_a_verdict_carries_what_a_reader_disputes_it_with(lines: list[dict[str, Any]]) -> None:
    answers = [line for line in lines if line["question"] == "gap" and line["answer"]]
    assert answers
    for line in answers:
        assert line["maillage"]
        assert line["generation"] >= 1
        answer = line["answer"]
        assert {"rule", "sources", "reference_coverage", "notes"} <= answer.keys()
        assert all(source["version"] for source in answer["sources"])
        for row in answer["rows"]:
            assert {"bmo_cells", "hidden_cells", "offers", "ads", "list"} <= row["evidence"].keys()


def test_what_has_no_answer_says_why(lines: list[dict[str, Any]]) -> None:
    missing = [line for line in lines if line["status"] == "missing"]
    assert missing  # the sample has no rates of insertion
    assert all(line["why"] and line["answer"] is None for line in missing)


def test_a_folder_holds_whole_answers_and_a_summary(
    run: Run, sample_home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "rapport"
    shown = run(
        sample_home,
        "report",
        "bassin:4402",
        "--questions",
        "gap,advise",
        "--out",
        str(out),
        "-f",
        "csv",
    )
    assert shown.returncode == 0, shown.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        "bassin-4402-advise.json",
        "bassin-4402-gap.json",
        "summary.jsonl",
    ]
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert [row["question"] for row in rows] == ["gap", "advise"]
    kept = json.loads((out / "bassin-4402-gap.json").read_text("utf-8"))
    assert kept["answer"]["verdict"] == rows[0]["verdict"]
    assert sum(json.loads(rows[0]["counts"]).values()) == len(kept["answer"]["rows"])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bassin:4402", "--all"],
        ["bassin:4402", "--questions", "weather"],
        ["bassin:4402", "--by", "colour"],
    ],
)
def test_what_no_run_could_accept_is_a_usage_error(
    run: Run, sample_home: Path, arguments: list[str]
) -> None:
    shown = run(sample_home, "report", *arguments)
    assert (shown.returncode, shown.stdout) == (2, "")


def test_one_territory_never_stops_the_others() -> None:
    def fails(territory: str) -> Entry:
        raise UnknownTerritory(territory, ())

    entry = answer_or_why("gap", fails, "bassin:9", "Neuf")
    assert entry.document is None
    assert entry.line == Line("bassin:9", "Neuf", "gap", "missing", "", entry.line.reason, 0, {})
    assert "bassin:9" in entry.line.reason
