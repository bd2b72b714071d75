"""A territory at a glance: what is asked for, taught and available there, and what is not known."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from maillage.queries.available import AvailableModel
from maillage.queries.available_answer import AvailableAnswer, AvailableRow, Mismatch
from maillage.queries.demand import Demand
from maillage.queries.errors import NoDataForPeriod
from maillage.queries.gap import GapModel
from maillage.queries.gap_answer import GapAnswer, GapRow, SourceUse
from maillage.queries.needs_rule import NeedKind
from maillage.queries.portrait_answer import (
    DemandPart,
    GapPart,
    Missing,
    NeedLine,
    NeedPart,
    PeoplePart,
    Portrait,
    PortraitRow,
    SupplyPart,
    TransitionPart,
)
from maillage.queries.portrait_index import load_transitions, write_transitions
from maillage.queries.supply import Supply
from maillage.queries.transitions import TransitionData, read_transitions, transition_part
from maillage.queries.verdict import Verdict

if TYPE_CHECKING:  # typing needs takes a statistics library, which is long to import
    from maillage.queries.needs import NeedAnswers

SHOWN = 8  # rows of each list
SHOWN_NEEDS = 5  # competences of each kind
_SHORT = {Mismatch.SHORT, Mismatch.NEARBY, Mismatch.CLOSE}


class PortraitModel:
    """Portrays territories over one generation; what it read is kept for the next."""

    def __init__(self, labour: GapModel, available: AvailableModel | None = None) -> None:
        """Portray from what `labour` and `available` read."""
        self._labour = labour
        self._available = available or AvailableModel(labour)

    @cached_property
    def transitions(self) -> TransitionData:
        """ROME's flags."""
        index = self._labour.index_path
        known = load_transitions(index) if index else None
        return known or read_transitions(self._labour.store, self._labour.data.view.parent)

    def write_index(self, index: Path) -> None:
        """Write what portraits read besides, for processes that come later."""
        write_transitions(self.transitions, index)

    def portrait(
        self, territory: str, period: str | None = None, needs: "NeedAnswers | None" = None
    ) -> Portrait:
        """Return the portrait of a territory, as `maillage.queries.perimeter` reads them.

        `needs`: of the competences that dated advertisements mention there, None where there are none.

        Raises:
            UnknownTerritory: the graph has no such territory.
            NoDataForPeriod: no source of demand speaks of that year.
        """
        answer = self._labour.gap(territory, period)
        view = self._labour.data.view
        place = view.territories.resolve(self._labour.names, territory)
        wanted, given = (
            self._labour.demand(answer.period, place.basin_shares, place.communes),
            self._labour.supply(place.communes),
        )
        people, absent = self._people(answer)
        changes = self._transitions(answer)
        missing = [
            *absent,
            *([] if needs else [_NO_NEEDS]),
            *([] if changes else [_NO_TRANSITIONS]),
        ]
        return Portrait(
            answer.territory,
            answer.label,
            answer.population,
            answer.communes,
            tuple(view.territories.labels.get(one, "") for one in place.basin_shares),
            answer.period,
            answer.reference,
            answer.judgement,
            _demand_part(answer, wanted),
            _supply_part(answer, given),
            _people_part(people),
            _gap_part(answer),
            self._need_part(needs),
            changes,
            _people_rows(people, answer, _SHORT, self._labour.reaches),
            _people_rows(people, answer, {Mismatch.ENOUGH}, self._labour.reaches),
            tuple(missing),
            _sources(answer, people),
            _notes(answer, people),
        )

    def _people(self, answer: GapAnswer) -> tuple[AvailableAnswer | None, list[Missing]]:
        try:
            found = self._available.available(answer.territory, answer.period, "competence")
        except NoDataForPeriod:
            return None, [_NO_PEOPLE]
        if not found.seekers:
            return None, [_NO_PEOPLE]
        return found, []

    def _transitions(self, answer: GapAnswer) -> TransitionPart | None:
        wanted = {NamedNode(row.uri): row.demand for row in answer.rows if row.demand}
        return transition_part(self.transitions, wanted)

    def _need_part(self, needs: "NeedAnswers | None") -> NeedPart | None:
        if needs is None:
            return None
        labels = self._labour.competences.labels
        names = self._labour.names
        first = {
            kind.value: tuple(
                NeedLine(
                    one.competence,
                    labels.get(names.uri(one.competence), ""),
                    one.total,
                    one.reason,
                )
                for one in needs.of_kind(kind)[:SHOWN_NEEDS]
            )
            for kind in NeedKind
            if kind is not NeedKind.INSUFFICIENT
        }
        periods = needs.table.periods
        return NeedPart(
            dict(sorted(Counter(kind.value for kind in needs.kinds).items())),
            first,
            (periods[0], periods[-1]),
            needs.table.origin,
        )


_NO_PEOPLE = Missing(
    "people",
    "aucun nombre de demandeurs d'emploi publié pour ce territoire dans les sources importées (source « tension »)",
)
_NO_NEEDS = Missing(
    "needs",
    "aucune offre d'emploi datée et comptée ici : les besoins émergents, récurrents ou occasionnels se lisent dans "
    "les offres, mois par mois (maillage ingest ads, puis maillage needs)",
)
_NO_TRANSITIONS = Missing(
    "transitions",
    "le référentiel importé ne dit pas à quelles transitions les métiers prennent part",
)


def _demand_part(answer: GapAnswer, wanted: Demand) -> DemandPart:
    difficult = seasonal = known_difficult = known_seasonal = 0.0
    for part in (one for parts in wanted.parts.values() for one in parts):
        projects, share = part.projects, part.territory_share * part.occupation_share
        if projects is None:
            continue
        if part.difficult is not None:
            difficult += part.difficult
            known_difficult += projects
        if part.cell.seasonal is not None:
            seasonal += part.cell.seasonal * share
            known_seasonal += projects
    return DemandPart(
        answer.demand,
        answer.demand_source,
        difficult / known_difficult if known_difficult else None,
        seasonal / known_seasonal if known_seasonal else None,
        answer.hidden_cells,
        answer.ad_positions,
    )


def _supply_part(answer: GapAnswer, given: Supply) -> SupplyPart:
    return SupplyPart(
        answer.supply,
        dict(sorted(Counter(offer.source for offer in given.offers).items())),
        len({offer.certification for offer in given.offers if offer.certification}),
        given.unplaced,
        min((offer.first for offer in given.offers if offer.first), default=""),
        max((offer.last for offer in given.offers if offer.last), default=""),
    )


def _people_part(people: AvailableAnswer | None) -> PeoplePart | None:
    if people is None:
        return None
    return PeoplePart(
        people.seekers_period,
        people.seekers,
        people.demand_matched,
        people.judgement,
        people.mismatches,
    )


def _gap_part(answer: GapAnswer) -> GapPart:
    rows: defaultdict[Verdict, list[GapRow]] = defaultdict(list)
    for row in answer.rows:
        rows[row.judgement.verdict].append(row)
    over = sorted(rows[Verdict.OVER_SUPPLIED], key=lambda row: (-row.supply, row.curie))
    leaning = [
        row
        for row in rows[Verdict.UNDETERMINED]
        if row.judgement.likeliest is Verdict.UNDER_SUPPLIED
        and row.judgement.probability
        and not (row.judgement.slight or row.judgement.contrary)
    ]
    leaning.sort(
        key=lambda row: (-(row.judgement.probability or 0.0) * (row.demand or 0.0), row.curie)
    )
    return GapPart(
        {verdict.value: len(rows[verdict]) for verdict in Verdict},
        {verdict.value: sum(row.demand or 0.0 for row in rows[verdict]) for verdict in Verdict},
        _rows(rows[Verdict.UNDER_SUPPLIED]),
        _rows(over),
        _rows(leaning),
        len(rows[Verdict.UNDER_SUPPLIED]),
        len(over),
        len(leaning),
    )


def _rows(rows: Sequence[GapRow]) -> tuple[PortraitRow, ...]:
    return tuple(
        PortraitRow(
            row.curie,
            row.label,
            row.demand,
            row.supply,
            row.supply_unit,
            row.judgement,
            row.evidence.list,
        )
        for row in rows[:SHOWN]
    )


def _people_rows(
    people: AvailableAnswer | None,
    answer: GapAnswer,
    wanted: set[Mismatch],
    reaches: Mapping[str, str],
) -> tuple[PortraitRow, ...]:
    if people is None:
        return ()

    def weight(row: AvailableRow) -> tuple[float, str]:
        # What lacks people by what is asked for, what has enough by the people there are.
        figure = row.seekers if Mismatch.ENOUGH in wanted else row.demand_matched
        return -(figure or 0.0), row.curie

    rows = sorted((row for row in people.rows if row.mismatch in wanted), key=weight)
    command = f"maillage available '{answer.territory}' --period {answer.period} --format json"
    return tuple(
        PortraitRow(
            row.curie,
            row.label,
            row.demand_matched,
            row.seekers,
            "people",
            row.judgement,
            command,
            reaches.get(row.curie),
        )
        for row in rows[:SHOWN]
    )


def _sources(answer: GapAnswer, people: AvailableAnswer | None) -> tuple[SourceUse, ...]:
    found = {one.source: one for one in (*(people.sources if people else ()), *answer.sources)}
    return tuple(found[source] for source in sorted(found))


def _notes(answer: GapAnswer, people: AvailableAnswer | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*answer.notes, *(people.notes if people else ()))))
