"""The rows of a gap answer, by occupation, by competence or by certification."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode

from maillage.ontology.names import Names
from maillage.queries.demand import Advertisement, CellPart, Demand
from maillage.queries.gap_answer import CellEvidence, Contribution, Evidence, GapRow
from maillage.queries.labour_view import LabourView
from maillage.queries.supply import Offer, Supply
from maillage.queries.territory import Territory
from maillage.queries.verdict import Case, judge_all

SEATS_REFERENCE = 1.0  # one seat a recruitment project counts as balanced
SHOWN = 5  # occupations, offers and ads that a row names; its `list` command names all of them


@dataclass(slots=True)
class _Sum:
    """What the occupations of a competence or certification add up to."""

    demand: float = 0.0
    supply: float = 0.0
    seats: float = 0.0
    known: bool = False  # some occupation has a visible demand, or a real zero
    all_seats: bool = True
    hidden: int = 0
    parts: list[tuple[NamedNode, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A row before it is judged."""

    uri: NamedNode
    label: str
    demand: float | None
    difficult: float | None
    supply: float
    unit: str
    hidden: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RowWriter:
    """Writes the rows of one territory and year."""

    names: Names
    view: LabourView
    demand: Demand
    supply: Supply
    reference: float  # actions a project
    place: Territory
    year: str

    def occupation_rows(self) -> list[GapRow]:
        """Return a row for each occupation that is asked for or taught here, most wanting first."""
        occupations = self.demand.occupations() | set(self.supply.by_occupation)
        return self._judged([self._occupation(occupation) for occupation in occupations])

    def certification_rows(self, whole: Supply, labels: Mapping[NamedNode, str]) -> list[GapRow]:
        """Return a row for each certification that some offer of the graph prepares.

        Its demand is that of the occupations that it leads to, and its supply is all the supply
        that leads there, since other certifications serve the same employers.
        """
        occupations = {
            offer.certification: offer.occupations
            for offer in whole.offers
            if offer.certification is not None and offer.occupations
        }
        own = Counter(offer.certification for offer in self.supply.offers)
        drafts = []
        for certification, leads in occupations.items():
            total = _Sum()
            for occupation in leads:
                self._add(total, occupation, 1.0)
            label = labels.get(certification, self.names.curie(certification))
            draft = self._summed(certification, label, total, "certification", self._ads(leads))
            evidence = replace(draft.evidence, actions_of_its_own=own[certification])
            drafts.append(replace(draft, evidence=evidence))
        return self._judged(drafts)

    def competence_rows(
        self,
        core: Mapping[NamedNode, Mapping[NamedNode, float]],
        labels: Mapping[NamedNode, str],
        mentions: Mapping[NamedNode, frozenset[NamedNode]],
    ) -> list[GapRow]:
        """Return a row for each competence at the core of some occupation asked for or taught here.

        Where advertisements are the only demand, those that name their competences count for these
        alone, and the others through the core of their occupation.
        """
        totals: defaultdict[NamedNode, _Sum] = defaultdict(_Sum)
        for occupation in self.demand.occupations() | set(self.supply.by_occupation):
            for competence, weight in core.get(occupation, {}).items():
                self._add(totals[competence], occupation, weight)
        ads: defaultdict[NamedNode, list[Advertisement]] = defaultdict(list)
        for ad in (ad for found in self.demand.ads.values() for ad in found):
            for competence in mentions.get(ad.uri, ()):
                ads[competence].append(ad)
        if self.demand.source == "ads":
            self._demand_from_ads(totals, core, ads, mentions)
        drafts = [
            self._summed(
                competence,
                labels.get(competence, ""),
                total,
                "competence",
                ads.get(competence, []),
            )
            for competence, total in totals.items()
        ]
        return self._judged(drafts)

    def _demand_from_ads(
        self,
        totals: defaultdict[NamedNode, _Sum],
        core: Mapping[NamedNode, Mapping[NamedNode, float]],
        ads: Mapping[NamedNode, Sequence[Advertisement]],
        mentions: Mapping[NamedNode, frozenset[NamedNode]],
    ) -> None:
        for total in totals.values():
            total.demand = 0.0
        for occupation, found in self.demand.ads.items():
            silent = sum(ad.positions for ad in found if ad.uri not in mentions)
            for competence, weight in core.get(occupation, {}).items():
                totals[competence].demand += silent * weight
        for competence, naming in ads.items():
            totals[competence].demand += sum(ad.positions for ad in naming)
            totals[competence].known = True

    def _add(self, total: _Sum, occupation: NamedNode, weight: float) -> None:
        projects = self.demand.projects(occupation)
        if projects is not None:
            total.known = True
            total.demand += projects * weight
        total.hidden += self._hidden(occupation)
        total.supply += self.supply.actions(occupation) * weight
        seats = self.supply.seats(occupation)
        if seats is not None:
            total.seats += seats * weight
        elif self.supply.by_occupation.get(occupation):
            total.all_seats = False
        total.parts.append((occupation, weight))

    def _hidden(self, occupation: NamedNode) -> int:
        return sum(part.cell.projects is None for part in self.demand.parts.get(occupation, ()))

    def _summed(
        self,
        uri: NamedNode,
        label: str,
        total: _Sum,
        by: str,
        ads: Sequence[Advertisement],
    ) -> _Draft:
        seats = total.all_seats and total.supply > 0
        parts = sorted(
            total.parts, key=lambda part: -(self.demand.projects(part[0]) or 0.0) * part[1]
        )
        occupations = [occupation for occupation, _ in total.parts]
        offers = self._offers(occupations)
        evidence = Evidence(
            bmo_cells=sum(len(self.demand.parts.get(occupation, ())) for occupation in occupations),
            hidden_cells=total.hidden,
            offers=len(offers),
            offers_by_source=dict(sorted(Counter(offer.source for offer in offers).items())),
            ads=len(ads),
            ad_positions=sum(ad.positions for ad in ads),
            list=self._command(uri, by),
            ad_curies=tuple(self.names.curie(ad.uri) for ad in ads[:SHOWN]),
            occupations=tuple(self._contribution(*part) for part in parts[:SHOWN]),
        )
        demand = total.demand if total.known else None
        supply = total.seats if seats else total.supply
        unit = "seats" if seats else "actions"
        return _Draft(uri, label, demand, None, supply, unit, total.hidden, evidence)

    def _contribution(self, occupation: NamedNode, weight: float) -> Contribution:
        return Contribution(
            self.names.curie(occupation),
            self._label(occupation),
            weight,
            self.demand.projects(occupation),
            self.supply.actions(occupation),
        )

    def _offers(self, occupations: Iterable[NamedNode]) -> set[Offer]:
        by_occupation = self.supply.by_occupation
        return {offer for occupation in occupations for offer in by_occupation.get(occupation, ())}

    def _ads(self, occupations: Iterable[NamedNode]) -> list[Advertisement]:
        return [ad for occupation in occupations for ad in self.demand.ads.get(occupation, ())]

    def _label(self, occupation: NamedNode) -> str:
        family = self.view.family_labels.get(occupation)
        return family if family is not None else self.view.occupation_label(occupation)

    def _occupation(self, occupation: NamedNode) -> _Draft:
        parts = self.demand.parts.get(occupation, ())
        offers = self.supply.by_occupation.get(occupation, ())
        ads = self.demand.ads.get(occupation, ())
        seats = self.supply.seats(occupation)
        known = self.view.occupations.get(occupation)
        difficult = [part.difficult for part in parts if part.difficult is not None]
        evidence = Evidence(
            bmo_cells=len(parts),
            hidden_cells=self._hidden(occupation),
            offers=len(offers),
            offers_by_source=dict(sorted(Counter(offer.source for offer in offers).items())),
            ads=len(ads),
            ad_positions=sum(ad.positions for ad in ads),
            list=self._command(occupation, "occupation"),
            cells=tuple(self._cell(part) for part in parts),
            offer_curies=tuple(self.names.curie(offer.uri) for offer in offers),
            ad_curies=tuple(self.names.curie(ad.uri) for ad in ads),
            fiches=tuple(self.names.curie(fiche) for fiche in known.fiches) if known else (),
        )
        return _Draft(
            occupation,
            self._label(occupation),
            self.demand.projects(occupation),
            sum(difficult) if difficult else None,
            self.supply.actions(occupation) if seats is None else seats,
            "actions" if seats is None else "seats",
            evidence.hidden_cells,
            evidence,
        )

    def _cell(self, part: CellPart) -> CellEvidence:
        return CellEvidence(
            self.names.curie(part.cell.uri),
            self.names.curie(part.cell.family),
            self.view.family_labels.get(part.cell.family, ""),
            part.cell.projects,
            part.cell.difficult,
            part.territory_share,
            part.occupation_share,
            part.projects,
        )

    def _command(self, uri: NamedNode, by: str) -> str:
        curie = self.names.curie(uri)
        return f"maillage gap {self.place.text} --period {self.year} --by {by} --evidence {curie}"

    def _judged(self, drafts: Sequence[_Draft]) -> list[GapRow]:
        references = {"seats": SEATS_REFERENCE, "actions": self.reference}
        cases = [
            Case(draft.demand, draft.supply, references[draft.unit], draft.hidden) for draft in drafts
        ]
        rows = [
            GapRow(
                draft.uri.value,
                self.names.curie(draft.uri),
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

    def _missing(self, row: GapRow) -> float:
        # Projects that the supply would leave uncovered if it were worth what it is worth on average.
        reference = SEATS_REFERENCE if row.supply_unit == "seats" else self.reference
        covered = row.supply / reference if reference else 0.0
        return -covered - 1 if row.demand is None else row.demand - covered
