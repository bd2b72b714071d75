"""The page of a pasted text over the sample: highlights, reasons, judgements, and that nothing is kept unasked."""

import json
import logging
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from fastapi.testclient import TestClient
from lxml import html
from pyoxigraph import NamedNode

from maillage.api.api_keys import ApiKeys
from maillage.api.open_generation import OpenGeneration
from maillage.api.service import create_app
from maillage.api.settings import Settings
from maillage.api.text_opinions import Opinions, reviews_of
from maillage.api.text_reading import MOST, TextReading, text_reading
from maillage.graph import review_queue
from maillage.graph.home import Home
from maillage.graph.review_queue import FILE, FOLDER, TEXTS, Opinion, ReviewQueue
from maillage.ingest.extraction import Candidate, Extraction, Mention, Method
from maillage.ingest.plain_text import plain_text

Answer: TypeAlias = Any  # of the test client, whose library depends on what is installed
AD = """Atelier de chaudronnerie à Troyes. <script>alert("x")</script> <b onclick=evil()>gras</b>
Vos missions :
- souder au TIG des pièces en inox
- lire et interpréter des plans & schémas
Profil : travail en équipe. Écrire à Mme Anne Lenoir, a.lenoir@exemple.fr </textarea><img src=x>
"""
TITLE = 'Soudeur <i>"TIG"</i>'


@pytest.fixture
def client(home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=home)))


def tree(text: str) -> html.HtmlElement:
    return html.fromstring(text)


def paste(client: TestClient, **fields: str) -> Answer:
    return client.post("/texte", data={"titre": TITLE, "texte": AD, **fields})


def judged(client: TestClient, **fields: str) -> Answer:
    page = tree(paste(client).text)
    generation = page.xpath("//input[@name='generation']/@value")[0]
    return paste(client, juger="oui", **{"generation": generation, **fields})


def queue(home: Path) -> str:
    path = home / FOLDER / FILE
    return path.read_text("utf-8") if path.exists() else ""


def test_the_form_is_labelled(client: TestClient) -> None:
    page = tree(client.get("/texte").text)
    for one in page.xpath(
        "//form[@action='/texte']//*[@name and not(@hidden) and not(@type='hidden')]"
    ):
        if one.tag != "button":
            assert page.xpath(f"//label[@for='{one.get('id')}']")


def test_words_are_marked_where_they_stand_and_explained(client: TestClient) -> None:
    found = paste(client)
    assert found.status_code == 200
    page = tree(found.text)
    marked = page.xpath("//mark")
    assert marked
    rows = page.xpath("//table[caption[starts-with(., 'Chacune')]]/tbody/tr")
    assert rows
    for row in rows:
        because = row.xpath("./td[@data-label='Parce que']")[0].text_content()
        assert len(because.strip()) > 10
        assert row.xpath("./td[@data-label='Probabilité']//title")
    numbers = [one.rpartition("#c")[2] for one in page.xpath("//div[@class='pasted']//sup/a/@href")]
    assert sorted(map(int, numbers)) == list(range(1, len(rows) + 1))


def test_a_title_that_was_pasted_with_its_text_counts_as_one(client: TestClient) -> None:
    text = "Vous assemblez des pièces.\nVous lisez des plans."
    apart = client.post("/texte", data={"titre": "Soudeur", "texte": f"Soudeur\n{text}"}).text
    pasted = client.post("/texte", data={"titre": "", "texte": f"Soudeur\n{text}"}).text
    scores = [
        tree(one).xpath("//td[@data-label='Probabilité']//title/text()") for one in (apart, pasted)
    ]
    assert scores[0] and scores[0] == scores[1]
    assert "rome:H2913" in pasted


def test_a_hostile_text_is_shown_and_never_run(client: TestClient) -> None:
    found = paste(client)
    page = tree(found.text)
    assert not page.xpath("//script|//img|//b|//i|//*[@onclick]")
    assert "<script>" not in found.text
    assert found.headers["cache-control"] == "no-store"
    again = page.xpath("//textarea[@name='texte' and @hidden]")[0].text
    assert again.lstrip("\n") == AD
    assert set(page.xpath("//input[@name='titre' and @type='hidden']/@value")) == {TITLE}


def test_what_is_no_markup_that_we_read_is_shown_as_it_is(client: TestClient) -> None:
    hostile = "Soudeur <svg onload=alert(1)> {{ 7 * 7 }} &lt;script&gt; souder au TIG"
    page = tree(client.post("/texte", data={"texte": hostile}).text)
    shown = page.xpath("//div[@class='pasted']")[0].text_content()
    assert "<svg onload=alert(1)> {{ 7 * 7 }}" in shown
    assert not page.xpath("//*[@onload]|//script")


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"texte": "", "titre": ""}, 400), ({"texte": " \n "}, 400), ({"texte": "a" * 200_001}, 413)],
)
def test_what_cannot_be_read_says_what_to_do(
    client: TestClient, fields: dict[str, str], status: int
) -> None:
    found = client.post("/texte", data={"titre": "", **fields})
    assert found.status_code == status
    assert tree(found.text).xpath("//*[@role='alert']")[0].text_content().strip()


def test_a_text_that_says_nothing_is_told_so(client: TestClient) -> None:
    found = client.post("/texte", data={"texte": "zzz qqq"})
    assert found.status_code == 200
    assert "Aucune compétence" in found.text


def test_a_missing_index_says_what_to_run(home: Path) -> None:
    generation = Home(home).current()
    for file in sorted((generation.index_path / "extractor").rglob("*"), reverse=True):
        file.unlink()
    found = paste(TestClient(create_app(Settings(home=home))))
    assert found.status_code == 503
    assert "maillage build" in found.text
    assert str(home) not in found.text


def test_reading_keeps_and_logs_nothing(
    client: TestClient, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = sorted(one for one in home.rglob("*"))
    with caplog.at_level(logging.DEBUG):
        paste(client)
    assert sorted(one for one in home.rglob("*")) == before
    written = " ".join(
        f"{one.getMessage()} {one.__dict__.get('fields', '')}" for one in caplog.records
    )
    for word in ("chaudronnerie", "Lenoir", "Soudeur"):
        assert word not in written


def test_judgements_keep_the_matched_words_and_nothing_else_of_the_text(
    client: TestClient, home: Path
) -> None:
    found = judged(client, **{"avis-1": "right", "avis-2": "wrong"})
    assert "2 jugements" in tree(found.text).xpath("//*[@role='status']")[0].text_content()
    first, second = ReviewQueue(home).read()
    assert plain_text(AD)[first.start : first.end] == first.words != ""
    assert (first.opinion, second.opinion) == ("right", "wrong")
    assert first.generation == Home(home).current().number
    kept = queue(home)
    for word in ("Lenoir", "exemple.fr", "Troyes", "chaudronnerie", "script"):
        assert word not in kept
    assert not (home / FOLDER / TEXTS).exists()
    assert (home / FOLDER / FILE).stat().st_mode & 0o077 == 0


def test_the_text_is_kept_only_where_it_is_asked(client: TestClient, home: Path) -> None:
    judged(client, **{"avis-1": "right", "garder": "oui"})
    (review,) = ReviewQueue(home).read()
    assert "chaudronnerie" in ReviewQueue(home).texts()[review.text]["text"]


def test_another_concept_is_kept_by_its_code(client: TestClient, home: Path) -> None:
    judged(client, **{"avis-1": "other", "autre-1": "rome:H2913"})
    (review,) = ReviewQueue(home).read()
    assert review.instead == "rome:H2913"
    assert review.instead_label


def test_another_concept_in_words_is_chosen_from_what_they_may_mean(
    client: TestClient, home: Path
) -> None:
    found = judged(client, **{"avis-1": "other", "autre-1": "soud"})
    choices = tree(found.text).xpath("//select[@name='autre-1']/option/@value")
    assert choices
    assert queue(home) == ""
    judged(client, **{"avis-1": "other", "autre-1": choices[0]})
    assert [one.instead for one in ReviewQueue(home).read()] == [choices[0]]


def test_words_that_mean_nothing_are_asked_again_and_never_kept(
    client: TestClient, home: Path
) -> None:
    found = judged(client, **{"avis-1": "other", "autre-1": "Anne Lenoir <script>"})
    assert found.status_code == 200
    assert "<script>" not in found.text
    assert "Lenoir" not in queue(home)


def test_a_judgement_of_another_generation_is_not_kept(client: TestClient, home: Path) -> None:
    found = judged(client, **{"avis-1": "right", "generation": "999"})
    assert "Le graphe a changé" in found.text
    assert queue(home) == ""


def test_numbers_and_opinions_that_do_not_exist_are_left_out(
    client: TestClient, home: Path
) -> None:
    found = judged(client, **{"avis-99999": "right", "avis-1": "peut-être"})
    assert "rien n'a été noté" in tree(found.text).text_content()
    assert queue(home) == ""


def test_where_keys_exist_judgements_ask_for_one(home: Path) -> None:
    key = ApiKeys(home).add("cip")
    client = TestClient(create_app(Settings(home=home)))
    assert (
        "clé"
        in tree(judged(client, **{"avis-1": "right"}).text)
        .xpath("//*[@role='status']")[0]
        .text_content()
    )
    assert queue(home) == ""
    judged(client, **{"avis-1": "right", "cle": key})
    assert len(queue(home).splitlines()) == 1


def test_a_form_of_another_site_and_what_is_no_form_are_refused(
    client: TestClient, home: Path
) -> None:
    for headers in (
        {"Origin": "https://autre.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        assert client.post("/texte", data={"texte": AD}, headers=headers).status_code == 403
    hidden = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/texte", data={"texte": AD}, headers=hidden).status_code == 200
    assert client.post("/texte", json={"texte": AD}).status_code == 415
    many = "&".join(f"avis-{number}=right" for number in range(2100))
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/texte", content=many, headers=typed).status_code == 400


def test_a_full_queue_is_said(
    client: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_queue, "MOST", 10)
    found = judged(client, **{"avis-1": "right"})
    assert "ne peut être écrite" in found.text
    assert queue(home) == ""


def _reading(home: Path, text: str, mentions: list[tuple[int, int]]) -> TextReading:
    opened = OpenGeneration(Home(home).current(), home)
    uri = NamedNode("https://w3id.org/maillage/id/rome/H2913")
    made = tuple(Mention(uri, "Souder", start, end, 0.5, Method.STATED) for start, end in mentions)
    return text_reading(opened, text, Extraction("1", (Candidate(uri, "Soudeur", 0.9),), made))


def test_overlapping_words_are_cut_and_the_text_stays_whole(sample_home: Path) -> None:
    found = _reading(sample_home, "souder des tubes", [(0, 10), (7, 16), (0, 6)])
    assert "".join(one.text for one in found.segments) == "souder des tubes"
    assert [len(one.stated) for one in found.segments] == [2, 1, 2, 1]
    assert sorted(number for one in found.segments for number in one.ended) == [1, 2, 3]


def test_a_text_of_too_many_mentions_shows_the_first_ones(sample_home: Path) -> None:
    found = _reading(sample_home, "a" * 1000, [(at, at + 1) for at in range(MOST + 7)])
    assert len(found.stated) == MOST
    assert found.left_out == 7


def test_the_queue_is_lines_of_json(client: TestClient, home: Path) -> None:
    judged(client, **{"avis-1": "right"})
    judged(client, **{"avis-1": "wrong"})
    assert [json.loads(line)["opinion"] for line in queue(home).splitlines()] == ["right", "wrong"]


def test_names_within_the_matched_words_are_masked(sample_home: Path) -> None:
    text = "Équipe de Mme Anne Lenoir chez Durand : souder avec Durand."
    first, second = text.index("Équipe"), text.index("souder")
    found = _reading(sample_home, text, [(first, 25), (second, len(text) - 1)])
    opened = OpenGeneration(Home(sample_home).current(), sample_home)
    said = Opinions(given=dict.fromkeys((1, 2), Opinion.RIGHT))
    kept = [one.words for one in reviews_of(opened, found, said, text)]
    assert kept == ["Équipe de […]", "souder avec […]"]
