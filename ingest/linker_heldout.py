"""Labels taken out of training and index, to learn from and to measure on: what new labels are like."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from maillage.ingest.label_index import GraphLabels, LabelIndex, LabelKind
from maillage.ingest.normalise_label import normal_form
from maillage.ingest.training_pairs import Held

FOLDS = 10  # one concept in ten is asked about
MOST = 4  # labels of one concept


class HeldQuery(NamedTuple):
    """A label whose concept is known, and that neither the index nor the encoder has seen there."""

    scheme: str
    kind: str  # "alternative", "title" (ROME) or "crosswalk"
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


def fold_of(uri: str) -> int:
    """Return which of `FOLDS` parts a concept is in: the same in every release."""
    return hashlib.blake2b(uri.encode(), digest_size=4).digest()[0] * FOLDS // 256


def hold_out(graph: GraphLabels, indexes: Iterable[LabelIndex]) -> HeldOut:
    """Return queries about the concepts of the first fold, each with what it leaves out."""
    queries: list[HeldQuery] = []
    labels: set[tuple[str, str, bool]] = set()
    titles = _titles(graph)
    for index in indexes:
        for query in [*_alternatives(index, titles), *_crosswalk(graph, index)]:
            queries.append(query)
            form = normal_form(query.text)
            labels |= {(form, uri, query.kind != "alternative") for uri in query.right}
    return HeldOut(tuple(queries), frozenset(labels))


def known_queries(index: LabelIndex, count: int) -> list[HeldQuery]:
    """Return labels that stay in the index: what a text that is a known label is like.

    A label that several concepts share is right for those that it is nearest to.
    """
    best: dict[str, tuple[LabelKind, set[str]]] = {}
    texts: dict[str, str] = {}
    for label in index.labels:  # the nearest kind comes first
        uri = index.uris[label.concept]
        if label.lang != "fr" or fold_of(uri) == 0:
            continue
        texts.setdefault(label.form, label.text)
        kind, uris = best.setdefault(label.form, (label.kind, set()))
        if kind == label.kind:
            uris.add(uri)
    chosen = sorted(texts, key=_mixed)[:count]
    return [
        HeldQuery(index.scheme, "known", texts[form], frozenset(best[form][1])) for form in chosen
    ]


def _titles(graph: GraphLabels) -> set[str]:
    return {uri for uri in graph.own if "/id/rome-appellation/" in uri}


def _alternatives(index: LabelIndex, titles: set[str]) -> Iterator[HeldQuery]:
    """Yield up to four French labels of each concept held out that are not its preferred one."""
    asked: dict[int, int] = defaultdict(int)
    preferred = {(one.concept, one.form) for one in index.labels if one.kind is LabelKind.PREF}
    order = sorted(index.labels, key=lambda one: (one.concept, _mixed(one.text)))
    for label in order:
        uri = index.uris[label.concept]
        title = label.origin in titles and index.scheme == "rome" and label.kind is LabelKind.NEAR
        if label.lang != "fr" or not (label.kind is LabelKind.ALT or title) or fold_of(uri):
            continue
        if asked[label.concept] < MOST and (label.concept, label.form) not in preferred:
            asked[label.concept] += 1
            kind = "title" if title else "alternative"
            yield HeldQuery(index.scheme, kind, label.text, frozenset({uri}))


def _crosswalk(graph: GraphLabels, index: LabelIndex) -> Iterator[HeldQuery]:
    """Yield the labels of concepts mapped to a concept held out: one a pair, the nearest mapping."""
    if index.scheme not in {"esco-occupation", "esco-skill"}:
        return
    right: dict[str, dict[LabelKind, set[str]]] = defaultdict(lambda: defaultdict(set))
    for uri in index.uris:
        for kind, other in graph.lent.get(uri, ()):
            right[other][kind].add(uri)
    for other in sorted(right):
        found = right[other].get(LabelKind.NEAR) or right[other].get(LabelKind.FAR) or set()
        if any(fold_of(uri) == 0 for uri in found) and (
            index.scheme != "esco-skill" or LabelKind.NEAR in right[other]
        ):
            for kind, lang, text in sorted(graph.own.get(other, ())):
                if lang == "fr" and kind is LabelKind.PREF:
                    yield HeldQuery(index.scheme, "crosswalk", text, frozenset(found))


def _mixed(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
