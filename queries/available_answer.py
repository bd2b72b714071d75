"""The shape of an answer on available competences: `maillage available --format json`."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from maillage.queries.deferred import Deferred
from maillage.queries.gap_answer import SourceUse
from maillage.queries.verdict import Judgement


class Mismatch(StrEnum):
    """What the people who look for work make of the demand."""

    ENOUGH = "enough"  # as many people a project as the region has, or more
    SHORT = "short"  # too few, and nothing better found
    NEARBY = "short-enough-nearby"  # too few here, enough with the bassins in commuting distance
    CLOSE = "short-close-occupation"  # too few, but people to spare in a close occupation
    UNDETERMINED = "undetermined"  # counts too small to say
    UNKNOWN = "unknown"  # no count of job seekers, or no demand


class SeekerEvidence(NamedTuple):
    """The part of a cell of job seekers that a row counts."""

    curie: str
    basin: str  # CURIE
    label: str
    seekers: int | None  # of the whole cell; None where not published
    offers: int | None  # registered in the same cell and year
    tension: int | None  # 1 to 5
    territory_share: float
    counted: float | None  # seekers × share


class CloseOccupation(NamedTuple):
    """An occupation from which people could come, and what they lack."""

    curie: str
    label: str
    seekers: float  # counted in the territory
    verdict: str  # how its own demand is served by its own seekers
    likeliest: str
    shared: int  # competences at the core of both fiches
    missing: int  # competences of the target's core that they lack
    source_fiche: str
    target_fiche: str
    rome_rank: int | None  # order among ROME's mobilities, where ROME lists the move
    for_occupation: str  # the occupation that they would take up


class Nearby(NamedTuple):
    """The same row, with the bassins in commuting distance."""

    basins: tuple[str, ...]  # CURIEs of those around that publish job seekers for the row
    seekers: float
    demand: float
    judgement: Judgement


class AvailableContribution(NamedTuple):
    """What one occupation adds to the row of a competence."""

    curie: str
    label: str
    weight: float  # share of the occupation's fiches that hold the competence at their core
    demand: float | None
    seekers: float | None


class AvailableEvidence(NamedTuple):
    """What a row rests on."""

    bmo_cells: int
    hidden_cells: int
    seeker_cells: int
    missing_basins: int  # bassins asked for projects, times occupations, without a count of seekers
    ads: int
    ad_positions: int
    cells: tuple[SeekerEvidence, ...] = ()
    occupations: tuple[AvailableContribution, ...] = ()  # the strongest first


class AvailableRow(NamedTuple):
    """One occupation or competence."""

    uri: str
    curie: str
    label: str
    demand: float | None  # recruitment projects a year; None where every cell is hidden
    demand_matched: float  # of them, where the number of job seekers is known
    seekers: float | None  # people; None where no cell counts them: unknown, not zero
    offers: float | None  # registered in the same cells and year as the seekers
    judgement: Judgement  # seekers against projects
    by_offers: Judgement  # seekers against registered offers, of the same file and year
    disagreement: bool  # the two judgements are given, and one says too few and the other too many
    mismatch: Mismatch
    nearby: Nearby | None  # where the row leans to too few
    close: tuple[CloseOccupation, ...]  # where the row leans to too few; the fewest missing first
    shared: Deferred[AvailableEvidence]  # of every row of the same figures

    @property
    def evidence(self) -> AvailableEvidence:
        """What the row rests on."""
        return self.shared.value


@dataclass(frozen=True, slots=True)
class AvailableAnswer:
    """The whole answer."""

    territory: str
    label: str
    population: int
    communes: int
    period: str  # of the demand
    seekers_period: str
    by: str
    demand: float
    demand_matched: float
    demand_source: str
    hidden_cells: int
    seekers: float
    reference: float  # job seekers a project in the whole graph, which counts as balanced
    offers_reference: float  # job seekers a registered offer
    dispersion: float  # variance over mean of the counts of seekers; 1: no more than chance
    judgement: Judgement
    around: tuple[str, ...]  # CURIEs of the bassins in commuting distance
    commuting_rule: str
    mismatches: dict[str, int]  # rows by mismatch
    sources: tuple[SourceUse, ...]
    rows: tuple[AvailableRow, ...]
    notes: tuple[str, ...] = field(default=())
