"""The shape of an advice: `maillage advise --format json`.

It proposes, people decide: every proposal has its reasons, what speaks against it, the figures that
both rest on, and what becomes of it if demand is lower than it was said to be.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from maillage.queries.gap_answer import SourceUse
from maillage.queries.verdict import Judgement


class Action(StrEnum):
    """What is proposed to be looked at."""

    OPEN = "open"
    KEEP = "keep"
    CONVERT = "convert"
    WATCH = "watch"


class Part(StrEnum):
    """Which part of the training offer a need belongs to."""

    CORE = "core"  # answers lasting and recurring needs
    COMPLEMENTARY = "complementary"  # answers occasional and emerging needs
    UNDETERMINED = "undetermined"  # not enough dated evidence to say


class PartJudgement(NamedTuple):
    """A part, and why."""

    part: Part
    reason: str


class NeedFigures(NamedTuple):
    """One occupation in the territory: what the proposals that name it rest on."""

    uri: str
    curie: str
    label: str
    demand: float | None  # recruitment projects a year
    difficult: float | None  # of them, expected to be difficult
    seasonal: float | None  # of them, seasonal
    supply: float
    supply_unit: str
    judgement: Judgement
    lower: Judgement  # the verdict where demand is lower, everything else equal
    missing: float  # projects left uncovered if supply is worth what it is on average, 0 at least
    expected: float  # missing × probability of being under-supplied; 0 where it does not lean so
    part: PartJudgement
    seekers: float | None  # people who look for this work; None: not published
    matched: float | None  # projects in the bassins that count them
    seekers_verdict: str  # of people against projects: "" where unknown
    bmo_cells: int
    hidden_cells: int
    offers: int
    list: str  # the command that lists every cell and offer


class Equivalent(NamedTuple):
    """A certification that leads to the same occupations."""

    curie: str
    label: str
    level: str  # CURIE, "" where the register has none


class Proposal(NamedTuple):
    """One proposal about one certification."""

    action: Action
    uri: str
    curie: str
    label: str
    level: str
    kind: str  # of diploma, "" where the register has none
    active: bool
    registration_end: str  # ISO date, "" where unknown
    sessions: int  # actions to look at opening, or that exist
    part: PartJudgement
    gain: float | None  # expected projects covered by opening these, for open and watch of a need
    here: int  # actions that prepare it (or one that it replaced) in the territory today
    elsewhere: int  # and in the rest of the graph
    reasons: tuple[str, ...]
    counter_evidence: tuple[str, ...]
    if_lower: str  # how the proposal changes if demand is lower
    robust: bool  # it does not change
    occupations: tuple[str, ...]  # CURIEs of `needs`, those that weigh most first
    offers: tuple[str, ...]  # CURIEs of the actions spoken of
    towards: tuple[Equivalent, ...]  # what a conversion could aim at
    equivalents: tuple[Equivalent, ...]  # certifications that lead to the same occupations
    equivalents_in_all: int
    others: tuple[
        Equivalent, ...
    ]  # that lead to the first occupation among others, taught ones first


class BlockProposal(NamedTuple):
    """A competence that blocs certify, and the blocs that do."""

    curie: str
    label: str
    weight: float  # expected projects × share of the certifications to them that certify it
    certifications: int  # that hold such a bloc
    blocks: tuple[Equivalent, ...]  # of proposed certifications first
    blocks_in_all: int
    part: PartJudgement
    occupations: tuple[str, ...]


class CoverFigures(NamedTuple):
    """What the choice covers, and how near it is to the best one."""

    total: float  # expected uncovered projects of the territory that some certification leads to
    unreachable: float  # of others, that no active certification of the graph leads to
    covered: float
    bound: float
    share_of_best: float
    guarantee: float  # 1 − 1/e
    picks: int


@dataclass(frozen=True, slots=True)
class Advice:
    """The whole answer."""

    territory: str
    label: str
    population: int
    period: str
    demand: float
    demand_source: str
    supply: float
    reference: float
    judgement: Judgement
    lower_demand: float  # the factor that demand is multiplied by to try the proposals
    cover: CoverFigures
    lower_cover: CoverFigures
    block_cover: CoverFigures
    proposals: tuple[Proposal, ...]
    blocks: tuple[BlockProposal, ...]
    unreachable: tuple[
        NeedFigures, ...
    ]  # needs that no active certification leads to, the first of them
    needs: tuple[NeedFigures, ...]  # those that a proposal names, the most expected first
    sources: tuple[SourceUse, ...]
    notes: tuple[str, ...] = field(default=())

    def of(self, action: Action) -> tuple[Proposal, ...]:
        """Return the proposals of one action."""
        return tuple(one for one in self.proposals if one.action is action)
