"""The records that every layout of the RNCP and RS tables is normalised to.

RNCP: Répertoire national des certifications professionnelles; RS: Répertoire spécifique; both are
kept by France compétences. A *fiche* is one certification of either.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from maillage.vocab.importer import ImportLog


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read: a file and its 1-based line."""

    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Fiche:
    """What one layout says of one certification; an empty text means that it says nothing."""

    code: str  # "RNCP37274", "RS5000"
    stated: str  # ISO date of the layout, to the year, month or day
    title: str
    end: str = ""  # ISO date when the registration ends
    active: bool | None = None
    level: str = ""  # "1" to "8", of the national framework of 2019
    diploma_kind: str = ""  # "Brevet de technicien supérieur"
    diploma_short: str = ""  # "BTS"
    registration_kind: str = ""
    former_titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Succession:
    """One certification that replaces another, both by fiche code."""

    old: str
    new: str
    origin: Origin


class LinkKind(Enum):
    """What a fiche is linked to."""

    BLOC = "bloc de compétences"
    ROME = "code ROME"
    SPECIALITY = "spécialité NSF"
    SUBJECT = "Formacode"
    CERTIFIER = "certificateur"
    ACCESS = "voie d'accès"
    DIPLOMA = "code diplôme"


@dataclass(frozen=True, slots=True)
class Link:
    """One row of a table that says something more of a fiche."""

    kind: LinkKind
    fiche: str
    code: str  # empty where the table has none: some certifiers, today's access routes
    label: str
    origin: Origin


class Layout(Protocol):
    """One publication of the registers, whatever its columns."""

    @property
    def date(self) -> str:
        """The ISO date that its name tells, to the year, month or day."""

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that is read."""

    @property
    def lists_all_active(self) -> bool:
        """Whether an RNCP fiche that it does not hold is inactive at its date."""

    def fiches(self, log: ImportLog) -> Iterator[Fiche]:
        """Yield the certifications; one fiche may come several times."""

    def successions(self, log: ImportLog) -> Iterator[Succession]:
        """Yield which certification replaces which."""

    def links(self, kind: LinkKind, log: ImportLog) -> Iterator[Link]:
        """Yield the rows of one kind, none where the layout has no such table."""
