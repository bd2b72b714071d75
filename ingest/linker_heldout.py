"""Labels taken out of training and index, to learn from and to measure on: what new labels are like.

What is learnt from is held out label by label: a concept keeps its other labels, as it has them when
a new text comes. The crosswalk is also held out concept by concept, to measure on and never to learn
from: a weight would learn that the right concept is the one whose labels are missing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from maillage.ingest.label_index import GraphLabels, LabelIndex, LabelKind
from maillage.ingest.normalise_label import normal_form
from maillage.ingest.training_pairs import Held

FOLDS = 20  # one label in ten is held out, and the whole crosswalk of one occupation in twenty
CROSSED = frozenset({"esco-occupation", "esco-skill"})
REGIONAL = "/id/regional/"
MEASURED = "crosswalk"  # kind of the queries that nothing is learnt from


class HeldQuery(NamedTuple):
    """A label whose concept is known, and that neither the index nor the encoder has seen there."""

    scheme: str
    kind: str  # "alternative", "title" (of ROME), "regional", "crosswalk"
    text: str
    right: frozenset[str]  # URIs, any of which is a right answer


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Queries, and what must be left out while they are asked."""

    queries: tuple[HeldQuery, ...]
    labels: Held

    def without(self, index: LabelIndex) -> LabelIndex:
        """Return the index without the labels that are held out of it."""
        kept = tuple(
            label
            for label in index.labels
            if label.kind is LabelKind.PREF
            or (label.form, index.uris[label.concept], label.kind > LabelKind.ALT)
            not in self.labels
        )
        return LabelIndex(index.scheme, index.uris, index.names, kept)


def fold_of(name: str) -> int:
    """Return which of `FOLDS` parts a concept or label is in: the same in every release."""
    return hashlib.blake2b(name.encode(), digest_size=4).digest()[0] * FOLDS // 256


def hold_out(graph: GraphLabels, indexes: Iterable[LabelIndex]) -> HeldOut:
    """Return queries about labels of every scheme, each with what it leaves out."""
    held = _Holder(graph)
    for index in indexes:
        held.own(index)
        if index.scheme in CROSSED:
            held.lent(index)
    return HeldOut(tuple(held.queries), frozenset(held.labels))


class _Holder:
    def __init__(self, graph: GraphLabels) -> None:
        self.queries: list[HeldQuery] = []
        self.labels: set[tuple[str, str, bool]] = set()
        self._graph = graph
        self._titles = {uri for uri in graph.own if "/id/rome-appellation/" in uri}

    def own(self, index: LabelIndex) -> None:
        """Hold out one French label in ten that is not preferred, and one ROME title in ten."""
        preferred = {(one.concept, one.form) for one in index.labels if one.kind is LabelKind.PREF}
        for label in index.labels:
            uri = index.uris[label.concept]
            if label.lang != "fr" or (label.concept, label.form) in preferred:
                continue
            title = index.scheme == "rome" and label.origin in self._titles
            if label.kind is LabelKind.ALT and _drawn(uri + label.form):
                self._hold(index.scheme, "alternative", label.text, {uri}, lent=False)
            elif title and label.kind is LabelKind.NEAR and _drawn(label.origin):
                self._hold(index.scheme, "title", label.text, {uri}, lent=True)

    def lent(self, index: LabelIndex) -> None:
        """Hold out labels that ESCO concepts get through their mappings, right for the nearest."""
        for other, kinds in sorted(_mapped(self._graph, index).items()):
            found = kinds.get(LabelKind.NEAR) or kinds.get(LabelKind.FAR) or set()
            kind = self._kind(other, found)
            if not kind or (kind == "regional" and LabelKind.NEAR not in kinds):
                continue
            texts = [text for rank, lang, text in sorted(self._graph.own[other]) if lang == "fr"]
            for text in texts[: 3 if kind == "regional" else 1]:
                self.queries.append(HeldQuery(index.scheme, kind, text, frozenset(found)))
            forms = {normal_form(text) for _, _, text in self._graph.own[other]}
            every = set().union(*kinds.values())
            self.labels |= {(form, uri, True) for form in forms for uri in every}

    def _kind(self, other: str, found: set[str]) -> str:
        """Return what a mapped concept's label is asked as, "" where it is not held out."""
        if REGIONAL in other:
            return "regional" if fold_of(other) % 2 else ""
        if any(fold_of(uri) == 0 for uri in found):
            return MEASURED
        return "title" if _drawn(other) and other in self._titles else ""

    def _hold(self, scheme: str, kind: str, text: str, right: set[str], *, lent: bool) -> None:
        self.queries.append(HeldQuery(scheme, kind, text, frozenset(right)))
        self.labels |= {(normal_form(text), uri, lent) for uri in right}


def _drawn(name: str) -> bool:
    return fold_of(name + "!") < FOLDS // 10


def _mapped(graph: GraphLabels, index: LabelIndex) -> dict[str, dict[LabelKind, set[str]]]:
    """Return the concepts that lend their labels to those of an index, and to which, by kind."""
    found: dict[str, dict[LabelKind, set[str]]] = defaultdict(lambda: defaultdict(set))
    for uri in index.uris:
        for kind, other in graph.lent.get(uri, ()):
            if other in graph.own:
                found[other][kind].add(uri)
    return found


def known_queries(index: LabelIndex, count: int) -> list[HeldQuery]:
    """Return labels that stay in the index: what a text that is a known label is like.

    A label that several concepts share is right for those that it is nearest to.
    """
    best: dict[str, tuple[LabelKind, set[str]]] = {}
    texts: dict[str, str] = {}
    for form, kind, text, uri in _french(index):
        texts.setdefault(form, text)
        nearest, uris = best.setdefault(form, (kind, set()))
        if kind == nearest:
            uris.add(uri)
    chosen = sorted(texts, key=_mixed)[:count]
    return [
        HeldQuery(index.scheme, "known", texts[form], frozenset(best[form][1])) for form in chosen
    ]


def _french(index: LabelIndex) -> Iterator[tuple[str, LabelKind, str, str]]:
    for label in index.labels:  # the nearest kind comes first
        if label.lang == "fr":
            yield label.form, label.kind, label.text, index.uris[label.concept]


def _mixed(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
