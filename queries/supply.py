"""Training supply of a territory by occupation: offers, through certification, to ROME codes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.queries.decode import node, optional_integer, optional_node, text
from maillage.queries.labour_view import LabourView
from maillage.queries.question import Store, question


@dataclass(frozen=True, slots=True)
class Offer:
    """One training offer (an action at a place). Its weight is shared among its occupations."""

    uri: NamedNode
    source: str
    commune: NamedNode
    certification: NamedNode | None
    method: str  # how the certification was found: "declared", "title", or "" without one
    starts: tuple[str, ...]  # ISO dates of its sessions
    seats: int | None  # over its sessions; None where no session says
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


def training_offers(store: Store, view: LabourView) -> list[Offer]:
    """Return every placed training offer of the graph."""
    leads: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in question("offer_occupations").ask(store):
        occupation = node(row, "occupation")
        leads[node(row, "subject")].add(view.parent.get(occupation, occupation))
    records: dict[NamedNode, _Record] = {}
    for row in question("training_supply").ask(store):
        uri = node(row, "offer")
        record = records.get(uri)
        if record is None:
            certification = optional_node(row, "certification")
            record = _Record(text(row, "source"), node(row, "commune"), certification, text(row, "method"))
            records[uri] = record
        session = optional_node(row, "session")
        if session is not None:
            record.sessions[session] = (text(row, "start"), optional_integer(row, "seats"))
    return [record.offer(uri, leads) for uri, record in sorted(records.items(), key=lambda r: r[0].value)]


class _Record:
    """An offer while its rows, one a session, are gathered."""

    __slots__ = ("certification", "commune", "method", "sessions", "source")

    def __init__(
        self, source: str, commune: NamedNode, certification: NamedNode | None, method: str
    ) -> None:
        self.source = source
        self.commune = commune
        self.certification = certification
        self.method = method
        self.sessions: dict[NamedNode, tuple[str, int | None]] = {}

    def offer(self, uri: NamedNode, leads: Mapping[NamedNode, set[NamedNode]]) -> Offer:
        """Return the offer; a certification's occupations win over those that the offer declares."""
        occupations = leads.get(self.certification, set()) if self.certification is not None else set()
        seats = [count for _, count in self.sessions.values() if count is not None]
        return Offer(
            uri,
            self.source,
            self.commune,
            self.certification,
            self.method,
            tuple(sorted(start for start, _ in self.sessions.values() if start)),
            sum(seats) if seats else None,
            tuple(sorted(occupations or leads.get(uri, set()), key=lambda code: code.value)),
        )


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
    kept = []
    for offer in placed:
        if offer.certification is not None:
            counts = groups[offer.certification, offer.commune]
            if offer.source != max(counts, key=lambda source: (counts[source], source)):
                continue
        kept.append(offer)
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
