"""Is the training offer adapted to companies' needs in this territory?

Demand: BMO's recruitment projects by family of occupations (FAP), shared among the ROME codes of
each family in proportion to their job offers in the region (docs/adr/0002). Supply: training offers
placed in the territory, through certification to ROME. Competences: through the coeur de métier of
the ROME 4.0 fiches. Verdicts: `maillage.queries.verdict`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.decode import node, text
from maillage.queries.demand import (
    Advertisement,
    Cell,
    Demand,
    advertisements,
    demand,
    recruitment_cells,
    recruitment_periods,
)
from maillage.queries.errors import BadParameter, NoDataForPeriod
from maillage.queries.gap_answer import GapAnswer, GapRow, SourceUse
from maillage.queries.gap_notes import answer_notes
from maillage.queries.gap_rows import RowWriter
from maillage.queries.labour_view import LabourView, labour_view
from maillage.queries.question import Store, question
from maillage.queries.supply import Offer, Supply, supply, training_offers
from maillage.queries.territory import Territory, resolve_territory
from maillage.queries.verdict import Case, judge_all

BY = ("occupation", "competence", "certification")


@dataclass(frozen=True, slots=True)
class Period:
    """The demand of the whole graph in one year, and what counts as balanced then."""

    cells: tuple[Cell, ...]
    ads: tuple[Advertisement, ...]
    reference: float  # actions a project


class GapModel:
    """Answers gap questions over one generation; what it read is kept for the next question."""

    def __init__(self, store: Store, names: Names) -> None:
        """Answer over `store`, naming things by `names`."""
        self.store = store
        self.names = names
        self._periods: dict[str, Period] = {}

    @cached_property
    def view(self) -> LabourView:
        """Occupations and families."""
        return labour_view(self.store)

    @cached_property
    def offers(self) -> list[Offer]:
        """Every placed training offer."""
        return training_offers(self.store, self.view)

    @cached_property
    def _whole_supply(self) -> Supply:
        return supply(self.offers, None)

    @cached_property
    def _ads(self) -> list[Advertisement]:
        return advertisements(self.store, self.view)

    @cached_property
    def core(self) -> Mapping[NamedNode, Mapping[NamedNode, float]]:
        """Statistical occupation → competence → share of its fiches that hold it at their core."""
        counts: defaultdict[NamedNode, defaultdict[NamedNode, int]] = defaultdict(lambda: defaultdict(int))
        for row in question("occupation_core_competences").ask(self.store):
            occupation = node(row, "occupation")
            counts[self.view.parent.get(occupation, occupation)][node(row, "competence")] += 1
        return {
            occupation: {
                competence: count / len(self.view.occupations[occupation].fiches)
                for competence, count in found.items()
            }
            for occupation, found in counts.items()
        }

    @cached_property
    def competence_labels(self) -> Mapping[NamedNode, str]:
        """French labels of the competences that are at some core or in some advertisement."""
        labels = {
            node(row, "competence"): text(row, "label")
            for row in question("competence_labels").ask(self.store)
        }
        for row in question("advertisement_competences").ask(self.store):
            labels.setdefault(node(row, "competence"), text(row, "label"))
        return labels

    @cached_property
    def ad_competences(self) -> Mapping[NamedNode, frozenset[NamedNode]]:
        """Advertisement → competences that it mentions."""
        found: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
        for row in question("advertisement_competences").ask(self.store):
            found[node(row, "ad")].add(node(row, "competence"))
        return {ad: frozenset(competences) for ad, competences in found.items()}

    @cached_property
    def certification_labels(self) -> Mapping[NamedNode, str]:
        """Labels of the certifications that offers prepare."""
        return {
            node(row, "certification"): text(row, "label")
            for row in question("certification_labels").ask(self.store)
        }

    def periods(self) -> list[str]:
        """Return the years for which some source of demand speaks, sorted."""
        return sorted({*recruitment_periods(self.store), *(ad.year for ad in self._ads)})

    def gap(self, territory: str, period: str | None = None, by: str = "occupation") -> GapAnswer:
        """Return the answer for a territory (CURIE, URI or comma-separated list of communes).

        `period` None: the latest year that BMO covers, else the latest of the advertisements.

        Raises:
            BadParameter: `by` is none of occupation, competence, certification.
            UnknownTerritory: the graph has no such territory.
            NoDataForPeriod: no source of demand speaks of that year.
        """
        if by not in BY:
            raise BadParameter("gap", "by", f"attendu : {', '.join(BY)}")
        place = resolve_territory(self.store, self.names, territory, self.view.basins)
        year = period or self._latest()
        whole = self._period(year)
        wanted = demand(self.view, whole.cells, whole.ads, place.basin_shares, place.communes)
        given = supply(self.offers, place.communes)
        writer = RowWriter(self.names, self.view, wanted, given, whole.reference, place, year)
        rows = self._rows(writer, by)
        judgement = judge_all([Case(wanted.total, given.total, whole.reference, wanted.hidden)])[0]
        return GapAnswer(
            place.text,
            place.label,
            place.population,
            len(place.communes),
            year,
            by,
            wanted.total,
            wanted.source,
            wanted.hidden,
            sum(ad.positions for ads in wanted.ads.values() for ad in ads),
            given.total,
            "actions",
            whole.reference,
            judgement,
            self._sources(wanted, given),
            tuple(rows),
            answer_notes(self.view, place, wanted, given, whole.reference, by),
        )

    def _rows(self, writer: RowWriter, by: str) -> list[GapRow]:
        if by == "occupation":
            return writer.occupation_rows()
        if by == "certification":
            return writer.certification_rows(self._whole_supply, self.certification_labels)
        return writer.competence_rows(self.core, self.competence_labels, self.ad_competences)

    def _latest(self) -> str:
        years = recruitment_periods(self.store) or self.periods()
        if not years:
            raise NoDataForPeriod("la plus récente", [])
        return years[-1]

    def _period(self, year: str) -> Period:
        if year not in self._periods:
            known = self.periods()
            if year not in known:
                raise NoDataForPeriod(year, known)
            cells = recruitment_cells(self.store, year)
            ads = [ad for ad in self._ads if ad.year == year]
            shares = dict.fromkeys(self.view.basins, 1.0)
            whole = demand(self.view, cells, ads, shares, None)
            reference = self._whole_supply.total / whole.total if whole.total else 0.0
            self._periods[year] = Period(tuple(cells), tuple(ads), reference)
        return self._periods[year]

    def _sources(self, wanted: Demand, given: Supply) -> tuple[SourceUse, ...]:
        used = {offer.source for offer in given.offers}
        roles = {
            "bmo": "demande" if wanted.cells else "",
            "sample": "exemple livré avec Maillage",
            "territories": "communes et bassins",
            "fap": "familles de métiers → ROME",
            "tension": "poids des codes ROME dans une famille",
            "rome": "métiers et compétences",
            "rncp": "certifications → ROME",
            **dict.fromkeys(used, "offre de formation"),
        }
        found = (
            SourceUse(
                text(row, "source"),
                text(row, "version"),
                text(row, "title"),
                text(row, "publisher"),
                text(row, "issued") or None,
                roles.get(text(row, "source"), ""),
            )
            for row in question("releases").ask(self.store)
        )
        return tuple(source for source in found if source.role)


def gap(
    store: Store, names: Names, territory: str, period: str | None = None, by: str = "occupation"
) -> GapAnswer:
    """Return one answer; for several over the same store, keep a `GapModel`."""
    return GapModel(store, names).gap(territory, period, by)


__all__ = ["BY", "GapModel", "Territory", "gap"]
