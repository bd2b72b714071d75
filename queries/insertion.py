"""Do the trainings that lead most to employment serve the sectors with most offers?

Rates: InserJeunes by diploma and region (InserSup by discipline beside, Céreq to compare levels).
Offers: the recruitment projects of the occupations that the diploma's certification leads to, as in
`maillage.queries.gap`. A training is high or low, and its offers many or few, against the medians of
the trainings that have both; a quadrant is given where its probability reaches `CERTAINTY`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode

from maillage.queries.demand import Demand
from maillage.queries.errors import BadParameter, MissingFigures
from maillage.queries.gap import GapModel
from maillage.queries.insertion_answer import Benchmark, Correlation, InsertionAnswer
from maillage.queries.insertion_data import (
    BENCHMARK,
    InsertionData,
    Training,
    load_insertion_data,
    read_insertion_data,
    write_insertion_data,
)
from maillage.queries.insertion_notes import insertion_notes
from maillage.queries.insertion_rows import (
    Draft,
    InsertionRowWriter,
    field_drafts,
    thresholds,
    training_drafts,
)
from maillage.queries.insertion_statistics import RatePair, correlation, measure_deviation
from maillage.queries.source_uses import source_uses
from maillage.queries.territory import Territory

BY = ("training", "domain", "sector")
MONTHS = (6, 12, 18, 24, 30)


class InsertionModel:
    """Answers over one generation; what it read is kept for the next question."""

    def __init__(self, labour: GapModel, index: Path | None = None) -> None:
        """Answer over what `labour` reads; `index`: the generation's, if it has one."""
        self._labour = labour
        self._index = index
        self._deviations: dict[int, float | None] = {}

    @cached_property
    def data(self) -> InsertionData:
        """Trainings and fields of occupations."""
        known = load_insertion_data(self._index) if self._index else None
        return known or read_insertion_data(self._labour.store, self._labour.data.view)

    def write_index(self, index: Path) -> None:
        """Write what answers read, for processes that come later."""
        write_insertion_data(self.data, index)

    def insertion(
        self, territory: str, period: str | None = None, by: str = "training", months: int = 12
    ) -> InsertionAnswer:
        """Return the answer for a territory, as `maillage.queries.perimeter` reads them.

        `period`: the year of the demand; `months` after leaving the training: 6, 12, 18, 24 or 30.

        Raises:
            BadParameter: `by` or `months` is none of those.
            UnknownTerritory: what is typed names no commune.
            NoDataForPeriod: no source of demand speaks of that year.
            MissingFigures: no rate is known.
        """
        if by not in BY:
            raise BadParameter("insertion", "by", f"attendu : {', '.join(BY)}")
        if months not in MONTHS:
            raise BadParameter("insertion", "months", f"attendu : {', '.join(map(str, MONTHS))}")
        names, view = self._labour.names, self._labour.data.view
        place = view.territories.resolve(names, territory)
        year = self._labour.year(period)
        wanted = self._labour.demand(year, place.basin_shares, place.communes)
        regions = self._regions(place)
        trainings = self._trainings(regions)
        drafts = training_drafts(self.data, trainings, wanted, months)
        shown = drafts
        if by != "training":
            shown = field_drafts(
                [one for one in self.data.fields if one.kind == by], drafts, wanted
            )
        limits = thresholds(shown)
        deviation = self._deviation(months)
        writer = InsertionRowWriter(
            names, view, wanted, limits, deviation, self.data, self._national(months)
        )
        rows = writer.rows(shown)
        found = _correlation(shown, by)
        return InsertionAnswer(
            place.text,
            place.label,
            place.population,
            len(place.communes),
            year,
            by,
            months,
            tuple(names.curie(one) for one in regions),
            wanted.total,
            wanted.source,
            wanted.hidden,
            limits.rate,
            limits.demand,
            deviation,
            found,
            self._by_level(shown),
            dict(sorted(Counter(row.quadrant.value for row in rows).items())),
            self._benchmarks(),
            source_uses(self._labour.store, self._roles(wanted, trainings)),
            tuple(rows),
            insertion_notes(view, place, wanted, rows, found, by, months, deviation),
        )

    def _by_level(self, drafts: Sequence[Draft]) -> dict[str, Correlation]:
        levels: defaultdict[str, list[Draft]] = defaultdict(list)
        for draft in drafts:
            if draft.first is not None and draft.first.level is not None and draft.placed:
                levels[self._labour.names.curie(draft.first.level)].append(draft)
        return {level: _correlation(levels[level], "training") for level in sorted(levels)}

    def _regions(self, place: Territory) -> tuple[NamedNode, ...]:
        territories = self._labour.data.view.territories
        within = {
            one for commune in place.communes for one in territories.communes[commune].groupings
        }
        known = {one.region for one in self.data.trainings if one.region is not None}
        return tuple(sorted(within & known, key=lambda one: one.value))

    def _trainings(self, regions: Sequence[NamedNode]) -> list[Training]:
        found = [one for one in self.data.trainings if one.region in regions]
        if not found:
            raise MissingFigures("taux d'insertion de la région du territoire", "inserjeunes")
        return found

    def _national(self, months: int) -> dict[tuple[str, str], float]:
        return {
            (one.kind, one.title): one.rates[months]
            for one in self.data.trainings
            if one.region is None and one.source != BENCHMARK and months in one.rates
        }

    def _deviation(self, months: int) -> float | None:
        if months not in self._deviations:
            national = self._national(months)
            pairs = [
                RatePair(one.rates[months], national[one.kind, one.title], one.records)
                for one in self.data.trainings
                if one.region is not None
                and one.records
                and months in one.rates
                and (one.kind, one.title) in national
            ]
            self._deviations[months] = measure_deviation(pairs)
        return self._deviations[months]

    def _benchmarks(self) -> tuple[Benchmark, ...]:
        names = self._labour.names
        found = (
            Benchmark(
                one.title, names.curie(one.level) if one.level else None, months, rate, one.period
            )
            for one in self.data.trainings
            if one.source == BENCHMARK and not one.public
            for months, rate in sorted(one.rates.items())
        )
        return tuple(dict.fromkeys(found))  # the publisher gives some rows twice

    def _roles(self, wanted: Demand, trainings: Sequence[Training]) -> dict[str, str]:
        used = {one.source for one in trainings}
        return {
            "bmo": "offres : projets de recrutement" if wanted.cells else "",
            "inserjeunes": "taux d'emploi par diplôme" if "inserjeunes" in used else "",
            "insersup": "taux d'emploi par discipline" if "insersup" in used else "",
            "cereq": "comparaison nationale par niveau" if self._benchmarks() else "",
            "territories": "communes et bassins",
            "perimeters": "périmètres enregistrés",
            "fap": "familles de métiers → ROME",
            "tension": "poids des codes ROME dans une famille",
            "rome": "métiers, domaines professionnels, secteurs",
            "rncp": "certifications → ROME",
        }


def _correlation(drafts: Sequence[Draft], by: str) -> Correlation:
    placed = [draft for draft in drafts if draft.placed and draft.records]
    return correlation(
        [draft.rate or 0.0 for draft in placed],
        [draft.openings.demand or 0.0 for draft in placed],
        [draft.codes if by == "training" else draft.uri for draft in placed],
    )
