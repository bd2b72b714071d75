"""Which ingested advertisements say what others of their commune say: told again where records moved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from maillage.graph.facts import Facts, among
from maillage.ingest.near_duplicates import Posted, duplicate_groups

COMPARED = 20_000  # records whose signatures are in memory at once, unless one commune holds more


def group_duplicates(facts: Facts, communes: Iterable[str] | None) -> None:
    """Tell the duplicates of some communes again, None for every one.

    Only of advertisements: a training at two schools of a town is two actions, and what several lists
    give twice is told by its certification, where supply is counted.
    """
    if communes is None:
        communes = facts.table("records", ("commune",))["commune"].unique().to_pylist()
    held = _held(facts)
    told = sorted(set(communes))
    groups: dict[int, tuple[int, str]] = {}
    for some in _parts({one: held[one] for one in told if one and one in held}):
        for commune, posted in _posted(facts, some).items():
            stands = duplicate_groups(posted)
            groups.update((key, (other, commune)) for key, other in stands.items())
    facts.set_groups(told, groups)


def count_duplicates(facts: Facts, sources: Iterable[str]) -> int:
    """Return how many records of some sources are duplicates of another."""
    mine = facts.table("records", ("key",), among("source", sources))["key"].to_numpy()
    aside = facts.table("groups", ("key",))["key"].to_numpy()
    return int(np.isin(mine, aside).sum())


def _held(facts: Facts) -> dict[str, int]:
    """Return how many advertisements each commune has."""
    column = facts.table("records", ("commune",), "kind = 'ad'")["commune"]
    return {one["values"]: one["counts"] for one in column.value_counts().to_pylist()}


def _posted(facts: Facts, communes: Iterable[str]) -> dict[str, list[Posted]]:
    found: defaultdict[str, list[Posted]] = defaultdict(list)
    where = f"kind = 'ad' AND {among('commune', communes)}"
    for row in facts.table("records", ("commune", *Posted._fields), where).to_pylist():
        found[row.pop("commune")].append(Posted(**row))
    return found


def _parts(held: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield communes some at a time; as few scans of the table as the memory allows."""
    part: list[str] = []
    count = 0
    for commune, records in held.items():
        if part and count + records > COMPARED:
            yield part
            part, count = [], 0
        part.append(commune)
        count += records
    if part:
        yield part
