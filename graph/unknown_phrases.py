"""The phrases that match no competence, counted over the records that stand."""

from typing import NamedTuple

from maillage.graph.facts import Facts
from maillage.graph.facts_schema import NO_MONTH


class PhraseCount(NamedTuple):
    """One phrase."""

    phrase: str
    records: int  # that have it, duplicates of a job left out
    first_month: str  # "2026-04", "" where no record of it is dated
    last_month: str


def unknown_phrase_counts(facts: Facts, at_least: int = 1) -> list[PhraseCount]:
    """Return the phrases that at least so many records have, the most frequent first."""
    aside = frozenset(facts.table("groups", ("key",))["key"].to_pylist())
    counts: dict[str, int] = {}
    months: dict[str, tuple[str, str]] = {}
    for batch in facts.batches("unknown", ("key", "phrase", "month")):
        rows = zip(*(batch[name].to_pylist() for name in batch.schema.names), strict=True)
        for key, phrase, month in rows:
            if key in aside:
                continue
            counts[phrase] = counts.get(phrase, 0) + 1
            if month != NO_MONTH:
                first, last = months.get(phrase, (month, month))
                months[phrase] = min(first, month), max(last, month)
    found = [
        PhraseCount(phrase, count, *months.get(phrase, ("", "")))
        for phrase, count in counts.items()
        if count >= at_least
    ]
    return sorted(found, key=lambda one: (-one.records, one.phrase))
