"""Territories that words may name: the folded label or code begins with them, the most peopled first."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode

from maillage.api.catalogues import gettext
from maillage.api.open_generation import OpenGeneration
from maillage.queries.territory import Territories

WORDS = {
    "bassin": "bassin d'emploi", "commune": "commune", "dep": "département", "reg": "région",
    "epci": "intercommunalité", "ze": "zone d'emploi", "arr": "arrondissement",
    "perimeter": "périmètre composé",
}  # fmt: skip
_ORDER = {prefix: place for place, prefix in enumerate(WORDS)}
_WORD = re.compile(r"[a-z0-9]+")


class NamedTerritory(NamedTuple):
    """One territory, as people choose it."""

    curie: str
    label: str
    population: int
    words: str  # its kind, in French

    @property
    def kind(self) -> str:
        """Its kind, in the language of the page."""
        return gettext(self.words)


class _Entry(NamedTuple):
    territory: NamedTerritory
    folded: tuple[str, ...]


def found_territories(
    opened: OpenGeneration, text: str, kinds: frozenset[str] | None = None, limit: int = 12
) -> list[NamedTerritory]:
    """Return the territories whose words begin with those typed; `kinds`: prefixes of CURIEs, None for all."""
    from maillage.ingest.normalise_label import fold

    entries = opened.model("territory-names", lambda: _entries(opened))
    typed = _WORD.findall(fold(text[:200]))
    found = [
        one
        for one in entries
        if typed
        and (kinds is None or one.territory.curie.partition(":")[0] in kinds)
        and all(any(word.startswith(each) for word in one.folded) for each in typed)
    ]
    found.sort(key=lambda one: (one.folded[: len(typed)] != tuple(typed), *_rank(one.territory)))
    return [one.territory for one in found[:limit]]


def known_territories(opened: OpenGeneration, kind: str) -> list[NamedTerritory]:
    """Return the territories of one kind (the prefix of their CURIEs), by label."""
    entries = opened.model("territory-names", lambda: _entries(opened))
    found = (one.territory for one in entries if one.territory.curie.startswith(f"{kind}:"))
    return sorted(found, key=lambda one: (one.label.casefold(), one.curie))


def kind_of(territory: str) -> str:
    """Return the kind of one territory, by its CURIE, in the language of the page; "" of several together."""
    prefix, _, code = territory.partition(":")
    return gettext(WORDS.get(prefix, "")) if code.isalnum() else ""


def _rank(one: NamedTerritory) -> tuple[int, int, str]:
    return -one.population, _ORDER.get(one.curie.partition(":")[0], 99), one.label


def _entries(opened: OpenGeneration) -> list[_Entry]:
    from maillage.ingest.normalise_label import fold

    territories = opened.labour.data.view.territories
    made = []
    for uri, population in _populations(territories):
        curie, label = opened.names.curie(uri), territories.labels.get(uri, "")
        prefix, _, code = curie.partition(":")
        words = WORDS.get(prefix, prefix)
        folded = (*_WORD.findall(fold(label)), *_WORD.findall(fold(code)))
        made.append(_Entry(NamedTerritory(curie, label or curie, population, words), folded))
    return made


def _populations(territories: Territories) -> Iterator[tuple[NamedNode, int]]:
    totals: defaultdict[NamedNode, int] = defaultdict(int)
    for uri, one in territories.communes.items():
        totals[uri] += one.population
        for grouping in one.groupings:
            totals[grouping] += one.population
    yield from totals.items()
