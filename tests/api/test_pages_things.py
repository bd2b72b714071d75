"""The pages of occupations, competences, certifications, blocs and offers, over the sample and hostile labels."""

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, Triple

from maillage.api.service import create_app
from maillage.api.settings import Settings
from maillage.ontology.terms import DCT, MLG, RDF, SKOS

from .sparql_serving import EX, publish

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HOSTILE = "<script>alert(1)</script>\"'{{ 7 * 7 }}"
PAGES = (
    "/page/rome/N1103", "/page?uri=regional:1608", "/page/rncp/37398", "/page/bloc/RNCP41012BC02",
    "/page/offer/sample-exemple-19",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)), headers=BROWSER)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A service over a graph whose every text is an attack, and that publishes one need."""
    home = tmp_path_factory.mktemp("hostile")
    classes = {
        "occupation": MLG.Occupation, "competence": MLG.Competence, "bloc": MLG.CompetenceBlock,
        "certification": MLG.Certification, "offer": MLG.TrainingOffer, "place": MLG.Territory,
        "need": MLG.NeedAssessment, "thing": MLG.Provider, "newer": MLG.Certification,
    }  # fmt: skip
    things = {name: NamedNode(EX + name) for name in classes}
    triples = [Triple(things[name], RDF.type, kind) for name, kind in classes.items()]
    triples += [
        Triple(one, property_, Literal(HOSTILE, language="fr"))
        for one in things.values()
        for property_ in (SKOS.prefLabel, SKOS.altLabel, SKOS.definition, DCT.description)
    ]
    links = (
        ("occupation", MLG.requires, "competence"), ("bloc", MLG.certifies, "competence"),
        ("certification", MLG.hasBlock, "bloc"), ("offer", MLG.prepares, "certification"),
        ("certification", MLG.leadsTo, "occupation"), ("need", MLG.competence, "competence"),
        ("need", MLG.territory, "place"), ("newer", DCT.replaces, "certification"),
        ("certification", DCT.isReplacedBy, "newer"), ("offer", MLG.provider, "thing"),
    )  # fmt: skip
    triples += [Triple(things[start], property_, things[end]) for start, property_, end in links]
    kind = NamedNode(f"{EX}id/need-kind/emerging")
    triples += [
        Triple(things["need"], MLG.needKind, kind),
        Triple(things["need"], MLG.period, Literal("2025")),
    ]
    publish(home, {EX + "graph": triples})
    return TestClient(create_app(Settings(home=home)), headers=BROWSER)


def _read(page: str) -> str:
    """Return what people read of a page."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def _addresses(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="(/[^"]*)"', page)]


def test_an_occupation_tells_its_competences_by_nature_the_core_first(client: TestClient) -> None:
    told = _read(client.get("/page/rome/N1103").text)
    assert "Savoir-faire (5) Préparer des commandes coeur de métier" in told
    assert "Savoir-être professionnels (1) Tenir ses engagements" in told
    assert "Préparateur de commandes en entrepôt rncp:40498" in told
    assert "Cariste rome:N1101 70 %" in told.replace("\u00a0", " ")


def test_an_occupation_tells_demand_and_trainings_of_the_territory_chosen(
    client: TestClient,
) -> None:
    told = _read(client.get("/page/rome/N1101", params={"territoire": "bassin:4402"}).text)
    assert "2,0 postes proposés en 2026" in told
    assert "Cariste d'entrepôt" in told
    assert "Indéterminé : trop peu d'observations" in told


@pytest.mark.parametrize("typed", ["bassin:9999", "<script>", "nope:1", "-", "🦊"])
def test_a_territory_that_is_none_leaves_the_page_and_says_so(
    client: TestClient, typed: str
) -> None:
    found = client.get("/page/rome/N1103", params={"territoire": typed})
    assert "Choisir un territoire dans la liste" in _read(found.text)
    assert "Savoir-faire" in found.text
    assert "<script>" not in found.text


def test_a_competence_tells_its_reach_with_the_evidence_and_who_asks(client: TestClient) -> None:
    told = _read(client.get("/page?uri=regional:1608").text)
    assert "Transférable , affirmée par un référentiel" in told
    assert "le calcul seul dirait" in told
    assert "Analyste en cybersécurité rome:M1844 coeur de métier" in told
    assert "correspond à peu près à" in told
    assert "d'après Compétences du langage commun régional, version 1.0" in told


def test_a_correspondence_with_what_the_graph_lacks_is_no_dead_link(client: TestClient) -> None:
    found = client.get("/page?uri=regional:1608")
    assert "esco:2a3a96a3-709e-4d60-81f6-d247d6933f13" not in _addresses(found.text)
    assert "2a3a96a3-709e-4d60-81f6-d247d6933f13" in found.text


def test_a_competence_tells_where_it_is_taught_and_missing(hostile: TestClient) -> None:
    found = hostile.get("/page", params={"uri": EX + "competence"})
    told = _read(found.text)
    assert "besoins émergents 2025" in told
    assert "1 certification dont un bloc la certifie" in told


def test_a_certification_tells_the_occupations_of_what_it_replaces(hostile: TestClient) -> None:
    new = hostile.get("/page", params={"uri": EX + "newer"})
    assert "Sa fiche n'en nomme aucun" in _read(new.text)
    old = hostile.get("/page", params={"uri": EX + "certification"})
    assert "Remplacé." in _read(old.text)
    assert "newer" in old.text


def test_an_offer_tells_what_follows_from_its_certification(client: TestClient) -> None:
    told = _read(client.get("/page/offer/sample-exemple-19").text)
    assert "Déduites des blocs de sa certification" in told
    assert "Conduire un poids lourd" in told
    assert "Dites par l'offre" not in told
    assert "1er janvier 2026" in told


@pytest.mark.parametrize("page", PAGES)
def test_every_address_of_a_page_answers(client: TestClient, page: str) -> None:
    found = client.get(page)
    assert "Voir la requête" in _read(found.text)
    asked = [one for one in _addresses(found.text) if not one.startswith(("/texte", "/territoire"))]
    assert len(asked) > 8
    for one in dict.fromkeys(asked):
        assert client.get(one).status_code == 200, one
    client.cookies.clear()  # one of them chose another language


def test_the_table_of_a_thing_has_each_statement_and_its_release(client: TestClient) -> None:
    found = client.get("/page.csv", params={"uri": "rome:N1103"})
    assert found.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(found.text)))
    core = [row for row in rows if row["property"] == "mlg:requiresCore"]
    assert [row["label"] for row in core] == ["Préparer des commandes"]
    assert all(row["graph"].startswith("https://") for row in rows)


@pytest.mark.parametrize(
    "name", ["occupation", "competence", "bloc", "certification", "offer", "thing", "place"]
)
def test_a_hostile_text_is_shown_as_it_is(hostile: TestClient, name: str) -> None:
    found = hostile.get("/page", params={"uri": EX + name})
    assert found.status_code == 200
    assert "<script>alert" not in found.text
    assert HOSTILE in unescape(found.text)
    assert "default-src 'none'" in found.headers["content-security-policy"]


def test_a_browser_meets_a_fault_as_a_page_and_a_program_as_a_problem(client: TestClient) -> None:
    page = client.get("/page/rome/<script>")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert 'action="/recherche"' in page.text and "<script>" not in page.text
    for accept in ("*/*", "application/json", "image/png"):
        problem = client.get("/page/rome/Z9999", headers={"accept": accept})
        assert (problem.status_code, problem.json()["status"]) == (404, 404)


def test_a_fault_of_ours_names_no_folder_to_a_browser(tmp_path: Path) -> None:
    lonely = TestClient(create_app(Settings(home=tmp_path)), headers=BROWSER)
    assert lonely.get("/").status_code == 200
    found = lonely.get("/recherche?q=cariste")
    assert found.status_code == 503
    assert found.headers["retry-after"] == "5"
    assert found.headers["content-type"].startswith("text/html")
    assert str(tmp_path) not in found.text
