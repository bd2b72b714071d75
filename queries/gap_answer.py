"""The shape of a gap answer: what `maillage gap --format json` and `/v1/gap` give.

Rows are named tuples: an answer by competence has some nine thousand, and a frozen dataclass takes
ten times as long to make.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from maillage.queries.deferred import Deferred
from maillage.queries.verdict import Judgement


class CellEvidence(NamedTuple):
    """The part of a BMO cell that a row counts."""

    curie: str
    family: str  # CURIE
    label: str
    projects: int | None  # of the whole cell; None where hidden
    difficult: int | None
    territory_share: float
    occupation_share: float
    counted: float | None  # projects × both shares


class Contribution(NamedTuple):
    """What one occupation adds to the row of a competence or of a certification."""

    curie: str
    label: str
    weight: float  # share of the occupation's fiches that hold the competence at their core
    demand: float | None
    supply: float


class Evidence(NamedTuple):
    """What a row rests on."""

    bmo_cells: int
    hidden_cells: int
    offers: int
    offers_by_source: dict[str, int]
    ads: int
    ad_positions: int
    list: str  # the command that lists every cell, offer and ad of the row
    cells: tuple[CellEvidence, ...] = ()
    offer_curies: tuple[str, ...] = ()
    ad_curies: tuple[str, ...] = ()
    occupations: tuple[Contribution, ...] = ()  # the strongest first
    fiches: tuple[str, ...] = ()  # ROME 4.0 fiches that an occupation row covers
    regional: tuple[str, ...] = ()  # competences of the region's referential that map to this one
    actions_of_its_own: int | None = (
        None  # for a certification: offers of the territory that prepare it
    )


class GapRow(NamedTuple):
    """One occupation, competence, certification, sector or domain."""

    uri: str
    curie: str
    label: str
    demand: float | None  # recruitment projects a year; None where every cell is hidden
    difficult: float | None  # of them, expected to be difficult; None where hidden or not asked
    supply: float
    supply_unit: str  # "seats" or "actions"
    judgement: Judgement
    shared: Deferred[Evidence]  # of every row of the same figures; `evidence` is that of this one
    reach: str | None = None  # of a competence, where the index of the generation says it
    regional: tuple[str, ...] = ()  # competences of the region's referential that map to this one

    @property
    def evidence(self) -> Evidence:
        """What the row rests on."""
        shared = self.shared.value
        return shared._replace(list=shared.list + self.curie, regional=self.regional)


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A release that the answer uses, and what for."""

    source: str
    version: str
    title: str
    publisher: str
    issued: str | None
    role: str


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """The whole answer."""

    territory: str
    label: str
    population: int
    communes: int
    period: str
    by: str
    demand: float  # total projects of the territory (visible cells)
    demand_source: str  # "bmo", or "ads" where BMO says nothing of the territory
    hidden_cells: int
    ad_positions: int
    supply: float  # total actions that lead to some occupation
    supply_unit: str
    reference: float  # actions a project in the whole graph, which counts as balanced
    judgement: Judgement
    sources: tuple[SourceUse, ...]
    rows: tuple[GapRow, ...]
    notes: tuple[str, ...] = field(default=())
