"""Publish typed needs: a named graph of its own, made of what ingestion counted, for whoever asks by SPARQL."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyoxigraph import NamedNode, Store, Triple

from maillage.api.build import Planned
from maillage.graph.facts import Facts
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import STANDARD, Names
from maillage.ontology.terms import MLG, RDF
from maillage.queries.need_cells import THRESHOLD, NeedCells
from maillage.queries.need_series import need_series
from maillage.queries.needs import DEFAULT, NeedAnswers, assess_table
from maillage.queries.needs_answer import NeedAssessment
from maillage.queries.needs_triples import NeedContext, need_dataset_triples, need_triples
from maillage.queries.territory import Territories, read_territories
from maillage.vocab.importer import ImportLog, SourceRelease

SOURCE = "needs"
_LEVELS = ("reg", "dep", "bassin")
_DERIVED = NamedNode(STANDARD["prov"] + "wasDerivedFrom")
_LICENCE = "dérivé des offres d'emploi citées, selon leurs conditions"


@dataclass(frozen=True)
class NeedsImporter:
    """The needs of the region, its departments and bassins as an importer, so that a build publishes them."""

    cells: NeedCells
    store: TripleStore  # the graph so far: its territories, and the competences that it knows
    marks: tuple[str, ...]  # fingerprints of the sources that these come from
    evidence: Mapping[str, NamedNode]  # feed → the graph of its advertisements
    source: str = SOURCE
    version: str = "1"

    def find(self, data: Path) -> Path | None:
        """Return the folder of the fact tables; None where no advertisement is counted."""
        return self.cells.folder if self.evidence and self.cells.fingerprints() else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the release: its version is the last month that is counted."""
        last = max(self.cells.fingerprints())
        return SourceRelease(
            source=self.source,
            version=last,
            title="Besoins en compétences, lus dans les offres d'emploi ingérées",
            publisher="Maillage",
            licence=_LICENCE,
            issued=last,
            files=(),
        )

    def fingerprint(self, names: Names) -> str:
        """Return what decides the triples: the counts, the rule, the territories and competences."""
        graphs = {feed: graph.value for feed, graph in self.evidence.items()}
        decides = [
            self.source, self.version, names.base, THRESHOLD, DEFAULT.parameters(), self.marks,
            graphs, self.cells.fingerprints(),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield where the graph comes from, then each territory's observations."""
        graph = names.graph(self.source, self.release(folder).version)
        for feed in sorted(self.evidence):
            yield Triple(graph, _DERIVED, self.evidence[feed])
        yield from need_dataset_triples(names, DEFAULT)
        known = self._known(names)
        for territory, communes in _places(read_territories(self.store), names):
            series = need_series(self.cells, communes)
            if not len(series.competences):
                continue
            feeds = [self.evidence[one].value for one in series.sources if one in self.evidence]
            context = NeedContext(territory, tuple(feeds))
            yield from need_triples(_lasting(assess_table(series), known), context, names)

    def _known(self, names: Names) -> frozenset[str]:
        # A competence that a newer release of a referential dropped has nothing to point at.
        return frozenset(
            curie
            for curie in self.cells.competences()
            if any(
                self.store.store.quads_for_pattern(names.uri(curie), RDF.type, MLG.Competence, None)
            )
        )


def planned_needs(
    home: Home,
    facts: Facts,
    store: Store,
    names: Names,
    planned: Sequence[Planned],
    *,
    moved: bool,
) -> list[Planned]:
    """Return the needs as a source to build, beside the advertisements `planned`; none where none is counted.

    `moved`: the tables are read as they are, to be pinned; else at the versions that are pinned.
    """
    manifest = home.current().manifest()
    evidence = {
        one.importer.source.removeprefix("ads-"): names.graph(
            one.importer.source, one.release.version
        )
        for one in planned
        if one.importer.source.startswith("ads-")
    }
    importer = NeedsImporter(
        NeedCells(facts.folder, versions=facts.versions() if moved else manifest.facts),
        TripleStore(store),
        tuple(one.fingerprint for one in manifest.sources if one.files),
        evidence,
    )
    folder = importer.find(facts.folder)
    if folder is None:
        return []
    return [Planned(importer, folder, importer.release(folder), (), importer.fingerprint(names))]


def _places(territories: Territories, names: Names) -> Iterator[tuple[str, list[str]]]:
    members: defaultdict[str, list[str]] = defaultdict(list)
    for commune, one in territories.communes.items():
        for grouping in one.groupings:
            curie = names.curie(grouping)
            if curie.partition(":")[0] in _LEVELS:
                members[curie].append(commune.value.rpartition("/")[2])
    yield from sorted(members.items())


def _lasting(answers: NeedAnswers, known: frozenset[str]) -> Iterator[NeedAssessment]:
    # Rarer ones would fill the graph with "insufficient".
    enough = answers.table.counts.sum(axis=1) >= answers.rule.stable_mentions
    for at in np.flatnonzero(enough).tolist():
        if answers.table.competences[at] in known:
            yield answers[at]
