"""The releases of a generation, by named graph: where each statement comes from, and since when it holds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from pyoxigraph import NamedNode

from maillage.graph.manifest import SourceRecord

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Release:
    """One release of one source. `issued`, as its publisher gives it: a year, a month or a day."""

    graph: str  # URI
    source: str
    version: str
    title: str
    publisher: str
    licence: str
    issued: str  # "" where unknown

    @property
    def since(self) -> date | None:
        """The first day on which it may have been in force; None where that is unknown.

        >>> Release("", "bmo", "2024", "", "", "", "2024").since
        datetime.date(2024, 1, 1)
        """
        return _first_day(self.issued, self.version)


@cache  # there are some tens of releases; each answer asks for the day of several
def _first_day(issued: str, version: str) -> date | None:
    found = _DAY.fullmatch(issued) or _DAY.fullmatch(version)
    if found is None:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def releases(records: Iterable[SourceRecord]) -> Mapping[NamedNode, Release]:
    """Return the releases that a manifest records, by named graph."""
    return {
        NamedNode(one.graph): Release(
            one.graph,
            one.source,
            one.version,
            one.title,
            one.publisher,
            one.licence,
            one.issued or "",
        )
        for one in records
    }
