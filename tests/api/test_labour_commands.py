"""The commands available, insertion, needs and perimeter, over the sample and figures that we invent.

To the sample are added, for bassin 4402: 5 people who look for A1405 where 15 positions are offered in 2026 and 40
who look for N1101 where 2 are; for the region, a training with a rate and a certification that leads to A1405, and
one without certification. Its facts hold, each month of 2023 to 2025, 100 advertisements in Troyes: two mention
regional:1014; eight mention regional:1010 from 2025 on, none before; three mention regional:1013 until then, eight
from then on.
"""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat

from maillage.graph.facts import Facts
from maillage.graph.facts_schema import MentionRow, RecordRow, month_of, record_key
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names

from .conftest import Run, count_needs

NAMES = Names()
PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in NAMES.prefixes.items())
FIGURES = """
observation:s1 a mlg:LabourMarketObservation, qb:Observation ; mlg:territory bassin:4402 ;
  mlg:period "2025"^^xsd:gYear ; mlg:occupation rome:A1405 ; mlg:jobSeekers 5 ; mlg:jobOffers 9 .
observation:s2 a mlg:LabourMarketObservation, qb:Observation ; mlg:territory bassin:4402 ;
  mlg:period "2025"^^xsd:gYear ; mlg:occupation rome:N1101 ; mlg:jobSeekers 40 ; mlg:jobOffers 9 .
observation:i1 a mlg:InsertionObservation, qb:Observation ; qb:dataSet dataset:inserjeunes ;
  dct:title "Dressage de vignes"@fr ; mlg:diplomaKind "CAP"@fr ; mlg:territory reg:44 ; mlg:level level:3 ;
  mlg:employmentRate12 0.62 ; mlg:measuredRecords 9 ; mlg:ofCertification rncp:99001 .
observation:i2 a mlg:InsertionObservation, qb:Observation ; qb:dataSet dataset:inserjeunes ;
  dct:title "Art des bulles"@fr ; mlg:diplomaKind "CAP"@fr ; mlg:territory reg:44 ; mlg:level level:3 ;
  mlg:employmentRate12 0.31 ; mlg:measuredRecords 9 .
rncp:99001 a mlg:Certification ; mlg:leadsTo rome:A1405 .
"""
STEADY, NEW, RISING = "regional:1014", "regional:1010", "regional:1013"


def _records() -> Iterator[tuple[RecordRow, list[MentionRow]]]:
    for at in range(36):
        day = date(2023 + at // 12, at % 12 + 1, 5)
        for number in range(100):
            id_ = f"{at}-{number}"
            row = RecordRow(
                record_key("ad", "essai", id_), "ad", "essai", id_, "10387", True, day, None, month_of(day), "CDI",
                "rome:H2913", 0.8, 1, None, "naf:25", (), (), "", (), 1, b"",
            )  # fmt: skip
            said = [STEADY] if number < 2 else []
            said += [NEW] if at >= 24 and 10 <= number < 18 else []
            said += [RISING] if 20 <= number < (28 if at >= 24 else 23) else []
            yield (
                row,
                [
                    MentionRow(row.key, one, 0, 4, "", 0.9, "stated", row.month, row.commune)
                    for one in said
                ],
            )


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's home with the invented figures, and no index of what they change."""
    folder = tmp_path_factory.mktemp("labour") / "home"
    shutil.copytree(sample_home, folder)
    facts = Facts(folder / "facts")
    with facts.writing():
        facts.add({row: (mentions, []) for row, mentions in _records()}, ())
    count_needs(folder)
    generation = Home(folder).current()
    store = TripleStore.write(generation.graph_path)
    store.store.load(
        f"{PREFIXES}\n{FIGURES}".encode(), RdfFormat.TURTLE, to_graph=NamedNode("urn:invented")
    )
    del store
    for name in ("available.json", "insertion.json"):
        (generation.index_path / name).unlink()
    return folder


def document(run: Run, home: Path, *arguments: str) -> dict[str, object]:
    shown = run(home, *arguments, "--format", "json")
    assert shown.returncode == 0, shown.stderr
    found: dict[str, object] = json.loads(shown.stdout)
    return found


def listed(answer: dict[str, object], key: str = "rows") -> list[dict[str, object]]:
    rows = answer[key]
    assert isinstance(rows, list)
    return rows


def test_available_compares_people_with_what_is_asked_for(run: Run, home: Path) -> None:
    answer = document(run, home, "available", "bassin:4402", "--by", "occupation")
    assert (answer["territory"], answer["by"], answer["seekers_period"]) == (
        "bassin:4402", "occupation", "2025",
    )  # fmt: skip
    rows = {row["curie"]: row for row in listed(answer)}
    vines, forklifts = rows["rome:A1405"], rows["rome:N1101"]
    assert (vines["demand"], vines["seekers"]) == (15, 5)
    assert (forklifts["demand"], forklifts["seekers"]) == (2, 40)
    assert answer["total_seekers"] == 45
    assert vines["mismatch"] in {"short", "short-enough-nearby", "short-close-occupation"}
    assert rows["rome:J1501"]["mismatch"] == "unknown"
    assert listed(answer, "sources")
    assert answer["notes"]


def test_available_by_competence_is_the_default(run: Run, home: Path) -> None:
    answer = document(run, home, "available", "bassin:4402", "--top", "3")
    assert answer["by"] == "competence"
    assert len(listed(answer)) <= 3


def test_insertion_places_what_is_linked_and_lists_the_rest(run: Run, home: Path) -> None:
    answer = document(run, home, "insertion", "bassin:4402")
    rows = {row["label"]: row for row in listed(answer)}
    assert rows.keys() == {"Dressage de vignes", "Art des bulles"}
    vines = rows["Dressage de vignes"]
    assert (vines["rate"], vines["demand"], vines["certification"]) == (0.62, 15, "rncp:99001")
    assert rows["Art des bulles"]["quadrant"] == "unlinked"
    assert (answer["months"], answer["regions"]) == (12, ["reg:44"])
    assert document(run, home, "insertion", "bassin:4402", "--by", "domain")["by"] == "domain"
    later = document(run, home, "insertion", "bassin:4402", "--months", "24")
    assert {row["rate"] for row in listed(later)} == {None}


def test_needs_are_typed_with_their_counts_and_rule(run: Run, home: Path) -> None:
    answer = document(run, home, "needs", "bassin:4402")
    rows = {row["curie"]: row for row in listed(answer)}
    assert {curie: row["kind"] for curie, row in rows.items()} == {
        STEADY: "stable",
        NEW: "emerging",
        RISING: "emerging",
    }
    assert (rows[NEW]["total"], rows[NEW]["first_seen"]) == (96, "2025-01")
    assert rows[STEADY]["counts"] == [2] * 36
    assert all(row["label"] and row["reason"] for row in rows.values())
    assert answer["advertisements"] == [100] * 36
    assert answer["kinds"] == {"stable": 1, "emerging": 2}
    assert "sensitivity" not in answer


def test_needs_of_one_kind_one_sector_and_what_a_rule_decides(run: Run, home: Path) -> None:
    answer = document(
        run,
        home,
        "needs",
        "bassin:4402",
        "--kind",
        "emerging",
        "--sector",
        "naf:25",
        "--sensitivity",
    )
    assert {row["curie"] for row in listed(answer)} == {NEW, RISING}
    assert answer["sector"] == "naf:25"
    effects = {
        (one["parameter"], one["moved"]): listed(one, "changes")
        for one in listed(answer, "sensitivity")
    }
    # 8 after 3 is more than twice as many, not three times; what was never seen before has no ratio.
    (change,) = effects["rise", 3.0]
    assert (change["competence"], change["before"]) == (RISING, "emerging")
    assert effects["rise", 1.0] == []
    shown = run(home, "needs", "bassin:4402", "--sensitivity").stdout
    assert "changement" in shown


def test_what_is_counted_later_is_in_the_next_generation_only(
    run: Run, home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    assert document(run, copy, "needs", "bassin:4402")["advertisements"] == [100] * 36
    with Facts(copy / "facts").writing():
        row, _ = next(_records())
        row = row._replace(
            key=record_key("ad", "essai", "late"),
            id="late",
            month="2026-01",
            posted=date(2026, 1, 5),
        )
        Facts(copy / "facts").add({row: ([], [])}, ())
    assert document(run, copy, "needs", "bassin:4402")["advertisements"] == [100] * 36
    count_needs(copy)
    assert document(run, copy, "needs", "bassin:4402")["advertisements"] == [*[100] * 36, 1]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["available", "bassin:4402", "--by", "occupation"], "A1405"),
        (["insertion", "bassin:4402"], "Dressage de vignes"),
        (["needs", "bassin:4402"], "émergent"),
        (["perimeter", "list"], "Aucun périmètre"),
    ],
)
def test_tables_fit_in_a_hundred_columns(
    run: Run, home: Path, arguments: list[str], named: str
) -> None:
    shown = run(home, *arguments)
    assert shown.returncode == 0, shown.stderr
    assert named in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 100


@pytest.mark.parametrize("command", [["available", "--by", "occupation"], ["insertion"], ["needs"]])
def test_csv_has_the_rows_of_json(run: Run, home: Path, command: list[str]) -> None:
    arguments = [command[0], "bassin:4402", *command[1:]]
    rows = list(csv.DictReader(io.StringIO(run(home, *arguments, "-f", "csv").stdout)))
    expected = [row["curie"] for row in listed(document(run, home, *arguments))]
    assert [row["curie"] for row in rows] == expected != []


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["available", "bassin:4402"], 1, "tension"),
        (["available", "bassin:9999"], 1, "bassin:9999"),
        (["available", "bassin:4402", "--by", "colour"], 2, "colour"),
        (["insertion", "bassin:4402"], 1, "inserjeunes"),
        (["insertion", "bassin:4402", "--months", "7"], 2, "7"),
        (["insertion", "bassin:4402", "--by", "colour"], 2, "colour"),
        (["needs", "bassin:4402"], 1, "maillage ingest ads"),
        (["needs", "bassin:4402", "--kind", "colour"], 2, "colour"),
        (["perimeter", "show", "nowhere"], 1, "perimeter:nowhere"),
        (["perimeter", "save", "Été", "bassin:4402"], 1, "Été"),
        (["perimeter", "save", "vide", "bassin:4402-bassin:4402"], 1, "vide"),
        (["perimeter", "save", "loin", "rayon:10387:30km"], 1, "centres"),
        (["perimeter", "frobnicate"], 2, "frobnicate"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(
    run: Run, sample_home: Path, arguments: list[str], code: int, named: str
) -> None:
    failed = run(sample_home, *arguments)
    assert (failed.returncode, failed.stdout) == (code, "")
    assert named in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_saved_perimeter_is_listed_shown_asked_about_and_kept_by_a_build(
    run: Run, sample_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    saved = run(
        home, "perimeter", "save", "coin", "10387,10081", "--label", "Mon coin", "-f", "json"
    )
    assert saved.returncode == 0, saved.stderr
    (one,) = json.loads(saved.stdout)
    assert (one["curie"], one["label"]) == ("perimeter:coin", "Mon coin")
    assert one["communes"] == ["10081", "10387"]
    assert json.loads(run(home, "perimeter", "list", "-f", "json").stdout) == [one]
    taken = run(home, "perimeter", "save", "coin", "10387")
    assert (taken.returncode, taken.stdout) == (1, "")
    assert "perimeter:coin" in taken.stderr
    assert run(home, "perimeter", "save", "coin", "10387", "--replace").returncode == 0
    history = json.loads(run(home, "perimeter", "show", "coin", "-f", "json").stdout)
    assert [past["communes"] for past in history] == [["10387"], ["10081", "10387"]]
    for arguments in (["build"], ["build", "--force"]):
        assert run(home, *arguments).returncode == 0
        answer = document(run, home, "gap", "perimeter:coin")
        assert (answer["territory"], answer["communes"]) == ("perimeter:coin", 1)
