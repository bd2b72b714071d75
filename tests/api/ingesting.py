"""Advertisements that we invented, an extractor of our own, and what an ingestion of them leaves."""

import json
import re
import subprocess
import sys
from pathlib import Path

from maillage.graph.facts import TABLES, Facts
from maillage.graph.facts_schema import schemas
from maillage.graph.home import Generation, Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.terms import MLG, RDF

from .conftest import COMMAND, environment

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
    ingesting.PACKED = 3
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


def ad_text(number: int) -> str:
    words = " ".join(f"mot{(number * 37 + at * 11) % 997}" for at in range(60))
    return (
        f"{BEGINNINGS[number % 3]} recherche la personne numéro {number}. Vous devrez souder. {words}. "
        f"Écrivez à Mme Rosalie Timbert, rosalie.timbert{number}@exemple.fr."
    )


def ad(number: int, **changes: object) -> dict[str, object]:
    return {
        "@type": "JobPosting",
        "identifier": f"n{number}",
        "title": f"Ferronnier d'art imaginaire {number}",
        "description": ad_text(number),
        "datePosted": "2025-03-06",
        "totalJobOpenings": 2,
        "relevantOccupation": "rome:H2913",
        "hiringOrganization": {"@type": "Organization", "name": "Ferronnerie Timbert"},
        "jobLocation": {"@type": "Place", "identifier": PLACES[number % 3]},
    } | changes


def write(path: Path, *ads: dict[str, object] | str) -> Path:
    lines = (ad if isinstance(ad, str) else json.dumps(ad, ensure_ascii=False) for ad in ads)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ingest_command(
    tmp_path: Path, home: Path, *paths: Path, workers: int = 1, pause: float = 0, withdraw: str = ""
) -> list[str]:
    script = tmp_path / "ingesting.py"
    script.write_text(SCRIPT, encoding="utf-8")
    options = (str(home), str(workers), str(pause), withdraw)
    return [sys.executable, str(script), *options, *map(str, paths)]


def ingest(
    tmp_path: Path, home: Path, *paths: Path, workers: int = 1, withdraw: str = ""
) -> dict[str, object]:
    done = subprocess.run(
        ingest_command(tmp_path, home, *paths, workers=workers, withdraw=withdraw),
        env=environment(home), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


def state_of(home: Path) -> dict[str, list[str]]:
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


def count_ads(home: Path) -> int:
    store = TripleStore.read(Home(home).current().graph_path).store
    return sum(1 for _ in store.quads_for_pattern(None, RDF.type, MLG.JobAdvertisement, None))


def says(generation: Generation, key: str) -> bool:
    store = TripleStore.read(generation.graph_path).store
    quads = store.quads_for_pattern(None, None, None, None)
    answers = (generation.index_path / "labour.json").read_text("utf-8")
    return key in answers or any(key in str(quad.subject) for quad in quads)


def positions(answer: dict[str, object]) -> int:
    rows = answer["rows"]
    assert isinstance(rows, list)
    return sum(row["evidence"].get("ad_positions", 0) for row in rows)


def rejected_files(home: Path) -> list[str]:
    return [
        json.loads(line)["file"]
        for line in (home / "rejects.jsonl").read_text("utf-8").splitlines()
    ]


def report_of(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


def cli(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(home), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
