"""Fit the weights of queries/near.json again, and say how they do on the fiches that they were not fitted on.

`python tests/fit_near.py --home HOME [--write]`: HOME holds a graph built from the official files; it is only
read. The same graph prints the same figures.
"""

import argparse
import json
import sys
from pathlib import Path

from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.near_data import NearData
from maillage.queries.near_evaluation import listed_moves, near_lines
from maillage.queries.near_training import SEED, fit_weights, halves

WEIGHTS = Path(__file__).parent.parent / "queries" / "near.json"


def main() -> None:
    """Fit, print, and write where asked to."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    generation = Home(given.home).current()
    store = TripleStore.read(generation.graph_path)
    data = NearData(store, Names(generation.manifest().base), generation.index_path)
    moves = listed_moves(data.projection, data.signals)
    told = {"on": "mobilités du ROME 4.60, une moitié des fiches", "seed": SEED}
    made = fit_weights(data.signals, moves, halves(len(moves)).fitted, told)
    for line in near_lines(data.projection, data.signals, made):
        sys.stdout.write(f"{line.fiches:30} {line.system:30} recall@20 {line.recall:.4f}\n")
    if given.write:
        document = json.dumps(made.document(), ensure_ascii=False, indent=1)
        WEIGHTS.write_text(f"{document}\n", "utf-8")


if __name__ == "__main__":
    main()
