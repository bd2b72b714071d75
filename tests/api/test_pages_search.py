"""The home page, the results of a search, the passage between two occupations; without a browser."""

import re
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from maillage.api.pathway_drawing import HELD, MISSING, pathway_drawing
from maillage.api.service import create_app
from maillage.api.settings import Settings
from maillage.queries.near_answer import Competence
from maillage.queries.path_answer import Means, Step


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(
        create_app(Settings(home=sample_home)),
        follow_redirects=False,
        headers={"accept": "text/html"},
    )


def _results(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<li><a href="[^"]*">([^<]*)</a>', page)]


def test_a_mistyped_word_finds_and_says_that_it_is_near(client: TestClient) -> None:
    found = client.get("/recherche", params={"q": "carriste"})
    assert "Cariste" in _results(found.text)
    assert "Rien ne porte exactement ce nom" in found.text


def test_a_code_leads_to_its_page(client: TestClient) -> None:
    found = client.get("/recherche", params={"q": "n1103"})
    assert (found.status_code, found.headers["location"]) == (303, "/page/rome/N1103")


def test_a_mistyped_code_gives_those_that_are_close(client: TestClient) -> None:
    page = client.get("/recherche", params={"q": "N1011"}).text
    assert "/page/rome/N1101" in page
    assert "Rien ne porte exactement ce nom" in page


def test_a_territory_leads_to_its_own_page(client: TestClient) -> None:
    assert 'href="/territoire/bassin%3A4402"' in client.get("/recherche?q=troyes").text


def test_a_search_is_narrowed_to_one_sort(client: TestClient) -> None:
    found = client.get(
        "/recherche", params={"q": "cariste", "sorte": "Certification,CompetenceBlock"}
    )
    assert found.status_code == 200
    assert "métier ·" not in found.text


@pytest.mark.parametrize("asked", ["zzzzqqqq", "!!!", "🦊"])
def test_nothing_found_says_what_to_try(client: TestClient, asked: str) -> None:
    found = client.get("/recherche", params={"q": asked})
    assert found.status_code == 200
    assert "Essayer un mot plus courant" in found.text


def test_nothing_asked_gives_examples(client: TestClient) -> None:
    for asked in ("", "   "):
        assert "Par exemple" in client.get("/recherche", params={"q": asked}).text


@pytest.mark.parametrize("text", ["a\nb", "cariste " * 30])
def test_a_text_is_offered_to_the_page_that_reads_texts(client: TestClient, text: str) -> None:
    found = client.get("/recherche", params={"q": text})
    assert re.search(r'<form action="/texte" method="post">.*?name="texte"', found.text, re.DOTALL)
    assert _results(found.text) == []


@pytest.mark.parametrize(
    "asked",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "</title>"],
)
def test_what_is_typed_is_escaped_everywhere(client: TestClient, asked: str) -> None:
    for path in (
        client.get("/recherche", params={"q": asked, "sorte": asked}),
        client.get("/passerelle", params={"from": asked, "to": asked, "territoire": asked}),
    ):
        assert path.status_code in (200, 404)
        assert "<script>alert" not in path.text and "<img" not in path.text
        assert path.text.count("</title>") - path.text.count("<title id=") == 1
        assert "49" not in re.sub(r"\d{3,}", "", path.text)


def test_a_passage_says_what_is_held_missing_and_what_closes_it(client: TestClient) -> None:
    found = client.get(
        "/passerelle", params={"from": "N1101", "to": "rome:N1103", "territoire": "bassin:4402"}
    )
    assert found.status_code == 200
    assert "Le passage direct" in found.text
    assert found.text.index("Le passage direct") < found.text.index("À acquérir (")
    assert "<svg" in found.text and "Déjà acquis (" in found.text


def test_an_unknown_occupation_gives_those_that_may_be_meant(client: TestClient) -> None:
    found = client.get("/passerelle", params={"from": "zorglub", "to": "rome:N1103"})
    assert found.status_code == 404
    assert "zorglub" in found.text
    assert re.search(r'href="/passerelle\?from=rome%3A\w+&amp;to=rome%3AN1103', found.text)


def test_an_unknown_territory_is_told_on_the_page(client: TestClient) -> None:
    found = client.get(
        "/passerelle", params={"from": "rome:N1101", "to": "rome:N1103", "territoire": "bassin:9"}
    )
    assert found.status_code == 404
    assert 'role="alert"' in found.text


def test_one_end_alone_asks_for_the_other(client: TestClient) -> None:
    assert "Il manque un des deux" in client.get("/passerelle?from=rome:N1101").text


def _competence(place: int, held: float) -> Competence:
    curie = f"rome-competence:{place}"
    return Competence(curie, curie, f"Compétence {place}", "KnowHow", place % 2 == 0, 0.1, held)


def _step(shared: int, missing: int, covers: tuple[str, ...] = ()) -> Step:
    means = Means(
        "block", "bloc:B1", "Un bloc", "rncp:1", "Une certification", "", None, True, (), covers,
        0.5, (), 0,
    )  # fmt: skip
    return Step(
        "u", "rome:A", "Arrivée " * 30, 0.5, 0.7, None, 0.3, None,
        tuple(_competence(one, 1.0) for one in range(shared)),
        tuple(_competence(100 + one, 0.0) for one in range(missing)),
        (means,) if covers else (), 0.5, (), (), (),
    )  # fmt: skip


def test_a_drawing_shows_the_first_and_counts_the_others() -> None:
    found = pathway_drawing("Départ", _step(HELD + 3, MISSING + 1))
    texts = [" ".join(box.lines) for box in found.boxes]
    assert sum(box.kind == "held" for box in found.boxes) == HELD
    assert "et 3 autres acquises" in texts
    assert "et 1 autre manquante" in texts


def test_a_training_is_wired_to_what_it_gives_and_no_more() -> None:
    found = pathway_drawing("Départ", _step(2, 4, ("rome-competence:101", "rome-competence:999")))
    assert sum(wire.kind == "means" for wire in found.wires) == 1
    assert sum(wire.kind == "missing" for wire in found.wires) == 4


@pytest.mark.parametrize(("shared", "missing"), [(0, 0), (0, 5), (5, 0), (40, 60)])
def test_no_box_overlaps_another_or_leaves_the_drawing(shared: int, missing: int) -> None:
    found = pathway_drawing("Départ " * 20, _step(shared, missing, ("rome-competence:100",)))
    for box in found.boxes:
        assert 0 <= box.x and box.right <= found.width
        assert 0 <= box.y and box.y + box.height <= found.height
        for other in found.boxes:
            if other is not box and other.x == box.x:
                assert other.y >= box.y + box.height or box.y >= other.y + other.height
