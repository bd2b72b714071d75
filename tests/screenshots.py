"""The README's pictures, taken again: three pages over the sample that ships, in a real Chromium.

    python -m tests.screenshots docs/images

The sample is built in a folder of its own, so that nothing of anybody's files is shown.
"""

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.api.browser import chromium
from tests.bench_pages import SERVE, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_WIDTH, _HEIGHT = 1040, 1500  # of the window: a README is not much wider
_SCALE = 1.5
_QUALITY = 82  # of WebP


def _typing(page: "Page") -> None:
    page.locator("#q").press_sequentially("preparateur de comande", delay=20)
    page.wait_for_selector('#q-list[data-for="preparateur de comande"] [role=option]')
    page.keyboard.press("ArrowDown")


def _nothing(page: "Page") -> None:
    return


PICTURES: dict[str, tuple[str, str, Callable[["Page"], None]]] = {
    # name: address, the last thing that is shown, what is done there
    "recherche": ("/", "ul.doors", _typing),
    "passerelle": (
        "/passerelle?from=rome:J1501&to=rome:K1302&territoire=bassin:4402", "p.key", _nothing,
    ),
    "territoire": ("/territoire/bassin:4402", "#lignes ~ table tbody tr:nth-child(5)", _nothing),
}  # fmt: skip


def take(browser: "Browser", base: str, folder: Path) -> None:
    """Write the pictures as WebP files."""
    for name, (address, last, prepare) in PICTURES.items():
        context = browser.new_context(
            viewport={"width": _WIDTH, "height": _HEIGHT}, device_scale_factor=_SCALE, locale="fr-FR",
            color_scheme="light",
        )  # fmt: skip
        page = context.new_page()
        page.goto(base + address, wait_until="networkidle")
        prepare(page)
        box = page.locator(last).first.bounding_box()
        height = box["y"] + box["height"] + 4 if box else _HEIGHT
        clip = {"x": 0, "y": 0, "width": _WIDTH, "height": height, "scale": 1}
        shot = context.new_cdp_session(page).send(
            "Page.captureScreenshot", {"format": "webp", "quality": _QUALITY, "clip": clip}
        )
        file = folder / f"{name}.webp"
        file.write_bytes(base64.b64decode(shot["data"]))
        sys.stdout.write(f"{file} : {file.stat().st_size / 1000:.0f} ko\n")
        context.close()


def main() -> None:
    """Build the sample, serve it, take the pictures."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in [one for one in os.environ if one.startswith("MAILLAGE_")]:
        del os.environ[name]  # another's data would be shown
    with TemporaryDirectory() as home:
        command = [sys.executable, "-c", SERVE, "build"]
        subprocess.run(command, env={**os.environ, "MAILLAGE_HOME": home}, check=True)
        with serving(Path(home), warm=True) as base, chromium() as browser:
            take(browser, base, folder)


if __name__ == "__main__":
    main()
