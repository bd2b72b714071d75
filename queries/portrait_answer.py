"""The shape of a portrait: a territory at a glance, `maillage portrait --format json`."""

from dataclasses import dataclass, field
from typing import NamedTuple

from maillage.queries.gap_answer import SourceUse
from maillage.queries.verdict import Judgement


class DemandPart(NamedTuple):
    """Recruitment projects of the territory."""

    projects: float
    source: str  # "bmo", or "ads" where BMO says nothing of the territory
    difficult: float | None  # share of the projects whose difficulty is published, [0, 1]
    seasonal: float | None  # share
    hidden_cells: int
    ad_positions: int


class SupplyPart(NamedTuple):
    """Training actions of the territory."""

    actions: float  # that lead to some occupation
    by_source: dict[str, int]  # every action
    certifications: int
    without_occupation: int
    first_session: str  # ISO date, "" where unknown
    last_session: str


class PeoplePart(NamedTuple):
    """People who look for work."""

    period: str
    seekers: float
    matched_demand: float  # projects of the same bassins and occupations
    judgement: Judgement
    mismatches: dict[str, int]  # competences by mismatch


class PortraitRow(NamedTuple):
    """One occupation or competence, with its figures and the command that lists its evidence."""

    curie: str
    label: str
    demand: float | None
    supply: float | None  # actions or seats; people where the row is about people
    supply_unit: str  # "actions", "seats" or "people"
    judgement: Judgement
    list: str
    reach: str | None = None  # of a competence, where the index of the generation says it


class GapPart(NamedTuple):
    """Occupations by verdict, and those that stand out."""

    tally: dict[str, int]  # verdict → occupations
    demand_by_verdict: dict[str, float]  # verdict → projects
    under: tuple[PortraitRow, ...]  # verdict given, the largest lack first
    over: tuple[PortraitRow, ...]
    leaning: tuple[PortraitRow, ...]  # undetermined, leaning to a lack: most likely projects first
    under_in_all: int
    over_in_all: int
    leaning_in_all: int


class NeedLine(NamedTuple):
    """One competence whose need was typed."""

    curie: str
    label: str
    mentions: float
    reason: str


class NeedPart(NamedTuple):
    """Competences by kind of need."""

    tally: dict[str, int]
    first: dict[str, tuple[NeedLine, ...]]  # kind → the most mentioned
    periods: tuple[str, str]  # first and last
    origin: str


class Share(NamedTuple):
    """A part of the demand, in projects and in proportion."""

    key: str
    label: str
    projects: float
    share: float  # of the projects whose occupation ROME says something of, [0, 1]


class TransitionPart(NamedTuple):
    """What share of the demand goes to occupations of each transition."""

    ecological: tuple[Share, ...]  # sums to 1
    digital: Share
    demographic: Share
    unknown: float  # projects of occupations that ROME says nothing of


class Missing(NamedTuple):
    """A section that cannot be written, and why."""

    section: str
    why: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """The whole portrait. A part that is None is named in `missing`."""

    territory: str
    label: str
    population: int
    communes: int
    basins: tuple[str, ...]  # labels of the bassins that it is in
    period: str
    reference: float
    judgement: Judgement
    demand: DemandPart
    supply: SupplyPart
    people: PeoplePart | None
    gaps: GapPart
    needs: NeedPart | None
    transitions: TransitionPart | None
    competences_short: tuple[PortraitRow, ...]
    competences_enough: tuple[PortraitRow, ...]
    missing: tuple[Missing, ...]
    sources: tuple[SourceUse, ...]
    notes: tuple[str, ...] = field(default=())
