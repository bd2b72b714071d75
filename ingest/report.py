"""What an ingestion did: counts that add up across processes, and those that a table shows."""

from collections import Counter
from dataclasses import dataclass, field

from maillage.vocab.importer import Reject


@dataclass(slots=True)
class IngestReport:
    """One run. Counts are of records, but for mentions and phrases."""

    read: int = 0
    unchanged: int = 0  # held already, word for word
    changed: int = 0  # held already, with other words
    added: int = 0
    duplicates: int = 0  # of the sources that were read, counted once with another
    withdrawn: int = 0
    stated: int = 0
    implied: int = 0
    unknown: int = 0  # phrases that look like competences and match none
    protected: int = 0  # mentions whose words held personal data, and were dropped
    no_occupation: int = 0
    places: Counter[str] = field(default_factory=Counter)  # reason → records without a commune here
    flags: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)  # files that could not be read at all
    sources: Counter[str] = field(default_factory=Counter)  # source → records read
    files: set[str] = field(default_factory=set)  # that were opened, as rejects name them
    notes: list[str] = field(default_factory=list)  # what was mended on the way, one sentence each

    def reject_reasons(self) -> Counter[str]:
        """Return why records were rejected, what is proper to each one left out."""
        return Counter(one.reason.partition(" (")[0].partition(" : ")[0] for one in self.rejects)
