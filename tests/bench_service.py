"""Requests a second and their times over loopback, from processes of their own. It measures; it asserts nothing.

    python tests/bench_service.py --home FOLDER [--seconds 10] [--workers 1] [--connections 16]
                                  [--only resolve]

FOLDER is a home that is built. The codes are two thousand of its own concepts, drawn with a fixed seed, each
asked for once before they are asked for again; the searches, labels and concepts are below. Of each load:
requests a second, times in milliseconds, errors, and
the processor time that the server spent on a request, which says more than a clock where other work runs.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

SERVE = "from maillage.api.cli import main; main()"
CODES = 2000
SEARCHES = (
    "boulanger", "boulangère", "soudur", "aide soignante", "caissiere", "carriste", "conducteur poids lourd",
    "chauffeur pl", "maçonerie", "electrisien", "plombier chauffagiste", "dévelopeur web", "assistant rh",
    "secretaire medicale", "agent d'entretien", "femme de ménage", "commis de cuisine", "mecanicien poids lour",
    "technicien de maintenance", "bts comptabilité", "cap petite enfance", "titre pro soudeur", "anglais",
    "excel", "permis b", "strasbourg", "c", "sou", "conduct", "responsable qualite", "data scientist",
    "auxiliaire de vie", "atsem", "préparateur de commandes", "opérateur usinage commande numérique",
    "tourneur fraiseur", "K1304", "animateur enfants", "éducateur spécialisé", "infirmiere de nuit",
)  # fmt: skip
LABELS = (
    "soudeur TIG", "aide-soignante de nuit", "vendeuse en boulangerie", "chauffeur poids lourd H/F",
    "gérer une équipe", "technicien de maintenance industrielle", "comptable", "faire du pain",
)  # fmt: skip


async def _client(host: str, port: int, paths: list[bytes], until: float) -> list[float]:
    """Ask one after the other over one connection, once where `until` is 0; negative: not a 200."""
    reader, writer = await asyncio.open_connection(host, port)
    times = []
    place = 0
    while time.perf_counter() < until or (not until and place < len(paths)):
        path = paths[place % len(paths)]
        place += 1
        began = time.perf_counter()
        writer.write(b"GET " + path + b" HTTP/1.1\r\nHost: bench\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        took = time.perf_counter() - began
        times.append(took if head.startswith(b"HTTP/1.1 200") else -took)
    writer.close()
    return times


async def _load(port: int, paths: list[str], connections: int, seconds: float) -> list[float]:
    until = time.perf_counter() + seconds if seconds else 0.0
    encoded = [path.encode() for path in paths]
    clients = (
        _client("127.0.0.1", port, encoded[at::connections] or encoded, until)
        for at in range(connections)
    )
    return [took for times in await asyncio.gather(*clients) for took in times]


def _loaded(port: int, paths: list[str], connections: int, seconds: float) -> list[float]:
    return asyncio.run(_load(port, paths, connections, seconds))


def processes(group: int) -> Iterator[tuple[Path, list[str]]]:
    """Yield the folder under /proc of each process of a group, and what its `stat` says after the name."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            yield folder, fields


def processor_seconds(group: int) -> float:
    """Return what the processes of a group have spent, from /proc."""
    spent = sum(int(fields[11]) + int(fields[12]) for _, fields in processes(group))
    return spent / os.sysconf("SC_CLK_TCK")


def _until_idle(group: int) -> None:
    """Wait until what the service reads by itself after its start is read: it is no request's cost."""
    spent = -1.0
    while (now := processor_seconds(group)) - spent > 0.05:
        spent = now
        time.sleep(1)


def codes_of(home: Path) -> list[str]:
    """Return two thousand codes of a home, drawn with a fixed seed."""
    from pyoxigraph import Literal

    from maillage.graph.home import Home
    from maillage.graph.triple_store import TripleStore
    from maillage.ontology.terms import SKOS

    store = TripleStore.read(Home(home).current().graph_path).store
    codes = sorted(
        {
            one.object.value
            for one in store.quads_for_pattern(None, SKOS.notation, None, None)
            if isinstance(one.object, Literal)
        }
    )
    return random.Random(7).sample(codes, min(CODES, len(codes)))


def measure(
    port: int, group: int, name: str, paths: list[str], arguments: argparse.Namespace
) -> None:
    """Print one row of the table."""
    connections = arguments.connections if name.startswith("resolve") else 1
    with ProcessPoolExecutor(1) as pool:
        began, spent = time.perf_counter(), processor_seconds(group)
        limit = 0.0 if name.endswith("first time") else arguments.seconds
        times = pool.submit(_loaded, port, paths, connections, limit).result()
        seconds, spent = time.perf_counter() - began, processor_seconds(group) - spent
    found = sorted(map(abs, times))
    at = {
        share: found[min(int(share * len(found)), len(found) - 1)] * 1e3
        for share in (0.5, 0.95, 0.99)
    }
    row = {
        "load": name, "requests": len(found), "per_second": round(len(found) / seconds),
        **{f"p{round(share * 100)}_ms": round(ms, 2) for share, ms in at.items()},
        "errors": sum(took < 0 for took in times),
        "server_cpu_us": round(spent / len(found) * 1e6),
    }  # fmt: skip
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


@contextmanager
def serving(home: Path, port: int, workers: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Serve a home from a group of processes of its own; what a service reads by itself at its start is read."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--port", str(port), "--workers", str(workers)],
        env={**os.environ, "MAILLAGE_HOME": str(home)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        base = f"http://127.0.0.1:{port}"
        limit = time.monotonic() + 180
        while time.monotonic() < limit:
            try:
                urlopen(f"{base}/v1/search?q=warm", timeout=170).read()
                urlopen(f"{base}/v1/link?text=warm&scheme=rome", timeout=60).read()
                break
            except OSError:
                if server.poll() is not None:
                    sys.exit(f"le service s'est arrêté (code {server.returncode})")
                time.sleep(0.2)
        _until_idle(server.pid)
        yield server
    finally:
        server.terminate()
        server.wait(60)


def main() -> None:
    """Serve, load, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--port", type=int, default=8791)
    parser.add_argument("--only", default="", help="loads whose name begins so")
    arguments = parser.parse_args()
    resolve = [f"/v1/resolve?code={quote(code)}" for code in codes_of(arguments.home)]
    with serving(arguments.home, arguments.port, arguments.workers) as server:
        loads = {
            "resolve, first time": resolve,
            "resolve": resolve,
            "search": [f"/v1/search?q={quote(one)}" for one in SEARCHES],
            "link": [f"/v1/link?scheme=rome&top=5&text={quote(one)}" for one in LABELS],
            "concept": [f"/v1/concepts/{quote(one)}" for one in curies_of(arguments.port)],
        }
        for name, paths in loads.items():
            if name.startswith(arguments.only):
                measure(arguments.port, server.pid, name, paths, arguments)


def curies_of(port: int) -> list[str]:
    """Return some concepts of several schemes, in a random order that is always the same."""
    found: list[str] = []
    for scheme in (
        "rome",
        "rncp",
        "rome-competence",
        "bassin",
        "commune",
        "formacode",
        "esco-occupation",
    ):
        try:
            with urlopen(
                f"http://127.0.0.1:{port}/v1/concepts?scheme={scheme}&limit=300"
            ) as answer:
                rows = [row["curie"] for row in json.load(answer)["rows"]]
        except OSError:  # a scheme that this home lacks
            continue
        found += rows
    return random.Random(7).sample(found, len(found))


if __name__ == "__main__":
    main()
