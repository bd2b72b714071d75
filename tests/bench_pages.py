"""How soon each page shows its largest part, in a real Chromium over loopback. It measures; it asserts nothing.

    python -m tests.bench_pages --home FOLDER [--repeat 3] [--paths /territoires /passerelle]

FOLDER is a home that is built. The service is started twice: of the first, each page is asked for as soon as it
answers, while its models are still being read (`starting`: the first visit of each); of the second, once it is
warm, `first` is the first visit of a page and `again` the best of the next ones. Each in a window of 1280 and of
360 pixels, with an empty cache. Largest contentful paint, in milliseconds since the navigation began; of the
page and what it loads, kilobytes of script and of all. Other work on the machine counts in: take the best of several.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from tests.api.browser import WIDTHS, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SERVE = "from maillage.api.cli import main; main()"
TOO_LATE = 1000  # milliseconds
PATHS = (
    "/", "/recherche?q=cariste", "/recherche?q=preparateur%20de%20comande", "/recherche?q=zzzzqqqq",
    "/page/rome/N1103", "/page/rome/K1304?territoire=bassin:4402", "/page/rome/H2913", "/page?uri=regional:1608",
    "/page/rncp/37398", "/page/bloc/RNCP37274BC01",
    "/territoires", "/territoires?q=stras", "/territoire/bassin:4402", "/territoire/bassin:4402?par=competence",
    "/territoire/bassin:4402?par=certification", "/territoire/bassin:4402?par=sector", "/territoire/dep:67",
    "/territoire/reg:44", "/territoire/bassin:4402/preuve?ligne=rome:A1416", "/territoire/bassin:4402/conseils",
    "/territoire/reg:44/conseils", "/territoire/bassin:4402/portrait", "/territoire/reg:44/portrait",
    "/passerelle", "/passerelle?from=rome:N1103&to=rome:N4101",
    "/passerelle?from=rome:N1103&to=rome:N4101&territoire=bassin:4402", "/passerelle?from=cariste&to=rome:J1501",
    "/perimetre", "/perimetre?t=bassin:4402&t=commune:10387&q=troyes", "/texte", "/docs", "/sparql",
)  # fmt: skip
_PAINT = """() => new Promise(done => {
  let last = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) last = one.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done({
    paint: last,
    loaded: performance.getEntries().filter(one => one.transferSize !== undefined)
      .map(one => [one.initiatorType, one.encodedBodySize]),
  }), 150);
})"""


@contextmanager
def serving(home: Path, *, warm: bool) -> Iterator[str]:
    """Serve a home from a process of its own; yield its address once it answers, or once it is warm."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--port", str(port)],
        env={**os.environ, "MAILLAGE_HOME": str(home)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        limit = time.monotonic() + 300
        while time.monotonic() < limit and server.poll() is None:
            try:
                found = json.load(urlopen(f"{base}/ready", timeout=60))
                if not warm or not found.get("cold"):
                    break
            except OSError:
                pass
            time.sleep(0.2)
        yield base
    finally:
        server.terminate()
        server.wait(60)


def visit(browser: "Browser", address: str, width: int) -> tuple[float, float, float]:
    """Return the largest paint of a page (ms), its script and all that it loads (kB)."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="fr-FR")
    try:
        page = context.new_page()
        page.goto(address, timeout=60_000)
        found = page.evaluate(_PAINT)
    finally:
        context.close()
    script = sum(size for kind, size in found["loaded"] if kind == "script")
    return found["paint"], script / 1000, sum(size for _, size in found["loaded"]) / 1000


def measured(browser: "Browser", home: Path, paths: list[str], repeat: int) -> Iterator[str]:
    """Yield the lines of the table, the slowest first."""
    starting: dict[tuple[str, int], float] = {}
    rows: list[tuple[float, float, float, float, float, int, str]] = []
    for width in WIDTHS:
        with serving(home, warm=False) as base:
            starting |= {(path, width): visit(browser, base + path, width)[0] for path in paths}
    for width in WIDTHS:
        with serving(home, warm=True) as base:
            for path in paths:
                first, script, whole = visit(browser, base + path, width)
                again = min(visit(browser, base + path, width)[0] for _ in range(repeat))
                rows.append((starting[path, width], first, again, script, whole, width, path))
    yield f"{'starting':>8} {'first':>6} {'again':>6} {'script':>7} {'all kB':>7} {'px':>5}  path"
    for row in sorted(rows, reverse=True):
        yield "{:8.0f} {:6.0f} {:6.0f} {:7.1f} {:7.1f} {:5}  {}".format(*row)
    for name, paints in zip(
        ("starting", "first", "again"), zip(*(row[:3] for row in rows), strict=True), strict=True
    ):
        late = sum(paint > TOO_LATE for paint in paints)
        yield f"{name}: {late} of {len(rows)} over {TOO_LATE} ms"


def main() -> None:
    """Serve, visit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--paths", nargs="+", default=PATHS)
    arguments = parser.parse_args()
    with chromium() as browser:
        for line in measured(browser, arguments.home, list(arguments.paths), arguments.repeat):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
