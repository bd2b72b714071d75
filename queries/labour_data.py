"""What gap answers read of a generation, whatever the territory."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from maillage.queries.decode import node, text
from maillage.queries.demand import Advertisement, Cell, advertisements, recruitment_cells
from maillage.queries.labour_view import LabourView, labour_view
from maillage.queries.question import Store, question
from maillage.queries.supply import Offer, training_offers


@dataclass(frozen=True, slots=True)
class LabourData:
    """Occupations, offers of training, cells of demand, advertisements."""

    view: LabourView
    offers: tuple[Offer, ...]
    cells: tuple[Cell, ...]
    ads: tuple[Advertisement, ...]
    certification_labels: Mapping[NamedNode, str]  # of those that some offer prepares

    @property
    def periods(self) -> list[str]:
        """Years for which some source of demand speaks, sorted."""
        return sorted({cell.period for cell in self.cells} | {ad.year for ad in self.ads})


@dataclass(frozen=True, slots=True)
class CompetenceData:
    """Competences at the core of occupations or mentioned by advertisements."""

    core: Mapping[
        NamedNode, Mapping[NamedNode, float]
    ]  # statistical occupation → competence → share
    labels: Mapping[NamedNode, str]  # French
    mentions: Mapping[NamedNode, frozenset[NamedNode]]  # advertisement → competences
    regional: Mapping[
        NamedNode, tuple[NamedNode, ...]
    ]  # competence → the region's own, mapped to it


def read_labour_data(store: Store) -> LabourData:
    """Read from the triples."""
    view = labour_view(store)
    labels = {
        node(row, "certification"): text(row, "label")
        for row in question("certification_labels").ask(store)
    }
    return LabourData(
        view,
        tuple(training_offers(store, view.parent)),
        tuple(recruitment_cells(store)),
        tuple(advertisements(store, view)),
        labels,
    )


def read_competence_data(store: Store, view: LabourView) -> CompetenceData:
    """Read from the triples."""
    counts: defaultdict[NamedNode, defaultdict[NamedNode, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for row in question("occupation_core_competences").ask(store):
        occupation = node(row, "occupation")
        counts[view.parent.get(occupation, occupation)][node(row, "competence")] += 1
    core = {
        occupation: {
            competence: count / len(view.occupations[occupation].fiches)
            for competence, count in found.items()
        }
        for occupation, found in counts.items()
        if occupation in view.occupations
    }
    regional: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
    for row in question("regional_mappings").ask(store):
        regional[node(row, "target")].append(node(row, "competence"))
    ordered = {
        target: tuple(sorted(own, key=lambda one: one.value)) for target, own in regional.items()
    }
    return advertised(store, CompetenceData(core, {}, {}, ordered))


def advertised(store: Store, held: CompetenceData) -> CompetenceData:
    """Return `held` with what the advertisements of a store mention; all else is as it says."""
    labels = {
        node(row, "competence"): text(row, "label")
        for row in question("competence_labels").ask(store)
    }
    mentions: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in question("advertisement_mentions").ask(store):
        competence = node(row, "competence")
        if competence in labels:  # nothing can be said of one without a name
            mentions[node(row, "ad")].add(competence)
    return replace(
        held, labels=labels, mentions={ad: frozenset(found) for ad, found in mentions.items()}
    )
