"""Training supply of a territory by occupation: offers, through certification, to ROME codes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.queries.decode import integer, node, optional_node, text
from maillage.queries.question import Store, question


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """One training offer (an action at a place). Its weight is shared among its occupations."""

    uri: NamedNode
    source: str
    commune: NamedNode
    certification: NamedNode | None
    method: str  # how the certification was found: "declared", "title", or "" without one
    first: str  # ISO date of its first session, "" where unknown
    last: str  # ISO date of its last session
    seats: int | None  # over its sessions; None unless each of them says
    occupations: tuple[NamedNode, ...]  # as statistics know them


@dataclass(frozen=True, slots=True)
class Supply:
    """Supply by occupation."""

    offers: tuple[Offer, ...]  # those that count
    duplicates: int  # left aside: the same certification in the same commune by another list
    unplaced: int  # offers that lead to no known occupation
    by_occupation: Mapping[NamedNode, tuple[Offer, ...]]

    def actions(self, occupation: NamedNode) -> float:
        """Return the actions that lead to an occupation; one that leads to n counts 1/n in each."""
        return sum(1 / len(offer.occupations) for offer in self.by_occupation.get(occupation, ()))

    def seats(self, occupation: NamedNode) -> float | None:
        """Return the seats that lead to an occupation, None unless every offer publishes its own."""
        offers = self.by_occupation.get(occupation, ())
        if not offers or any(offer.seats is None for offer in offers):
            return None
        return sum((offer.seats or 0) / len(offer.occupations) for offer in offers)

    @property
    def total(self) -> int:
        """Actions that lead to some occupation."""
        return sum(bool(offer.occupations) for offer in self.offers)


def training_offers(store: Store, parent: Mapping[NamedNode, NamedNode]) -> list[Offer]:
    """Return every placed training offer of the graph; `parent`: ROME 4.0 fiche → statistical code."""
    leads: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in question("offer_occupations").ask(store):
        occupation = node(row, "occupation")
        leads[node(row, "subject")].add(parent.get(occupation, occupation))
    sessions = {node(row, "offer"): row for row in question("training_sessions").ask(store)}
    offers: dict[NamedNode, Offer] = {}
    for row in question("training_supply").ask(store):
        uri, certification = node(row, "offer"), optional_node(row, "certification")
        # A certification's occupations win over those that the offer declares.
        found = (leads.get(certification) if certification else None) or leads.get(uri) or set()
        dated = sessions.get(uri)
        every = dated is not None and integer(dated, "sessions") == integer(
            dated, "sessions_with_seats"
        )
        offers[uri] = Offer(
            uri,
            text(row, "source"),
            node(row, "commune"),
            certification,
            text(row, "method"),
            text(dated, "first") if dated else "",
            text(dated, "last") if dated else "",
            integer(dated, "seats") if dated and every else None,
            tuple(sorted(found, key=lambda code: code.value)),
        )
    return sorted(offers.values(), key=lambda offer: offer.uri.value)


def supply(offers: Iterable[Offer], communes: frozenset[NamedNode] | None) -> Supply:
    """Return the supply of a territory (`communes` None: of the whole graph).

    Lists overlap. Where several give the same certification in the same commune, the list that
    counts most there is kept, and the others' offers are counted as duplicates.
    """
    placed = [offer for offer in offers if communes is None or offer.commune in communes]
    groups: defaultdict[tuple[NamedNode, NamedNode], Counter[str]] = defaultdict(Counter)
    for offer in placed:
        if offer.certification is not None:
            groups[offer.certification, offer.commune][offer.source] += 1
    kept = [offer for offer in placed if _kept(offer, groups)]
    by_occupation: defaultdict[NamedNode, list[Offer]] = defaultdict(list)
    for offer in kept:
        for occupation in offer.occupations:
            by_occupation[occupation].append(offer)
    return Supply(
        tuple(kept),
        len(placed) - len(kept),
        sum(not offer.occupations for offer in kept),
        {occupation: tuple(found) for occupation, found in by_occupation.items()},
    )


def _kept(offer: Offer, groups: Mapping[tuple[NamedNode, NamedNode], Counter[str]]) -> bool:
    if offer.certification is None:
        return True
    counts = groups[offer.certification, offer.commune]
    return offer.source == max(counts, key=lambda source: (counts[source], source))
