"""The pages of territories and perimeters over the sample, asked as a browser without scripts would."""

import base64
import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from lxml import html

from maillage.api.api_keys import ApiKeys
from maillage.api.basin_map import BasinMap, basin_map
from maillage.api.basin_overview import basin_lines
from maillage.api.open_generation import OpenGeneration
from maillage.api.service import create_app
from maillage.api.settings import Settings
from maillage.api.territory_search import found_territories
from maillage.graph.facts import Facts
from maillage.graph.home import Home
from maillage.queries.errors import NoDataForPeriod
from maillage.vocab.saved_perimeters import FILE

from .conftest import count_needs
from .test_labour_commands import _records

NAMED = {"t": "bassin:4402", "nom": "Autour de Troyes"}
HOSTILE = '"><script>alert(1)</script>'
PAGES = (
    "/territoires",
    "/territoire/bassin:4402",
    "/territoire/bassin:4402?par=competence",
    "/territoire/bassin:4402/preuve?ligne=rome:H2913",
    "/territoire/bassin:4402/conseils",
    "/perimetre",
    "/perimetre?t=bassin:4402&q=troyes",
    "/territoire/nulle:part",
)


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)))


def tree(text: str) -> html.HtmlElement:
    return html.fromstring(text)


def local(home: Path, *, keys_required: bool = False) -> TestClient:
    """A client that sits at the very machine."""
    app = create_app(Settings(home=home, keys_required=keys_required))
    return TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 5000))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_french_labelled_and_loads_only_our_files(
    client: TestClient, address: str
) -> None:
    found = client.get(address)
    assert found.headers["content-type"].startswith("text/html")
    page = tree(found.text)
    assert page.get("lang") == "fr"
    assert len(page.xpath("//h1")) == 1
    levels = [int(one.tag[1]) for one in page.xpath("//h1|//h2|//h3|//h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for one in page.xpath("//input[not(@type='hidden')]|//select|//textarea[not(@hidden)]"):
        assert page.xpath(f"//label[@for='{one.get('id')}']"), one.get("name")
    for one in page.xpath("//svg[@role='img']"):
        for name in one.get("aria-labelledby").split():
            assert one.xpath(f".//*[@id='{name}']")[0].text_content().strip()
    for one in page.xpath("//table"):
        assert one.xpath("./caption") and one.xpath(".//th[@scope='col']")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not page.xpath("//@style|//style|//*[@src]|//script")
    assert all(one.startswith("/static/") for one in page.xpath("//link[@rel='stylesheet']/@href"))
    assert "None" not in tree(found.text).text_content()
    assert "style-src 'self';" in found.headers["content-security-policy"]


def test_each_figure_of_a_territory_leads_to_what_it_comes_from(client: TestClient) -> None:
    page = tree(client.get("/territoire/bassin:4402").text)
    rows = page.xpath("//h2[@id='lignes']/following::table[1]/tbody/tr")
    assert rows
    for row in rows:
        parts = {one.rpartition("#")[2] for one in row.xpath("./td//a/@href")}
        assert parts == {"demande", "offre", "verdict"}
    address = rows[0].xpath("./td//a/@href")[0].partition("#")[0]
    proof = tree(client.get(address).text)
    assert {"demande", "offre", "verdict"} <= set(proof.xpath("//@id"))
    assert "maillage gap bassin:4402" in proof.text_content()


def test_the_page_shows_the_figures_of_the_answer(client: TestClient) -> None:
    asked = {"territory": "bassin:4402", "evidence": "rome:H2913"}
    row = client.get("/v1/gap", params=asked).json()
    proof = tree(client.get("/territoire/bassin:4402/preuve?ligne=rome:H2913").text).text_content()
    assert f"{row['demand']:.1f}".replace(".", ",") in proof
    assert row["reason"][:40].lower() in proof.lower()


def test_the_page_of_an_undetermined_row_says_what_would_settle_it(client: TestClient) -> None:
    rows = client.get("/v1/gap", params={"territory": "bassin:4402"}).json()["rows"]
    for row in rows:
        assert (row["settling"] is None) == (row["verdict"] != "undetermined")
    row = next(row for row in rows if row["settling"])
    page = tree(client.get(f"/territoire/bassin:4402/preuve?ligne={row['curie']}").text)
    assert row["settling"]["sentence"] in page.text_content()
    assert row["settling"]["kind"]


def test_a_verdict_alone_can_be_asked_for(client: TestClient) -> None:
    every = client.get("/v1/gap", params={"territory": "bassin:4402"}).json()["rows"]
    wanted = [row["curie"] for row in every if row["verdict"] == "undetermined"]
    page = tree(client.get("/territoire/bassin:4402?verdict=undetermined&lignes=500").text)
    codes = page.xpath("//h2[@id='lignes']/following::table[1]/tbody/tr/th/span/text()")
    assert sorted(one.partition(",")[0] for one in codes) == sorted(wanted)
    assert client.get("/territoire/bassin:4402?verdict=nimporte").status_code == 400
    assert client.get("/territoire/bassin:4402?par=nimporte").status_code == 400


def test_needs_without_advertisements_say_what_to_run(client: TestClient) -> None:
    page = tree(client.get("/territoire/commune:10387").text)
    part = page.xpath("//h2[@id='besoins']/following-sibling::*[1]")[0].text_content()
    assert "maillage ingest ads" in part or "BMO" in part


def test_an_unknown_territory_leads_on_and_is_escaped(client: TestClient) -> None:
    found = client.get("/territoire/troyes")
    assert found.status_code == 404
    assert "bassin:4402" in " ".join(tree(found.text).xpath("//li/a/@href")).replace("%3A", ":")
    hostile = client.get(f"/territoire/{quote(HOSTILE, safe='')}")
    assert hostile.status_code == 404
    assert "<script>" not in hostile.text
    assert not tree(hostile.text).xpath("//script")


def test_a_line_that_is_not_there_is_said_so(client: TestClient) -> None:
    found = client.get("/territoire/bassin:4402/preuve?ligne=rome:Z9999")
    assert found.status_code == 404
    assert "rome:Z9999" in found.text


def test_a_search_of_one_territory_goes_to_it_and_one_of_none_says_so(client: TestClient) -> None:
    found = client.get("/territoires", params={"q": "bassin 4402 zzz"})
    assert found.status_code == 200
    assert "Aucun territoire" in found.text
    assert "<script>" not in client.get("/territoires", params={"q": HOSTILE}).text
    one = client.get("/territoires", params={"q": "10387"}, follow_redirects=False)
    assert (one.status_code, one.headers["location"]) == (303, "/territoire/commune:10387")


def test_the_portrait_lets_its_own_style_in_and_no_other(client: TestClient) -> None:
    found = client.get("/territoire/bassin:4402/portrait")
    style = re.search(r"<style>(.*?)</style>", found.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    policy = found.headers["content-security-policy"]
    assert f"style-src 'sha256-{digest}';" in policy
    assert "unsafe-inline" not in policy
    assert "size: A4" in found.text
    assert client.get("/territoire/nulle:part/portrait").status_code == 404


def _square(x: float, y: float) -> dict[str, object]:
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def _geometry(path: Path, features: list[dict[str, object]]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_basins_are_drawn_where_a_geometry_names_them(sample_home: Path, tmp_path: Path) -> None:
    features: list[dict[str, object]] = [
        {"type": "Feature", "properties": {"n": 1, "code_be": "4402"}, "geometry": _square(4, 48)},
        {"type": "Feature", "properties": {"n": 2, "code_be": "9999"}, "geometry": _square(5, 48)},
    ]
    file = _geometry(tmp_path / "bassins.geojson", features)
    page = tree(
        TestClient(create_app(Settings(home=sample_home, geometry=file))).get("/territoires").text
    )
    assert page.xpath("//svg[@class='map']/title") and page.xpath("//svg[@class='map']/desc")
    assert page.xpath("//svg[@class='map']/a/@href") == ["/territoire/bassin:4402"]
    rows = page.xpath("//table/tbody/tr")
    assert len(rows) == len(basin_lines(OpenGeneration(Home(sample_home).current(), sample_home)))


@pytest.mark.parametrize(
    "content", ["", "[]", '{"features": 3}', '{"features": [{"properties": {"c": "4402"}}]}']
)
def test_a_geometry_that_cannot_be_read_leaves_the_table(
    sample_home: Path, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "bassins.geojson"
    file.write_text(content, "utf-8")
    found = TestClient(create_app(Settings(home=sample_home, geometry=file))).get("/territoires")
    assert found.status_code == 200
    assert "bassins.geojson" in found.text
    assert str(tmp_path) not in found.text
    assert tree(found.text).xpath("//table/tbody/tr")


def test_metres_are_drawn_as_well_as_degrees(sample_home: Path, tmp_path: Path) -> None:
    opened = OpenGeneration(Home(sample_home).current(), sample_home)
    ring = [[800_000.0, 6_800_000.0], [900_000.0, 6_800_000.0], [900_000.0, 6_900_000.0]]
    shape = {"type": "MultiPolygon", "coordinates": [[ring]]}
    features: list[dict[str, object]] = [{"properties": {"lib": "TROYES"}, "geometry": shape}]
    lines = basin_lines(opened)
    features[0]["properties"] = {"lib": lines[0].label.lower()}
    drawn = basin_map(opened, _geometry(tmp_path / "lambert.json", features), lines)
    assert isinstance(drawn, BasinMap)
    assert drawn.height == 800
    assert drawn.shapes[0].path == "M0 800L800 800L800 0Z"
    assert len(drawn.absent) == len(lines) - 1
    assert drawn.shapes[0].figure == (600, 400), "in the middle of its room at mid-height"


def test_a_basin_without_width_is_drawn_without_a_figure(sample_home: Path, tmp_path: Path) -> None:
    opened = OpenGeneration(Home(sample_home).current(), sample_home)
    shape = {"type": "Polygon", "coordinates": [[[4, 48], [4, 48], [4, 48]]]}
    features: list[dict[str, object]] = [{"id": "4402", "geometry": shape}]
    drawn = basin_map(opened, _geometry(tmp_path / "flat.json", features), basin_lines(opened))
    assert isinstance(drawn, BasinMap)
    assert [(one.path, one.figure) for one in drawn.shapes] == [("M0 0Z", None)]


def test_the_map_says_in_words_and_hatching_what_its_colours_do(
    sample_home: Path, tmp_path: Path
) -> None:
    features: list[dict[str, object]] = [{"id": "4402", "geometry": _square(4, 48)}]
    settings = Settings(home=sample_home, geometry=_geometry(tmp_path / "b.json", features))
    page = tree(TestClient(create_app(settings)).get("/territoires").text)
    words = page.xpath("//svg[@class='map']/a/@aria-label")[0]
    figure = page.xpath("//svg[@class='map']//text")[0].text
    assert words.startswith("Troyes") and f"{figure} fois la référence" in words
    for fill in page.xpath("//*[@fill]/@fill"):
        assert page.xpath(f"//pattern[@id='{fill[5:-1]}']"), fill
    assert all(page.xpath("//svg[@class='map']//path[contains(@class, 'basin')]/@class"))


def test_a_perimeter_is_composed_by_links_alone(client: TestClient) -> None:
    page = tree(client.get("/perimetre", params={"q": "troyes"}).text)
    add = page.xpath("//a[starts-with(normalize-space(), 'Ajouter')]/@href")
    assert add
    chosen = tree(client.get(add[0]).text)
    assert chosen.xpath("//a[contains(@href, '/portrait')]")
    remove = chosen.xpath("//a[starts-with(normalize-space(), 'Ôter')]/@href")
    assert remove[0] == "/perimetre"


def test_a_union_typed_as_one_expression_is_taken_apart(client: TestClient) -> None:
    page = tree(client.get("/perimetre", params={"t": "bassin:4402+commune:10387"}).text)
    assert page.xpath("//table/tbody/tr/th/span/text()") == ["bassin:4402", "commune:10387"]


def test_a_perimeter_that_names_nothing_can_be_mended(client: TestClient) -> None:
    found = client.get("/perimetre", params={"t": ["bassin:4402", HOSTILE]})
    assert found.status_code == 404
    page = tree(found.text)
    assert not page.xpath("//script")
    assert "/perimetre?t=bassin%3A4402" in page.xpath("//tbody//a/@href")
    wrong = client.get("/perimetre", params={"centre": "troyes", "km": "beaucoup"})
    assert wrong.status_code == 400
    assert "kilomètres" in tree(wrong.text).xpath("//*[@role='alert']")[0].text_content()


def test_a_perimeter_is_saved_locally_and_not_from_elsewhere(home: Path) -> None:
    elsewhere = TestClient(create_app(Settings(home=home)))
    refused = elsewhere.post("/perimetre", data=NAMED)
    assert refused.status_code == 403
    assert not (home / FILE).exists()
    saved = local(home).post("/perimetre", data=NAMED)
    assert saved.status_code == 200
    assert "perimeter:autour-de-troyes" in saved.text
    assert json.loads((home / FILE).read_text("utf-8"))["label"] == "Autour de Troyes"
    other = local(home).post("/perimetre", data={"t": "commune:10387", "nom": "Autour de Troyes"})
    assert other.status_code == 409


def test_neither_a_proxy_nor_another_name_of_the_machine_is_local(home: Path) -> None:
    at_home = local(home)
    for headers in ({"X-Forwarded-For": "10.0.0.9"}, {"Host": "attaquant.example"}):
        assert at_home.post("/perimetre", data=NAMED, headers=headers).status_code == 403
    assert local(home, keys_required=True).post("/perimetre", data=NAMED).status_code == 403
    assert not (home / FILE).exists()


def test_a_form_of_another_site_is_refused(home: Path) -> None:
    found = local(home).post("/perimetre", data=NAMED, headers={"Origin": "https://autre.example"})
    assert found.status_code == 403
    assert not (home / FILE).exists()


def test_a_key_saves_from_elsewhere(home: Path) -> None:
    key = ApiKeys(home).add("oref")
    elsewhere = TestClient(create_app(Settings(home=home)))
    wrong = elsewhere.post("/perimetre", data={**NAMED, "cle": "mlg_faux"})
    assert wrong.status_code == 403
    assert elsewhere.post("/perimetre", data={**NAMED, "cle": key}).status_code == 200


def test_without_any_demand_the_page_says_what_to_run(home: Path) -> None:
    def silent(*_: object, **__: object) -> None:
        raise NoDataForPeriod("la plus récente", ())

    app = create_app(Settings(home=home))
    opened = app.state.served.get()
    opened.labour.gap = silent
    for address in ("/territoire/bassin:4402", "/territoires"):
        found = TestClient(app).get(address)
        assert found.status_code == 404
        assert "BMO" in found.text


def test_needs_are_shown_by_kind_with_their_reasons(home: Path) -> None:
    facts = Facts(home / "facts")
    with facts.writing():
        facts.add({row: (mentions, []) for row, mentions in _records()}, ())
    count_needs(home)
    client = TestClient(create_app(Settings(home=home)))
    kinds = client.get("/v1/needs", params={"territory": "bassin:4402"}).json()["kinds"]
    assert {"emerging", "stable"} <= kinds.keys()
    page = tree(client.get("/territoire/bassin:4402").text)
    part = page.xpath("//h2[@id='besoins']/following-sibling::*")
    opened = {one.xpath("./summary")[0].text_content(): one for one in part if one.tag == "details"}
    emerging = opened[f"Émergent\u00a0: {kinds['emerging']} compétences"]
    assert "taux" in emerging.text_content()
    assert emerging.xpath(".//li/a/@href")
    assert page.xpath("//figure[@class='bars']//*[local-name()='title']")


def test_a_territory_is_found_without_its_accents_the_most_peopled_first(
    client: TestClient,
) -> None:
    opened = client.app.state.served.get()  # type: ignore[attr-defined]
    found = found_territories(opened, "EPINAL")
    assert found
    assert found == sorted(found, key=lambda one: -one.population)
    assert all("pinal" in one.label for one in found)
    assert found_territories(opened, "") == found_territories(opened, "?!") == []
    assert {one.words for one in found_territories(opened, "epinal", frozenset(("commune",)))} <= {
        "commune"
    }
