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
from maillage.ingest.label_index import GraphLabels
from maillage.ingest.linker_features import SchemeSearch
from maillage.ingest.linker_heldout import MEASURED, HeldOut, HeldQuery, hold_out
from maillage.ingest.linker_index import concept_centres
from maillage.ingest.linker_model import LinkerModel
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


class _Ready(NamedTuple):
    """A scheme without the labels that are held out of it, and the weights learnt there."""

    asked: list[HeldQuery]
    search: SchemeSearch
    model: LinkerModel
    labels: list[str]  # in French
    concepts: list[str]  # URIs, beside `labels`


class LinkingBench:
    """The benchmarks of the linker over one graph; each scheme is made ready once for all of them.

    The labels asked about are in no index and in none of the encoder's training pairs. The weights
    of the signals are learnt again here, on queries whose concepts are never asked about.
    """

    def __init__(self, graph: GraphLabels, encoder: Encoder) -> None:
        """Keep the graph and the encoder; nothing is held out yet."""
        self._graph, self._encoder = graph, encoder
        self._ready: dict[str, _Ready | None] = {}

    def report(self, name: str, size: int, seed: int) -> Report:
        """Return the report of `titles` or `crosswalk`."""
        lines: list[Line] = []
        for scheme, kind, part in PARTS[name]:
            if scheme not in self._ready:
                self._ready[scheme] = self._made(scheme)
            ready = self._ready[scheme]
            if ready is not None:
                lines += _part(ready, kind, part, Random(seed), size)
        return Report(name, seed, tuple(lines))

    def _made(self, scheme: str) -> _Ready | None:
        """Return what answers for a scheme, None where nothing can be learnt or asked of it."""
        index = self._graph.index(scheme)
        held = hold_out(self._graph, [index])
        halves = _halves(held, scheme)
        if not halves.asked or not halves.learnt:
            return None
        kept = held.without(index)
        french = kept.in_language("fr")
        search = SchemeSearch(french, self._encoder, concept_centres(kept, self._encoder))
        learnt = [query for query in halves.learnt if query.kind != MEASURED]
        return _Ready(
            halves.asked,
            search,
            fit_model(judge(search, learnt)),
            [label.text for label in french.labels],
            [french.uris[label.concept] for label in french.labels],
        )


def _part(ready: _Ready, kind: str, part: str, random: Random, size: int) -> Iterator[Line]:
    asked = [query for query in ready.asked if query.kind == kind]
    asked = random.sample(asked, min(size, len(asked)))
    if not asked:
        return
    texts = [query.text for query in asked]
    rights = [query.right for query in asked]
    yield ranked_line(part, "maillage", _ours(ready.search, ready.model, asked))
    for baseline in baselines(ready.labels):
        found = answers_of(baseline, texts, ready.concepts, rights)
        yield ranked_line(part, baseline.name, found)


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


def _ours(search: SchemeSearch, model: LinkerModel, asked: Sequence[HeldQuery]) -> list[Answer]:
    """Return what the linker answers with the weights of a model."""
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
