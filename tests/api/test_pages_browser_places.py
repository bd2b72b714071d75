"""Territories, perimeters and pasted texts in a real browser: accessible, narrow and dark; three tasks end to end."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maillage.api.route_static import STATIC
from maillage.graph.review_queue import ReviewQueue

from .browser import WIDTHS, hold_page, visiting
from .sparql_serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser


pytestmark = pytest.mark.slow
PAGES = {
    "territories": "/territoires",
    "territories-none": "/territoires?q=zzzz",
    "territory": "/territoire/bassin:4402",
    "territory-unknown": "/territoire/troyes",
    "evidence": "/territoire/bassin:4402/preuve?ligne=rome:H2913",
    "advice": "/territoire/bassin:4402/conseils",
    "portrait": "/territoire/bassin:4402/portrait",
    "perimeter-empty": "/perimetre",
    "perimeter": "/perimetre?t=bassin:4402&t=commune:10387&q=troyes",
    "text": "/texte",
}
AD = """Atelier de chaudronnerie <script>document.title = "pwned"</script>
- souder au TIG des pièces en inox
- lire et interpréter des plans
Profil : travail en équipe."""


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of our own: these tasks write."""
    return Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("places") / "home"))


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    with serving(home) as service:
        yield service.base


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_fits_and_asks_no_other_host(
    browser: "Browser", base: str, name: str
) -> None:
    hold_page(browser, base, name, PAGES[name])


def test_whether_an_offer_meets_its_needs_and_why_is_found_from_the_home_page(
    browser: "Browser", base: str
) -> None:
    with visiting(browser, base) as visit:
        page = visit.go("/")
        visit.follow("header >> text=Territoires")
        page.fill("#q", "4402")
        visit.follow("main form button")
        page.wait_for_url("**/territoire/bassin:4402")
        assert "Tous métiers ensemble" in page.inner_text(".verdict")
        visit.follow("td[data-label=Verdict] a >> nth=0")
        page.wait_for_url("**/preuve**")
        assert page.locator("h2#demande").is_visible()
        assert "maillage gap" in page.inner_text("main")


def test_an_advertisement_is_read_and_corrected_without_script(
    browser: "Browser", base: str, home: Path
) -> None:
    with visiting(browser, base, script=False) as visit:
        page = visit.go("/texte")
        page.fill("#texte", AD)
        page.fill("#titre", "Soudeur")
        visit.follow("text=Lire ce texte")
        assert page.locator("mark").count() > 0
        visit.keep("text-read-1280")
        page.check("#a1-right")
        page.check("#a2-other")
        page.fill("#o2", "rome:H2913")
        visit.follow("text=Noter mes avis")
        assert "2 jugements" in page.inner_text("[role=status]")
        assert "pwned" not in page.title()
    assert [one.opinion for one in ReviewQueue(home).read()] == ["right", "other"]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_text_that_was_read_is_accessible(browser: "Browser", base: str, width: int) -> None:
    for dark in (False, True):
        with visiting(browser, base, width=width, dark=dark) as visit:
            page = visit.go("/texte")
            page.fill("#texte", AD)
            visit.follow("text=Lire ce texte")
            visit.keep(f"text-read-{'dark-' if dark else ''}{width}")
            visit.hold()


def test_a_perimeter_is_composed_saved_and_its_portrait_printed(
    browser: "Browser", base: str, home: Path, tmp_path: Path
) -> None:
    with visiting(browser, base, script=False) as visit:
        page = visit.go("/perimetre")
        page.fill("#q", "10387")
        visit.follow("text=Chercher")
        visit.follow("ul.things a >> nth=0")
        page.select_option("#grouping", "bassin:4402")
        visit.follow("#grouping >> xpath=ancestor::form//button")
        assert page.locator("tbody tr").count() == 2
        page.fill("#nom", "Autour de Troyes")
        visit.follow("text=Garder >> visible=true >> nth=-1")
        assert "perimeter:autour-de-troyes" in page.inner_text("main")
        visit.follow("text=Son portrait à imprimer")
        assert page.locator(".figures li").count() == 4
        printed = page.pdf(format="A4", path=tmp_path / "portrait.pdf")
        assert printed.startswith(b"%PDF")


def test_a_map_is_drawn_and_accessible(browser: "Browser", home: Path, tmp_path: Path) -> None:
    ring = [[4.0, 48.0], [5.0, 48.0], [5.0, 49.0], [4.0, 48.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    features = [{"type": "Feature", "properties": {"code": "4402"}, "geometry": shape}]
    file = tmp_path / "bassins.geojson"
    file.write_text(json.dumps({"features": features}), "utf-8")
    with serving(home, geometry=file) as service:
        with visiting(browser, service.base) as visit:
            visit.go("/territoires")
            assert visit.page.locator("svg.map .basin").count() == 1
            visit.keep("territories-map-1280")
            visit.hold()


def test_the_editor_of_sparql_is_fetched_by_whoever_writes(browser: "Browser", home: Path) -> None:
    if not (STATIC / "vendor" / "yasgui.min.js").is_file():
        pytest.skip("YASGUI absent: make vendor, with npm")
    with serving(home) as service:
        with visiting(browser, service.base) as visit:
            visit.go("/sparql?example=territory_communes")
            visit.hold()
            visit.page.locator("textarea[name=query]").focus()
            visit.page.locator(".yasqe .CodeMirror-focused").wait_for()
            visit.page.locator("form button").click()
            visit.page.locator("#results table tbody tr").first.wait_for()
            assert visit.elsewhere() == []
            visit.keep("sparql-1280")
