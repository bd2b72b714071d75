"""The rows of a gap answer, by occupation, by competence or by certification."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.competence_groups import (
    CompetenceGroup,
    RowSubject,
    row_subject,
    with_parts,
)
from maillage.queries.deferred import Deferred
from maillage.queries.demand import Advertisement, CellPart, Demand
from maillage.queries.gap_answer import CellEvidence, Contribution, Evidence, GapRow
from maillage.queries.gap_figures import (
    OccupationFigures,
    Parts,
    prior_of,
    silent_figures,
    sums_of,
    weighed_projects,
)
from maillage.queries.gap_judgement import Draft, judged_rows
from maillage.queries.gap_prior import RegionalPrior
from maillage.queries.insertion_data import Field
from maillage.queries.labour_data import CompetenceData
from maillage.queries.labour_view import LabourView
from maillage.queries.supply import Supply
from maillage.queries.verdict import FLAT

SHOWN = 3  # occupations and ads that a summed row names; the command in `list` names all of them


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
    def _figures(self) -> dict[NamedNode, OccupationFigures]:
        positions = {offer.uri: position for position, offer in enumerate(self._supply.offers)}
        found = {}
        for occupation in self._demand.occupations() | set(self._supply.by_occupation):
            parts = self._demand.parts.get(occupation, ())
            offers = self._supply.by_occupation.get(occupation, ())
            found[occupation] = OccupationFigures(
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
        return self._rows([self._occupation(figures) for figures in self._figures.values()])

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
            parts = [(self._figures.get(code) or silent_figures(code), 1.0) for code in occupations]
            ads = [ad for code in occupations for ad in self._demand.ads.get(code, ())]
            subject = self._subject(certification, labels.get(certification, ""))
            drafts.append(self._summed([subject], parts, ads, own[certification]))
        return self._rows(drafts)

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
                drafts.append(self._summed([self._subject(one.uri, one.label)], parts, ads))
        return self._rows(drafts)

    def competence_rows(
        self, groups: Iterable[CompetenceGroup], data: CompetenceData, reaches: Mapping[str, str]
    ) -> list[GapRow]:
        """Return a row for each competence at the core of some occupation asked for or taught here.

        Where advertisements are the only demand, those that name their competences count for these
        alone, and the others through the core of their occupation.
        """
        only_ads = self._demand.source == "ads"
        naming = self._naming(data)
        silent = self._silent_positions(data) if only_ads else None
        drafts = []
        for group, parts in with_parts(groups, self._figures):
            alike = [one for one in group.competences if one.uri not in naming]
            if parts and alike:
                drafts.append(self._summed(alike, parts, silent=silent))
            if len(alike) < len(group.competences):
                for one in group.competences:
                    ads = naming.pop(one.uri, ())
                    if ads and (parts or only_ads):
                        drafts.append(self._summed([one], parts, ads, silent=silent))
        if only_ads:  # the others are at the core of no occupation
            for uri, ads in naming.items():
                one = row_subject(NamedNode(uri), data, self._names, reaches)
                drafts.append(self._summed([one], [], ads, silent=silent))
        return self._rows(drafts)

    def _naming(self, data: CompetenceData) -> dict[str, list[Advertisement]]:
        # Competence → the advertisements that name it.
        naming: defaultdict[str, list[Advertisement]] = defaultdict(list)
        for ad in (ad for found in self._demand.ads.values() for ad in found):
            for competence in data.mentions.get(ad.uri, ()):
                naming[competence.value].append(ad)
        return dict(naming)

    def _silent_positions(self, data: CompetenceData) -> dict[NamedNode, int]:
        # Occupation → positions of its advertisements that name no competence.
        return {
            occupation: sum(ad.positions for ad in found if ad.uri not in data.mentions)
            for occupation, found in self._demand.ads.items()
        }

    def _summed(
        self,
        subjects: Sequence[RowSubject],
        parts: Parts,
        ads: Sequence[Advertisement] = (),
        own: int | None = None,
        silent: Mapping[NamedNode, int] | None = None,
    ) -> Draft:
        # `silent`: where advertisements are the only demand, positions that name no competence.
        sums = sums_of(parts)
        demand: float | None = sums.projects if sums.known else None
        if silent is not None:
            mute = sum(silent.get(one.occupation, 0) * weight for one, weight in parts)
            demand = mute + sum(ad.positions for ad in ads)
        return Draft(
            subjects,
            demand,
            sums.unseen,
            None,
            sums.seats if sums.in_seats else sums.actions,
            "seats" if sums.in_seats else "actions",
            FLAT if sums.in_seats else prior_of(parts),
            Deferred(partial(self._evidence, parts, ads, own)),
        )

    def _evidence(self, parts: Parts, ads: Sequence[Advertisement], own: int | None) -> Evidence:
        offers = frozenset[int]().union(*(one.offers for one, _ in parts))
        strongest = (
            sorted(parts, key=weighed_projects, reverse=True)[: self._shown]
            if len(parts) > 1
            else parts
        )
        return Evidence(
            bmo_cells=sum(one.cells for one, _ in parts),
            hidden_cells=sum(one.hidden for one, _ in parts),
            offers=len(offers),
            offers_by_source=self._by_source(offers),
            ads=len(ads),
            ad_positions=sum(ad.positions for ad in ads),
            list=self._command,
            ad_curies=tuple(self._curie(ad.uri) for ad in ads[: self._shown]),
            occupations=tuple(self._contribution(*part) for part in strongest),
            actions_of_its_own=own,
        )

    def _contribution(self, one: OccupationFigures, weight: float) -> Contribution:
        known = self._contributions.get((one.occupation, weight))
        if known is None:
            curie, label = self._curie(one.occupation), self._label(one.occupation)
            known = Contribution(curie, label, weight, one.projects, one.actions)
            self._contributions[one.occupation, weight] = known
        return known

    def _occupation(self, figures: OccupationFigures) -> Draft:
        occupation = figures.occupation
        parts = self._demand.parts.get(occupation, ())
        difficult = [part.difficult for part in parts if part.difficult is not None]
        supply, unit = (
            (figures.actions, "actions") if figures.seats is None else (figures.seats, "seats")
        )
        return Draft(
            [self._subject(occupation, self._label(occupation))],
            figures.projects,
            figures.unseen,
            sum(difficult) if difficult else None,
            supply,
            unit,
            figures.prior if figures.seats is None else FLAT,
            Deferred(partial(self._occupation_evidence, figures)),
        )

    def _occupation_evidence(self, figures: OccupationFigures) -> Evidence:
        occupation = figures.occupation
        offers = self._supply.by_occupation.get(occupation, ())
        ads = self._demand.ads.get(occupation, ())
        known = self._view.occupations.get(occupation)
        return Evidence(
            bmo_cells=figures.cells,
            hidden_cells=figures.hidden,
            offers=len(offers),
            offers_by_source=self._by_source(figures.offers),
            ads=len(ads),
            ad_positions=sum(ad.positions for ad in ads),
            list=self._command,
            cells=tuple(self._cell(part) for part in self._demand.parts.get(occupation, ())),
            offer_curies=tuple(self._curie(offer.uri) for offer in offers),
            ad_curies=tuple(self._curie(ad.uri) for ad in ads),
            fiches=tuple(self._curie(fiche) for fiche in known.fiches) if known else (),
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

    def _subject(self, uri: NamedNode, label: str) -> RowSubject:
        return RowSubject(uri.value, self._curie(uri), label)

    def _label(self, occupation: NamedNode) -> str:
        family = self._view.family_labels.get(occupation)
        return family if family is not None else self._view.occupation_label(occupation)

    def _curie(self, uri: NamedNode) -> str:
        known = self._curies.get(uri)
        if known is None:
            known = self._curies[uri] = self._names.curie(uri)
        return known

    def _rows(self, drafts: Sequence[Draft]) -> list[GapRow]:
        return judged_rows(drafts, self._reference, self._demand.source)
