"""A check of the property graph: silent where it equals the triples, exact where it does not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from maillage.graph.bolt_server import BoltServer, Step
from maillage.graph.home import Home
from maillage.graph.manifest import Manifest
from maillage.graph.neo4j_errors import NothingPushed
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names

from .bolt import Address, Pushed, address, addresses, record_of

SOURCES = {
    "rome": """
rome:Z1001 a mlg:Occupation ; skos:prefLabel "Dresseur de licornes"@fr ; mlg:requires rome-competence:1 .
rome-competence:1 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Dresser"@fr .
""",
    "ads-essai": "ad:1 a mlg:JobAdvertisement ; mlg:seeks rome:Z1001 .",
}


@pytest.fixture(params=addresses())
def server(request: pytest.FixtureRequest) -> Address:
    """A real Bolt server that holds nothing of ours."""
    return address(request.param)


def change(server: BoltServer, cypher: str) -> None:
    server.write(Step(cypher, {}))


def test_an_empty_database_is_told_apart_from_one_that_differs(server: Address) -> None:
    with server.connect() as bolt, pytest.raises(NothingPushed, match="aucun graphe"):
        Pushed.of(SOURCES).verify(bolt)


@pytest.mark.parametrize(
    ("cypher", "name", "fault"),
    [
        ("MATCH (n {curie: 'ad:1'}) DETACH DELETE n", "JobAdvertisement", "absent"),
        ("MATCH (n {curie: 'ad:1'}) SET n.positions = 9", None, "positions"),
        ("MATCH (:Occupation)-[r:REQUIRES]->() DELETE r", "REQUIRES", "manquantes : 1"),
        ("MATCH (a:Occupation), (b:Competence) CREATE (b)-[:NEEDS]->(a)", "NEEDS", "en trop : 1"),
        ("MATCH (n:Occupation) SET n:Sector", "Sector", "Sector"),
    ],
)
def test_what_someone_changed_in_the_database_is_found(
    server: Address, cypher: str, name: str | None, fault: str
) -> None:
    pushed = Pushed.of(SOURCES)
    with server.connect() as bolt:
        pushed.push(bolt)
        assert pushed.verify(bolt).agrees
        change(bolt, cypher)
        report = pushed.verify(bolt)
        assert not report.agrees
        assert name in {one.name for one in report.counts if not one.equal} | {None}
        assert any(fault in one.fault for one in report.faults)


def maillage(home: Path, server: Address, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MAILLAGE_")}
    told = {
        "HOME": str(home),
        "NEO4J_URI": server.uri,
        "NEO4J_USER": server.who.user,
        "NEO4J_PASSWORD": server.who.password,
        "NEO4J_DATABASE": server.who.database,
    }
    return subprocess.run(
        [sys.executable, "-c", "from maillage.api.cli import main; main()", "neo4j", *arguments],
        env={**kept, **{f"MAILLAGE_{key}": value for key, value in told.items()}},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose generation holds the small graph."""
    names, made = Names(), Pushed.of(SOURCES).store
    with Home(tmp_path).draft() as draft:
        store = TripleStore.write(draft.graph_path)
        store.store.bulk_extend(made.store.quads_for_pattern(None, None, None, None))
        records = tuple(record_of(store, one, names.graph(one, "1")) for one in SOURCES)
        store.store.flush()
        del store
        manifest = Manifest(draft.number, "", "", names.base, "44", 0, records)
        manifest.write(draft.path / "manifest.json")
        Home(tmp_path).publish(draft)
    return tmp_path


def test_the_commands_push_verify_and_ask(server: Address, home: Path) -> None:
    unpushed = maillage(home, server, "verify")
    assert (unpushed.returncode, unpushed.stdout) == (1, "")
    assert "neo4j push" in unpushed.stderr
    pushed = maillage(home, server, "push", "--format", "json")
    assert pushed.returncode == 0, pushed.stderr
    report = json.loads(pushed.stdout)
    assert (report["created"], report["relations_created"]) == (3, 2)
    assert "rien n'avait changé" in maillage(home, server, "push").stdout
    checked = maillage(home, server, "verify", "--format", "json")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["agrees"] is True
    with server.connect() as bolt:
        change(bolt, "MATCH (:Occupation)-[r:REQUIRES]->() DELETE r")
    broken = maillage(home, server, "verify", "--format", "csv")
    assert broken.returncode == 1
    assert "relation,REQUIRES,1,0" in broken.stdout
    asked = maillage(home, server, "query", "advertisement_competences", "--format", "json")
    assert (asked.returncode, json.loads(asked.stdout)) == (0, [])


def test_a_missing_address_is_a_usage_error(server: Address, home: Path) -> None:
    nowhere = Address("", server.who)
    told = maillage(home, nowhere, "push")
    assert told.returncode == 2
    assert "MAILLAGE_NEO4J_URI" in told.stderr
