"""What occupations are asked for and taught in a territory, and what several add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from pyoxigraph import NamedNode

from maillage.queries.gap_prior import combined
from maillage.queries.verdict import FLAT, Prior


@dataclass(frozen=True, slots=True)
class OccupationFigures:
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


Parts: TypeAlias = Sequence[
    tuple[OccupationFigures, float]
]  # what each occupation of a row is, and its weight there


class Sums(NamedTuple):
    """What the occupations of a row add up to."""

    known: bool  # some occupation has visible projects
    projects: float
    unseen: float
    in_seats: bool  # every occupation that is taught publishes seats
    seats: float
    actions: float


def silent_figures(occupation: NamedNode) -> OccupationFigures:
    """Return the figures of an occupation that nobody asks for or teaches."""
    return OccupationFigures(occupation, 0.0, 0.0, 0, 0, 0.0, None, frozenset(), FLAT)


def prior_of(parts: Parts) -> Prior:
    """Return what the region tells of several occupations, each by its projects here."""
    if len(parts) == 1:
        return parts[0][0].prior
    return combined((one.prior, (one.projects or 0.0) * weight) for one, weight in parts)


def sums_of(parts: Parts) -> Sums:
    """Return what the occupations of a row add up to."""
    # One pass: an answer by competence sums thousands of rows.
    known = taught = False
    in_seats = True
    projects = unseen = 0.0
    seats: float = 0
    actions: float = 0
    for one, weight in parts:
        if one.projects is not None:
            known = True
            projects += one.projects * weight
        unseen += one.unseen * weight
        if one.offers:
            taught = True
            actions += one.actions * weight
            if one.seats is None:
                in_seats = False
            else:
                seats += one.seats * weight
    return Sums(known, projects, unseen, taught and in_seats, seats, actions)


def weighed_projects(part: tuple[OccupationFigures, float]) -> float:
    """Return the projects that an occupation brings to its row, 0 where they are unknown."""
    return (part[0].projects or 0.0) * part[1]
