"""How long SPARQL queries take through the service, beside the engine called in process. It asserts nothing.

    python tests/bench_sparql.py --home HOME [--times 7]

Each query is asked in turn of the engine (its result written to memory) and of `maillage serve` over loopback (read
to its end), both warm, in the same format; the best of each counts, as other work on the machine only adds. The CPU
times are those of all the processes that work for the query, the client's aside.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.queries.question import question

QUESTIONS = (
    "advertisements", "basin_populations", "certification_active", "certification_blocks",
    "certification_occupations", "commune_groupings", "competence_labels", "competence_occupations",
    "competence_parents", "family_labels", "occupation_mobilities", "occupation_offers",
    "recruitment_cells", "regional_mappings", "territory_labels", "training_sessions",
)  # fmt: skip
HEAVY = {
    "count of all": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "predicates by use": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)",
    "occupations, sorted": "SELECT ?s ?l { ?s a <https://w3id.org/maillage/ontology#Occupation> ; "
    "<http://www.w3.org/2004/02/skos/core#prefLabel> ?l } ORDER BY ?l",
    "labels by regex": 'SELECT ?s { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l FILTER regex(?l, "eau$") }',
    "200,000 rows": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 200000",
    "100,000 triples": "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 100000",
}


def _engine(store: TripleStore, query: str) -> int:
    found = store.query(query)
    if isinstance(found, QueryTriples):
        return len(found.serialize(format=RdfFormat.N_TRIPLES) or b"")
    return len(found.serialize(format=QueryResultsFormat.JSON) or b"")


def _service(client: httpx.Client, query: str) -> tuple[int, float]:
    """Return the size of a result, and the seconds to its first byte."""
    accept = "application/sparql-results+json, application/n-triples"
    headers = {"accept": accept, "content-type": "application/sparql-query"}
    began, first, size = time.perf_counter(), 0.0, 0
    with client.stream("POST", "/sparql", content=query, headers=headers) as found:
        assert found.status_code == 200, found.read()
        for some in found.iter_raw():
            first = first or time.perf_counter() - began
            size += len(some)
    return size, first


def _cpu(parent: int) -> float:
    """Return the seconds of CPU that a process and its children have taken."""
    tasks = Path(f"/proc/{parent}/task")
    children = [one for task in tasks.iterdir() for one in (task / "children").read_text().split()]
    ticks = 0
    for pid in (str(parent), *children):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        # Of the service itself, those that have ended too: a process that ran a long query is not kept.
        ticks += sum(map(int, fields[11 : 15 if pid == str(parent) else 13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _best(times: int, cpu: Callable[[], float], ask: Callable[[], object]) -> tuple[float, float]:
    """Return the least milliseconds of a question, and the mean of its CPU time."""
    least, before = float("inf"), cpu()
    for _ in range(times):
        began = time.perf_counter()
        ask()
        least = min(least, (time.perf_counter() - began) * 1000)
    return least, (cpu() - before) * 1000 / times


@contextmanager
def _serving(home: Path) -> Iterator[tuple[str, int]]:
    """Yield the address of a service of its own, and its process."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from maillage.api.cli import main; main()",
        "serve",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "MAILLAGE_HOME": str(home), "MAILLAGE_SPARQL_TIMEOUT": "300"}
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as server:
        try:
            _await_ready(f"http://127.0.0.1:{port}/ready", server)
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()


def _await_ready(url: str, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            time.sleep(0.1)


def measure(home: Path, times: int) -> dict[str, object]:
    """Return what each query takes in process and through the service."""
    store = TripleStore.read(Home(home).current().graph_path)
    queries = {name: question(name).text for name in QUESTIONS} | HEAVY
    rows: dict[str, dict[str, float]] = {}
    with _serving(home) as (url, server), httpx.Client(base_url=url, timeout=600) as client:
        for name, query in queries.items():
            size, first = _service(client, query)
            assert size == _engine(store, query)
            alone, alone_cpu = _best(times, time.process_time, partial(_engine, store, query))
            through, through_cpu = _best(
                times, partial(_cpu, server), partial(_service, client, query)
            )
            first = min(first, *(_service(client, query)[1] for _ in range(2)))
            rows[name] = {
                "bytes": size, "engine (ms)": alone, "service (ms)": through, "ratio": through / alone,
                "engine (CPU ms)": alone_cpu, "service (CPU ms)": through_cpu, "first byte (ms)": first * 1000,
            }  # fmt: skip
            rows[name] = {key: round(value, 2) for key, value in rows[name].items()}
            sys.stderr.write(f"{name}: {rows[name]}\n")
    large = [row["first byte (ms)"] for row in rows.values() if row["bytes"] > 1_000_000]
    sums = {
        key: sum(row[key] for row in rows.values())
        for key in ("engine (ms)", "service (ms)", "engine (CPU ms)", "service (CPU ms)")
    }
    return {
        "load": os.getloadavg()[0], "queries": rows, "sums": sums,
        "ratio of the sums": round(sums["service (ms)"] / sums["engine (ms)"], 3),
        "ratio of the sums, CPU": round(sums["service (CPU ms)"] / sums["engine (CPU ms)"], 3),
        "first byte of a result over 1 MB, the slowest (ms)": max(large),
    }  # fmt: skip


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--times", type=int, default=7)
    asked = options.parse_args()
    sys.stdout.write(json.dumps(measure(asked.home, asked.times), indent=1) + "\n")


if __name__ == "__main__":
    main()
