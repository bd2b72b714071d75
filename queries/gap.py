"""Is the training offer adapted to companies' needs in this territory?

Demand: BMO's recruitment projects by family of occupations (FAP), shared among the ROME codes of
each family in proportion to their job offers in the region (docs/adr/0002). Supply: training offers
placed in the territory, through certification to ROME. Competences: through the coeur de métier of
the ROME 4.0 fiches. Verdicts: `maillage.queries.verdict`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from shlex import quote

from pyoxigraph import NamedNode

from maillage.graph.kept_calls import kept_calls
from maillage.ontology.names import Names
from maillage.queries.competence_groups import CompetenceGroup, competence_groups
from maillage.queries.decode import text
from maillage.queries.demand import Demand, advertisements, demand
from maillage.queries.errors import BadParameter, NoDataForPeriod
from maillage.queries.gap_answer import GapAnswer, GapRow, SourceUse
from maillage.queries.gap_fields import KINDS as FIELDS
from maillage.queries.gap_fields import Fields, load_fields, read_fields, write_fields
from maillage.queries.gap_notes import answer_notes, field_notes, other_years_note
from maillage.queries.gap_prior import RegionalPrior, load_priors, write_priors
from maillage.queries.gap_prior_fit import fit_prior, prior_cells
from maillage.queries.gap_rows import SHOWN, RowWriter
from maillage.queries.labour_data import (
    CompetenceData,
    LabourData,
    advertised,
    read_competence_data,
    read_labour_data,
)
from maillage.queries.labour_index import (
    COMPETENCES,
    LABOUR,
    load_competence_data,
    load_labour_data,
    write_competence_data,
    write_labour_data,
)
from maillage.queries.question import Store, question
from maillage.queries.reach_index import load_reaches
from maillage.queries.supply import Supply, supply
from maillage.queries.verdict import Case, judge_all

KEPT = 8  # territories whose counts are kept for the next question
BY = ("occupation", "competence", "certification", *FIELDS)


class GapModel:
    """Answers gap questions over one generation; what it read is kept for the next question."""

    def __init__(self, store: Store, names: Names, index: Path | None = None) -> None:
        """Answer over `store`, naming things by `names`; `index`: the generation's, if it has one."""
        self.store = store
        self.names = names
        self.index_path = index
        self._references: dict[str, float] = {}
        # The three questions about one territory count the same demand and supply.
        self._demand = kept_calls(self._counted_demand, KEPT)
        self._supply = kept_calls(self._counted_supply, KEPT)

    @cached_property
    def data(self) -> LabourData:
        """Occupations, offers, cells and advertisements."""
        known = load_labour_data(self.index_path / LABOUR) if self.index_path else None
        return known or read_labour_data(self.store)

    @cached_property
    def _priors(self) -> dict[str, RegionalPrior]:
        return load_priors(self.index_path) if self.index_path else {}

    @cached_property
    def competences(self) -> CompetenceData:
        """Competences at the core of occupations."""
        known = load_competence_data(self.index_path / COMPETENCES) if self.index_path else None
        return known or read_competence_data(self.store, self.data.view)

    @cached_property
    def fields(self) -> Fields:
        """Sectors and domains of occupations."""
        known = load_fields(self.index_path) if self.index_path else None
        return known or read_fields(self.store, self.data.view)

    @cached_property
    def reaches(self) -> dict[str, str]:
        """The reach of each competence by its CURIE, as a build worked it out; none without an index."""
        return load_reaches(self.index_path) if self.index_path else {}

    @cached_property
    def competence_groups(self) -> tuple[CompetenceGroup, ...]:
        """Those competences, the ones that no figure tells apart together."""
        return competence_groups(self.competences, self.names, self.reaches)

    def write_index(self, index: Path) -> None:
        """Write what answers read, for processes that come later."""
        write_labour_data(self.data, index / LABOUR)
        write_competence_data(self.competences, index / COMPETENCES)
        write_fields(self.fields, index)
        surveyed = sorted({cell.period for cell in self.data.cells})
        write_priors({year: self.prior(year) for year in surveyed}, index)

    def write_advertised(self, index: Path) -> None:
        """Write the files of an index that name advertisements: the store's; all else is as this model's index says."""
        data = replace(self.data, ads=tuple(advertisements(self.store, self.data.view)))
        write_labour_data(data, index / LABOUR)
        write_competence_data(advertised(self.store, self.competences), index / COMPETENCES)

    def gap(
        self,
        territory: str,
        period: str | None = None,
        by: str = "occupation",
        *,
        whole: bool = False,
    ) -> GapAnswer:
        """Return the answer for a territory, as `maillage.queries.perimeter` reads them.

        `period` None: the latest year that BMO covers, else the latest of the advertisements.
        `whole`: rows that sum occupations name every one of them and every advertisement, not the first ones.

        Raises:
            BadParameter: `by` is none of `BY`.
            UnknownTerritory: the graph has no such territory.
            NoDataForPeriod: no source of demand speaks of that year.
        """
        if by not in BY:
            raise BadParameter("gap", "by", f"attendu : {', '.join(BY)}")
        data = self.data
        place = data.view.territories.resolve(self.names, territory)
        year = self.year(period)
        wanted = self.demand(year, place.basin_shares, place.communes)
        given = self.supply(place.communes)
        reference = self._reference(year)
        command = f"maillage gap {quote(place.text)} --period {year} --by {by} --evidence "
        touched = frozenset(basin.value for basin in place.basin_shares)
        writer = RowWriter(
            self.names, data.view, wanted, given, reference, command, self.prior(year), touched,
            shown=None if whole else SHOWN,
        )  # fmt: skip
        judgement = judge_all(
            [Case(wanted.total, given.total, reference, wanted.total + wanted.unseen)]
        )[0]
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
            reference,
            judgement,
            self._sources(wanted, given),
            tuple(self._rows(writer, by)),
            (
                *answer_notes(data.view, place, wanted, given, reference, by),
                *(field_notes(self.fields[by], wanted, by) if by in FIELDS else ()),
                *other_years_note(data.ads, place.communes, year),
            ),
        )

    def year(self, period: str | None) -> str:
        """Return the year asked for, or the last one surveyed; raises NoDataForPeriod."""
        known = self.data.periods
        if period is None:
            surveyed = {cell.period for cell in self.data.cells}
            period = max(surveyed or known, default="")
        if period not in known:
            raise NoDataForPeriod(period or "la plus récente", known)
        return period

    def demand(
        self, year: str, shares: Mapping[NamedNode, float], communes: frozenset[NamedNode] | None
    ) -> Demand:
        """Return the demand of a year: basins for the shares given, advertisements of communes.

        `communes`: None for those of the whole region.
        """
        return self._demand(year, frozenset(shares.items()), communes)

    def supply(self, communes: frozenset[NamedNode] | None) -> Supply:
        """Return the training offers of communes, None for the whole region."""
        return self._supply(communes)

    def _counted_demand(
        self,
        year: str,
        shares: frozenset[tuple[NamedNode, float]],
        communes: frozenset[NamedNode] | None,
    ) -> Demand:
        cells = (cell for cell in self.data.cells if cell.period == year)
        ads = (ad for ad in self.data.ads if ad.year == year)
        return demand(self.data.view, cells, ads, dict(shares), communes)

    def _counted_supply(self, communes: frozenset[NamedNode] | None) -> Supply:
        return supply(self.data.offers, communes)

    def _rows(self, writer: RowWriter, by: str) -> list[GapRow]:
        if by == "occupation":
            return writer.occupation_rows()
        if by == "certification":
            return writer.certification_rows(self._whole_supply, self.data.certification_labels)
        if by in FIELDS:
            return writer.field_rows(self.fields[by])
        return writer.competence_rows(self.competence_groups, self.competences, self.reaches)

    @cached_property
    def _whole_supply(self) -> Supply:
        return self.supply(None)

    def prior(self, year: str) -> RegionalPrior:
        """Return what the region's cells of a year say of each occupation."""
        if year not in self._priors:
            surveyed = (cell for cell in self.data.cells if cell.period == year)
            cells = prior_cells(self.data.view, surveyed, self._whole_supply)
            self._priors[year] = fit_prior(cells, self._reference(year))
        return self._priors[year]

    def _reference(self, year: str) -> float:
        if year not in self._references:
            shares = dict.fromkeys(self.data.view.territories.basins, 1.0)
            whole = self.demand(year, shares, None)
            self._references[year] = self._whole_supply.total / whole.total if whole.total else 0.0
        return self._references[year]

    def _sources(self, wanted: Demand, given: Supply) -> tuple[SourceUse, ...]:
        used = {offer.source for offer in given.offers}
        roles = {
            "bmo": "demande" if wanted.cells else "",
            "sample": "territoires, métiers et certifications d'exemple",
            "sample-ads": "demande d'exemple",
            "sample-offers": "offre de formation d'exemple",
            "territories": "communes et bassins",
            "fap": "familles de métiers → ROME",
            "tension": "poids des codes ROME dans une famille",
            "rome": "métiers et compétences",
            "rncp": "certifications → ROME",
            **dict.fromkeys(used, "offre de formation"),
        }
        releases = list(question("releases").ask(self.store))
        feeds = [name[4:] for row in releases if (name := text(row, "source")).startswith("ads-")]
        for feed, count in _ads_by_feed(feeds, wanted, self.names).items():
            roles[f"ads-{feed}"] = f"demande, à part : {count} offre(s) d'emploi ici"
        found = (
            SourceUse(
                text(row, "source"),
                text(row, "version"),
                text(row, "title"),
                text(row, "publisher"),
                text(row, "issued") or None,
                roles.get(text(row, "source"), ""),
            )
            for row in releases
        )
        return tuple(source for source in found if source.role)


def _ads_by_feed(feeds: Iterable[str], wanted: Demand, names: Names) -> Counter[str]:
    # An advertisement is named `ad:<feed>-<its number>`; one feed's name may begin another's.
    longest_first = sorted(feeds, key=len, reverse=True)
    found: Counter[str] = Counter()
    for ad in (ad for ads in wanted.ads.values() for ad in ads):
        name = names.curie(ad.uri)
        feed = next((one for one in longest_first if name.startswith(f"ad:{one}-")), None)
        if feed is not None:
            found[feed] += 1
    return found


def gap(
    store: Store, names: Names, territory: str, period: str | None = None, by: str = "occupation"
) -> GapAnswer:
    """Return one answer; for several over the same store, keep a `GapModel`."""
    return GapModel(store, names).gap(territory, period, by)
