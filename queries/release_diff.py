"""What changed between two releases of a source, and what of ours the changes touch."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from maillage.ontology.terms import DCT, MLG, SKOS
from maillage.queries.decode import integer, node, text
from maillage.queries.question import Store, question

_OGR = re.compile(r"/id/rome-[a-z]+/(\d+)$")
_AT_ONCE = 2000  # concepts whose references are asked for in one query


class ChangeKind(StrEnum):
    """What happened to a concept. One concept may be renamed and split at once: two changes."""

    APPEARED = "appeared"
    RETIRED = "retired"
    RENAMED = "renamed"
    MOVED = "moved"  # a job title that goes to another occupation, a concept to another group
    SPLIT = "split"  # an occupation whose job titles now belong to several
    MERGED = "merged"  # an occupation that has job titles of several


@dataclass(frozen=True, slots=True)
class Successor:
    """Where a concept went."""

    uri: NamedNode
    label: str
    titles: int  # job titles that went there; 0 where the reason is another
    reason: str  # "stated", "titles", "same-label", "same-number"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to one concept."""

    kind: ChangeKind
    uri: NamedNode
    before: str  # label; "" where it did not exist
    after: str
    places: tuple[Successor, ...] = ()  # where it went or, for a merger, where it came from
    uses: tuple[tuple[str, int], ...] = ()  # (source, statements of ours that refer to it)


@dataclass(frozen=True, slots=True)
class HeldRelease:
    """One release that can be read: in the store in service, or in that of superseded releases."""

    source: str
    version: str
    graph: NamedNode
    store: Store


@dataclass(frozen=True, slots=True)
class ReleaseDiff:
    """Every change between two releases, by kind then URI."""

    before: HeldRelease
    after: HeldRelease
    changes: tuple[Change, ...]

    def counts(self) -> dict[str, int]:
        """Return how many changes are of each kind, all kinds named."""
        found = Counter(change.kind for change in self.changes)
        return {kind.value: found[kind] for kind in ChangeKind}


@dataclass(frozen=True, slots=True)
class _Content:
    labels: dict[NamedNode, str]
    deprecated: frozenset[NamedNode]
    titles: dict[NamedNode, NamedNode]  # job title → occupation
    parents: dict[NamedNode, NamedNode]  # concept → broader, where there is one only
    replaced: dict[NamedNode, NamedNode]

    @property
    def alive(self) -> set[NamedNode]:
        return self.labels.keys() - self.deprecated


def release_diff(
    before: HeldRelease, after: HeldRelease, current: Store, sources: Mapping[NamedNode, str]
) -> ReleaseDiff:
    """Compare two releases of a source.

    `current`: the store in service, whose statements may refer to what changed; `sources`: named graph →
    source of each release there. The source's own statements are not counted as uses.
    """
    old, new = _content(before), _content(after)
    changes = [*_existence(old, new), *_labels(old, new), *_titles(old, new), *_moves(old, new)]
    touched = [change.uri for change in changes if change.kind is not ChangeKind.APPEARED]
    uses = _uses(touched, current, sources, before.source)
    counted = (
        Change(one.kind, one.uri, one.before, one.after, one.places, uses.get(one.uri, ()))
        for one in changes
    )
    order = list(ChangeKind)
    return ReleaseDiff(
        before,
        after,
        tuple(sorted(counted, key=lambda one: (order.index(one.kind), one.uri.value))),
    )


def _content(release: HeldRelease) -> _Content:
    labels: dict[NamedNode, str] = {}
    deprecated = set()
    for row in question("release_concepts").ask(release.store, {"graph": release.graph}):
        labels[node(row, "concept")] = text(row, "label")
        if text(row, "deprecated") == "true":
            deprecated.add(node(row, "concept"))
    places: dict[NamedNode, dict[NamedNode, list[NamedNode]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in question("release_places").ask(release.store, {"graph": release.graph}):
        places[node(row, "relation")][node(row, "concept")].append(node(row, "place"))

    def alone(relation: NamedNode) -> dict[NamedNode, NamedNode]:
        return {one: found[0] for one, found in places[relation].items() if len(found) == 1}

    return _Content(
        labels, frozenset(deprecated), alone(MLG.jobTitleOf), alone(SKOS.broader),
        alone(DCT.isReplacedBy),
    )  # fmt: skip


def _existence(old: _Content, new: _Content) -> Iterator[Change]:
    for uri in new.alive - old.alive:
        yield Change(ChangeKind.APPEARED, uri, old.labels.get(uri, ""), new.labels[uri])
    heirs = _Heirs(old, new)
    for uri in old.alive - new.alive:
        places = tuple(heirs.of(uri))
        yield Change(ChangeKind.RETIRED, uri, old.labels[uri], new.labels.get(uri, ""), places)


class _Heirs:
    """Finds where a retired concept went, by the best reason that there is."""

    def __init__(self, old: _Content, new: _Content) -> None:
        self._old = old
        self._new = new
        self._destinations = _destinations(old, new)
        self._by_label = {_folded(new.labels[uri]): uri for uri in new.alive}
        self._by_number = {number: uri for uri in new.alive if (number := _number(uri))}

    def of(self, uri: NamedNode) -> Iterator[Successor]:
        """Yield the successors, the likeliest first; none where nothing tells."""
        labels = self._new.labels
        if (stated := self._new.replaced.get(uri)) is not None:
            yield Successor(stated, labels.get(stated, ""), 0, "stated")
        elif uri in self._destinations:
            yield from _parts(self._destinations[uri], labels)
        elif (same := self._by_number.get(_number(uri))) is not None:
            yield Successor(same, labels[same], 0, "same-number")
        elif (same := self._by_label.get(_folded(self._old.labels[uri]))) is not None:
            yield Successor(same, labels[same], 0, "same-label")


def _labels(old: _Content, new: _Content) -> Iterator[Change]:
    for uri in old.alive & new.alive:
        before, after = old.labels[uri], new.labels[uri]
        if _spaced(before) != _spaced(after):
            yield Change(ChangeKind.RENAMED, uri, before, after)


def _titles(old: _Content, new: _Content) -> Iterator[Change]:
    for occupation, places in _destinations(old, new).items():
        if len(places) > 1:
            parts = _parts(places, new.labels)
            yield _change(ChangeKind.SPLIT, occupation, old, new, parts)
    for occupation, origins in _destinations(new, old).items():
        if len(origins) > 1:
            parts = _parts(origins, old.labels)
            yield _change(ChangeKind.MERGED, occupation, old, new, parts)


def _moves(old: _Content, new: _Content) -> Iterator[Change]:
    for then, now in ((old.titles, new.titles), (old.parents, new.parents)):
        for uri in then.keys() & now.keys() & old.alive & new.alive:
            if then[uri] != now[uri]:
                place = Successor(now[uri], new.labels.get(now[uri], ""), 0, "stated")
                yield _change(ChangeKind.MOVED, uri, old, new, (place,))


def _change(
    kind: ChangeKind, uri: NamedNode, old: _Content, new: _Content, places: tuple[Successor, ...]
) -> Change:
    return Change(kind, uri, old.labels.get(uri, ""), new.labels.get(uri, ""), places)


def _destinations(old: _Content, new: _Content) -> dict[NamedNode, Counter[NamedNode]]:
    """Return, for each occupation of the old release, where its job titles are in the new one."""
    found: dict[NamedNode, Counter[NamedNode]] = defaultdict(Counter)
    for title, origin in old.titles.items():
        if title in new.titles:
            found[origin][new.titles[title]] += 1
    return found


def _parts(places: Counter[NamedNode], labels: Mapping[NamedNode, str]) -> tuple[Successor, ...]:
    return tuple(
        Successor(place, labels.get(place, ""), count, "titles")
        for place, count in places.most_common()
    )


def _uses(
    uris: Iterable[NamedNode], current: Store, sources: Mapping[NamedNode, str], own: str
) -> dict[NamedNode, tuple[tuple[str, int], ...]]:
    found: dict[NamedNode, Counter[str]] = defaultdict(Counter)
    asked = list(dict.fromkeys(uris))
    for start in range(0, len(asked), _AT_ONCE):
        values = {"concept": asked[start : start + _AT_ONCE]}
        for row in question("concept_references").ask(current, values):
            source = sources.get(node(row, "graph"), "")
            if source and source != own:
                found[node(row, "concept")][source] += integer(row, "uses")
    return {uri: tuple(counts.most_common()) for uri, counts in found.items()}


def touched(changes: Sequence[Change]) -> dict[str, dict[str, int]]:
    """Return, by kind then source, how many concepts that changed the source refers to."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        for source, _ in change.uses:
            found[change.kind.value][source] += 1
    return {kind: dict(counts.most_common()) for kind, counts in found.items()}


def _spaced(label: str) -> str:
    return " ".join(label.replace("’", "'").split())


def _folded(label: str) -> str:
    return _spaced(label).casefold()


def _number(uri: NamedNode) -> str:
    """Return the number that ROME's lists share among them: a savoir that becomes a competence keeps it."""
    found = _OGR.search(uri.value)
    return found[1] if found else ""
