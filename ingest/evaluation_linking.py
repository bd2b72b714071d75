"""Benchmarks of the linker: labels left out of the index, and crosswalk pairs split by concept."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from random import Random
from typing import NamedTuple

import numpy as np

from maillage.ingest.encoder import Encoder
from maillage.ingest.evaluation import Answer
from maillage.ingest.evaluation_baselines import answers_of, baselines
from maillage.ingest.evaluation_report import Line, Report, ranked_line
from maillage.ingest.label_index import GraphLabels, LabelIndex
from maillage.ingest.linker_features import SchemeSearch
from maillage.ingest.linker_heldout import MEASURED, HeldOut, HeldQuery, hold_out
from maillage.ingest.linker_index import concept_centres
from maillage.ingest.linker_training import fit_model, judge

# benchmark → (scheme, kind of held-out query, what it is called)
PARTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "titles": (
        ("rome", "title", "appellation → fiche ROME"),
        ("esco-occupation", "title", "appellation ROME → métier ESCO"),
        ("esco-occupation", "alternative", "autre libellé → métier ESCO"),
        ("esco-skill", "alternative", "autre libellé → compétence ESCO"),
        ("esco-skill", "regional", "compétence régionale → compétence ESCO"),
    ),
    "crosswalk": (("esco-occupation", MEASURED, "appellation ROME → métier ESCO"),),
}
TOP = 20


class _Halves(NamedTuple):
    """Queries split by concept: one half weighs the signals, the other is asked."""

    learnt: list[HeldQuery]
    asked: list[HeldQuery]


def linking_report(name: str, graph: GraphLabels, encoder: Encoder, size: int, seed: int) -> Report:
    """Return the report of `titles` or `crosswalk`.

    The labels asked about are in no index and in none of the encoder's training pairs. The weights
    of the signals are learnt again here, on queries whose concepts are never asked about.
    """
    lines: list[Line] = []
    for scheme, kind, part in PARTS[name]:
        index = graph.index(scheme)
        if index.labels:
            lines += _part(graph, index, encoder, kind, part, Random(seed), size)
    return Report(name, seed, tuple(lines))


def _part(
    graph: GraphLabels, index: LabelIndex, encoder: Encoder, kind: str, part: str,
    random: Random, size: int,
) -> Iterator[Line]:  # fmt: skip
    held = hold_out(graph, [index])
    kept = held.without(index)
    halves = _halves(held, index.scheme)
    asked = [query for query in halves.asked if query.kind == kind]
    asked = random.sample(asked, min(size, len(asked)))
    if not asked or not halves.learnt:
        return
    texts = [query.text for query in asked]
    rights = [query.right for query in asked]
    french = kept.in_language("fr")
    search = SchemeSearch(french, encoder, concept_centres(kept, encoder))
    yield ranked_line(part, "maillage", _ours(search, halves.learnt, asked))
    labels = [label.text for label in french.labels]
    concepts = [french.uris[label.concept] for label in french.labels]
    for baseline in baselines(labels):
        yield ranked_line(part, baseline.name, answers_of(baseline, texts, concepts, rights))


def _halves(held: HeldOut, scheme: str) -> _Halves:
    """Split by the first right concept's hash: a concept is on one side only.

    A query whose right concepts fall on both sides is left out.
    """
    halves = _Halves([], [])
    for query in held.queries:
        sides = {blake2b(uri.encode(), digest_size=2).digest()[1] % 2 for uri in query.right}
        if query.scheme == scheme and len(sides) == 1:
            halves[sides.pop()].append(query)
    return halves


def _ours(
    search: SchemeSearch, learnt: Sequence[HeldQuery], asked: Sequence[HeldQuery]
) -> list[Answer]:
    """Return what the linker answers with weights learnt from the other half."""
    model = fit_model(judge(search, [query for query in learnt if query.kind != MEASURED]))
    shortlist = judge(search, asked).shortlist
    logits = model.logits(shortlist)
    scores = model.probabilities(shortlist, logits)
    order = np.argsort(-logits, axis=1, kind="stable")[:, :TOP]
    uris = search.uris
    answers: list[Answer] = []
    for row, query in enumerate(asked):
        places = order[row][~shortlist.repeated[row][order[row]]]
        found = tuple(uris[place] for place in shortlist.concepts[row, places].tolist())
        answers.append(Answer(query.right, found, tuple(scores[row, places].tolist())))
    return answers


__all__ = ["PARTS", "linking_report"]
