"""What reaches are drawn from, read from the graph once: occupations, categories, parents, assertions.

Reading takes seconds (two hundred thousand requirements), so a generation may keep it as one JSON file.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from maillage.ontology.names import PUBLISHED, Names
from maillage.queries.decode import node, text
from maillage.queries.question import Store, question
from maillage.queries.reach_tree import Place

_ISCO = PUBLISHED["isco"][0] + "C"
_Links = Mapping[NamedNode, tuple[NamedNode, ...]]


@dataclass(frozen=True, slots=True)
class ReachData:
    """Competences and occupations, by URI."""

    occupations: _Links  # competence → the occupations that require it
    places: Mapping[NamedNode, Place]  # occupation → where it stands
    asserted: _Links  # competence → reaches
    categories: Mapping[NamedNode, str]  # competence → ROME's subcategory
    parents: _Links  # competence → macro-competence or group
    matches: _Links  # competence → those held for the same, both ways


def read_reach_data(store: Store, names: Names) -> ReachData:
    """Read it from the graph."""
    categories = question("competence_categories").ask(store)
    return ReachData(
        _links(store, "competence_occupations", "competence", "occupation"),
        _places(_links(store, "occupation_groups", "occupation", "group"), names),
        _links(store, "competence_reaches", "competence", "reach"),
        {node(row, "competence"): text(row, "subcategory") for row in categories},
        _links(store, "competence_parents", "competence", "parent"),
        _both_ways(_links(store, "competence_exact_matches", "competence", "target")),
    )


def write_reach_data(data: ReachData, path: Path) -> None:
    """Write it as JSON: each URI once, then numbers."""
    links = {name: getattr(data, name) for name in _LINKS}
    uris = sorted(
        {
            one.value
            for found in links.values()
            for key, many in found.items()
            for one in (key, *many)
        }
        | {one.value for one in (*data.places, *data.categories)}
    )
    number = {uri: at for at, uri in enumerate(uris)}
    told = {
        "uris": uris,
        "places": {number[one.value]: list(place) for one, place in data.places.items()},
        "categories": {number[one.value]: word for one, word in data.categories.items()},
        **{
            name: {
                number[key.value]: [number[one.value] for one in many]
                for key, many in found.items()
            }
            for name, found in links.items()
        },
    }
    path.write_text(json.dumps(told, separators=(",", ":"), ensure_ascii=False), "utf-8")


def load_reach_data(path: Path) -> ReachData | None:
    """Return what `write_reach_data` wrote, None where it did not."""
    if not path.is_file():
        return None
    told = json.loads(path.read_text("utf-8"))
    uris = [NamedNode(uri) for uri in told["uris"]]

    def links(name: str) -> _Links:
        found: dict[str, list[int]] = told[name]
        return {uris[int(key)]: tuple(uris[one] for one in many) for key, many in found.items()}

    return ReachData(
        links("occupations"),
        {uris[int(key)]: Place(*place) for key, place in told["places"].items()},
        links("asserted"),
        {uris[int(key)]: word for key, word in told["categories"].items()},
        links("parents"),
        links("matches"),
    )


_LINKS = ("occupations", "asserted", "parents", "matches")


def _links(store: Store, name: str, key: str, value: str) -> _Links:
    found: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in question(name).ask(store):
        found[node(row, key)].add(node(row, value))
    return {one: _sorted(many) for one, many in found.items()}


def _both_ways(links: _Links) -> _Links:
    found: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for one, many in links.items():
        for other in many:
            found[one].add(other)
            found[other].add(one)
    return {one: _sorted(many) for one, many in found.items()}


def _sorted(nodes: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
    return tuple(sorted(nodes, key=lambda one: one.value))


def _places(above: _Links, names: Names) -> dict[NamedNode, Place]:
    found = {occupation: _place(occupation, above, names) for occupation in above}
    return {occupation: place for occupation, place in found.items() if place is not None}


def _place(occupation: NamedNode, above: _Links, names: Names) -> Place | None:
    # An ESCO occupation may be filed under another one, and that one under its ISCO group.
    seen: set[NamedNode] = set()
    waiting = [occupation]
    domain = names.concept("rome-domaine", "x").value[:-1]
    while waiting:
        one = waiting.pop()
        if one.value.startswith(_ISCO):
            code = one.value.removeprefix(_ISCO)
            return Place(f"isco:C{code[:3]}", f"isco:C{code[:1]}")
        if one.value.startswith(domain):
            code = one.value.removeprefix(domain)
            return Place(f"rome-domaine:{code}", code[:1])
        if one not in seen:
            seen.add(one)
            waiting.extend(above.get(one, ()))
    return None
