"""How computed reaches agree with ESCO and ROME, and how long they take. It measures; it asserts nothing.

    python tests/bench_reach.py HOME [--show 50]

Prints the confusion matrices over the graph of HOME, then some answers to look at.
"""

import argparse
import random
import sys
import time
from pathlib import Path

from maillage.graph import Home, TripleStore
from maillage.ontology.names import Names
from maillage.queries.question import question
from maillage.queries.reach import ReachModel
from maillage.queries.reach_evaluation import (
    esco_reach_agreement,
    level_agreement,
    rome_agreement,
    transversal_agreement,
)
from maillage.queries.reach_tree import LEVELS


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("home", type=Path)
    options.add_argument("--show", type=int, default=0)
    asked = options.parse_args()
    generation = Home(asked.home).current()
    model = ReachModel(TripleStore.read(generation.graph_path), Names(generation.manifest().base))
    started = time.perf_counter()
    known = model.competences()
    tell(f"lecture du graphe : {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    answers = {one: model.reach(one) for one in known}
    tell(f"{len(known)} portées : {time.perf_counter() - started:.1f} s")
    judged = level_agreement(model)
    tell(f"\n{judged.title} : macro-F1 {judged.macro_f1(LEVELS):.3f}\n{judged.table()}")
    for found in (
        esco_reach_agreement(model),
        *(rome_agreement(model, asserted=one) for one in (True, False)),
    ):
        tell(f"\n{found.title}\n{found.table()}")
    for asserted in (True, False):
        found = transversal_agreement(model, asserted=asserted)
        tell(f"\n{found.title} : F1 {found.f1('transversal'):.3f}\n{found.table()}")
    labels = {
        row["competence"]: row["label"] for row in question("competence_labels").ask(model.store)
    }
    for one in random.Random(0).sample(known, asked.show):
        answer, label = answers[one], labels.get(one)
        tell(
            f"{model.names.curie(one)} | {label.value if label else ''} | {answer.reach} | {answer.reason}"
        )


def tell(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
