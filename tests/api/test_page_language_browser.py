"""The pages in English and German, in a real browser: accessible, and no long word sticks out."""

from typing import TYPE_CHECKING

import pytest

from .browser import WIDTHS, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow
PAGES = {
    "home": "/",
    "occupation": "/page/rome/N1103?territoire=bassin:4402",
    "competence": "/page?uri=regional:1608",
    "territories": "/territoires",
    "territory": "/territoire/bassin:4402",
    "advice": "/territoire/bassin:4402/conseils",
    "portrait": "/territoire/bassin:4402/portrait",
    "pathway": "/passerelle?from=rome:N1101&to=rome:N1103&territoire=bassin:4402",
    "perimeter": "/perimetre?t=bassin:4402",
    "text": "/texte",
    "problem": "/page/rome/Z9999",
}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_another_language_is_accessible_and_fits(
    browser: "Browser", base: str, name: str, language: str
) -> None:
    path = PAGES[name]
    for width in WIDTHS:
        with visiting(browser, base, width=width) as visit:
            page = visit.go(f"{path}{'&' if '?' in path else '?'}lang={language}")
            visit.keep(f"{name}-{language}-{width}")
            assert page.get_attribute("html", "lang") == language
            visit.hold()


def test_a_text_that_is_read_changes_language_with_its_page(browser: "Browser", base: str) -> None:
    with visiting(browser, base, script=False) as visit:
        page = visit.go("/texte")
        page.fill("#texte", "Nous recherchons un cariste. Conduire un chariot élévateur.")
        visit.follow("form.paste button")
        visit.follow("text=Deutsch")
        assert page.get_attribute("html", "lang") == "de"
        assert page.locator("mark").count() > 0


def test_the_menu_of_languages_works_without_script_and_is_remembered(
    browser: "Browser", base: str
) -> None:
    with visiting(browser, base, script=False) as visit:
        page = visit.go("/recherche?q=cariste")
        visit.follow("text=English")
        assert page.get_attribute("html", "lang") == "en"
        assert page.input_value("#q") == "cariste"
        visit.follow("text=Territories")
        assert page.inner_text("h1") == "Territories"


def test_suggestions_understand_and_speak_the_language_of_the_page(
    browser: "Browser", base: str
) -> None:
    with visiting(browser, base) as visit:
        page = visit.go("/?lang=en")
        page.fill("#q", "cariste")
        page.wait_for_selector('#q-list[data-for="cariste"] [role=option]')
        first = page.locator("#q-list [role=option]").first
        assert first.get_attribute("lang") == "fr"
        assert first.locator(".code").inner_text().startswith(("occupation ", "job title "))
        page.fill("#q", "secure an information")
        page.wait_for_selector('#q-list[data-for="secure an information"] [role=option]')
        assert "Secure an information system" in page.inner_text("#q-list")
        assert visit.errors == []
