"""What the resolver says of a concept, on a day: read from the release that was in force, where it is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.terms import DCT, MLG, RDF, SKOS
from maillage.queries.concept_summary import Summary, local_name
from maillage.queries.release import Release
from maillage.queries.resolve_answer import Mapping as ConceptMapping
from maillage.queries.resolve_answer import ResolvedConcept, Standing, Status, Successor
from maillage.queries.resolve_chain import Edges, read_successions, steps
from maillage.queries.resolve_find import ConceptFinder
from maillage.queries.resolve_identity import Identity, read_identities
from maillage.queries.resolve_mappings import Correspondence, read_mappings
from maillage.queries.resolve_status import status_at
from maillage.queries.statements import subjects


@dataclass(frozen=True, slots=True)
class Releases:
    """A store, and the releases that it holds by named graph."""

    store: TripleStore
    by_graph: Mapping[NamedNode, Release]

    def of(self, identity: Identity) -> Release | None:
        """Return the release that publishes a concept."""
        return self.by_graph.get(identity.graph) if identity.graph else None

    def on(self, day: date | None) -> set[NamedNode]:
        """Return the graph of each source's last release that is not later than a day."""
        last: dict[str, Release] = {}
        for one in self.by_graph.values():
            since = one.since or date.min
            known = last.get(one.source)
            if (day is None or since <= day) and (
                known is None or (known.since or date.min) < since
            ):
                last[one.source] = one
        return {NamedNode(one.graph) for one in last.values()}


class _Read(NamedTuple):
    identity: Identity
    release: Release | None
    note: str


@dataclass(frozen=True, slots=True)
class _Linked:
    """What the concepts lead to."""

    successions: Mapping[NamedNode, Edges]
    mappings: Mapping[NamedNode, Sequence[Correspondence]]
    became: Mapping[NamedNode, Sequence[NamedNode]]
    part_of: Mapping[NamedNode, Sequence[NamedNode]]
    summaries: Mapping[NamedNode, Summary]

    def summary(self, uri: NamedNode) -> Summary:
        # What no source describes is still named: by its code.
        found = self.summaries.get(uri)
        return found or Summary(uri, local_name(uri), local_name(uri), "", "", False, None, None)


class ConceptDescriber:
    """Describes the concepts of one generation."""

    def __init__(
        self,
        finder: ConceptFinder,
        current: Releases,
        older: Releases | None = None,
    ) -> None:
        """Read from the current releases, or from those that they replaced for a day before."""
        self._finder = finder
        self._current = current
        self._older = older

    def describe(
        self, uris: Iterable[NamedNode], at: date | None
    ) -> dict[NamedNode, ResolvedConcept]:
        """Return what is known of each concept on a day; `at` None: in the current releases."""
        found = self._read(list(uris), at)
        linked = self._linked({uri: one.identity for uri, one in found.items()})
        return {uri: self._concept(one, linked, at) for uri, one in found.items()}

    def _read(self, uris: Sequence[NamedNode], at: date | None) -> dict[NamedNode, _Read]:
        found: dict[NamedNode, _Read] = {}
        for uri, identity in read_identities(self._current.store, uris).items():
            release = self._current.of(identity)
            early = at and release and release.since and at < release.since
            found[uri] = _Read(identity, release, _TOO_RECENT if early else "")
        past = [uri for uri, one in found.items() if one.note]
        gone = [uri for uri in uris if uri not in found]
        if self._older is not None and (past or gone):
            graphs = self._older.on(at)
            for uri, identity in self._past(past, graphs).items():
                found[uri] = _Read(identity, self._older.of(identity), "")
            for uri, identity in self._past(gone, graphs or self._older.on(None)).items():
                found[uri] = _Read(identity, self._older.of(identity), _WITHDRAWN)
        return found

    def _past(
        self, uris: Sequence[NamedNode], graphs: set[NamedNode]
    ) -> Mapping[NamedNode, Identity]:
        return read_identities(self._older.store, uris, graphs) if self._older else {}

    def _linked(self, identities: Mapping[NamedNode, Identity]) -> _Linked:
        replaced = [uri for uri, one in identities.items() if one.replaced_by]
        stores = [one.store for one in (self._current, self._older) if one]
        successions = read_successions(stores, replaced)
        mappings = read_mappings(self._current.store, identities)
        older = [uri for uri, one in identities.items() if MLG.statisticalLabel in one.values]
        became = {uri: self._which(MLG.parentOccupation, uri) for uri in older}
        blocks = [
            uri for uri, one in identities.items() if MLG.CompetenceBlock in one.values[RDF.type]
        ]
        part_of = {
            **{uri: one.nodes(MLG.jobTitleOf) for uri, one in identities.items()},
            **{uri: self._which(MLG.hasBlock, uri) for uri in blocks},
        }
        uris = {
            *(uri for one in successions.values() for ones in one.values() for uri in ones),
            *(one.other for ones in mappings.values() for one in ones),
            *(uri for one in identities.values() for uri in one.nodes(DCT.replaces)),
            *(uri for ones in (*became.values(), *part_of.values()) for uri in ones),
        }
        return _Linked(successions, mappings, became, part_of, self._finder.summaries(uris))

    def _which(self, property_: NamedNode, uri: NamedNode) -> list[NamedNode]:
        """Return the concepts that have a concept as a value, sorted."""
        return sorted(subjects(self._current.store, property_, uri), key=lambda one: one.value)

    def _concept(self, one: _Read, linked: _Linked, at: date | None) -> ResolvedConcept:
        identity, uri = one.identity, one.identity.uri
        summary = identity.summary
        as_of = one.release.since if one.release else None
        part_of = tuple(linked.summary(other) for other in linked.part_of.get(uri, ()))
        # A block is in force as long as its certification is.
        dated = part_of[0] if summary.kind == "CompetenceBlock" and part_of else summary
        return ResolvedConcept(
            summary,
            identity.labels,
            identity.alternatives,
            {lang: texts[0] for lang, texts in identity.words(SKOS.definition).items()},
            tuple(identity.words(MLG.diplomaCode).get("", ())),
            part_of,
            self._withdrawn(one, at) or status_at(dated, at, as_of),
            tuple(
                Successor(replaced, found, status_at(found, at, as_of), step)
                for step, replaced, successor in steps(uri, linked.successions.get(uri, {}))
                for found in (linked.summary(successor),)
            ),
            tuple(linked.summary(other) for other in identity.nodes(DCT.replaces)),
            tuple(self._mapping(found, linked) for found in linked.mappings.get(uri, ())),
            identity.first(MLG.statisticalLabel),
            tuple(linked.summary(other) for other in linked.became.get(uri, ())),
            one.release,
            one.note,
        )

    def _withdrawn(self, one: _Read, at: date | None) -> Status | None:
        """Return the status of what the release in service no longer has; None for what it has."""
        if one.note is not _WITHDRAWN or one.release is None:
            return None
        ours = [r for r in self._current.by_graph.values() if r.source == one.release.source]
        since = ours[0].since if ours else None
        if at is not None and since is not None and at < since:
            return None
        return Status(Standing.DEPRECATED, None, "absent de la version en service")

    def _mapping(self, one: Correspondence, linked: _Linked) -> ConceptMapping:
        return ConceptMapping(
            one.relation, linked.summary(one.other), "subject" if one.outgoing else "object",
            self._current.by_graph.get(one.graph), one.justification, one.confidence,
        )  # fmt: skip


_TOO_RECENT = (
    "aucune version en vigueur à cette date n'est gardée : réponse de la version en service"
)
_WITHDRAWN = "absent de la version en service : lu dans une version remplacée"
