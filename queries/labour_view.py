"""What a gap answer reads of the graph that does not depend on the territory, read once a generation."""

from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.queries.decode import integer, node, text
from maillage.queries.question import Store, question
from maillage.queries.territory import Territories, read_territories

SMOOTHING = 0.5  # offers added to each ROME code, so that one without offers in 2020 keeps a share


@dataclass(frozen=True, slots=True)
class StatisticalOccupation:
    """A ROME code as the statistics of 2020 to 2024 know it: it may cover several ROME 4.0 fiches."""

    label: str
    fiches: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class LabourView:
    """Occupations, and how figures by family (FAP) reach them."""

    territories: Territories
    occupations: dict[NamedNode, StatisticalOccupation]
    parent: dict[NamedNode, NamedNode]  # ROME 4.0 fiche → the code that statistics know
    family_weights: dict[NamedNode, dict[NamedNode, float]]  # FAP → ROME code → share, summing to 1
    family_labels: dict[NamedNode, str]
    weights_from: str | None  # the year whose offers weigh ROME codes within a family, if any

    def occupation_label(self, occupation: NamedNode) -> str:
        """Return what a ROME code is called in statistics."""
        known = self.occupations.get(occupation)
        return known.label if known else occupation.value.rpartition("/")[2]


def labour_view(store: Store) -> LabourView:
    """Read the view from a store."""
    parent, occupations = _occupations(store)
    weights, year = _family_weights(store)
    labels = {
        node(row, "family"): text(row, "label") for row in question("family_labels").ask(store)
    }
    return LabourView(read_territories(store), occupations, parent, weights, labels, year)


def _occupations(
    store: Store,
) -> tuple[dict[NamedNode, NamedNode], dict[NamedNode, StatisticalOccupation]]:
    parent: dict[NamedNode, NamedNode] = {}
    labels: dict[NamedNode, str] = {}
    statistical: dict[NamedNode, str] = {}
    fiches: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
    for row in question("occupation_parents").ask(store):
        occupation, above = node(row, "occupation"), node(row, "parent")
        parent[occupation] = above
        labels[occupation] = text(row, "label")
        if row["statistical_label"] is not None:
            statistical[occupation] = text(row, "statistical_label")
        fiches[above].append(occupation)
    occupations = {
        above: StatisticalOccupation(
            # One fiche: its own label says it best. Several: the wider title that statistics use.
            (statistical.get(above) if len(members) > 1 else None) or labels.get(above, ""),
            tuple(sorted(members, key=lambda member: member.value)),
        )
        for above, members in fiches.items()
    }
    return parent, occupations


def _family_weights(store: Store) -> tuple[dict[NamedNode, dict[NamedNode, float]], str | None]:
    offers: dict[str, dict[NamedNode, int]] = {}
    for row in question("occupation_offers").ask(store):
        offers.setdefault(text(row, "period"), {})[node(row, "occupation")] = integer(row, "offers")
    year = max(offers, default=None)
    latest = offers[year] if year is not None else {}
    raw: defaultdict[NamedNode, dict[NamedNode, float]] = defaultdict(dict)
    for row in question("family_occupations").ask(store):
        occupation = node(row, "occupation")
        weight = float(text(row, "share")) * (latest.get(occupation, 0) + SMOOTHING)
        raw[node(row, "family")][occupation] = weight
    weights = {
        family: {occupation: weight / sum(shares.values()) for occupation, weight in shares.items()}
        for family, shares in raw.items()
        if sum(shares.values()) > 0
    }
    return weights, year
