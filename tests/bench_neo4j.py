"""Measure `maillage neo4j push` over a built home: the whole graph, then nothing changed, then the questions.

    .venv/bin/python tests/bench_neo4j.py --home HOME [--uri bolt://user:password@host:7687/database]

Without `--uri`, a server of its own is started (ArcadeDB) on this machine, which its cores are shared with.
What the database holds of ours is erased first. It measures; it asserts nothing.
"""

import argparse
import gc
import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from maillage.graph.bolt_server import BoltServer
from maillage.graph.home import Home
from maillage.graph.neo4j_push import push
from maillage.graph.neo4j_state import PushedState
from maillage.graph.neo4j_verify import verify
from maillage.graph.property_graph import PropertyGraph, literal_value
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.cypher_question import cypher_question, cypher_question_names
from maillage.queries.question import question

# What each question with parameters is asked of the official files.
ASKED = {
    "certification_blocks": {"certification": "rncp:37274"},
    "certification_successors": {"certification": "rncp:403"},
    "competence_blocks": {"competence": "caro:so_intervention"},
    "occupation_certifications": {"occupation": "rome:N1103"},
    "occupation_missing": {"source": "rome:N1103", "target": "rome:N1105"},
    "occupation_shared": {"first": "rome:N1103", "second": "rome:N1105"},
    "recruitment_of_basin": {"basin": "bassin:4402", "period": "2024"},
    "territory_communes": {"territory": "bassin:4402"},
}


def timed(run: Callable[[], object]) -> dict[str, object]:
    """Return the seconds that something takes, and those that this process computes."""
    wall, computed = time.perf_counter(), time.process_time()
    result = run()
    return {
        "seconds": round(time.perf_counter() - wall, 1),
        "computing here (s)": round(time.process_time() - computed, 1),
        "result": str(result),
    }


def agreement(server: BoltServer, store: TripleStore, names: Names) -> dict[str, object]:
    """Return, by question, how many distinct rows each language gives and whether they are the same."""
    found: dict[str, object] = {}
    for name in cypher_question_names():
        asked = cypher_question(name)
        typed = ASKED.get(name, {})
        values = {one.name: one.term(typed[one.name], names) for one in asked.parameters}
        cypher = {
            tuple(plain(row[one]) for one in asked.columns) for row in asked.ask(server, values)
        }
        sparql = {tuple(map(plain, row.values())) for row in question(name).ask(store, values)}
        found[name] = {"cypher": len(cypher), "sparql": len(sparql), "same": cypher == sparql}
    return found


def plain(value: object) -> object:
    """Return a value of either language in a form that both share."""
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, Literal):
        return literal_value(value)
    return value.to_native() if hasattr(value, "to_native") else value


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--uri", default="")
    options.add_argument("--sources", default="", help="only these, as of `maillage neo4j push`")
    given = options.parse_args()
    if given.uri:
        os.environ["MAILLAGE_TEST_NEO4J"] = given.uri
    bolt = importlib.import_module(
        "graph.bolt"
    )  # of the tests' folder, which this file is run from
    where = bolt.address("neo4j" if given.uri else "arcadedb")
    silent = bolt.Silent()
    generation = Home(given.home).current()
    manifest = generation.manifest()
    if given.sources:
        manifest = manifest.of_sources(given.sources.split(","))
    names = Names(manifest.base)
    store = TripleStore.read(generation.graph_path)
    graph = PropertyGraph(store, names, manifest.sources)
    after = PushedState.of(manifest)
    figures: dict[str, object] = {"cores": os.cpu_count(), "load": os.getloadavg()[0]}
    gc.disable()  # as the command does
    with where.connect() as server:
        figures["first push (target 180)"] = timed(lambda: push(server, graph, after, silent))
        figures["unchanged push (target 15)"] = timed(lambda: push(server, graph, after, silent))
        figures["verify"] = timed(lambda: verify(server, graph, after).agrees)
        if not given.sources:  # the questions are of all of them
            figures["questions"] = agreement(server, store, names)
    figures["load after"] = os.getloadavg()[0]
    here = resource.getrusage(resource.RUSAGE_SELF)
    figures["peak memory (MB)"] = here.ru_maxrss // 1024
    sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
