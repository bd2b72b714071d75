"""Ingestion as a user runs it, over advertisements that we invented; one is killed midway."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from maillage.api.withdrawal import is_pending, withdraw
from maillage.graph.facts import TABLES, Facts
from maillage.graph.facts_schema import key_name, record_key, schemas
from maillage.graph.home import Generation, Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF
from maillage.vocab.sample_data import ADVERTISEMENTS, OFFERS, sample_folder

from .conftest import COMMAND, Run, environment

# An extractor of our own, slow enough to be killed; batches of 40 records.
SCRIPT = """
import sys, time
from pathlib import Path
import maillage.api.ingest as ingesting
from maillage.api.ingest_command import print_report
from maillage.api.ingest_files import sizes_of
from maillage.api.ingest_progress import IngestProgress
from maillage.api.commands import OutputFormat
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ingest.extraction import Candidate, Extraction, Mention, Method
from maillage.ingest.pipeline import Reader
from maillage.ingest.place_resolver import PlaceResolver
from maillage.ingest.record import Kind
from maillage.ontology.names import Names

NAMES = Names()

class Words:
    def __init__(self, pause): self.pause = pause
    def extract(self, record):
        time.sleep(self.pause)
        at = record.text.find("soud")
        found = [] if at < 0 else [
            Mention(NAMES.uri("regional:1014"), "Souder", at, at + 4, 0.9, Method.STATED)]
        return Extraction(record.id, (), tuple(found), ("pince ouvragée",))

class Factory:
    def __init__(self, graph, pause): self.graph, self.pause = graph, pause
    def __call__(self):
        store = TripleStore.read(self.graph).store
        return Reader(Words(self.pause), PlaceResolver.load(store, NAMES), NAMES)

if __name__ == "__main__":
    home_path, workers, pause, withdraw, *paths = sys.argv[1:]
    ingesting.BATCH = 40
    home = Home(Path(home_path))
    plan = ingesting.IngestPlan(
        Kind.AD, tuple(map(Path, paths)), Factory(home.current().graph_path, float(pause)),
        workers=int(workers), withdraw=tuple(withdraw.split(",")) if withdraw else ())
    with IngestProgress(sizes_of(plan.paths)) as progress:
        report = ingesting.ingest(home, plan, NAMES, "44", progress)
    print_report(report, OutputFormat.JSON)
"""
PLACES = ("10387", "10081", "10297")
COUNT = 300
BEGINNINGS = ("Notre atelier de ferronnerie", "Une maison de négoce", "Le garage du canal")


def _text(number: int) -> str:
    words = " ".join(f"mot{(number * 37 + at * 11) % 997}" for at in range(60))
    return (
        f"{BEGINNINGS[number % 3]} recherche la personne numéro {number}. Vous devrez souder. {words}. "
        f"Écrivez à Mme Rosalie Timbert, rosalie.timbert{number}@exemple.fr."
    )


def _ad(number: int, **changes: object) -> dict[str, object]:
    return {
        "@type": "JobPosting",
        "identifier": f"n{number}",
        "title": f"Ferronnier d'art imaginaire {number}",
        "description": _text(number),
        "datePosted": "2025-03-06",
        "totalJobOpenings": 2,
        "relevantOccupation": "rome:H2913",
        "hiringOrganization": {"@type": "Organization", "name": "Ferronnerie Timbert"},
        "jobLocation": {"@type": "Place", "identifier": PLACES[number % 3]},
    } | changes


def _write(path: Path, *ads: dict[str, object] | str) -> Path:
    lines = (ad if isinstance(ad, str) else json.dumps(ad, ensure_ascii=False) for ad in ads)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


def _command(
    tmp_path: Path, home: Path, *paths: Path, workers: int = 1, pause: float = 0, withdraw: str = ""
) -> list[str]:
    script = tmp_path / "ingesting.py"
    script.write_text(SCRIPT, encoding="utf-8")
    options = (str(home), str(workers), str(pause), withdraw)
    return [sys.executable, str(script), *options, *map(str, paths)]


def _ingest(
    tmp_path: Path, home: Path, *paths: Path, workers: int = 1, withdraw: str = ""
) -> dict[str, object]:
    done = subprocess.run(
        _command(tmp_path, home, *paths, workers=workers, withdraw=withdraw),
        env=environment(home), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


def _state(home: Path) -> dict[str, list[str]]:
    """Everything that is counted: rows, and what the graph has."""
    facts = Facts(home / "facts")
    store = TripleStore.read(Home(home).current().graph_path).store
    graph = re.compile(r"/graph/ads-jobposting/")
    quads = [
        q
        for q in store.quads_for_pattern(None, None, None, None)
        if graph.search(str(q.graph_name))
    ]
    rows = {
        name: sorted(map(repr, facts.table(name, schemas()[name].names).to_pylist()))
        for name in TABLES
    }
    return rows | {"graph": sorted(str(quad.triple) for quad in quads)}


def _ads(home: Path) -> int:
    store = TripleStore.read(Home(home).current().graph_path).store
    return sum(1 for _ in store.quads_for_pattern(None, RDF.type, MLG.JobAdvertisement, None))


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_ingestion_resumes_and_counts_nothing_twice(
    tmp_path: Path, home: Path, workers: int
) -> None:
    file = _write(tmp_path / "ads.jsonl", *map(_ad, range(COUNT)))
    whole = Path(shutil.copytree(home, tmp_path / "whole"))
    _ingest(tmp_path, whole, file)
    expected = _state(whole)
    assert len(expected["records"]) == COUNT
    killed, held = 0, set()
    for wait in (0.2, 0.4, 0.6, 0.2, 0.9):
        process = subprocess.Popen(
            _command(tmp_path, home, file, workers=workers, pause=0.004),
            env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        before = len(Facts(home / "facts").known())
        deadline = time.monotonic() + 60
        while len(Facts(home / "facts").known()) == before and time.monotonic() < deadline:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        time.sleep(wait / 4)  # some way into the next batch
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        held.add(len(Facts(home / "facts").known()))
    assert killed >= 2  # else nothing was proved
    assert any(0 < count < COUNT for count in held)
    report = _ingest(tmp_path, home, file, workers=workers)
    assert report["read"] == COUNT
    assert _state(home) == expected
    assert not (home / "facts" / "unfinished").exists()


def test_the_same_file_again_changes_nothing(tmp_path: Path, home: Path) -> None:
    file = _write(tmp_path / "ads.jsonl", *map(_ad, range(20)))
    assert _ingest(tmp_path, home, file)["added"] == 20
    generation, state = Home(home).current().number, _state(home)
    report = _ingest(tmp_path, home, file)
    assert (report["added"], report["unchanged"]) == (0, 20)
    assert (Home(home).current().number, _state(home)) == (generation, state)


def test_a_changed_advertisement_takes_the_place_of_the_former(tmp_path: Path, home: Path) -> None:
    _ingest(tmp_path, home, _write(tmp_path / "a.jsonl", *map(_ad, range(3))))
    report = _ingest(tmp_path, home, _write(tmp_path / "b.jsonl", _ad(1, totalJobOpenings=9)))
    assert (report["changed"], report["added"]) == (1, 0)
    table = Facts(home / "facts").table("records", ("id", "positions")).to_pylist()
    assert sorted((row["id"], row["positions"]) for row in table) == [
        ("n0", 2),
        ("n1", 9),
        ("n2", 2),
    ]


def test_a_job_posted_twice_counts_once_until_one_of_them_is_withdrawn(
    tmp_path: Path, home: Path
) -> None:
    before = _ads(home)
    again = _ad(50, description=_text(2), title=_ad(2)["title"], datePosted="2025-03-20",
                jobLocation={"@type": "Place", "identifier": PLACES[2]})  # fmt: skip
    report = _ingest(tmp_path, home, _write(tmp_path / "a.jsonl", _ad(1), _ad(2)))
    assert (report["duplicates"], _ads(home)) == (0, before + 2)
    report = _ingest(tmp_path, home, _write(tmp_path / "b.jsonl", again))  # in another run
    assert (report["added"], report["duplicates"], _ads(home)) == (1, 1, before + 2)
    report = _ingest(tmp_path, home, withdraw="n2,jobposting:n1")
    assert (report["withdrawn"], _ads(home)) == (2, before + 1)
    kept = Facts(home / "facts").table("records", ("id",))["id"].to_pylist()
    assert kept == ["n50"]
    assert len(Facts(home / "facts").table("mentions", ("key",))) == 1


def test_a_withdrawn_advertisement_is_nowhere_on_the_disk(tmp_path: Path, home: Path) -> None:
    secret = _ad(1, identifier="offre-a-retirer-777")
    _ingest(tmp_path, home, _write(tmp_path / "a.jsonl", secret, _ad(2)))
    _ingest(tmp_path, home, _write(tmp_path / "b.jsonl", _ad(3)))  # a generation more
    held = [generation.number for generation in Home(home).generations()]
    key = key_name(record_key("ad", "jobposting", "offre-a-retirer-777"))
    assert any(_says(generation, key) for generation in Home(home).generations())
    report = _ingest(tmp_path, home, withdraw="jobposting:offre-a-retirer-777")
    assert report["withdrawn"] == 1
    assert held[-1] in [generation.number for generation in Home(home).generations()]
    assert not any(_says(generation, key) for generation in Home(home).generations())
    for file in home.rglob("*"):
        assert not file.is_file() or b"offre-a-retirer-777" not in file.read_bytes(), file
    for generation in Home(home).generations():  # each still answers, and says what it holds
        manifest = generation.manifest()
        record = manifest.source("ads-jobposting")
        assert record is None or record.triples == TripleStore.read(generation.graph_path).count(
            NamedNode(record.graph)
        )


def test_a_withdrawal_that_was_killed_is_finished_by_the_next_run(
    tmp_path: Path, home: Path
) -> None:
    _ingest(tmp_path, home, _write(tmp_path / "a.jsonl", _ad(1), _ad(2)))
    facts = Facts(home / "facts")
    with pytest.raises(KeyboardInterrupt), facts.writing():
        withdraw(facts, "ad", ["n1"], Names())
        raise KeyboardInterrupt  # before the graph is made again
    key = key_name(record_key("ad", "jobposting", "n1"))
    assert any(_says(generation, key) for generation in Home(home).generations())
    _ingest(tmp_path, home)
    assert not any(_says(generation, key) for generation in Home(home).generations())
    assert not is_pending(facts)


def _says(generation: Generation, key: str) -> bool:
    store = TripleStore.read(generation.graph_path).store
    quads = store.quads_for_pattern(None, None, None, None)
    answers = (generation.index_path / "labour.json").read_text("utf-8")
    return key in answers or any(key in str(quad.subject) for quad in quads)


def test_withdrawing_the_last_advertisement_takes_its_source_out_of_the_graph(
    tmp_path: Path, home: Path
) -> None:
    _ingest(tmp_path, home, _write(tmp_path / "a.jsonl", _ad(1)))
    assert Home(home).current().manifest().source("ads-jobposting")
    _ingest(tmp_path, home, withdraw="n1")
    assert not Home(home).current().manifest().source("ads-jobposting")


def test_the_text_of_an_advertisement_is_stored_nowhere(tmp_path: Path, home: Path) -> None:
    _ingest(tmp_path, home, _write(tmp_path / "a.jsonl", *map(_ad, range(12)), "{cassé"))
    secrets = [
        *BEGINNINGS, "recherche la personne", "Vous devrez", "mot37 mot48", "Timbert", "Rosalie",
        "@exemple.fr", "Ferronnier d'art imaginaire", "Ferronnerie",
    ]  # fmt: skip
    stored = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    facts = Facts(home / "facts")
    stored += [repr(facts.table(n, schemas()[n].names).to_pylist()).encode() for n in TABLES]
    store = TripleStore.read(Home(home).current().graph_path).store
    stored.append("\n".join(map(str, store.quads_for_pattern(None, None, None, None))).encode())
    for secret in secrets:
        assert not any(secret.encode() in one for one in stored), secret


def test_ingested_advertisements_change_the_gap_and_are_named(
    run: Run, tmp_path: Path, home: Path
) -> None:
    def answer(period: str) -> dict[str, object]:
        asked = run(home, "gap", "bassin:4402", "--period", period, "-f", "json")
        found: dict[str, object] = json.loads(asked.stdout)
        return found

    before = answer("2025")
    _ingest(tmp_path, home, _write(tmp_path / "a.jsonl", *map(_ad, range(4))))
    after = answer("2025")
    assert _positions(after) == _positions(before) + 8
    sources = {one["source"]: one["role"] for one in after["sources"]}  # type: ignore[attr-defined]
    assert "4 offre(s)" in sources["ads-jobposting"]
    assert (home / "CURRENT").read_text() == "000002\n"
    run(home, "build", "--force")  # a later build keeps what was ingested
    assert _positions(answer("2025")) == _positions(after)
    assert Home(home).current().manifest().facts


def _positions(answer: dict[str, object]) -> int:
    rows = answer["rows"]
    assert isinstance(rows, list)
    return sum(row["evidence"].get("ad_positions", 0) for row in rows)


def test_a_record_that_cannot_be_read_is_rejected_with_file_line_and_reason(
    tmp_path: Path, home: Path
) -> None:
    file = _write(tmp_path / "a.jsonl", _ad(1), '{"@type": "JobPosting", "identi', _ad(2))
    report = _ingest(tmp_path, home, file)
    assert (report["added"], report["rejected"]) == (2, 1)
    (line,) = (home / "rejects.jsonl").read_text("utf-8").splitlines()
    reject = json.loads(line)
    assert (reject["file"], reject["line"]) == ("a.jsonl", 2)
    assert reject["reason"]
    _ingest(tmp_path, home, _write(tmp_path / "b.jsonl", "[", _ad(3)))
    assert _rejected(home) == ["a.jsonl", "b.jsonl"]
    _ingest(tmp_path, home, _write(tmp_path / "a.jsonl", _ad(1)))  # mended since
    assert _rejected(home) == ["b.jsonl"]


def _rejected(home: Path) -> list[str]:
    return [
        json.loads(line)["file"]
        for line in (home / "rejects.jsonl").read_text("utf-8").splitlines()
    ]


def test_a_later_build_makes_the_same_file_read_again(home: Path, tmp_path: Path) -> None:
    file = str(_write(tmp_path / "a.jsonl", *map(_ad, range(3))))
    assert _report(_cli(home, "ingest", "ads", file, "-f", "json"))["added"] == 3
    again = _report(_cli(home, "ingest", "ads", file, "-f", "json"))
    assert (again["unchanged"], again["changed"]) == (3, 0)
    manifest = Home(home).current().manifest()
    last = replace(manifest.sources[-1], fingerprint="of other files")  # a referential
    changed = replace(manifest, sources=(*manifest.sources[:-1], last))
    changed.write(Home(home).current().path / "manifest.json")
    again = _report(_cli(home, "ingest", "ads", file, "-f", "json"))
    assert (again["unchanged"], again["changed"]) == (0, 3)


def test_an_index_of_other_code_is_made_again_before_anything_is_read(
    home: Path, tmp_path: Path
) -> None:
    current = Home(home).current()
    replace(current.manifest(), index="of other code").write(current.path / "manifest.json")
    (current.index_path / "extractor" / "extractor.json").write_text("{}")
    file = str(_write(tmp_path / "a.jsonl", _ad(1)))
    assert _report(_cli(home, "ingest", "ads", file, "-f", "json"))["added"] == 1
    assert Home(home).current().number == current.number + 2  # the index, then the advertisement


def _report(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


def test_a_list_that_is_built_and_ingested_counts_once(run: Run, home: Path) -> None:
    file = str(sample_folder() / OFFERS)

    def offers() -> tuple[object, int]:
        answer = json.loads(run(home, "gap", "bassin:4402", "-f", "json").stdout)
        store = TripleStore.read(Home(home).current().graph_path).store
        return answer["total_supply"], sum(
            1 for _ in store.quads_for_pattern(None, MLG.develops, None)
        )

    supply, developed = offers()
    report = _report(_cli(home, "ingest", "offers", file, "--source", "sample", "-f", "json"))
    assert (report["added"], report["rejected"]) == (26, 0)
    assert offers()[0] == supply
    assert offers()[1] > developed  # what their texts say is added to the same offers
    _report(_cli(home, "ingest", "offers", file, "--source", "autre", "-f", "json"))
    assert offers()[0] != supply  # another list is another list


def test_a_build_under_another_base_keeps_what_was_ingested(home: Path, tmp_path: Path) -> None:
    _report(_cli(home, "ingest", "ads", str(_write(tmp_path / "a.jsonl", _ad(1))), "-f", "json"))
    done = subprocess.run(
        [*COMMAND, "build"], capture_output=True, text=True, check=False, timeout=300,
        env=environment(home) | {"MAILLAGE_BASE": "https://exemple.fr"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Home(home).current().manifest().source("ads-jobposting")


@pytest.mark.slow
def test_the_command_itself_killed_at_any_moment_counts_nothing_twice(
    home: Path, tmp_path: Path
) -> None:
    file = str(_write(tmp_path / "ads.jsonl", *map(_ad, range(2500))))
    whole = Path(shutil.copytree(home, tmp_path / "whole"))
    _report(_cli(whole, "ingest", "ads", file, "-f", "json", "--workers", "2"))
    killed = 0
    for wait in (1.0, 2.0, 3.0, 4.5):
        process = subprocess.Popen(
            [*COMMAND, "ingest", "ads", file, "--workers", "2"],
            env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        time.sleep(wait)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed >= 2
    report = _report(_cli(home, "ingest", "ads", file, "-f", "json", "--workers", "2"))
    assert report["read"] == 2500
    assert _state(home) == _state(whole)


def test_what_the_command_finds_is_what_it_counts(home: Path) -> None:
    file = str(sample_folder() / ADVERTISEMENTS)
    report = _report(_cli(home, "ingest", "ads", file, "--source", "essai", "-f", "json"))
    facts = Facts(home / "facts")
    methods = facts.table("mentions", ("method",))["method"].to_pylist()
    assert (report["added"], report["rejected"]) == (90, 0)
    assert report["stated"] == methods.count("stated") > 0
    assert report["implied"] == methods.count("implied") > 0
    phrases = json.loads(_cli(home, "oov", "--min", "1", "-f", "json").stdout)
    assert sum(one["records"] for one in phrases) <= int(str(report["unknown"]))
    assert _cli(home, "status").stdout.count("ads-essai") == 1


def _cli(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(home), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def test_bad_input_stops_nothing_and_a_file_that_cannot_be_read_fails_at_the_end(
    tmp_path: Path, home: Path
) -> None:
    ads = [
        _ad(1, description=""), _ad(2, description="mot " * 250_000), _ad(4, jobLocation=None),
        _ad(3, description="Wir suchen einen Schweißer für unsere Werkstatt in der Stadt."),
        _ad(5, description="<p>Vous <b>soudez</b>&nbsp;!</p>"), _ad(6, description="Vous\x00soudez\x1b[31m"),
        _ad(7, datePosted="2025-99-99"), _ad(8),
    ]  # fmt: skip
    folder = tmp_path / "feeds"
    folder.mkdir()
    _write(folder / "a.jsonl", *ads)
    (folder / "b.json").write_bytes(b"\x00\xff\x00\xff")
    (folder / "c.xml").write_bytes(b"")
    done = _cli(home, "ingest", "ads", str(folder), "--workers", "1")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "b.json" in done.stderr or "c.xml" in done.stderr
    ids = Facts(home / "facts").table("records", ("id",))["id"].to_pylist()
    assert "n8" in ids


def test_usage_errors_are_told_before_anything_is_read(home: Path) -> None:
    assert "attendu : ads, offers" in _cli(home, "ingest", "cvs", "x").stderr
    assert "est attendu" in _cli(home, "ingest", "ads").stderr
    assert not (home / "facts").exists()


def test_a_home_without_a_graph_says_what_to_do(tmp_path: Path) -> None:
    assert "maillage build" in _cli(tmp_path / "vide", "ingest", "ads", "x").stderr
