"""The pages in a real browser, over the sample: accessible, narrow and wide, light and dark, by keyboard alone."""

from typing import TYPE_CHECKING

import pytest

from .browser import hold_page, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser


pytestmark = pytest.mark.slow
PAGES = {
    "home": "/",
    "results": "/recherche?q=cariste",
    "nothing": "/recherche?q=zzzzqqqq",
    "occupation": "/page/rome/N1103?territoire=bassin:4402",
    "competence": "/page?uri=regional:1608",
    "certification": "/page/rncp/37398",
    "block": "/page/bloc/RNCP41012BC02",
    "offer": "/page/offer/sample-exemple-19",
    "pathway": "/passerelle?from=rome:N1101&to=rome:N1103&territoire=bassin:4402",
    "pathway-unknown": "/passerelle?from=zorglub&to=rome:N1103",
    "problem": "/page/rome/Z9999",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_fits_and_asks_no_other_host(
    browser: "Browser", base: str, name: str
) -> None:
    hold_page(browser, base, name, PAGES[name])


def test_an_occupation_and_its_competences_are_found_by_keyboard_alone(
    browser: "Browser", base: str
) -> None:
    with visiting(browser, base) as visit:
        page = visit.go("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        while page.evaluate("document.activeElement.id") != "q":
            page.keyboard.press("Tab")
        page.keyboard.type("preparateur de comande", delay=20)
        page.wait_for_selector('#q-list[data-for="preparateur de comande"] [role=option]')
        assert page.get_attribute("#q", "aria-expanded") == "true"
        assert visit.violations() == []
        page.keyboard.press("ArrowDown")
        assert page.get_attribute("#q", "aria-activedescendant") == "q-list-0"
        page.keyboard.press("Escape")
        assert page.locator("#q-list").is_hidden()
        page.keyboard.type("s")
        page.wait_for_selector('#q-list[data-for="preparateur de comandes"] [role=option]')
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/page**")
        assert "Préparateur / Préparatrice de commandes" in page.inner_text("h1")
        assert page.locator("#competences").is_visible()
        assert page.locator(".core").count() > 1


def test_enter_without_a_choice_leads_to_the_results(browser: "Browser", base: str) -> None:
    with visiting(browser, base) as visit:
        page = visit.go("/")
        page.fill("#q", "cariste")
        page.keyboard.press("Enter")
        page.wait_for_url("**/recherche?q=cariste")
        assert page.locator("ol.results li").count() > 0


def test_without_script_search_and_pages_read_the_same(browser: "Browser", base: str) -> None:
    with visiting(browser, base, script=False) as visit:
        page = visit.go("/")
        page.fill("#q", "N1101")
        visit.follow("form.search button")
        assert page.url.endswith("/page/rome/N1101")
        page.select_option("#territoire", "bassin:4402")
        visit.follow("form.line button")
        assert "postes proposés" in page.inner_text("main")


def test_a_text_that_is_pasted_is_sent_where_texts_are_read(browser: "Browser", base: str) -> None:
    with visiting(browser, base) as visit:
        page = visit.go("/")
        page.focus("#q")
        with page.expect_request("**/texte") as sent:
            page.evaluate(
                """() => {
                  const data = new DataTransfer();
                  data.setData("text", "Nous recherchons un cariste.\\nConduire un chariot.");
                  document.activeElement.dispatchEvent(
                    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
                }"""
            )
        assert sent.value.method == "POST"
        assert "cariste" in (sent.value.post_data or "")
        assert "?" not in sent.value.url


def test_a_long_text_that_is_typed_is_sent_there_too(browser: "Browser", base: str) -> None:
    with visiting(browser, base) as visit:
        page = visit.go("/")
        page.fill("#q", "cariste " * 40)
        with page.expect_request("**/texte") as sent:
            page.keyboard.press("Enter")
        assert sent.value.method == "POST"


def test_what_separates_two_occupations_is_found_from_the_home_page(
    browser: "Browser", base: str
) -> None:
    with visiting(browser, base) as visit:
        page = visit.go("/")
        visit.follow("text=Passer d'un métier à un autre")
        page.fill("#from", "cariste")
        page.wait_for_selector('#from-list[data-for="cariste"] [role=option]')
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.input_value("#from") == "rome:N1101"
        page.fill("#to", "rome:N1103")
        page.select_option("#territoire", "bassin:4402")
        visit.follow("form.line button")
        page.wait_for_url("**/passerelle?**")
        assert page.locator("svg[role=img]").count() > 0
        assert page.locator("h4", has_text="À acquérir").count() > 0
        assert page.locator("h4", has_text="Ce qui comble le manque").count() > 0


def test_a_hostile_search_is_shown_and_never_run(browser: "Browser", base: str) -> None:
    with visiting(browser, base) as visit:
        page = visit.go(
            "/recherche?q=%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D'pwned'%22%3E"
        )
        assert page.title().startswith("Recherche")
        assert page.locator("main img").count() == 0
        page.fill("#q", "<img src=x onerror=alert(1)>cariste")
        page.wait_for_timeout(400)
        assert page.locator("main img").count() == 0
        assert visit.errors == []
