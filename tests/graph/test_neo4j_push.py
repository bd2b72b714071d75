"""A push: what it writes, that it writes only what changed, and that a cut one is finished by the next."""

import random
from collections.abc import Mapping
from datetime import date

import pytest

from maillage.graph.bolt_server import BoltServer
from maillage.graph.neo4j_errors import ConnectionLost, NothingPushed

from .bolt import Address, Proxy, Pushed, address, addresses, empty

ROME = """
rome:Z1001 a mlg:Occupation ; skos:prefLabel "Dresseur de licornes"@fr, "Unicorn trainer"@en ; skos:notation "Z1001" ;
  skos:altLabel "Dresseuse de licornes"@fr ; skos:inScheme scheme:rome ; mlg:regulated false ;
  mlg:requires rome-competence:1, rome-competence:2 ; mlg:requiresCore rome-competence:1 .
rome:Z1002 a mlg:Occupation ; skos:prefLabel "Peintre de nuages"@fr ; skos:inScheme scheme:rome ;
  mlg:requires rome-competence:2 .
rome-competence:1 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Dresser"@fr .
rome-competence:2 a mlg:KnowHow, mlg:Competence ; skos:prefLabel "Peindre"@fr .
scheme:rome a skos:ConceptScheme ; skos:prefLabel "ROME"@fr .
"""
RNCP = """
rncp:1 a mlg:Certification ; skos:prefLabel "Titre de dresseur"@fr ; mlg:active true ; mlg:leadsTo rome:Z1001 ;
  mlg:registrationEnd "2027-05-31"^^xsd:date ; mlg:diplomaCode "X1" ; 
  mlg:accessRoute access:vae, access:apprenticeship .
rome-competence:2 a mlg:KnowHow .
"""
ADS = """
ad:1 a mlg:JobAdvertisement ; mlg:seeks rome:Z1001 ; mlg:mentions rome-competence:2 ; mlg:positions 3 .
ad:2 a mlg:JobAdvertisement ; mlg:seeks rome:Z1002 .
"""
SOURCES = {"rome": ROME, "rncp": RNCP, "ads-essai": ADS}


@pytest.fixture(params=addresses())
def server(request: pytest.FixtureRequest) -> Address:
    """A real Bolt server that holds nothing of ours."""
    return address(request.param)


def relations(server: BoltServer) -> set[tuple[str, str, str]]:
    rows = server.read("MATCH (a)-[r]->(b) RETURN a.curie AS a, type(r) AS kind, b.curie AS b")
    assert len(rows) == len({tuple(row.values()) for row in rows}), "a relation is there twice"
    return {(row["a"], row["kind"], row["b"]) for row in rows}


def node(server: BoltServer, curie: str) -> Mapping[str, object]:
    (row,) = server.read(
        "MATCH (n:Resource {curie: $curie}) RETURN properties(n) AS told, labels(n) AS labels",
        curie=curie,
    )
    return {**row["told"], "labels": sorted(row["labels"])}


def digests(server: BoltServer) -> dict[str, str]:
    rows = server.read("MATCH (n:Resource) RETURN n.curie AS curie, n.digest AS digest")
    return {row["curie"]: row["digest"] for row in rows}


def test_nodes_have_the_names_values_and_relations_of_the_ontology(server: Address) -> None:
    with server.connect() as bolt:
        report = Pushed.of(SOURCES).push(bolt)
        assert (report.created, report.updated, report.deleted) == (8, 0, 0)
        occupation = node(bolt, "rome:Z1001")
        assert occupation["labels"] == ["Occupation", "Resource"]
        assert occupation["uri"] == "https://w3id.org/maillage/id/rome/Z1001"
        assert (occupation["prefLabel_fr"], occupation["prefLabel_en"]) == (
            "Dresseur de licornes",
            "Unicorn trainer",
        )
        assert (occupation["notation"], occupation["regulated"]) == ("Z1001", False)
        assert occupation["altLabel_fr"] == ["Dresseuse de licornes"]  # a list, even of one
        assert occupation["inScheme"] == ["scheme:rome"]  # a code, not a relation
        certification = node(bolt, "rncp:1")
        assert certification["registrationEnd"] == date(2027, 5, 31)
        assert certification["accessRoute"] == ["access:apprenticeship", "access:vae"]
        assert certification["diplomaCode"] == ["X1"]
        assert node(bolt, "rome-competence:2")["sources"] == ["rncp", "rome"]
        assert relations(bolt) == {
            ("rome:Z1001", "REQUIRES", "rome-competence:1"),
            ("rome:Z1001", "REQUIRES", "rome-competence:2"),
            ("rome:Z1001", "REQUIRES_CORE", "rome-competence:1"),
            ("rome:Z1002", "REQUIRES", "rome-competence:2"),
            ("rncp:1", "LEADS_TO", "rome:Z1001"),
            ("ad:1", "SEEKS", "rome:Z1001"),
            ("ad:1", "MENTIONS", "rome-competence:2"),
            ("ad:2", "SEEKS", "rome:Z1002"),
        }


def test_a_second_push_of_the_same_releases_compares_nothing(server: Address) -> None:
    with server.connect() as bolt:
        Pushed.of(SOURCES).push(bolt)
        again = Pushed.of(SOURCES, generation=2).push(bolt)
        assert not again.changed
        assert again.unchanged == 0
        assert Pushed.of(SOURCES, generation=2).verify(bolt).pushed == 2


def test_an_ingestion_writes_its_own_nodes_and_nothing_else(server: Address) -> None:
    with server.connect() as bolt:
        Pushed.of({**SOURCES, "ads-essai": ""}).push(bolt)
        before = digests(bolt)
        report = Pushed.of(SOURCES, 2).push(bolt)
        assert (report.created, report.updated, report.deleted) == (2, 0, 0)
        assert report.relations_created == 3
        assert report.unchanged == 0  # what the other sources describe is not even compared
        after = digests(bolt)
        assert after.keys() - before.keys() == {"ad:1", "ad:2"}
        assert {key: after[key] for key in before} == before


def test_a_withdrawal_deletes_its_nodes_and_their_relations(server: Address) -> None:
    with server.connect() as bolt:
        Pushed.of(SOURCES).push(bolt)
        kept = ADS.split("ad:2")[0]
        changed = Pushed.of({**SOURCES, "ads-essai": kept}, 2)
        report = changed.push(bolt)
        assert (report.created, report.updated, report.deleted, report.unchanged) == (0, 0, 1, 1)
        assert "ad:2" not in digests(bolt)
        assert changed.verify(bolt).agrees
        gone = Pushed.of({"rome": ROME, "rncp": RNCP}, 3)
        assert gone.push(bolt).deleted == 1  # the source left with its last advertisement
        assert gone.verify(bolt).agrees


def test_some_sources_alone_are_pushed_as_if_there_were_no_other(server: Address) -> None:
    whole = Pushed.of(SOURCES)
    some = Pushed.around(
        whole.store, whole.records[1:2], 2
    )  # the certification, without its occupation
    with server.connect() as bolt:
        assert some.push(bolt).created == 2  # the competence that it names too
        assert node(bolt, "rncp:1")["leadsTo"] == ["rome:Z1001"]  # said, of no node
        assert node(bolt, "rome-competence:2")["sources"] == ["rncp"]
        assert some.verify(bolt).agrees
        assert not whole.verify(bolt).agrees
        report = Pushed.around(whole.store, whole.records, 3).push(bolt)
        assert (report.created, report.updated, report.deleted) == (6, 2, 0)
        assert ("rncp:1", "LEADS_TO", "rome:Z1001") in relations(bolt)
        assert whole.verify(bolt).agrees


def test_a_changed_node_loses_what_it_no_longer_says(server: Address) -> None:
    rome = (
        ROME.replace('mlg:Occupation ; skos:prefLabel "Peintre', 'mlg:Occupation, mlg:Study ; skos:prefLabel "Peintre')
        .replace("skos:altLabel", "skos:hiddenLabel")
        .replace("mlg:requires rome-competence:1, rome-competence:2", "mlg:requires rome-competence:2")
        .replace("rome-competence:1 a mlg:KnowHow", "rome-competence:1 a mlg:Knowledge")
    )  # fmt: skip
    with server.connect() as bolt:
        Pushed.of(SOURCES).push(bolt)
        changed = Pushed.of({**SOURCES, "rome": rome}, 2)
        report = changed.push(bolt)
        assert (report.created, report.updated, report.deleted) == (0, 3, 0)
        assert (report.relations_created, report.relations_deleted) == (0, 1)
        assert node(bolt, "rome:Z1002")["labels"] == ["Occupation", "Resource", "Study"]
        assert node(bolt, "rome-competence:1")["labels"] == ["Competence", "Knowledge", "Resource"]
        assert "altLabel_fr" not in node(bolt, "rome:Z1001")
        assert ("rome:Z1001", "REQUIRES", "rome-competence:1") not in relations(bolt)
        assert ("ad:2", "SEEKS", "rome:Z1002") in relations(bolt)  # kept through the new label
        assert changed.verify(bolt).agrees


def test_what_leads_to_a_node_follows_it_when_it_leaves_and_comes_back(server: Address) -> None:
    without = ROME.split("rome:Z1002")[0] + ROME[ROME.index("rome-competence:1 a") :]
    with server.connect() as bolt:
        Pushed.of(SOURCES).push(bolt)
        gone = Pushed.of({**SOURCES, "rome": without}, 2)
        assert gone.push(bolt).deleted == 1
        assert node(bolt, "ad:2")["seeks"] == ["rome:Z1002"]  # said still, of no node
        assert gone.verify(bolt).agrees
        back = Pushed.of(SOURCES, 3)
        report = back.push(bolt)
        assert (report.created, report.updated) == (1, 1)
        assert "seeks" not in node(bolt, "ad:2")
        assert back.verify(bolt).agrees


def test_a_relation_that_only_rules_say_is_marked(server: Address) -> None:
    inferred = "ad:1 mlg:implies rome-competence:1 ; mlg:mentions rome-competence:2 ."
    with server.connect() as bolt:
        pushed = Pushed.of({**SOURCES, "inferred": inferred})
        pushed.push(bolt)
        rows = bolt.read(
            "MATCH (:JobAdvertisement {curie: 'ad:1'})-[r]->() "
            "RETURN type(r) AS kind, r.inferred AS inferred ORDER BY kind"
        )
        assert rows == [
            {"kind": "IMPLIES", "inferred": True},
            {"kind": "MENTIONS", "inferred": None},
            {"kind": "SEEKS", "inferred": None},
        ]
        assert pushed.verify(bolt).agrees
        # What a source comes to state is a stated relation, and there once.
        stated = {**SOURCES, "ads-essai": f"{ADS} ad:1 mlg:implies rome-competence:1 ."}
        after = Pushed.of({**stated, "inferred": inferred}, 2)
        report = after.push(bolt)
        assert (report.relations_created, report.relations_deleted) == (1, 1)
        assert after.verify(bolt).agrees


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_push_that_is_cut_is_finished_by_the_next(
    server: Address, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.graph.neo4j_push._NODES", 40)
    monkeypatch.setattr("maillage.graph.neo4j_push._RELATIONS", 60)
    pushed = Pushed.of({"rome": _random_graph(random.Random(7), 300)})
    whole = _bytes_of_a_push(server, pushed)
    proxy = Proxy(server.port, cut_after=int(whole * share))
    try:
        with (
            server.connect(f"bolt://127.0.0.1:{proxy.port}", patience=1.0) as bolt,
            pytest.raises(ConnectionLost, match="maillage neo4j push"),
        ):
            pushed.push(bolt)
        assert proxy.cut
    finally:
        proxy.close()
    with server.connect() as bolt:
        there = len(digests(bolt))
        if share > 0.5:
            assert there > 0
        with pytest.raises(NothingPushed, match="pas terminé"):
            pushed.verify(bolt)
        report = pushed.push(bolt)
        assert report.created == 300 - there  # what was committed is not sent again
        assert pushed.verify(bolt).agrees


def _bytes_of_a_push(server: Address, pushed: Pushed) -> int:
    proxy = Proxy(server.port)
    with server.connect(f"bolt://127.0.0.1:{proxy.port}") as bolt:
        pushed.push(bolt)
    proxy.close()
    empty(server)
    return proxy.sent


def test_after_any_sequence_of_pushes_the_database_equals_the_triples(server: Address) -> None:
    draw = random.Random(11)
    sources = {name: _random_graph(draw, 40) for name in ("one", "two", "three")}
    with server.connect() as bolt:
        for generation in range(1, 9):
            pushed = Pushed.of(sources, generation)
            pushed.push(bolt)
            report = pushed.verify(bolt)
            assert report.agrees, (generation, report.faults[:3])
            sources[draw.choice(list(sources))] = _random_graph(draw, draw.randrange(40))


def _random_graph(draw: random.Random, size: int) -> str:
    """Occupations, each with a label or two, a class or two and up to four relations to others."""
    lines = []
    for number in range(size):
        name = f"rome:{draw.randrange(60) if size < 60 else number}"
        classes = draw.choice(["mlg:Occupation", "mlg:Occupation, mlg:Study", "skos:Concept"])
        targets = ", ".join(
            f"rome:{draw.randrange(max(size, 60))}" for _ in range(draw.randrange(1, 5))
        )
        link = draw.choice(["mlg:mobilityTo", "skos:related"])
        lines.append(f'{name} a {classes} ; {link} {targets} ; skos:altLabel "{number}"@fr .')
    return "\n".join(lines)
