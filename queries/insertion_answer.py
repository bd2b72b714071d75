"""The shape of an answer on insertion: `maillage insertion --format json`."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from maillage.queries.gap_answer import SourceUse


class Quadrant(StrEnum):
    """Where a training stands: how its leavers fare, and how much its occupations are asked for."""

    HIGH_MANY = "high-insertion-many-offers"
    HIGH_FEW = "high-insertion-few-offers"
    LOW_MANY = "low-insertion-many-offers"
    LOW_FEW = "low-insertion-few-offers"
    UNDETERMINED = "undetermined"
    UNLINKED = "unlinked"  # no link from the training to an occupation
    UNKNOWN = "unknown"  # a rate or every offer is hidden


class Alignment(StrEnum):
    """Whether the trainings that insert best are those that lead where offers are."""

    ALIGNED = "aligned"
    OPPOSED = "opposed"
    UNDETERMINED = "undetermined"


class TrainingOccupation(NamedTuple):
    """An occupation that a training leads to."""

    curie: str
    label: str
    demand: float | None  # projects of the territory; None where hidden


class InsertionRow(NamedTuple):
    """One training; or one professional domain or sector, with the trainings that lead there."""

    uri: str
    curie: str
    label: str
    kind: str  # of diploma, in the publisher's words
    level: str | None  # CURIE
    source: str
    rate: float | None  # share in employment; None where hidden
    rate_interval: tuple[float, float] | None  # 90 %; None where what was measured is not known
    continuation: float | None
    records: int | None  # measures that the rate is the mean of
    leavers: int | None
    national_rate: float | None  # of the same training in the whole of France
    demand: float | None  # projects of all the occupations; None where unknown
    demand_interval: tuple[float, float] | None  # 90 %
    hidden_cells: int
    quadrant: Quadrant
    likeliest: Quadrant
    probability: float | None  # of `likeliest`
    certification: str | None  # CURIE
    link_score: float | None
    inherited: bool  # occupations taken from the certifications that it replaces or that replace it
    occupations: tuple[TrainingOccupation, ...]
    trainings: int  # 1, or how many of them lead to the domain or sector
    reason: str  # one sentence, in French


class Correlation(NamedTuple):
    """Spearman's rank correlation between rates and offers."""

    rho: float | None  # None under three trainings, or where one of the two never varies
    interval: tuple[float, float] | None  # 90 %, bootstrap
    probability_positive: float | None  # share of the resamples above zero
    alignment: Alignment
    trainings: int
    clusters: int  # groups of trainings that lead to the same occupations; resampled whole
    resamples: int


class Benchmark(NamedTuple):
    """What a level of diploma is worth in the whole of France (Céreq)."""

    label: str
    level: str | None
    months: int
    rate: float
    period: str


@dataclass(frozen=True, slots=True)
class InsertionAnswer:
    """The whole answer."""

    territory: str
    label: str
    population: int
    communes: int
    period: str  # of the demand
    by: str
    months: int  # after leaving
    regions: tuple[str, ...]  # CURIEs of the regions whose rates are used
    demand: float
    demand_source: str
    hidden_cells: int
    rate_threshold: float | None  # the median rate: high above, low below
    demand_threshold: float | None  # the median demand
    measure_deviation: float | None  # of one measure (school and cohort) around its training's rate
    correlation: Correlation
    correlation_by_level: dict[str, Correlation]  # CURIE of the level; for trainings only
    quadrants: dict[str, int]  # rows by quadrant
    benchmarks: tuple[Benchmark, ...]
    sources: tuple[SourceUse, ...]
    rows: tuple[InsertionRow, ...]
    notes: tuple[str, ...] = field(default=())
