"""Ingestion that is killed, run again, and that withdraws: nothing is counted twice or left behind."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from maillage.api.withdrawal import is_pending, withdraw
from maillage.graph.facts import TABLES, Facts
from maillage.graph.facts_schema import key_name, record_key, schemas
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names

from .conftest import COMMAND, environment
from .ingesting import (
    BEGINNINGS,
    COUNT,
    PLACES,
    ad,
    ad_text,
    cli,
    count_ads,
    ingest,
    ingest_command,
    report_of,
    says,
    state_of,
    write,
)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_ingestion_resumes_and_counts_nothing_twice(
    tmp_path: Path, home: Path, workers: int
) -> None:
    file = write(tmp_path / "ads.jsonl", *map(ad, range(COUNT)))
    whole = Path(shutil.copytree(home, tmp_path / "whole"))
    ingest(tmp_path, whole, file)
    expected = state_of(whole)
    assert len(expected["records"]) == COUNT
    killed, held = 0, set()
    for wait in (0.2, 0.4, 0.6, 0.2, 0.9):
        process = subprocess.Popen(
            ingest_command(tmp_path, home, file, workers=workers, pause=0.004),
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
    report = ingest(tmp_path, home, file, workers=workers)
    assert report["read"] == COUNT
    assert state_of(home) == expected
    assert not (home / "facts" / "unfinished").exists()


def test_a_withdrawn_advertisement_is_nowhere_on_the_disk(tmp_path: Path, home: Path) -> None:
    secret = ad(1, identifier="offre-a-retirer-777")
    ingest(tmp_path, home, write(tmp_path / "a.jsonl", secret, ad(2)))
    ingest(tmp_path, home, write(tmp_path / "b.jsonl", ad(3)))  # a generation more
    held = [generation.number for generation in Home(home).generations()]
    key = key_name(record_key("ad", "jobposting", "offre-a-retirer-777"))
    assert any(says(generation, key) for generation in Home(home).generations())
    report = ingest(tmp_path, home, withdraw="jobposting:offre-a-retirer-777")
    assert report["withdrawn"] == 1
    assert held[-1] in [generation.number for generation in Home(home).generations()]
    assert not any(says(generation, key) for generation in Home(home).generations())
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
    ingest(tmp_path, home, write(tmp_path / "a.jsonl", ad(1), ad(2)))
    facts = Facts(home / "facts")
    with pytest.raises(KeyboardInterrupt), facts.writing():
        withdraw(facts, "ad", ["n1"], Names())
        raise KeyboardInterrupt  # before the graph is made again
    key = key_name(record_key("ad", "jobposting", "n1"))
    assert any(says(generation, key) for generation in Home(home).generations())
    ingest(tmp_path, home)
    assert not any(says(generation, key) for generation in Home(home).generations())
    assert not is_pending(facts)


def test_withdrawing_the_last_advertisement_takes_its_source_out_of_the_graph(
    tmp_path: Path, home: Path
) -> None:
    ingest(tmp_path, home, write(tmp_path / "a.jsonl", ad(1)))
    assert Home(home).current().manifest().source("ads-jobposting")
    ingest(tmp_path, home, withdraw="n1")
    assert not Home(home).current().manifest().source("ads-jobposting")


@pytest.mark.slow
def test_the_command_itself_killed_at_any_moment_counts_nothing_twice(
    home: Path, tmp_path: Path
) -> None:
    file = str(write(tmp_path / "ads.jsonl", *map(ad, range(2500))))
    whole = Path(shutil.copytree(home, tmp_path / "whole"))
    report_of(cli(whole, "ingest", "ads", file, "-f", "json", "--workers", "2"))
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
    report = report_of(cli(home, "ingest", "ads", file, "-f", "json", "--workers", "2"))
    assert report["read"] == 2500
    assert state_of(home) == state_of(whole)


def test_the_text_of_an_advertisement_is_stored_nowhere(tmp_path: Path, home: Path) -> None:
    ingest(tmp_path, home, write(tmp_path / "a.jsonl", *map(ad, range(12)), "{cassé"))
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


def test_a_job_posted_twice_counts_once_until_one_of_them_is_withdrawn(
    tmp_path: Path, home: Path
) -> None:
    before = count_ads(home)
    again = ad(50, description=ad_text(2), title=ad(2)["title"], datePosted="2025-03-20",
                jobLocation={"@type": "Place", "identifier": PLACES[2]})  # fmt: skip
    report = ingest(tmp_path, home, write(tmp_path / "a.jsonl", ad(1), ad(2)))
    assert (report["duplicates"], count_ads(home)) == (0, before + 2)
    report = ingest(tmp_path, home, write(tmp_path / "b.jsonl", again))  # in another run
    assert (report["added"], report["duplicates"], count_ads(home)) == (1, 1, before + 2)
    report = ingest(tmp_path, home, withdraw="n2,jobposting:n1")
    assert (report["withdrawn"], count_ads(home)) == (2, before + 1)
    kept = Facts(home / "facts").table("records", ("id",))["id"].to_pylist()
    assert kept == ["n50"]
    assert len(Facts(home / "facts").table("mentions", ("key",))) == 1
