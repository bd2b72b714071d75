"""One advertisement or training description as it arrived: what every reader yields."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a record is."""

    AD = "ad"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Place:
    """Where, in the words of the source; any part may be empty."""

    insee: str = ""  # INSEE commune code, five characters
    postal_code: str = ""  # as published: its leading zero may be lost
    town: str = ""
    department: str = ""  # code, e.g. "67"


@dataclass(frozen=True, slots=True)
class Record:
    """One record. Its title and text live in memory only: they are read, linked, and let go."""

    kind: Kind
    source: str  # slug of the feed, e.g. "france-travail"
    id: str  # unique within its source
    title: str
    text: str  # plain text: HTML removed, line breaks kept
    place: Place = field(default_factory=Place)
    posted: date | None = None  # or the start of the first session
    ends: date | None = None  # or the end of the last session
    contract: str = ""  # CDI, CDD, MIS, …, or schema.org's word
    positions: int | None = None  # that the employer seeks to fill, from 1
    seats: int | None = None  # of an offer
    employer: str = ""  # known only to be removed from what is kept; never stored
    sector: str = ""  # CURIE of a NAF division, e.g. "naf:86"
    occupations: tuple[str, ...] = ()  # declared by the source, CURIEs: "rome:K1304"
    competences: tuple[str, ...] = ()  # declared by the source: "rome-competence:118907"
    certifications: tuple[str, ...] = ()  # declared by the source: "rncp:37274"
