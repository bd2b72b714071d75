"""What dated advertisements change in a portrait and an advice: over the sample, and facts that we invent.

Each month of 2023 to 2025, twenty advertisements in Troyes, of which two mention regional:1014.
"""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from hashlib import sha512
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from maillage.graph.facts import Facts
from maillage.graph.facts_schema import MentionRow, RecordRow, month_of, record_key
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import STANDARD, Names
from maillage.ontology.terms import RDF
from maillage.queries.decode import node, text
from maillage.queries.question import question

from .conftest import Run, count_needs

NAMES = Names()
DERIVED = NamedNode(STANDARD["prov"] + "wasDerivedFrom")


def _records() -> Iterator[tuple[RecordRow, list[MentionRow]]]:
    for at in range(36):
        day = date(2023 + at // 12, at % 12 + 1, 5)
        for number in range(20):
            id_ = f"{at}-{number}"
            # A signature of its own: 64 hashes, so that none is a duplicate.
            row = RecordRow(
                record_key("ad", "essai", id_), "ad", "essai", id_, "10387", True, day, None, month_of(day), "CDI",
                "rome:H2913", 0.8, 1, None, "naf:25", (), (), "", (), 1, sha512(id_.encode()).digest() * 4,
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
    count_needs(folder)
    return folder


def document(
    run: Run, home: Path, command: str, *options: str
) -> dict[str, Any]:  # Any: a JSON document
    shown = run(home, command, "bassin:4402", *options, "--format", "json")
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
    assert re.search(r">besoins stables\s: 1</title>", page)  # what a screen reader says of the bar


def test_an_advice_knows_that_needs_were_typed(run: Run, home: Path, sample_home: Path) -> None:
    untyped = "aucune offre d'emploi datée n'est typée ici"
    assert not any(untyped in note for note in document(run, home, "advise")["notes"])
    assert any(untyped in note for note in document(run, sample_home, "advise")["notes"])


def test_needs_are_published_with_where_they_come_from(run: Run, home: Path) -> None:
    store = TripleStore.read(Home(home).current().graph_path)
    rows = list(question("territory_needs").ask(store, {"territory": NAMES.uri("bassin:4402")}))
    assert [
        (NAMES.curie(node(one, "kind")), NAMES.curie(node(one, "competence"))) for one in rows
    ] == [("need-kind:stable", "regional:1014")]
    assert text(rows[0], "period") == "2025-12" and "72 mentions en 36 mois" in text(rows[0], "why")
    for territory in ("dep:10", "reg:44"):
        assert list(question("territory_needs").ask(store, {"territory": NAMES.uri(territory)}))
    graph = NAMES.graph("needs", "2025-12")
    (ads,) = {quad.object for quad in store.store.quads_for_pattern(None, DERIVED, None, graph)}
    assert isinstance(ads, NamedNode) and ads.value.endswith("/graph/ads-essai/2025-12-05")
    assert any(store.store.quads_for_pattern(ads, RDF.type, None, None))  # its provenance
    checked = run(home, "check")
    assert checked.returncode == 0, checked.stdout


def test_publishing_again_changes_nothing(run: Run, home: Path) -> None:
    before = Home(home).current().number
    count_needs(home)
    assert Home(home).current().number == before
    assert run(home, "build").returncode == 0  # a build keeps what was ingested and read in it
    assert Home(home).current().manifest().source("needs") is not None


def test_an_answer_pins_its_versions_and_writes_nothing(run: Run, home: Path) -> None:
    def state() -> list[tuple[str, int]]:
        return sorted((str(one), one.stat().st_mtime_ns) for one in (home / "facts").rglob("*"))

    before = state()
    answer = document(run, home, "needs")
    assert answer["facts"].keys() >= {"records", "need_cells", "need_exposure", "need_competences"}
    assert answer["generation"] == Home(home).current().number
    assert answer["rule"]["recent"] == 12 and answer["rows"][0]["windows"] == [
        "2023-01/2024-12",
        "2025-01/2025-12",
    ]
    assert {"emerging_p", "occasional_p", "counts", "settling"} <= answer["rows"][0].keys()
    for command in ("portrait", "advise"):
        document(run, home, command)
    assert state() == before


def test_an_occupation_and_a_sector_narrow_the_needs(run: Run, home: Path) -> None:
    whole = document(run, home, "needs")
    assert document(run, home, "needs", "--occupation", "rome:H2913")["rows"] == whole["rows"]
    both = document(run, home, "needs", "--occupation", "rome:H2913", "--sector", "naf:25")
    assert both["rows"] == whole["rows"] and both["bmo"] is None
    unknown = run(home, "needs", "bassin:4402", "--occupation", "rome:Z9999")
    assert unknown.returncode == 2 and "rome:Z9999" in unknown.stderr


def test_without_a_survey_no_need_can_be_recurring_and_the_answer_says_so(
    run: Run, home: Path
) -> None:
    answer = document(run, home, "needs")
    assert answer["bmo"] is None
    assert any("aucun besoin ne peut être dit récurrent" in note for note in answer["notes"])
    shown = " ".join(run(home, "needs", "bassin:4402").stdout.split())
    assert "3 années de l'enquête" in shown and "jamais additionnées" in shown


def test_a_withdrawal_leaves_no_generation_without_its_cells(
    run: Run, home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    gone = tmp_path / "gone.txt"
    gone.write_text("35-0\n35-19\n", encoding="utf-8")
    done = run(copy, "ingest", "ads", "--withdraw", str(gone))
    assert done.returncode == 0, done.stderr
    after = document(run, copy, "needs")
    assert after["advertisements"][-1] == 18 and after["rows"][0]["total"] == 71
    assert run(copy, "rollback").returncode == 0
    assert document(run, copy, "needs")["advertisements"][-1] == 18
