"""What may be told to a reader beside the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from maillage.ingest.record import Kind


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """Everything has a default; a reader ignores what its format has no use for."""

    source: str = ""  # slug that records bear instead of the format's own
    kind: Kind = Kind.AD  # of the records of "csv" and "text", which may hold either
    columns: Mapping[str, str] = field(default_factory=dict)  # of "csv": field → column's name
    schemes: Mapping[str, str] = field(
        default_factory=dict
    )  # code of a declared competence → "rome-competence" or "rome-savoir"; else the former
    titles: Mapping[str, str] = field(
        default_factory=dict
    )  # certification code ("RNCP37274") → its title, for lists of offers that give none
