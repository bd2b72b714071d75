"""Ways from what somebody can do to an occupation, step by step."""

from dataclasses import dataclass, field

from maillage.queries.near_answer import Competence, Start


@dataclass(frozen=True, slots=True)
class OfferHere:
    """A training of the perimeter that prepares a certification."""

    curie: str
    title: str
    provider: str
    commune: str
    first: str  # ISO date of its first session, "" unknown
    last: str
    seats: int | None
    hours: str  # what is known of its duration, in French


@dataclass(frozen=True, slots=True)
class Means:
    """A bloc, or a whole certification, that closes part of a gap."""

    kind: (
        str  # "block": its words say what it certifies; "certification": it leads to the occupation
    )
    curie: str
    label: str
    certification: str  # CURIE
    certification_label: str
    level: str  # CURIE, "" unknown
    vae: bool | None  # experience can give it; None where no route is published
    active: bool  # registered still
    successors: tuple[str, ...]  # CURIEs of the certifications that replace it
    covers: tuple[str, ...]  # CURIEs of the competences that it closes
    weight: float  # of the occupation's requirements, what it closes, [0, 1]
    offers: tuple[OfferHere, ...]
    offer_count: int


@dataclass(frozen=True, slots=True)
class Place:
    """A bassin where trainings lead to the occupation."""

    curie: str
    label: str
    offers: int


@dataclass(frozen=True, slots=True)
class Step:
    """From what is held to one occupation."""

    uri: str
    curie: str
    label: str
    before: float  # share of what it requires that is held, [0, 1]
    cost: float  # −ln(before): nothing where all is held
    mobility: bool | None  # ROME lists the move; None from competences
    near: float  # score of `maillage near`
    demand: float | None
    shared: tuple[Competence, ...]
    missing: tuple[Competence, ...]
    means: tuple[Means, ...]  # the smallest set found, the most useful first
    closed: float  # share of what is missing that blocs close by their own words, [0, 1]
    by_experience: tuple[str, ...]  # CURIEs of what is missing and is learnt on the job
    cited: tuple[str, ...]  # diplomas and permits that the fiche cites
    elsewhere: tuple[Place, ...]  # where trainings are, when the perimeter has none


@dataclass(frozen=True, slots=True)
class Path:
    """Steps, and what the whole costs."""

    steps: tuple[Step, ...]
    cost: float  # sum of the steps'
    share: float  # product of what is held at each step, [0, 1]


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The paths, the cheapest first."""

    start: Start
    target: str  # CURIE, "" where the nearest occupations are the targets
    target_label: str
    perimeter: str
    perimeter_label: str
    period: str
    hours: int | None
    paths: tuple[Path, ...]
    notes: tuple[str, ...] = field(default=())
