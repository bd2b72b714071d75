"""Do the competences available in this territory meet its economic needs?

People: job seekers registered by ROME code and bassin (source `tension`), carried to competences
through the coeur de métier as demand is. Demand: BMO's recruitment projects and ingested ads, as in
`maillage.queries.gap`. Judged against the number of job seekers a project in the whole graph, by
`maillage.queries.verdict`; where there are too few, the answer looks at the bassins in commuting
distance (`commuting`) and at people whose occupation is close (`close_occupations`).
"""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode

from maillage.queries.available_answer import AvailableAnswer, AvailableRow
from maillage.queries.available_data import (
    AvailableData,
    load_available_data,
    read_available_data,
    write_available_data,
)
from maillage.queries.available_figures import (
    CellsByOccupation,
    cells_by_occupation,
    occupation_figures,
)
from maillage.queries.available_judgement import Comparison, judge_comparisons
from maillage.queries.available_notes import available_notes
from maillage.queries.available_rows import AvailableRowWriter, Figures, References
from maillage.queries.commuting import commuting_area
from maillage.queries.decode import text
from maillage.queries.demand import Demand
from maillage.queries.dispersion import Count, dispersion
from maillage.queries.errors import BadParameter, MissingFigures
from maillage.queries.gap import GapModel
from maillage.queries.question import question
from maillage.queries.source_uses import source_uses

BY = ("competence", "occupation")


class AvailableModel:
    """Answers over one generation; what it read is kept for the next question."""

    def __init__(self, labour: GapModel, index: Path | None = None) -> None:
        """Answer over what `labour` reads; `index`: the generation's, if it has one."""
        self._labour = labour
        self._index = index
        self._references: dict[str, References] = {}
        self._curies: dict[NamedNode, str] = {}

    @cached_property
    def data(self) -> AvailableData:
        """Job seekers and close occupations."""
        known = load_available_data(self._index) if self._index else None
        return known or read_available_data(self._labour.store, self._labour.data.view)

    def write_index(self, index: Path) -> None:
        """Write what answers read, for processes that come later."""
        write_available_data(self.data, index)

    def available(
        self, territory: str, period: str | None = None, by: str = "competence"
    ) -> AvailableAnswer:
        """Return the answer for a territory, as `maillage.queries.perimeter` reads them.

        `period`: the year of the demand; None: the latest that BMO covers, else that of the ads.

        Raises:
            BadParameter: `by` is neither competence nor occupation.
            UnknownTerritory: what is typed names no commune.
            NoDataForPeriod: no source of demand speaks of that year.
            MissingFigures: no source counts job seekers.
        """
        if by not in BY:
            raise BadParameter("available", "by", f"attendu : {', '.join(BY)}")
        names, view = self._labour.names, self._labour.data.view
        place = view.territories.resolve(names, territory)
        year = self._labour.year(period)
        wanted = self._labour.demand(year, place.basin_shares, place.communes)
        here = self._figures(wanted, place.basin_shares)
        area = commuting_area(view.territories, names, place)
        references = self._reference(year)
        writer = AvailableRowWriter(
            names, view, here, self._pooled(year, area.shares), area.around, self.data.close, references, self._curies,
        )  # fmt: skip
        rows = self._rows(writer, by)
        total = _total(here, wanted, references.projects)
        around = tuple(names.curie(basin) for basin in area.around)
        return AvailableAnswer(
            place.text,
            place.label,
            place.population,
            len(place.communes),
            year,
            self._seekers_period,
            by,
            wanted.total,
            total.matched or 0.0,
            wanted.source,
            wanted.hidden,
            total.seekers or 0.0,
            references.projects,
            references.offers,
            references.dispersion,
            judge_comparisons([total], references.dispersion)[0],
            around,
            area.rule,
            dict(sorted(Counter(row.mismatch.value for row in rows).items())),
            source_uses(self._labour.store, self._roles(wanted)),
            tuple(rows),
            available_notes(view, place, wanted, here, area, rows, references, by, year, self._seekers_period),
        )  # fmt: skip

    def _rows(self, writer: AvailableRowWriter, by: str) -> list[AvailableRow]:
        if by == "occupation":
            return writer.occupation_rows()
        return writer.competence_rows(self._labour.competence_groups)

    @cached_property
    def _seekers_period(self) -> str:
        period = self.data.period
        if period is None:
            raise MissingFigures("demandeurs d'emploi par métier et bassin", "tension")
        return period

    @cached_property
    def _cells(self) -> CellsByOccupation:
        return cells_by_occupation(self.data.cells, self._seekers_period)

    def _figures(self, wanted: Demand, shares: Mapping[NamedNode, float]) -> Figures:
        return occupation_figures(self._labour.data.view.territories, wanted, self._cells, shares)

    def _pooled(self, year: str, shares: Mapping[NamedNode, float]) -> Figures:
        territories = self._labour.data.view.territories
        communes = frozenset(
            commune for commune, one in territories.communes.items() if one.basin in shares
        )
        return self._figures(self._labour.demand(year, shares, communes), shares)

    def _reference(self, year: str) -> References:
        if year not in self._references:
            shares = dict.fromkeys(self._labour.data.view.territories.basins, 1.0)
            figures = self._figures(self._labour.demand(year, shares, None), shares).values()
            seekers = sum(one.seekers or 0.0 for one in figures)
            matched = sum(one.matched or 0.0 for one in figures if one.seekers is not None)
            offers = sum(one.offers or 0.0 for one in figures)
            self._references[year] = References(
                seekers / matched if matched else 0.0,
                seekers / offers if offers else 0.0,
                self._dispersion,
            )
        return self._references[year]

    @cached_property
    def _dispersion(self) -> float:
        cells = [cell for listed in self._cells.values() for cell in listed]
        return dispersion(
            [Count(one.occupation.value, one.basin.value, one.seekers or 0) for one in cells]
        )

    def _roles(self, wanted: Demand) -> dict[str, str]:
        ads = {one: "demande, à part" for one in self._ad_sources()} if wanted.ads else {}
        return {
            "bmo": "demande" if wanted.cells else "",
            "tension": "demandeurs d'emploi, offres enregistrées ; poids des codes ROME dans une famille",
            "territories": "communes, bassins et zones d'emploi",
            "centres": "distances entre bassins",
            "perimeters": "périmètres enregistrés",
            "fap": "familles de métiers → ROME",
            "rome": "métiers, compétences au cœur des métiers, mobilités",
            "sample": "territoires et métiers d'exemple",
            "sample-ads": "demande d'exemple",
            **ads,
        }

    def _ad_sources(self) -> list[str]:
        releases = question("releases").ask(self._labour.store)
        return [name for row in releases if (name := text(row, "source")).startswith("ads-")]


def _total(here: Figures, wanted: Demand, reference: float) -> Comparison:
    known = [one for one in here.values() if one.seekers is not None]
    return Comparison(
        wanted.total,
        sum(one.matched or 0.0 for one in known),
        sum(one.unseen for one in known),
        sum(one.seekers or 0.0 for one in known) if known else None,
        reference,
    )
