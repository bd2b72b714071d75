"""The trainings that lead to occupations, in a perimeter and around it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from maillage.queries.decode import node, text
from maillage.queries.demand import Demand
from maillage.queries.errors import NoDataForPeriod
from maillage.queries.gap import GapModel
from maillage.queries.question import question
from maillage.queries.supply import Offer, Supply

ELSEWHERE = 3  # bassins told where a perimeter has no training


@dataclass(frozen=True, slots=True)
class Around:
    """What a perimeter holds."""

    text: str  # in CURIEs
    label: str
    period: str  # year of the demand, "" where none is known
    wanted: Demand | None
    given: Supply


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Trainings to an occupation in another bassin."""

    curie: str
    label: str
    offers: int


class Trainings:
    """Reads trainings through the labour model, which counts them for every question."""

    def __init__(self, labour: GapModel) -> None:
        """Answer over the territories, offers and demand that `labour` reads."""
        self.labour = labour
        self._titles: dict[NamedNode, tuple[str, str]] = {}

    def around(self, perimeter: str, period: str | None = None) -> Around:
        """Return what a perimeter holds; raises UnknownTerritory, NoDataForPeriod for a `period` asked for."""
        place = self.labour.data.view.territories.resolve(self.labour.names, perimeter)
        given = self.labour.supply(place.communes)
        try:
            year = self.labour.year(period)
        except NoDataForPeriod:
            if period is not None:
                raise
            return Around(place.text, place.label, "", None, given)
        wanted = self.labour.demand(year, place.basin_shares, place.communes)
        return Around(place.text, place.label, year, wanted, given)

    def statistical(self, occupation: str) -> NamedNode:
        """Return the code under which statistics and offers know an occupation."""
        uri = NamedNode(occupation)
        return self.labour.data.view.parent.get(uri, uri)

    def to(self, occupation: str, around: Around | None) -> tuple[Offer, ...]:
        """Return the offers of a perimeter that lead to an occupation."""
        if around is None:
            return ()
        return around.given.by_occupation.get(self.statistical(occupation), ())

    def demand(self, occupation: str, around: Around | None) -> float | None:
        """Return the recruitment projects a year; None where they are not known."""
        if around is None or around.wanted is None:
            return None
        return around.wanted.projects(self.statistical(occupation))

    def titles(self, offers: Iterable[Offer]) -> dict[NamedNode, tuple[str, str]]:
        """Return the title of each offer and who gives it, "" where unknown."""
        offers = list(offers)
        asked = sorted({one.uri for one in offers} - set(self._titles), key=lambda uri: uri.value)
        if asked:
            self._titles |= dict.fromkeys(asked, ("", ""))
            for row in question("offer_titles").ask(self.labour.store, {"offer": asked}):
                self._titles[node(row, "offer")] = (text(row, "label"), text(row, "provider"))
        return {one.uri: self._titles[one.uri] for one in offers}

    def elsewhere(self, occupation: str, around: Around) -> tuple[Elsewhere, ...]:
        """Return the other bassins with most trainings to an occupation."""
        territories = self.labour.data.view.territories
        here = {one.commune for one in around.given.offers}
        everywhere = self.labour.supply(None).by_occupation.get(self.statistical(occupation), ())
        basins: Counter[NamedNode] = Counter()
        for one in everywhere:
            commune = territories.communes.get(one.commune)
            if commune and commune.basin and one.commune not in here:
                basins[commune.basin] += 1
        ranked = sorted(basins.items(), key=lambda item: (-item[1], item[0].value))[:ELSEWHERE]
        curie, labels = self.labour.names.curie, territories.labels
        return tuple(Elsewhere(curie(one), labels.get(one, ""), count) for one, count in ranked)
