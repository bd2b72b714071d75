"""The rows of a gap answer, by occupation, by competence or by certification."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.demand import Advertisement, CellPart, Demand
from maillage.queries.gap_answer import CellEvidence, Contribution, Evidence, GapRow
from maillage.queries.gap_prior import RegionalPrior, combined
from maillage.queries.insertion_data import Field
from maillage.queries.labour_data import CompetenceData
from maillage.queries.labour_view import LabourView
from maillage.queries.supply import Supply
from maillage.queries.verdict import FLAT, Case, Prior, judge_all

SEATS_REFERENCE = 1.0  # one seat a recruitment project counts as balanced
BOUNDLESS = 1e9  # projects
SHOWN = 3  # occupations and ads that a summed row names; the command in `list` names all of them


@dataclass(frozen=True, slots=True)
class _Figures:
    """What one occupation is asked for and taught here."""

    occupation: NamedNode
    projects: float | None
    unseen: float  # projects that hidden cells may add at most
    hidden: int
    cells: int
    actions: float
    seats: float | None
    offers: frozenset[int]  # positions in the supply's offers
    prior: Prior


@dataclass(slots=True)
class _Sum:
    """What the occupations of a competence or certification add up to."""

    demand: float | None = None
    parts: list[tuple[_Figures, float]] = field(default_factory=list)


class _Draft(NamedTuple):
    """A row before it is judged."""

    uri: NamedNode
    label: str
    demand: float | None
    unseen: float
    difficult: float | None
    supply: float
    unit: str
    prior: Prior
    evidence: Evidence


class RowWriter:
    """Writes the rows of one territory and year."""

    def __init__(
        self,
        names: Names,
        view: LabourView,
        wanted: Demand,
        given: Supply,
        reference: float,
        command: str,
        prior: RegionalPrior,
        touched: Collection[str],
        *,
        shown: int | None = SHOWN,
    ) -> None:
        """Keep what rows are made of; `command` lists a row's evidence once a CURIE is put after it.

        `touched`: URIs of the bassins that the territory is in, which its prior is not drawn from.
        `shown`: occupations and advertisements that a summed row names; None: all of them.
        """
        self._names = names
        self._view = view
        self._demand = wanted
        self._supply = given
        self._reference = reference
        self._command = command
        self._prior = prior
        self._touched = touched
        self._shown = shown
        self._curies: dict[NamedNode, str] = {}
        self._sources: dict[frozenset[int], dict[str, int]] = {}
        self._contributions: dict[tuple[NamedNode, float], Contribution] = {}

    @cached_property
    def _figures(self) -> dict[NamedNode, _Figures]:
        positions = {offer.uri: position for position, offer in enumerate(self._supply.offers)}
        found = {}
        for occupation in self._demand.occupations() | set(self._supply.by_occupation):
            parts = self._demand.parts.get(occupation, ())
            offers = self._supply.by_occupation.get(occupation, ())
            found[occupation] = _Figures(
                occupation,
                self._demand.projects(occupation),
                self._demand.unseen_projects(occupation),
                sum(part.cell.hidden for part in parts),
                len(parts),
                self._supply.actions(occupation),
                self._supply.seats(occupation),
                frozenset(positions[offer.uri] for offer in offers),
                self._prior.of(occupation.value, self._touched),
            )
        return found

    def occupation_rows(self) -> list[GapRow]:
        """Return a row for each occupation that is asked for or taught here, most wanting first."""
        return self._judged([self._occupation(figures) for figures in self._figures.values()])

    def certification_rows(self, whole: Supply, labels: Mapping[NamedNode, str]) -> list[GapRow]:
        """Return a row for each certification that some offer of the graph prepares.

        Its demand is that of the occupations that it leads to, and its supply is all the supply
        that leads there, since other certifications serve the same employers.
        """
        leads = {
            offer.certification: offer.occupations
            for offer in whole.offers
            if offer.certification is not None and offer.occupations
        }
        own = Counter(offer.certification for offer in self._supply.offers)
        drafts = []
        for certification, occupations in leads.items():
            total = _Sum()
            for occupation in occupations:
                figures = self._figures.get(occupation)
                total.parts.append((figures or _silent(occupation), 1.0))
            ads = [ad for code in occupations for ad in self._demand.ads.get(code, ())]
            label = labels.get(certification, "")
            drafts.append(self._summed(certification, label, total, ads, own[certification]))
        return self._judged(drafts)

    def field_rows(self, fields: Sequence[Field]) -> list[GapRow]:
        """Return a row for each sector or domain with an occupation that is asked for or taught here.

        Each occupation is shared among fields, so that rows add up.
        """
        drafts = []
        for one in fields:
            parts = [
                (self._figures[code], share)
                for code, share in one.shares.items()
                if code in self._figures
            ]
            ads = [
                ad for figures, _ in parts for ad in self._demand.ads.get(figures.occupation, ())
            ]
            if parts:
                drafts.append(self._summed(one.uri, one.label, _Sum(parts=parts), ads))
        return self._judged(drafts)

    def competence_rows(self, data: CompetenceData) -> list[GapRow]:
        """Return a row for each competence at the core of some occupation asked for or taught here.

        Where advertisements are the only demand, those that name their competences count for these
        alone, and the others through the core of their occupation.
        """
        totals: defaultdict[NamedNode, _Sum] = defaultdict(_Sum)
        for occupation, figures in self._figures.items():
            for competence, weight in data.core.get(occupation, {}).items():
                totals[competence].parts.append((figures, weight))
        ads: defaultdict[NamedNode, list[Advertisement]] = defaultdict(list)
        for ad in (ad for found in self._demand.ads.values() for ad in found):
            for competence in data.mentions.get(ad.uri, ()):
                ads[competence].append(ad)
        if self._demand.source == "ads":
            self._demand_from_ads(totals, data, ads)
        drafts = [
            self._summed(
                competence,
                data.labels.get(competence, ""),
                total,
                ads.get(competence, []),
                regional=data.regional.get(competence, ()),
            )
            for competence, total in totals.items()
        ]
        return self._judged(drafts)

    def _demand_from_ads(
        self,
        totals: defaultdict[NamedNode, _Sum],
        data: CompetenceData,
        ads: Mapping[NamedNode, Sequence[Advertisement]],
    ) -> None:
        demand: defaultdict[NamedNode, float] = defaultdict(float)
        for occupation, found in self._demand.ads.items():
            silent = sum(ad.positions for ad in found if ad.uri not in data.mentions)
            for competence, weight in data.core.get(occupation, {}).items():
                demand[competence] += silent * weight
        for competence, naming in ads.items():
            demand[competence] += sum(ad.positions for ad in naming)
        for competence in totals.keys() | demand.keys():
            totals[competence].demand = demand[competence]

    def _summed(
        self,
        uri: NamedNode,
        label: str,
        total: _Sum,
        ads: Sequence[Advertisement],
        own: int | None = None,
        regional: Sequence[NamedNode] = (),
    ) -> _Draft:
        parts = total.parts
        known = [(one.projects, weight) for one, weight in parts if one.projects is not None]
        demand = total.demand
        if demand is None and known:
            demand = sum(projects * weight for projects, weight in known)
        taught = [(one, weight) for one, weight in parts if one.offers]
        seats = bool(taught) and all(one.seats is not None for one, _ in taught)
        supply = sum(
            (one.seats or 0.0 if seats else one.actions) * weight for one, weight in taught
        )
        offers = taught[0][0].offers if len(taught) == 1 else _union(taught)
        strongest = (
            sorted(parts, key=_weighed, reverse=True)[: self._shown] if len(parts) > 1 else parts
        )
        evidence = Evidence(
            bmo_cells=sum(one.cells for one, _ in parts),
            hidden_cells=sum(one.hidden for one, _ in parts),
            offers=len(offers),
            offers_by_source=self._by_source(offers),
            ads=len(ads),
            ad_positions=sum(ad.positions for ad in ads),
            list=self._command + self._curie(uri),
            ad_curies=tuple(self._curie(ad.uri) for ad in ads[: self._shown]),
            occupations=tuple(self._contribution(*part) for part in strongest),
            regional=tuple(self._curie(one) for one in regional),
            actions_of_its_own=own,
        )
        unseen = sum(one.unseen * weight for one, weight in parts)
        unit = "seats" if seats else "actions"
        prior = FLAT if seats else _prior(parts)
        return _Draft(uri, label, demand, unseen, None, supply, unit, prior, evidence)

    def _contribution(self, one: _Figures, weight: float) -> Contribution:
        known = self._contributions.get((one.occupation, weight))
        if known is None:
            curie, label = self._curie(one.occupation), self._label(one.occupation)
            known = Contribution(curie, label, weight, one.projects, one.actions)
            self._contributions[one.occupation, weight] = known
        return known

    def _occupation(self, figures: _Figures) -> _Draft:
        occupation = figures.occupation
        parts = self._demand.parts.get(occupation, ())
        offers = self._supply.by_occupation.get(occupation, ())
        ads = self._demand.ads.get(occupation, ())
        known = self._view.occupations.get(occupation)
        difficult = [part.difficult for part in parts if part.difficult is not None]
        evidence = Evidence(
            bmo_cells=figures.cells,
            hidden_cells=figures.hidden,
            offers=len(offers),
            offers_by_source=self._by_source(figures.offers),
            ads=len(ads),
            ad_positions=sum(ad.positions for ad in ads),
            list=self._command + self._curie(occupation),
            cells=tuple(self._cell(part) for part in parts),
            offer_curies=tuple(self._curie(offer.uri) for offer in offers),
            ad_curies=tuple(self._curie(ad.uri) for ad in ads),
            fiches=tuple(self._curie(fiche) for fiche in known.fiches) if known else (),
        )
        supply, unit = (
            (figures.actions, "actions") if figures.seats is None else (figures.seats, "seats")
        )
        return _Draft(
            occupation,
            self._label(occupation),
            figures.projects,
            figures.unseen,
            sum(difficult) if difficult else None,
            supply,
            unit,
            figures.prior if figures.seats is None else FLAT,
            evidence,
        )

    def _cell(self, part: CellPart) -> CellEvidence:
        return CellEvidence(
            self._curie(part.cell.uri),
            self._curie(part.cell.family),
            self._view.family_labels.get(part.cell.family, ""),
            part.cell.projects,
            part.cell.difficult,
            part.territory_share,
            part.occupation_share,
            part.projects,
        )

    def _by_source(self, offers: frozenset[int]) -> dict[str, int]:
        if offers not in self._sources:
            counts = Counter(self._supply.offers[position].source for position in offers)
            self._sources[offers] = dict(sorted(counts.items()))
        return self._sources[offers]

    def _label(self, occupation: NamedNode) -> str:
        family = self._view.family_labels.get(occupation)
        return family if family is not None else self._view.occupation_label(occupation)

    def _curie(self, uri: NamedNode) -> str:
        known = self._curies.get(uri)
        if known is None:
            known = self._curies[uri] = self._names.curie(uri)
        return known

    def _judged(self, drafts: Sequence[_Draft]) -> list[GapRow]:
        references = {"seats": SEATS_REFERENCE, "actions": self._reference}
        cases = [
            Case(
                draft.demand,
                draft.supply,
                references[draft.unit],
                self._ceiling(draft),
                draft.prior,
            )
            for draft in drafts
        ]
        rows = [
            GapRow(
                draft.uri.value,
                self._curie(draft.uri),
                draft.label,
                draft.demand,
                draft.difficult,
                draft.supply,
                draft.unit,
                judgement,
                draft.evidence,
            )
            for draft, judgement in zip(drafts, judge_all(cases), strict=True)
        ]
        return sorted(rows, key=lambda row: (-self._missing(row), row.curie))

    def _ceiling(self, draft: _Draft) -> float | None:
        # Advertisements are not the whole market: seats that outnumber them prove no abundance.
        if self._demand.source == "ads" and draft.unit == "seats":
            return BOUNDLESS
        return None if draft.demand is None else draft.demand + draft.unseen

    def _missing(self, row: GapRow) -> float:
        # Projects left uncovered if the supply were worth what it is worth on average.
        reference = SEATS_REFERENCE if row.supply_unit == "seats" else self._reference
        covered = row.supply / reference if reference else 0.0
        return -covered - 1 if row.demand is None else row.demand - covered


def _silent(occupation: NamedNode) -> _Figures:
    return _Figures(occupation, 0.0, 0.0, 0, 0, 0.0, None, frozenset(), FLAT)


def _prior(parts: Sequence[tuple[_Figures, float]]) -> Prior:
    if len(parts) == 1:
        return parts[0][0].prior
    return combined((one.prior, (one.projects or 0.0) * weight) for one, weight in parts)


def _union(taught: Sequence[tuple[_Figures, float]]) -> frozenset[int]:
    return frozenset().union(*(one.offers for one, _ in taught))


def _weighed(part: tuple[_Figures, float]) -> float:
    return (part[0].projects or 0.0) * part[1]
