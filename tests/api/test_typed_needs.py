"""What dated advertisements change in a portrait and an advice: over the sample, and facts that we invent.

Each month of 2023 to 2025, twenty advertisements in Troyes, of which two mention regional:1014.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from maillage.graph.facts import Facts
from maillage.graph.facts_schema import MentionRow, RecordRow, month_of, record_key

from .conftest import Run


def _records() -> Iterator[tuple[RecordRow, list[MentionRow]]]:
    for at in range(36):
        day = date(2023 + at // 12, at % 12 + 1, 5)
        for number in range(20):
            id_ = f"{at}-{number}"
            row = RecordRow(
                record_key("ad", "essai", id_), "ad", "essai", id_, "10387", True, day, None, month_of(day), "CDI",
                "rome:H2913", 0.8, 1, None, "naf:25", (), (), "", (), 1, b"",
            )  # fmt: skip
            said = MentionRow(
                row.key, "regional:1014", 0, 4, "", 0.9, "stated", row.month, row.commune
            )
            yield row, [said] if number < 2 else []


@pytest.fixture(scope="module")
def home(run: Run, sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("typed") / "home"
    shutil.copytree(sample_home, folder)
    facts = Facts(folder / "facts")
    with facts.writing():
        facts.add({row: (mentions, []) for row, mentions in _records()}, ())
    counted = run(folder, "needs", "bassin:4402", "--format", "json")
    assert counted.returncode == 0, counted.stderr
    return folder


def document(run: Run, home: Path, command: str) -> dict[str, Any]:  # Any: a JSON document
    shown = run(home, command, "bassin:4402", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def test_a_portrait_counts_needs_by_kind(run: Run, home: Path) -> None:
    needs = document(run, home, "portrait")["needs"]
    assert needs["tally"] == {"stable": 1}
    assert needs["periods"] == ["2023-01", "2025-12"]
    line = needs["first"]["stable"][0]
    assert (line["curie"], line["mentions"]) == ("regional:1014", 72)
    page = run(home, "portrait", "bassin:4402", "--format", "html").stdout
    assert "besoins stables : 1." in page  # the description of the chart


def test_an_advice_knows_that_needs_were_typed(run: Run, home: Path, sample_home: Path) -> None:
    untyped = "aucune offre d'emploi datée n'est typée ici"
    assert not any(untyped in note for note in document(run, home, "advise")["notes"])
    assert any(untyped in note for note in document(run, sample_home, "advise")["notes"])
