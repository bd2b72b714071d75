"""From how a competence is spread over occupations to how far it is reused: a small decision tree.

The tree ships as `reach.json` with what it was fitted on; `maillage.queries.reach_training` fits it anew.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

# The three graded levels of ESCO's reuse level.
LEVELS = ("occupation-specific", "sector-specific", "cross-sector")


class Place(NamedTuple):
    """Where an occupation stands: ISCO minor group (3 digits) and major group, or ROME domain and letter."""

    group: str  # CURIE, e.g. "isco:C512", "rome-domaine:G16"
    domain: str  # "isco:C5", "G"


@dataclass(frozen=True, slots=True)
class Spread:
    """How the occupations that require a competence are spread."""

    occupations: int
    groups: int
    group_entropy: float  # nats; 0: all in one group
    domains: int
    domain_entropy: float
    main: tuple[tuple[str, int], ...] = ()  # the groups with most of the occupations, and how many

    def features(self) -> dict[str, float]:
        """Return what the tree looks at."""
        return {name: float(getattr(self, name)) for name in FEATURES}


FEATURES = ("occupations", "groups", "group_entropy", "domains", "domain_entropy")


def spread(places: Iterable[Place]) -> Spread:
    """Return the spread of occupations that stand at these places.

    >>> found = spread([Place("512", "5"), Place("512", "5"), Place("941", "9")])
    >>> found.occupations, found.groups, found.domains, round(found.group_entropy, 3)
    (3, 2, 2, 0.637)
    """
    places = list(places)
    groups, domains = Counter(one.group for one in places), Counter(one.domain for one in places)
    main = sorted(groups.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    return Spread(
        len(places), len(groups), _entropy(groups), len(domains), _entropy(domains), tuple(main)
    )


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    return sum(-n / total * math.log(n / total) for n in counts.values())


class Leaf(NamedTuple):
    """Where the tree leads a spread."""

    level: str
    share: float  # of the skills of this leaf, in the half that the tree was fitted on, that have this level
    path: str  # the thresholds passed, e.g. "occupations > 1,5 et groups ≤ 4,5"


@cache
def shipped() -> Mapping[str, Any]:  # Any: JSON
    """Return the tree that ships, with its provenance."""
    found: Mapping[str, Any] = json.loads(
        files("maillage.queries").joinpath("reach.json").read_text("utf-8")
    )
    return found


def level(found: Spread, tree: Mapping[str, Any] | None = None) -> Leaf:
    """Return the graded level of a spread of one occupation at least."""
    node: Mapping[str, Any] = shipped()["tree"] if tree is None else tree
    features, steps = found.features(), []
    while "feature" in node:
        below = features[node["feature"]] <= node["threshold"]
        sign = "≤" if below else ">"
        steps.append(f"{_WORDS[node['feature']]} {sign} {node['threshold']:g}".replace(".", ","))
        node = node["below" if below else "above"]
    return Leaf(node["level"], node["share"], " et ".join(steps))


_WORDS = {
    "occupations": "métiers",
    "groups": "groupes de métiers",
    "group_entropy": "entropie des groupes",
    "domains": "domaines",
    "domain_entropy": "entropie des domaines",
}
