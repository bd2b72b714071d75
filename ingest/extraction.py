"""What is found in a text: candidates of a concept, and mentions with their exact place."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from pyoxigraph import NamedNode

from maillage.ingest.record import Record


class Reason(NamedTuple):
    """One signal of a candidate: its value, and what it added to the score's logit."""

    feature: str
    value: float
    contribution: float


class Candidate(NamedTuple):
    """A concept that a text may mean."""

    uri: NamedNode
    label: str  # preferred, in the language asked for where there is one
    score: float  # calibrated probability, [0, 1]
    reasons: tuple[Reason, ...] = ()


class Method(StrEnum):
    """How a mention was found."""

    STATED = "stated"  # its words are in the text
    IMPLIED = "implied"  # the ad's occupation requires it: weaker, and marked so


class Mention(NamedTuple):
    """A competence in a text: `text[start:end]` is exactly the words that it cites."""

    uri: NamedNode
    label: str
    start: int  # offset in characters; -1 where implied
    end: int  # exclusive; -1 where implied
    score: float  # calibrated probability, [0, 1]
    method: Method
    declared: float = 0.0  # probability that such an employer declares the competence, [0, 1]


class Extraction(NamedTuple):
    """All that is found in one record."""

    id: str
    occupations: tuple[Candidate, ...]  # the likeliest first
    mentions: tuple[Mention, ...]  # stated ones by start, then implied ones by score
    unknown: tuple[str, ...] = ()  # phrases that look like competences and match none


class Extractor(Protocol):
    """Reads records; `maillage.ingest.competence_extractor` has the one that ships."""

    def extract(self, record: Record) -> Extraction:
        """Return what the title and text of a record say."""
