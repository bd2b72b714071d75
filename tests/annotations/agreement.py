"""Agreement of two annotation passes: python tests/annotations/agreement.py pass1.jsonl pass2.jsonl.

Prints, over the texts that both have: span F1 (exact, overlap), and on spans that match, how often the
concept is the same, and the same or of one macro-competence where a built graph is at hand.
"""

import json
import sys
from pathlib import Path

from maillage.ingest.evaluation import Same, Span, match_spans, span_scores


def read_pass(path: Path) -> dict[str, tuple[Span, ...]]:
    """Return the spans of each text, by text id and hash."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return {
        f"{row['id']} {row['sha256']}": tuple(Span(**one) for one in row["mentions"])
        for row in rows
    }


def agreement(
    one: dict[str, tuple[Span, ...]], other: dict[str, tuple[Span, ...]], near: Same | None = None
) -> dict[str, float]:
    """Return the figures, by name."""
    shared = sorted(one.keys() & other.keys())
    pairs = [(one[key], other[key]) for key in shared]
    same: Same = lambda a, b: a == b  # noqa: E731
    exact = span_scores(pairs, same, exact=True)
    overlap = span_scores(pairs, same, exact=False)
    matched = [pair for gold, found in pairs for pair in match_spans(gold, found, exact=False)]
    named = [(a.curie, b.curie) for a, b in matched if a.curie and b.curie]
    figures: dict[str, float] = {
        "texts": len(shared),
        "mentions_1": exact.annotated,
        "mentions_2": exact.found,
        "span_f1_exact": exact.f1,
        "span_f1_overlap": overlap.f1,
        "matched_named": len(named),
        "same_concept": sum(a == b for a, b in named) / max(len(named), 1),
    }
    if near is not None:
        figures["same_concept_or_macro"] = sum(near(a, b) for a, b in named) / max(len(named), 1)
    return figures


def _near() -> Same | None:
    """Return the comparison by macro-competence where a graph is built."""
    from maillage.api.commands import home, settings
    from maillage.graph.triple_store import TripleStore
    from maillage.ingest.evaluation_macros import Macros
    from maillage.ontology.errors import MaillageError
    from maillage.ontology.names import Names

    try:
        store = TripleStore.read(home().current().graph_path)
    except MaillageError:
        return None
    return Macros(store, Names(settings().base)).same


def main() -> None:
    """Print the agreement of the two files that are named."""
    one, other = (read_pass(Path(name)) for name in sys.argv[1:3])
    for name, value in agreement(one, other, _near()).items():
        sys.stdout.write(
            f"{name:24} {value:.3f}\n" if isinstance(value, float) else f"{name:24} {value}\n"
        )


if __name__ == "__main__":
    main()
