"""What the resolver answers: the concept that a code means, or why none and which it may mean."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pyoxigraph import NamedNode

from maillage.queries.concept_summary import Summary
from maillage.queries.release import Release


class Outcome(StrEnum):
    """How a resolution ended."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"  # several concepts have the code, none is preferred
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """Whether a concept is in force on a day."""

    ACTIVE = "active"
    DEPRECATED = "deprecated"
    UNKNOWN = "unknown"  # the sources do not say for that day


@dataclass(frozen=True, slots=True)
class Status:
    """The standing of a concept on the day asked for."""

    standing: Standing
    until: date | None  # the last day of force, where a source gives it
    reason: str  # in French


@dataclass(frozen=True, slots=True)
class Successor:
    """One step of what became of a retired concept."""

    replaced: NamedNode
    concept: Summary
    status: Status
    step: int  # 1: replaces the concept itself


@dataclass(frozen=True, slots=True)
class Mapping:
    """A correspondence with a concept of another scheme, read from the resolved concept to the other."""

    relation: str  # local name of the SKOS property, as `closeMatch`
    other: Summary
    stated_by: str  # "subject" or "object": which of the two the source starts from
    release: Release | None
    justification: NamedNode | None
    confidence: float | None  # [0, 1]; None where the source gives none


@dataclass(frozen=True, slots=True)
class ResolvedConcept:
    """A concept, with what tells another system how to use its code."""

    summary: Summary
    labels: dict[str, str]  # preferred, by language
    alt_labels: dict[str, list[str]]  # alternative, hidden and short labels, by language
    definitions: dict[str, str]
    diploma_codes: tuple[str, ...]
    part_of: tuple[Summary, ...]  # the occupation of a job title, the certification of a block
    status: Status
    successors: tuple[Successor, ...]
    replaces: tuple[Summary, ...]
    mappings: tuple[Mapping, ...]
    older_label: (
        str  # what the older ROME, by which statistics count, calls this code; "" elsewhere
    )
    became: tuple[Summary, ...]  # occupations that the older ROME's code covers today
    release: Release | None
    note: str  # what keeps the answer from being of the day asked for; "" where nothing does

    @property
    def in_force(self) -> tuple[Summary, ...]:
        """The successors that are active on the day asked for."""
        return tuple(
            one.concept for one in self.successors if one.status.standing is Standing.ACTIVE
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that a code may mean."""

    concept: Summary
    status: Status
    exact: bool  # it has the code as typed; else a code close to it


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer for one code."""

    code: str
    scheme: str | None
    at: date | None
    outcome: Outcome
    reason: str  # in French; "" where resolved
    concept: ResolvedConcept | None = None
    candidates: tuple[Candidate, ...] = field(default=())
