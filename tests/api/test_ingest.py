"""Ingestion as a user runs it, over advertisements that we invented."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

from maillage.graph.facts import Facts
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.terms import MLG
from maillage.vocab.sample_data import ADVERTISEMENTS, OFFERS, sample_folder

from .conftest import COMMAND, Run, environment
from .ingesting import (
    ad,
    cli,
    ingest,
    positions,
    rejected_files,
    report_of,
    state_of,
    write,
)


def test_the_same_file_again_changes_nothing(tmp_path: Path, home: Path) -> None:
    file = write(tmp_path / "ads.jsonl", *map(ad, range(20)))
    assert ingest(tmp_path, home, file)["added"] == 20
    generation, state = Home(home).current().number, state_of(home)
    report = ingest(tmp_path, home, file)
    assert (report["added"], report["unchanged"]) == (0, 20)
    assert (Home(home).current().number, state_of(home)) == (generation, state)


def test_a_changed_advertisement_takes_the_place_of_the_former(tmp_path: Path, home: Path) -> None:
    ingest(tmp_path, home, write(tmp_path / "a.jsonl", *map(ad, range(3))))
    report = ingest(tmp_path, home, write(tmp_path / "b.jsonl", ad(1, totalJobOpenings=9)))
    assert (report["changed"], report["added"]) == (1, 0)
    table = Facts(home / "facts").table("records", ("id", "positions")).to_pylist()
    assert sorted((row["id"], row["positions"]) for row in table) == [
        ("n0", 2),
        ("n1", 9),
        ("n2", 2),
    ]


def test_a_record_met_again_in_a_run_is_known_however_it_is_held(
    tmp_path: Path, home: Path
) -> None:
    rows = [*map(ad, range(5)), *map(ad, range(5)), ad(1, totalJobOpenings=9)]
    report = ingest(tmp_path, home, write(tmp_path / "a.jsonl", *rows))
    assert (report["read"], report["added"], report["unchanged"], report["changed"]) == (
        11,
        5,
        5,
        1,
    )
    assert len(Facts(home / "facts").table("records", ("id",))) == 5


def test_ingested_advertisements_change_the_gap_and_are_named(
    run: Run, tmp_path: Path, home: Path
) -> None:
    def answer(period: str) -> dict[str, object]:
        asked = run(home, "gap", "bassin:4402", "--period", period, "-f", "json")
        found: dict[str, object] = json.loads(asked.stdout)
        return found

    before = answer("2025")
    ingest(tmp_path, home, write(tmp_path / "a.jsonl", *map(ad, range(4))))
    after = answer("2025")
    assert positions(after) == positions(before) + 8
    sources = {one["source"]: one["role"] for one in after["sources"]}  # type: ignore[attr-defined]
    assert "4 offre(s)" in sources["ads-jobposting"]
    assert (home / "CURRENT").read_text() == "000002\n"
    run(home, "build", "--force")  # a later build keeps what was ingested
    assert positions(answer("2025")) == positions(after)
    assert Home(home).current().manifest().facts


def test_a_record_that_cannot_be_read_is_rejected_with_file_line_and_reason(
    tmp_path: Path, home: Path
) -> None:
    file = write(tmp_path / "a.jsonl", ad(1), '{"@type": "JobPosting", "identi', ad(2))
    report = ingest(tmp_path, home, file)
    assert (report["added"], report["rejected"]) == (2, 1)
    (line,) = (home / "rejects.jsonl").read_text("utf-8").splitlines()
    reject = json.loads(line)
    assert (reject["file"], reject["line"]) == ("a.jsonl", 2)
    assert reject["reason"]
    ingest(tmp_path, home, write(tmp_path / "b.jsonl", "[", ad(3)))
    assert rejected_files(home) == ["a.jsonl", "b.jsonl"]
    ingest(tmp_path, home, write(tmp_path / "a.jsonl", ad(1)))  # mended since
    assert rejected_files(home) == ["b.jsonl"]


def test_a_later_build_makes_the_same_file_read_again(home: Path, tmp_path: Path) -> None:
    file = str(write(tmp_path / "a.jsonl", *map(ad, range(3))))
    assert report_of(cli(home, "ingest", "ads", file, "-f", "json"))["added"] == 3
    again = report_of(cli(home, "ingest", "ads", file, "-f", "json"))
    assert (again["unchanged"], again["changed"]) == (3, 0)
    manifest = Home(home).current().manifest()
    last = replace(manifest.sources[-1], fingerprint="of other files")  # a referential
    changed = replace(manifest, sources=(*manifest.sources[:-1], last))
    changed.write(Home(home).current().path / "manifest.json")
    again = report_of(cli(home, "ingest", "ads", file, "-f", "json"))
    assert (again["unchanged"], again["changed"]) == (0, 3)


def test_an_index_of_other_code_is_made_again_before_anything_is_read(
    home: Path, tmp_path: Path
) -> None:
    current = Home(home).current()
    replace(current.manifest(), index="of other code").write(current.path / "manifest.json")
    (current.index_path / "extractor" / "extractor.json").write_text("{}")
    file = str(write(tmp_path / "a.jsonl", ad(1)))
    assert report_of(cli(home, "ingest", "ads", file, "-f", "json"))["added"] == 1
    assert Home(home).current().number == current.number + 2  # the index, then the advertisement


def test_a_list_that_is_built_and_ingested_counts_once(run: Run, home: Path) -> None:
    file = str(sample_folder() / OFFERS)

    def offers() -> tuple[object, int]:
        answer = json.loads(run(home, "gap", "bassin:4402", "-f", "json").stdout)
        store = TripleStore.read(Home(home).current().graph_path).store
        return answer["total_supply"], sum(
            "/inferred/" not in str(quad.graph_name)  # stated by a source
            for quad in store.quads_for_pattern(None, MLG.develops, None)
        )

    supply, developed = offers()
    report = report_of(cli(home, "ingest", "offers", file, "--source", "sample", "-f", "json"))
    assert (report["added"], report["rejected"]) == (26, 0)
    assert offers()[0] == supply
    assert offers()[1] > developed  # what their texts say is added to the same offers
    report_of(cli(home, "ingest", "offers", file, "--source", "autre", "-f", "json"))
    assert offers()[0] != supply  # another list is another list


def test_a_build_under_another_base_keeps_what_was_ingested(home: Path, tmp_path: Path) -> None:
    report_of(cli(home, "ingest", "ads", str(write(tmp_path / "a.jsonl", ad(1))), "-f", "json"))
    done = subprocess.run(
        [*COMMAND, "build"], capture_output=True, text=True, check=False, timeout=300,
        env=environment(home) | {"MAILLAGE_BASE": "https://exemple.fr"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Home(home).current().manifest().source("ads-jobposting")


def test_what_the_command_finds_is_what_it_counts(home: Path) -> None:
    file = str(sample_folder() / ADVERTISEMENTS)
    report = report_of(cli(home, "ingest", "ads", file, "--source", "essai", "-f", "json"))
    facts = Facts(home / "facts")
    methods = facts.table("mentions", ("method",))["method"].to_pylist()
    assert (report["added"], report["rejected"]) == (90, 0)
    assert report["stated"] == methods.count("stated") > 0
    assert report["implied"] == methods.count("implied") > 0
    phrases = json.loads(cli(home, "oov", "--min", "1", "-f", "json").stdout)
    assert sum(one["records"] for one in phrases) <= int(str(report["unknown"]))
    assert cli(home, "status").stdout.count("ads-essai") == 1


def test_bad_input_stops_nothing_and_a_file_that_cannot_be_read_fails_at_the_end(
    tmp_path: Path, home: Path
) -> None:
    ads = [
        ad(1, description=""), ad(2, description="mot " * 250_000), ad(4, jobLocation=None),
        ad(3, description="Wir suchen einen Schweißer für unsere Werkstatt in der Stadt."),
        ad(5, description="<p>Vous <b>soudez</b>&nbsp;!</p>"), ad(6, description="Vous\x00soudez\x1b[31m"),
        ad(7, datePosted="2025-99-99"), ad(8),
    ]  # fmt: skip
    folder = tmp_path / "feeds"
    folder.mkdir()
    write(folder / "a.jsonl", *ads)
    (folder / "b.json").write_bytes(b"\x00\xff\x00\xff")
    (folder / "c.xml").write_bytes(b"")
    done = cli(home, "ingest", "ads", str(folder), "--workers", "1")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "b.json" in done.stderr or "c.xml" in done.stderr
    ids = Facts(home / "facts").table("records", ("id",))["id"].to_pylist()
    assert "n8" in ids


def test_usage_errors_are_told_before_anything_is_read(home: Path) -> None:
    assert "attendu : ads, offers" in cli(home, "ingest", "cvs", "x").stderr
    assert "est attendu" in cli(home, "ingest", "ads").stderr
    assert not (home / "facts").exists()


def test_a_home_without_a_graph_says_what_to_do(tmp_path: Path) -> None:
    assert "maillage build" in cli(tmp_path / "vide", "ingest", "ads", "x").stderr
