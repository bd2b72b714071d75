"""A real Chromium for the tests of pages, and what every page is held to."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_HERE = Path(__file__).resolve().parent.parent
ARTEFACTS = _HERE / "artefacts"
_AXE = _HERE / "vendor" / "axe.min.js"
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
WIDTHS = (1280, 360)
MOST_SCRIPT = 150_000  # bytes of script of a page


@dataclass(slots=True)
class Visit:
    """A page open in the browser, and what went on since."""

    page: "Page"
    base: str  # address of the service
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)  # what the console said was wrong

    def go(self, path: str) -> "Page":
        """Open an address of the service."""
        self.page.goto(self.base + path, timeout=60_000)
        return self.page

    def follow(self, selector: str) -> "Page":
        """Click what leads to another page, and wait for all of it: a click waits for its first bytes only."""
        with self.page.expect_navigation(timeout=60_000) as answer:
            self.page.click(selector)
        assert answer.value.ok, f"{answer.value.status} {answer.value.url}"
        return self.page

    def violations(self) -> list[str]:
        """Return what axe finds wrong in the page, a line each; skips where axe was not fetched."""
        if not _AXE.is_file():
            pytest.skip("axe-core absent: make vendor fetches it with npm")
        self.page.evaluate(_AXE.read_text("utf-8"))
        found = self.page.evaluate(
            "async () => JSON.stringify((await axe.run()).violations.map("
            "one => [one.id, one.nodes[0].html, one.nodes[0].failureSummary]))"
        )
        return [f"{rule}: {html} {why}" for rule, html, why in json.loads(found)]

    def script_weight(self) -> int:
        """Return the bytes of script that the page loaded, as they were sent."""
        loaded = (
            "performance.getEntriesByType('resource').filter(one => one.initiatorType === 'script')"
        )
        return int(
            self.page.evaluate(f"{loaded}.reduce((sum, one) => sum + one.encodedBodySize, 0)")
        )

    def sticks_out(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wider))

    def elsewhere(self) -> list[str]:
        """Return the requests that went to another host."""
        return [one for one in self.requests if not one.startswith((self.base + "/", "data:"))]

    def hold(self) -> None:
        """Hold the page to what every page is: one title, little script, no scroll aside, no other host, axe."""
        assert self.page.locator("h1").count() == 1
        assert self.sticks_out() <= 0
        assert self.elsewhere() == []
        assert self.script_weight() <= MOST_SCRIPT
        # The browser itself logs that a page with status 404 is one.
        assert [one for one in self.errors if "404" not in one] == []
        assert self.violations() == []

    def keep(self, name: str) -> None:
        """Keep a screenshot among the artefacts."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def hold_page(browser: "Browser", base: str, name: str, path: str) -> None:
    """Hold a page to what every page is held to, narrow and wide, light and dark; keep the light ones."""
    for dark in (False, True):
        for width in WIDTHS:
            with visiting(browser, base, width=width, dark=dark) as visit:
                visit.go(path)
                if not dark:
                    visit.keep(f"{name}-{width}")
                visit.hold()


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Start the Chromium of the machine; raises FileNotFoundError where there is none."""
    from playwright.sync_api import sync_playwright

    where = shutil.which("chromium") or shutil.which("chromium-browser")
    if where is None:
        raise FileNotFoundError("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=where, args=list(_FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Start the Chromium of the machine, or skip where there is none."""
    pytest.importorskip("playwright.sync_api", reason="playwright absent: make install")
    try:
        with chromium() as started:
            yield started
    except FileNotFoundError:
        pytest.skip("chromium absent: apt install chromium")


@contextmanager
def visiting(
    browser: "Browser", base: str, *, width: int = 1280, dark: bool = False, script: bool = True
) -> Iterator[Visit]:
    """Open a window, in a session of its own, until the block ends."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale="fr-FR",
    )
    visit = Visit(context.new_page(), base)
    visit.page.on("request", lambda one: visit.requests.append(one.url))
    visit.page.on(
        "console", lambda one: visit.errors.append(one.text) if one.type == "error" else None
    )
    visit.page.on("pageerror", lambda one: visit.errors.append(str(one)))
    try:
        yield visit
    finally:
        context.close()
