"""A service under all that it does at once, for minutes: it prints what each minute gave, and asserts nothing.

    python -m tests.bench_mixed --home FOLDER [--minutes 10] [--seconds 60] [--workers 1] [--scratch FOLDER] [--light]

Readers of all kinds ask one request after the other, each with a pause between two; a SPARQL query that no machine
ends is sent every second; every minute another generation is put in service. FOLDER is a home that is built: what is
served is a copy of it by hard links, in `--scratch`. With `--light`, nothing heavy is sent: what memory grows by is
then what generations leave behind. Of each minute: by kind, the requests, those that failed (any answer but a 200, or
none) and their times in milliseconds; the memory of the processes of the service, resident and proportional, in
megabytes, of all and of each by what it is; how many they are. At the end, the same once the heavy queries are over.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
from tests.bench_service import LABELS, SEARCHES, codes_of, curies_of, processes, serving

from maillage.graph.home import Home

PORT = 8792
PAUSE = 0.1  # seconds between two requests of one reader
HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LIGHT = "SELECT ?label WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } LIMIT 20"


@dataclass(slots=True)
class Minute:
    """What came back in a minute."""

    seconds: dict[str, list[float]] = field(default_factory=dict)  # by kind
    failed: Counter[str] = field(default_factory=Counter)
    heavy: Counter[str] = field(default_factory=Counter)


class Load:
    """Readers that ask without end, and what they have got since the last minute."""

    def __init__(self, paths: Mapping[str, list[str]], *, heavy: bool) -> None:
        """Ask for these paths, by kind, and the heavy query too."""
        self.paths = paths
        self.heavy = heavy
        self.minute = Minute()

    async def run(self) -> None:
        """Ask until cancelled."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=90) as client:
            async with asyncio.TaskGroup() as tasks:
                for kind, paths in self.paths.items():
                    tasks.create_task(self._read(client, kind, paths))
                while self.heavy:
                    tasks.create_task(self._heavy(client))
                    await asyncio.sleep(1)

    async def _read(self, client: httpx.AsyncClient, kind: str, paths: list[str]) -> None:
        drawn = random.Random(kind)
        while True:
            began = time.perf_counter()
            said = await _said(client, drawn.choice(paths))
            self.minute.seconds.setdefault(kind, []).append(time.perf_counter() - began)
            if said != "200":
                self.minute.failed[f"{kind} {said}"] += 1
            await asyncio.sleep(PAUSE)

    async def _heavy(self, client: httpx.AsyncClient) -> None:
        said = await _said(client, f"/sparql?query={quote(HEAVY)}")
        self.minute.heavy[said] += 1


async def _said(client: httpx.AsyncClient, path: str) -> str:
    """Return the status of an answer, with the detail of a problem, or the name of what kept it away."""
    try:
        found = await client.get(path)
    except httpx.HTTPError as error:
        return type(error).__name__
    if found.headers.get("content-type") == "application/problem+json":
        return f"{found.status_code} {found.json()['detail'][:60]}"
    return str(found.status_code)


def _paths(home: Path) -> dict[str, list[str]]:
    curies = curies_of(PORT)
    return {
        "resolve": [f"/v1/resolve?code={quote(one)}" for one in codes_of(home)],
        "search": [f"/v1/search?q={quote(one)}" for one in SEARCHES],
        "link": [f"/v1/link?scheme=rome&top=5&text={quote(one)}" for one in LABELS],
        "concept": [f"/v1/concepts/{quote(one)}" for one in curies],
        "page": [f"/page/{one.replace(':', '/', 1)}" for one in curies if one.startswith("rome:")],
        "sparql": [f"/sparql?query={quote(LIGHT)}"],
        "ready": ["/ready"],
    }  # fmt: skip


def _flip(home: Home) -> int:
    """Put a generation in service that holds the same files; those that are too old are removed."""
    with home.draft() as draft:
        shutil.copytree(home.current().path, draft.path, copy_function=os.link, dirs_exist_ok=True)
        return home.publish(draft).number


def _memory(group: int) -> dict[str, object]:
    found: list[tuple[str, int, int]] = []
    for folder, _ in processes(group):
        try:
            lines = (folder / "smaps_rollup").read_text().splitlines()[1:]
            command = (folder / "cmdline").read_text()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines}
        name = "sparql" if "sparql_worker" in command else "service"
        found.append((name, sizes["Rss"], sizes["Pss"]))
    return {
        "rss_mb": sum(resident for _, resident, _ in found),
        "pss_mb": sum(proportional for *_, proportional in found),
        "processes": len(found),
        "each_rss_pss": sorted(found),
    }


def _times(found: Minute) -> Iterator[tuple[str, dict[str, float]]]:
    for kind, seconds in found.seconds.items():
        ordered = sorted(seconds)
        at = {share: ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 0.99)}
        yield (
            kind,
            {
                "n": len(ordered),
                **{f"p{round(share * 100)}": round(one * 1e3, 1) for share, one in at.items()},
                "max": round(ordered[-1] * 1e3, 1),
            },
        )


def _print(**row: object) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


async def _measure(given: argparse.Namespace, copy: Path, group: int) -> None:
    load = Load(_paths(copy), heavy=not given.light)
    _print(minute=0, **_memory(group))
    running = asyncio.create_task(load.run())
    for minute in range(1, given.minutes + 1):
        await asyncio.sleep(given.seconds / 2)
        number = await asyncio.to_thread(_flip, Home(copy))
        await asyncio.sleep(given.seconds / 2)
        found, load.minute = load.minute, Minute()
        _print(
            minute=minute, flipped_to=number, failed=dict(found.failed), heavy=dict(found.heavy),
            **_memory(group), times=dict(_times(found)),
        )  # fmt: skip
    running.cancel()
    for rest in (5, 60):
        await asyncio.sleep(rest)
        _print(rested=rest, **_memory(group))


def main() -> None:
    """Serve, load for minutes, print each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60, help="of a minute")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--light", action="store_true", help="without the heavy query")
    parser.add_argument("--scratch", type=Path, help="a folder of the same disk")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.scratch or given.home.parent) as folder:
        copy = Path(shutil.copytree(given.home, Path(folder) / "home", copy_function=os.link))
        for own in (
            "CURRENT",
            "build.lock",
        ):  # by links, the home itself would be flipped, and held
            (copy / own).unlink(missing_ok=True)
        shutil.copy(given.home / "CURRENT", copy / "CURRENT")
        with serving(copy, PORT, given.workers) as server:
            asyncio.run(_measure(given, copy, server.pid))


if __name__ == "__main__":
    main()
