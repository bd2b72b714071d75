"""The rows of an answer on available competences, by occupation or by competence."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.available_answer import (
    AvailableContribution,
    AvailableEvidence,
    AvailableRow,
    CloseOccupation,
    Nearby,
    SeekerEvidence,
)
from maillage.queries.available_close import CloseFinder
from maillage.queries.available_figures import OccupationFigures, SeekerPart
from maillage.queries.available_judgement import (
    Comparison,
    judge_comparisons,
    mismatch,
    opposed,
)
from maillage.queries.close_occupations import Move
from maillage.queries.labour_data import CompetenceData
from maillage.queries.labour_view import LabourView
from maillage.queries.verdict import Judgement, Verdict

SHOWN = 3  # close occupations, and occupations of a competence, that a row names

Figures = Mapping[NamedNode, OccupationFigures]
_Weighted = Sequence[tuple[OccupationFigures, float]]


class References(NamedTuple):
    """What counts as balanced: job seekers a unit of demand, in the whole graph."""

    projects: float
    offers: float
    dispersion: float  # of the counts of seekers: how many people are worth one observation


class _Draft(NamedTuple):
    """A row before it is judged."""

    uri: NamedNode
    label: str
    parts: _Weighted
    sums: "_Sums"


class _Sums(NamedTuple):
    """What the occupations of a row add up to."""

    demand: float | None
    matched: float | None
    unseen: float
    seekers: float | None
    offers: float | None


class AvailableRowWriter:
    """Writes the rows of one territory and year."""

    def __init__(
        self,
        names: Names,
        view: LabourView,
        here: Figures,
        pooled: Figures,
        around: Sequence[NamedNode],
        close: Mapping[NamedNode, tuple[Move, ...]],
        references: References,
        curies: dict[NamedNode, str],
    ) -> None:
        """Keep what rows are made of; `pooled`: the figures of the whole commuting area.

        `curies`: those that earlier answers made; this one adds its own.
        """
        self._names = names
        self._view = view
        self._here = here
        self._pooled = pooled
        self._around = frozenset(around)
        self._references = references
        self._curies = curies
        # By the identity of figures, which this writer keeps alive.
        self._contributions: dict[tuple[int, float], AvailableContribution] = {}
        judged = self._judged([self._projects(_sums([(one, 1.0)])) for one in here.values()])
        self._finder = CloseFinder(
            close, here, dict(zip(here, judged, strict=True)), self._curie, self._label
        )

    def occupation_rows(self) -> list[AvailableRow]:
        """Return a row for each occupation asked for or looked for here, the most wanting first."""
        drafts = [
            _Draft(code, self._label(code), ((one, 1.0),), _sums([(one, 1.0)]))
            for code, one in self._here.items()
        ]
        return self._rows(drafts, self._pooled_occupations, lambda _: frozenset())

    def competence_rows(self, data: CompetenceData) -> list[AvailableRow]:
        """Return a row for each competence at the core of some occupation of the territory."""
        here = _by_competence(data, self._here)
        drafts = [
            _Draft(competence, data.labels.get(competence, ""), parts, _sums(parts))
            for competence, parts in here.items()
        ]
        return self._rows(
            drafts,
            lambda leaning: _by_competence(data, self._pooled, frozenset(leaning)),
            lambda uri: frozenset(one.occupation for one, _ in here[uri]),
        )

    def _pooled_occupations(self, codes: Sequence[NamedNode]) -> dict[NamedNode, _Weighted]:
        return {code: ((self._pooled[code], 1.0),) for code in codes if code in self._pooled}

    def _rows(
        self,
        drafts: Sequence[_Draft],
        pooled: Callable[[Sequence[NamedNode]], Mapping[NamedNode, _Weighted]],
        holders: Callable[[NamedNode], frozenset[NamedNode]],
    ) -> list[AvailableRow]:
        judged = self._judged([self._projects(draft.sums) for draft in drafts])
        by_offers = self._judged([self._offers(draft.sums) for draft in drafts])
        leaning = [
            draft.uri
            for draft, one in zip(drafts, judged, strict=True)
            if one.likeliest is Verdict.UNDER_SUPPLIED
        ]
        nearby = self._nearby(pooled(leaning)) if self._around else {}
        rows = []
        for draft, one, other in zip(drafts, judged, by_offers, strict=True):
            close: tuple[CloseOccupation, ...] = ()
            if one.likeliest is Verdict.UNDER_SUPPLIED:
                codes = [one.occupation for one, _ in _strongest(draft.parts)]
                close = self._finder.close_to(codes, holders(draft.uri))
            rows.append(self._row(draft, one, other, nearby.get(draft.uri), close))
        return sorted(rows, key=self._order)

    def _judged(self, comparisons: Sequence[Comparison]) -> list[Judgement]:
        return judge_comparisons(comparisons, self._references.dispersion)

    def _projects(self, sums: _Sums) -> Comparison:
        reference = self._references.projects
        return Comparison(sums.demand, sums.matched, sums.unseen, sums.seekers, reference)

    def _offers(self, sums: _Sums) -> Comparison:
        # Offers and seekers are of the same cells: nothing is unmatched, nothing hidden.
        offers = sums.offers or 0.0
        return Comparison(offers, offers, 0.0, sums.seekers, self._references.offers)

    def _nearby(self, parts: Mapping[NamedNode, _Weighted]) -> dict[NamedNode, Nearby]:
        sums = {uri: _sums(listed) for uri, listed in parts.items()}
        judged = self._judged([self._projects(one) for one in sums.values()])
        found = {}
        for (uri, one), judgement in zip(sums.items(), judged, strict=True):
            basins = {
                seeker.cell.basin for figures, _ in parts[uri] for seeker in figures.parts
            } & self._around
            if basins and one.seekers is not None:
                curies = tuple(sorted(self._curie(basin) for basin in basins))
                found[uri] = Nearby(curies, one.seekers, one.matched or 0.0, judgement)
        return found

    def _row(
        self,
        draft: _Draft,
        judgement: Judgement,
        by_offers: Judgement,
        nearby: Nearby | None,
        close: tuple[CloseOccupation, ...],
    ) -> AvailableRow:
        spare = any(one.verdict == Verdict.OVER_SUPPLIED for one in close)
        sums = draft.sums
        return AvailableRow(
            draft.uri.value,
            self._curie(draft.uri),
            draft.label,
            sums.demand,
            sums.matched or 0.0,
            sums.seekers,
            sums.offers,
            judgement,
            by_offers,
            opposed(judgement, by_offers),
            mismatch(judgement, nearby.judgement if nearby else None, close=spare),
            nearby,
            close,
            self._evidence(draft),
        )

    def _evidence(self, draft: _Draft) -> AvailableEvidence:
        first = draft.parts[0][0]
        alone = len(draft.parts) == 1 and first.occupation == draft.uri
        bmo = hidden = cells = missing = ads = positions = 0
        for one, _ in draft.parts:
            bmo += one.bmo_cells
            hidden += one.hidden
            cells += len(one.parts)
            missing += one.missing
            ads += one.ads
            positions += one.ad_positions
        return AvailableEvidence(
            bmo,
            hidden,
            cells,
            missing,
            ads,
            positions,
            tuple(self._seekers(part) for part in first.parts) if alone else (),
            () if alone else tuple(self._part(*one) for one in _strongest(draft.parts)),
        )

    def _seekers(self, part: SeekerPart) -> SeekerEvidence:
        cell = part.cell
        return SeekerEvidence(
            self._curie(cell.uri),
            self._curie(cell.basin),
            self._view.territories.labels.get(cell.basin, ""),
            cell.seekers,
            cell.offers,
            cell.tension,
            part.share,
            None if cell.seekers is None else cell.seekers * part.share,
        )

    def _part(self, one: OccupationFigures, weight: float) -> AvailableContribution:
        known = self._contributions.get((id(one), weight))
        if known is None:
            curie, label = self._curie(one.occupation), self._label(one.occupation)
            known = AvailableContribution(curie, label, weight, one.projects, one.seekers)
            self._contributions[id(one), weight] = known
        return known

    def _order(self, row: AvailableRow) -> tuple[bool, float, str]:
        served = (
            (row.seekers or 0.0) / self._references.projects if self._references.projects else 0
        )
        return row.judgement.coverage is None, served - row.demand_matched, row.curie

    def _label(self, code: NamedNode) -> str:
        family = self._view.family_labels.get(code)
        return family if family is not None else self._view.occupation_label(code)

    def _curie(self, uri: NamedNode) -> str:
        known = self._curies.get(uri)
        if known is None:
            known = self._curies[uri] = self._names.curie(uri)
        return known


def _by_competence(
    data: CompetenceData, figures: Figures, only: frozenset[NamedNode] | None = None
) -> dict[NamedNode, _Weighted]:
    found: defaultdict[NamedNode, list[tuple[OccupationFigures, float]]] = defaultdict(list)
    for code, one in figures.items():
        for competence, weight in data.core.get(code, {}).items():
            if only is None or competence in only:
                found[competence].append((one, weight))
    return dict(found)


def _strongest(parts: _Weighted) -> _Weighted:
    if len(parts) == 1:
        return parts
    return sorted(parts, key=lambda part: -(part[0].projects or 0.0) * part[1])[:SHOWN]


def _sums(parts: _Weighted) -> _Sums:
    # One pass: an answer by competence sums some ten thousand rows.
    demand = matched = seekers = offers = None
    unseen = 0.0
    for one, weight in parts:
        if one.projects is not None:
            demand = (demand or 0.0) + one.projects * weight
        if one.seekers is None:
            continue
        seekers = (seekers or 0.0) + one.seekers * weight
        unseen += one.unseen * weight
        if one.matched is not None:
            matched = (matched or 0.0) + one.matched * weight
        if one.offers is not None:
            offers = (offers or 0.0) + one.offers * weight
    return _Sums(demand, matched, unseen, seekers, offers)
