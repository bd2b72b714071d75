"""What could a committee look at, to bring the training offer nearer to the needs of a territory?

It proposes, people decide. Openings are a greedy cover of what is missing (`cover`, `advice_openings`);
what exists is kept, converted or watched by the verdicts of gap answers (`advice_existing`); blocs are
covered apart (`advice_blocks`). Everything is tried again with a lower demand, the regional reference
held. docs/adr/0011 says why these rules.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode

from maillage.queries.advice_answer import Action, Advice, CoverFigures, Proposal
from maillage.queries.advice_blocks import asked_certifications, block_proposals, needs_named
from maillage.queries.advice_data import AdviceData, Block, Placement, read_advice_data, read_blocks
from maillage.queries.advice_existing import existing
from maillage.queries.advice_index import (
    BlockIndex,
    load_advice_data,
    load_blocks,
    write_advice_data,
    write_blocks,
)
from maillage.queries.advice_needs import NeedContext, need_figures
from maillage.queries.advice_openings import Ground, Openings, openings
from maillage.queries.advice_words import fr, listed, percent
from maillage.queries.available import AvailableModel
from maillage.queries.available_answer import AvailableRow
from maillage.queries.errors import BadParameter, MissingFigures, NoDataForPeriod
from maillage.queries.gap import GapModel
from maillage.queries.gap_answer import GapAnswer, SourceUse
from maillage.queries.insertion import InsertionModel
from maillage.queries.needs_rule import NeedKind
from maillage.queries.source_uses import source_uses
from maillage.queries.supply import Offer
from maillage.queries.territory import Territory

LOWER = 0.8  # of the demand: what proposals are tried with
ACTIONS = 12  # proposed at most
BLOCKS = 8
UNREACHABLE = 10  # needs that no certification leads to, shown


class AdviceModel:
    """Advises over one generation; what it read is kept for the next question."""

    def __init__(
        self,
        labour: GapModel,
        available: AvailableModel | None = None,
        insertion: InsertionModel | None = None,
    ) -> None:
        """Advise over what `labour`, `available` (job seekers) and `insertion` (rates) read."""
        self._labour = labour
        self._insertion = insertion or InsertionModel(labour)
        self._available = available or AvailableModel(labour)
        self._index = labour.index_path
        self._blocks: dict[NamedNode, list[Block]] = {}

    @cached_property
    def data(self) -> AdviceData:
        """The certifications that a training could prepare."""
        known = load_advice_data(self._index) if self._index else None
        labour = self._labour
        return known or read_advice_data(labour.store, labour.data.view, labour.competences)

    def write_index(self, index: Path) -> None:
        """Write what advice reads, for processes that come later."""
        write_advice_data(self.data, index)
        write_blocks(read_blocks(self._labour.store, self.data.certifications), index)

    def advise(
        self,
        territory: str,
        period: str | None = None,
        actions: int = ACTIONS,
        lower: float = LOWER,
        kinds: Mapping[NamedNode, NeedKind] | None = None,
        today: str = "",
    ) -> Advice:
        """Return the advice for a territory, as `maillage.queries.perimeter` reads them.

        `actions`: how many openings at most; `lower`: the factor tried on demand; `kinds`: of the
        competences whose needs were typed here; `today`: ISO date, for registrations that end.

        Raises:
            BadParameter: `actions` is not positive, or `lower` not in ]0, 1[.
            UnknownTerritory: the graph has no such territory.
            NoDataForPeriod: no source of demand speaks of that year.
        """
        if actions < 1:
            raise BadParameter("advise", "actions", "au moins 1")
        if not 0 < lower < 1:
            raise BadParameter("advise", "lower", "entre 0 et 1, bornes exclues")
        answer = self._labour.gap(territory, period)
        place = self._labour.data.view.territories.resolve(self._labour.names, territory)
        ground = self._ground(answer, place, kinds or {}, lower, today or date.today().isoformat())
        core = self._labour.competences.core
        opened = openings(ground, actions)
        blocks, block_cover = block_proposals(
            ground, self._blocks_of(asked_certifications(ground)), core, opened, BLOCKS
        )
        open_to = [
            (uri, self.data.certifications[uri].occupations)
            for one in opened.proposals
            if one.action is Action.OPEN
            for uri in [NamedNode(one.uri)]
        ]
        labels = self._labour.data.certification_labels
        proposals = (*opened.proposals, *existing(ground, labels, core, open_to))
        named = {curie for proposal in proposals for curie in proposal.occupations}
        named |= {curie for block in blocks for curie in block.occupations}
        return Advice(
            answer.territory,
            answer.label,
            answer.population,
            answer.period,
            answer.demand,
            answer.demand_source,
            answer.supply,
            answer.reference,
            answer.judgement,
            lower,
            opened.cover,
            opened.lower_cover,
            block_cover,
            proposals,
            tuple(blocks),
            opened.unreachable[:UNREACHABLE],
            needs_named(ground.needs, named),
            self._sources(answer, bool(ground.rates)),
            self._notes(
                answer, opened, proposals, block_cover, lower, bool(kinds), bool(ground.rates)
            ),
        )

    def _ground(
        self,
        answer: GapAnswer,
        place: Territory,
        kinds: Mapping[NamedNode, NeedKind],
        lower: float,
        today: str,
    ) -> Ground:
        wanted, given = (
            self._labour.demand(answer.period, place.basin_shares, place.communes),
            self._labour.supply(place.communes),
        )
        people, year = self._people(answer.territory, answer.period)
        context = NeedContext(wanted, people, year, self._labour.competences.core, kinds)
        here: defaultdict[NamedNode, list[Offer]] = defaultdict(list)
        for offer in given.offers:
            if offer.certification is not None:
                here[offer.certification].append(offer)
        return Ground(
            self._labour.names,
            answer.period,
            today,
            answer.reference,
            lower,
            self.data,
            need_figures(answer, context, lower),
            {uri: tuple(offers) for uri, offers in here.items()},
            self._everywhere,
            self._placements(answer.territory, answer.period),
        )

    @cached_property
    def _everywhere(self) -> Counter[NamedNode]:
        whole = self._labour.supply(None)
        return Counter(offer.certification for offer in whole.offers if offer.certification)

    def _people(self, territory: str, year: str) -> tuple[dict[str, AvailableRow], str]:
        try:
            found = self._available.available(territory, year, "occupation")
        except NoDataForPeriod:  # nobody counts job seekers: the advice does without, and says so
            return {}, ""
        return {row.curie: row for row in found.rows}, found.seekers_period

    def _placements(self, territory: str, year: str) -> dict[str, Placement]:
        try:
            found = self._insertion.insertion(territory, year)
        except MissingFigures:  # no rates: the advice does without, and says so
            return {}
        median = found.rate_threshold
        if median is None:
            return {}
        return {
            row.certification: Placement(row.label, row.source, found.months, row.rate, median)
            for row in found.rows
            if row.certification is not None and row.rate is not None
        }

    @cached_property
    def _block_index(self) -> BlockIndex | None:
        return load_blocks(self._index) if self._index else None

    def _blocks_of(self, certifications: list[NamedNode]) -> list[Block]:
        if self._block_index is not None:
            return [one for uri in certifications for one in self._block_index.of(uri)]
        missing = [uri for uri in certifications if uri not in self._blocks]
        for uri in missing:
            self._blocks[uri] = []
        for one in read_blocks(self._labour.store, missing):
            self._blocks[one.certification].append(one)
        return [one for uri in certifications for one in self._blocks[uri]]

    def _sources(self, answer: GapAnswer, rated: bool) -> tuple[SourceUse, ...]:
        more = {
            "rncp": "certifications actives, blocs, successions ; métiers auxquels elles mènent",
            "caro": "compétences que les blocs certifient (étiquetées par un modèle, puis relues)",
            "inserjeunes": "taux d'emploi par diplôme" if rated else "",
            "tension": "personnes en recherche d'emploi et offres enregistrées ; poids des codes ROME",
        }
        roles = {one.source: one.role for one in answer.sources} | more
        return source_uses(self._labour.store, roles)

    def _notes(
        self,
        answer: GapAnswer,
        opened: Openings,
        proposals: tuple[Proposal, ...],
        blocks: CoverFigures,
        lower: float,
        typed: bool,
        rated: bool,
    ) -> tuple[str, ...]:
        cover = opened.cover
        return (
            "Ces propositions sont à examiner : elles disent ce que les chiffres laissent penser, et ce qui les "
            "contredit. La décision revient au comité.",
            f"Ouvertures : {cover.picks} action(s) choisies une à une, chacune celle qui couvre le plus de projets "
            "attendus non couverts, à proportion de ce que l'intitulé de la certification dit de chaque métier. "
            "Ce choix vaut au moins "
            f"{percent(cover.guarantee)} (1 − 1/e) du meilleur possible, et ici au moins "
            f"{percent(cover.share_of_best)} : {fr(cover.covered)} projets couverts sur {fr(cover.total)} attendus, "
            f"aucun autre choix d'autant d'actions n'en couvrirait plus de {fr(cover.bound)}, comptés de même.",
            "Projets attendus non couverts d'un métier : ce qui manque à la couverture régionale moyenne, fois la "
            "probabilité que l'offre y soit insuffisante. « open » demande un verdict d'offre insuffisante ; sans lui, "
            "la proposition est « watch ».",
            *(
                [
                    f"{fr(cover.unreachable)} projets attendus de plus sont dans des métiers auxquels aucune "
                    "certification active du graphe ne mène, ou dont l'intitulé ne parle qu'à la marge ; aucune "
                    "ouverture n'y répond : "
                    f"{listed((one.curie for one in opened.unreachable), 6)}."
                ]
                if cover.unreachable
                else []
            ),
            f"« Demande plus basse » : verdicts et choix refaits avec {percent(1 - lower)} de projets en moins ici, "
            "la référence régionale inchangée.",
            *(
                []
                if blocks.picks
                else ["Aucun bloc du graphe ne certifie de compétence pour ces métiers."]
            ),
            *(
                []
                if typed
                else [
                    "Besoins émergents, récurrents ou occasionnels : aucune offre d'emploi datée n'est typée ici ; la "
                    "partie (cœur ou complément) vient de deux dates et des projets saisonniers."
                ]
            ),
            *(
                []
                if rated
                else [
                    "Insertion après les formations : aucun taux relié à une certification ici ; les propositions s'en "
                    "passent."
                ]
            ),
            f"{sum(not one.robust for one in proposals)} proposition(s) sur {len(proposals)} changeraient avec la "
            "demande plus basse.",
            *answer.notes,
        )
