"""What is near an occupation or somebody's competences, and why."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Competence:
    """One competence that an occupation requires."""

    uri: str
    curie: str
    label: str
    nature: str  # class, as the ontology names it: KnowHow, Knowledge, ProfessionalBehaviour, MacroCompetence
    core: bool  # at the core of the occupation (coeur de métier)
    weight: float  # share of all that the occupation requires, [0, 1]
    held: float  # 1 held, 0.5 by another of its macro-competence, 0 missing


@dataclass(frozen=True, slots=True)
class Understood:
    """A competence that was given by a label, and the one of ROME that it is taken for."""

    text: str
    curie: str
    label: str
    probability: float  # of being meant, [0, 1]


@dataclass(frozen=True, slots=True)
class Start:
    """Where somebody starts from."""

    kind: str  # "occupation", "competences" or "profile"
    curies: tuple[str, ...]  # the occupation, or the competences that were understood
    label: str
    unknown: tuple[str, ...] = ()  # what of it was not understood, in its words
    understood: tuple[Understood, ...] = ()


@dataclass(frozen=True, slots=True)
class NearRow:
    """One near occupation."""

    uri: str
    curie: str
    label: str
    score: float  # probability that ROME's editors would list the move, [0, 1]
    held: float  # share of what it requires that is held, [0, 1]
    mobility: bool | None  # ROME lists the move; None from competences. Never an input of the score
    level: int | None  # lowest level of the certifications to it; None unknown
    demand: (
        float | None
    )  # recruitment projects a year in the perimeter; None unknown or no perimeter
    trainings: int | None  # offers of the perimeter that lead to it; None without perimeter
    hours: str  # what is known of the shortest of them, in French
    shared: tuple[Competence, ...]  # held, or half held, the weightiest first
    missing: tuple[Competence, ...]
    reasons: tuple[tuple[str, float], ...]  # signal, what it adds to the score before the curve


@dataclass(frozen=True, slots=True)
class NearAnswer:
    """The near occupations, the nearest first."""

    start: Start
    perimeter: str  # in CURIEs, "" without
    perimeter_label: str
    period: str  # year of the demand, "" without perimeter
    hours: int | None
    level: int | None
    rows: tuple[NearRow, ...]
    notes: tuple[str, ...] = field(default=())
