"""The rows of an answer on available competences, by occupation or by competence."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
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
from maillage.queries.competence_groups import CompetenceGroup, RowSubject, with_parts
from maillage.queries.deferred import Deferred
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
    """A row before it is judged, or several of the same figures."""

    subjects: Sequence[RowSubject]
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
        self._close = CloseFinder(close, here, dict(zip(here, judged, strict=True)))

    def occupation_rows(self) -> list[AvailableRow]:
        """Return a row for each occupation asked for or looked for here, the most wanting first."""
        drafts = [
            _Draft(
                [RowSubject(code.value, self._curie(code), self._label(code))],
                ((one, 1.0),),
                _sums([(one, 1.0)]),
            )
            for code, one in self._here.items()
        ]
        codes = list(self._here)
        return self._rows(
            drafts,
            lambda leaning: [
                ((self._pooled[codes[at]], 1.0),) if codes[at] in self._pooled else ()
                for at in leaning
            ],
            holding=False,
        )

    def competence_rows(self, groups: Iterable[CompetenceGroup]) -> list[AvailableRow]:
        """Return a row for each competence at the core of some occupation of the territory."""
        found = [(group, parts) for group, parts in with_parts(groups, self._here) if parts]
        return self._rows(
            [_Draft(group.competences, parts, _sums(parts)) for group, parts in found],
            lambda leaning: [
                parts for _, parts in with_parts((found[at][0] for at in leaning), self._pooled)
            ],
            holding=True,
        )

    def _rows(
        self,
        drafts: Sequence[_Draft],
        pooled: Callable[[Sequence[int]], Sequence[_Weighted]],
        *,
        holding: bool,
    ) -> list[AvailableRow]:
        # `pooled`: positions of drafts → their parts in the commuting area; `holding`: the people of
        # every part of a draft hold what it is about.
        judged = self._judged([self._projects(draft.sums) for draft in drafts])
        by_offers = self._judged([self._offers(draft.sums) for draft in drafts])
        leaning = [at for at, one in enumerate(judged) if one.likeliest is Verdict.UNDER_SUPPLIED]
        around = zip(leaning, pooled(leaning), strict=True) if self._around else ()
        nearby = self._nearby({at: parts for at, parts in around if parts})
        ranked: list[tuple[bool, float, str, AvailableRow]] = []
        for at, draft in enumerate(drafts):
            close: tuple[CloseOccupation, ...] = ()
            if judged[at].likeliest is Verdict.UNDER_SUPPLIED:
                codes = [one.occupation for one, _ in _strongest(draft.parts)]
                holders = {one.occupation for one, _ in draft.parts} if holding else set()
                close = self._close.close_to(codes, holders, self._curie, self._label)
            silent, order = judged[at].coverage is None, self._order(draft.sums)
            ranked += [
                (silent, order, row.curie, row)
                for row in self._same(draft, judged[at], by_offers[at], nearby.get(at), close)
            ]
        return [row for *_, row in sorted(ranked)]

    def _judged(self, comparisons: Sequence[Comparison]) -> list[Judgement]:
        return judge_comparisons(comparisons, self._references.dispersion)

    def _projects(self, sums: _Sums) -> Comparison:
        reference = self._references.projects
        return Comparison(sums.demand, sums.matched, sums.unseen, sums.seekers, reference)

    def _offers(self, sums: _Sums) -> Comparison:
        # Offers and seekers are of the same cells: nothing is unmatched, nothing hidden.
        offers = sums.offers or 0.0
        return Comparison(offers, offers, 0.0, sums.seekers, self._references.offers)

    def _nearby(self, parts: Mapping[int, _Weighted]) -> dict[int, Nearby]:
        sums = {at: _sums(listed) for at, listed in parts.items()}
        judged = self._judged([self._projects(one) for one in sums.values()])
        found = {}
        for (at, one), judgement in zip(sums.items(), judged, strict=True):
            basins = {
                seeker.cell.basin for figures, _ in parts[at] for seeker in figures.parts
            } & self._around
            if basins and one.seekers is not None:
                curies = tuple(sorted(self._curie(basin) for basin in basins))
                found[at] = Nearby(curies, one.seekers, one.matched or 0.0, judgement)
        return found

    def _same(
        self,
        draft: _Draft,
        judgement: Judgement,
        by_offers: Judgement,
        nearby: Nearby | None,
        close: tuple[CloseOccupation, ...],
    ) -> Iterator[AvailableRow]:
        spare = any(one.verdict == Verdict.OVER_SUPPLIED for one in close)
        sums = draft.sums
        figures = (
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
            Deferred(partial(self._evidence, draft)),
        )
        return (AvailableRow(one.uri, one.curie, one.label, *figures) for one in draft.subjects)

    def _evidence(self, draft: _Draft) -> AvailableEvidence:
        first = draft.parts[0][0]
        alone = first.occupation.value == draft.subjects[0].uri
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

    def _order(self, sums: _Sums) -> float:
        served = (
            (sums.seekers or 0.0) / self._references.projects if self._references.projects else 0
        )
        return served - (sums.matched or 0.0)

    def _label(self, code: NamedNode) -> str:
        family = self._view.family_labels.get(code)
        return family if family is not None else self._view.occupation_label(code)

    def _curie(self, uri: NamedNode) -> str:
        known = self._curies.get(uri)
        if known is None:
            known = self._curies[uri] = self._names.curie(uri)
        return known


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
