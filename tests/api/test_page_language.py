"""The language of a page: asked for, remembered, the browser's, else French; never somebody else's from a cache."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from maillage.api.catalogues import translations
from maillage.api.page_language import Language, asked_language, preferred_language
from maillage.api.service import create_app
from maillage.api.settings import Settings

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = {
    "/": 200, "/recherche?q=cariste": 200, "/recherche?q=zzzzqqqq": 200,
    "/page/rome/N1103?territoire=bassin:4402": 200, "/page?uri=regional:1608": 200, "/page/rncp/37398": 200,
    "/page/bloc/RNCP41012BC02": 200, "/page/offer/sample-exemple-19": 200, "/page?uri=bassin:4402": 200,
    "/passerelle": 200, "/passerelle?from=rome:N1101&to=rome:N1103&territoire=bassin:4402": 200,
    "/passerelle?from=zorglub&to=rome:N1103": 404, "/territoires": 200, "/territoires?q=zzz": 200,
    "/territoire/bassin:4402": 200, "/territoire/bassin:4402?par=competence": 200, "/territoire/nulle:1": 404,
    "/territoire/bassin:4402/preuve?ligne=rome:H2913": 200, "/territoire/bassin:4402/conseils": 200,
    "/territoire/bassin:4402/portrait": 200, "/perimetre": 200, "/perimetre?t=bassin:4402": 200,
    "/perimetre?centre=zzz&km=x": 400, "/texte": 200, "/docs": 200, "/sparql": 200,
    "/sparql?example=occupation_labels": 200, "/page/rome/Z9999": 404, "/nulle-part": 404,
}  # fmt: skip
# Messages of which a page in another language must have none, outside what it says is French.
TELLING = (
    "Aller au contenu", "Territoires", "Lire un texte", "Chercher", "Compétences", "Métier", "Certification active",
    "Formations", "Demande et", "Offre", "Projets", "habitants", "Pourquoi", "Voir la requête", "Télécharger",
    "Sources :", "Correspondances", "Autres langues", "Probabilité", "projets de recrutement", "Réponses",
    "Comparer", "Ajouter", "offre insuffisante", "indéterminé", "savoir-faire", "non publié",
)  # fmt: skip
AD = "Nous recherchons un cariste. Conduire un chariot élévateur et préparer les commandes."


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)), headers=BROWSER)


@pytest.fixture(autouse=True)
def forgotten(client: TestClient) -> None:
    client.cookies.clear()


def tree(page: str) -> Any:  # noqa: ANN401  # what XPath gives
    return html.fromstring(page)


class Lacking(Exception):
    """A message was asked for that a catalogue lacks."""


class Strict:
    """What a catalogue falls back on: nothing may be missing."""

    def gettext(self, message: str) -> str:
        raise Lacking(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        raise Lacking(singular)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("en", "de"):
        monkeypatch.setattr(translations(language), "_fallback", Strict())


def own_text(page: str, language: str) -> str:
    """The text that a page says is in its own language, attributes that are read included."""
    document = tree(page)
    for other in document.xpath("//style | //script | //code | //option"):
        other.drop_tree()
    for other in document.xpath("//*[@lang]"):
        if other.get("lang") != language and other.tag != "html":
            other.drop_tree()
    read = document.xpath("//@aria-label | //@title | //@data-label | //@placeholder")
    return " ".join([document.text_content(), *map(str, read)])


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("language", ["fr", "en", "de"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_the_language_of_its_reader(
    client: TestClient, path: str, language: str
) -> None:
    found = client.get(path, headers={"accept-language": language})
    assert found.status_code == PAGES[path]
    assert tree(found.text).get("lang") == language
    assert found.headers["content-language"] == language
    varies = {one.strip().lower() for one in found.headers["vary"].split(",")}
    assert {"accept-language", "cookie"} <= varies
    if language != "fr":
        text = own_text(found.text, language)
        assert [one for one in TELLING if re.search(rf"(?<!\w){one}(?!\w)", text)] == []


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_text_that_is_read_keeps_its_page_in_another_language(
    client: TestClient, language: str
) -> None:
    french = client.post("/texte", data={"titre": "Cariste", "texte": AD})
    (button,) = tree(french.text).xpath(f"//button[@lang='{language}']/@formaction")
    found = client.post(button, data={"titre": "Cariste", "texte": AD})
    assert found.status_code == french.status_code == 200
    assert tree(found.text).get("lang") == language
    assert AD.partition(".")[0] in found.text
    assert [one for one in TELLING if one in own_text(found.text, language)] == []


def test_a_language_that_is_asked_for_wins_and_is_remembered(client: TestClient) -> None:
    french = {"accept-language": "fr"}
    found = client.get("/recherche?q=a&lang=de", headers=french)
    assert found.headers["content-language"] == "de"
    cookie = found.headers["set-cookie"]
    assert cookie.startswith("lang=de; ")
    assert {"SameSite=Lax", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert client.get("/", headers=french).headers["content-language"] == "de"
    assert client.get("/?lang=en", headers=french).headers["content-language"] == "en"
    assert client.get("/", headers=french).headers["content-language"] == "en"


def test_a_redirection_remembers_it_too(client: TestClient) -> None:
    found = client.get("/recherche?q=N1103&lang=en", follow_redirects=False)
    assert found.status_code == 303
    assert client.get(found.headers["location"]).headers["content-language"] == "en"


def test_the_menu_keeps_the_page_and_its_query(client: TestClient) -> None:
    path = "/recherche?q=%C3%A9lectricit%C3%A9+%26+gaz&sorte=Competence"
    document = tree(client.get(f"{path}&lang=en").text)
    links = document.xpath("//nav[@class='languages']//a")
    assert [one.get("href") for one in links] == [f"{path}&lang=fr", f"{path}&lang=de"]
    assert [one.get("lang") for one in links] == ["fr", "de"]
    (current,) = document.xpath("//nav[@class='languages']//*[@aria-current]")
    assert current.text == "English"


@pytest.mark.parametrize(
    "hostile",
    ['"><script>alert(1)</script>', "tlh", "", "en%0d%0aset-cookie:a=b", "e" * 5000, "EN"],
)
def test_a_hostile_language_is_left_aside(client: TestClient, hostile: str) -> None:
    found = client.get("/", params={"lang": hostile}, headers={"accept-language": "de"})
    assert found.status_code == 200
    assert found.headers["content-language"] == "de"
    assert "set-cookie" not in found.headers
    assert "alert(1)" not in found.text
    client.cookies.set("lang", "../../etc")
    assert client.get("/", headers={"accept-language": "de"}).headers["content-language"] == "de"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None), ("*", None), ("nl", None), ("en", "en"), ("de-CH", "de"), ("EN-gb", "en"),
        ("nl, en;q=0.4, de;q=0.6", "de"), ("en;q=0", None), ("en;q=0, fr;q=0.1", "fr"), ("de;q=x, en;q=0.1", "en"),
        ("fr;q=0.8,en-US;q=0.9,en;q=0.7", "en"), ("en,de", "en"), ("de;q=-1", None), ("english", None),
        ("en;q=nan", None),
    ],
)  # fmt: skip
def test_a_browser_says_what_it_likes_best(header: str, language: Language | None) -> None:
    assert preferred_language(header) == language


@given(st.text(max_size=200))
def test_any_header_has_an_answer(header: str) -> None:
    assert preferred_language(header) in (None, "fr", "en", "de")
    assert asked_language(header.encode()) in (None, "fr", "en", "de")


def test_what_one_reader_holds_is_not_sent_to_another(client: TestClient) -> None:
    french = client.get("/page/rome/N1103", headers={"accept-language": "fr"})
    held = {"if-none-match": french.headers["etag"]}
    again = client.get("/page/rome/N1103", headers={"accept-language": "fr", **held})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["vary"] == french.headers["vary"]
    other = client.get("/page/rome/N1103", headers={"accept-language": "en", **held})
    assert other.status_code == 200
    assert other.headers["etag"] != french.headers["etag"]


def test_the_portrait_that_is_kept_is_kept_for_each_language(client: TestClient) -> None:
    pages = [
        client.get("/territoire/bassin:4402/portrait", headers={"accept-language": one}).text
        for one in ("fr", "en", "de", "fr")
    ]
    assert pages[0] == pages[3]
    assert len(set(pages)) == 3


def test_a_label_is_in_the_language_of_the_page_where_the_graph_has_one(client: TestClient) -> None:
    page = tree(client.get("/page?uri=regional:1608&lang=en").text)
    (title,) = page.xpath("//h1")
    assert title.get("lang") is None
    assert title.text == "Secure an information system"
    (french,) = tree(client.get("/page/rome/N1103?lang=de").text).xpath("//h1")
    assert french.get("lang") == "fr"


def test_what_is_computed_in_french_says_so(client: TestClient) -> None:
    page = tree(client.get("/territoire/bassin:4402?lang=de").text)
    (reason,) = page.xpath("//p[@class='verdict']/span/@lang")
    assert reason == "fr"
    assert "bleiben auf Französisch" in page.xpath("string(//footer)")
    french = tree(client.get("/territoire/bassin:4402?lang=fr").text)
    assert french.xpath("//main//*[@lang]") == []


@pytest.mark.usefixtures("strict")
def test_a_table_of_results_speaks_too(client: TestClient) -> None:
    asked = {"query": "ASK {}", "format": "html", "lang": "de"}
    with client:
        refused = client.get("/sparql", params=asked)
        found = client.get("/sparql", params={k: v for k, v in asked.items() if k != "lang"})
    assert refused.status_code == 200 and "<p>ja</p>" in refused.text
    assert tree(found.text).get("lang") == "de", "by the cookie"
    assert found.headers["content-language"] == "de"


def test_the_api_stays_as_it_was(client: TestClient) -> None:
    accept = {"accept": "application/json"}
    plain = client.get("/v1/resolve?code=N1103", headers=accept)
    german = client.get("/v1/resolve?code=N1103", headers={**accept, "accept-language": "de"})
    assert plain.content == german.content
    assert plain.headers["vary"] == german.headers["vary"]
    assert "content-language" not in german.headers
    searched = client.get("/v1/search?q=forklift&lang=en", headers=accept)
    assert searched.status_code == 200
    assert "set-cookie" not in searched.headers
    assert client.get("/v1/resolve?code=N1103&lang=de", headers=accept).status_code == 400
