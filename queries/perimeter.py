"""Perimeters: what people type to name any grouping of communes, and the communes that it names.

    perimeter := term (operator term)*          read from left to right, all operators alike
    operator  := "+" | ","   union              "-"   difference (what is on its right is taken away)
    term      := "(" perimeter ")" | territory
    territory := 10387                          a commune, by its INSEE code
               | commune:… | epci:… | ze:… | arr:… | dep:… | reg:… | bassin:…    or the URI of one
               | perimeter:nom                  a saved perimeter
               | rayon:10387:30km               communes whose centre is within 30 km of this one's

Spaces may stand around any operator. They must where a "-" follows a saved perimeter, whose name may
hold hyphens, or a bare URI; a URI may be put between "<" and ">". A commune named twice counts once.
A distance is a great-circle one, between population centres (docs: `vocab/commune_centres.py`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple, Protocol

from pyoxigraph import NamedNode

from maillage.ontology.errors import MaillageError
from maillage.ontology.names import Names
from maillage.queries.errors import UnknownTerritory
from maillage.queries.perimeter_errors import (
    EmptyPerimeter,
    MalformedPerimeter,
    NoCentre,
    UnknownPerimeter,
)

EARTH = 6371.0088  # mean radius, km (IUGG)
FARTHEST = 1000.0  # km; a longer radius is a slip of the keyboard
DEEPEST = 40  # parentheses within parentheses
_CODE = r"[0-9][0-9ABab][0-9]{3}"
_TERM = re.compile(
    rf"""
      rayon:(?:commune:)?(?P<centre>{_CODE}):(?P<km>[0-9]+(?:\.[0-9]+)?)\ ?(?:km)?(?![\w:.])
    | <(?P<uri>[^<>\s]+)>
    | (?P<bare>https?://[^\s,()<>+]+)
    | (?P<saved>perimeter:[a-z0-9]+(?:-(?![a-z-]+:)[a-z0-9]+)*)
    | (?P<curie>(?!rayon:)[a-z][a-z-]*:[^\s,;()<>+-]+)
    | (?P<code>{_CODE})(?![\w:])
    """,
    re.VERBOSE,
)
_ENDS_OPEN = re.compile(r"(?:perimeter:|https?://)\S*$")


class Centre(NamedTuple):
    """Where the people of a commune live, in degrees (WGS 84)."""

    latitude: float
    longitude: float


class Known(Protocol):
    """What perimeters are resolved against: `maillage.queries.territory.Territories`."""

    @property
    def centres(self) -> Mapping[NamedNode, Centre]:
        """The centres of the communes that have one."""

    @property
    def labels(self) -> Mapping[NamedNode, str]:
        """French labels of communes and groupings."""

    def members(self, uri: NamedNode) -> set[NamedNode]:
        """Return the communes of a commune or grouping; none where it is unknown."""

    def examples(self, names: Names) -> list[str]:
        """Return a few groupings that exist."""


@dataclass(frozen=True, slots=True)
class Perimeter:
    """What an expression names."""

    text: str  # the expression, in CURIEs
    label: str
    communes: frozenset[NamedNode]
    notes: tuple[str, ...] = field(default=())  # what the reader must know, in French


class _Part(NamedTuple):
    """The value of a part of the expression."""

    text: str
    labels: tuple[str, ...]  # of what was united
    communes: frozenset[NamedNode]


def resolve_perimeter(known: Known, names: Names, typed: str) -> Perimeter:
    """Return the communes that an expression names.

    Raises:
        MalformedPerimeter: it does not follow the grammar.
        UnknownTerritory: one of its territories is not in the graph.
        UnknownPerimeter: one of its saved perimeters is not in the graph.
        NoCentre: a radius is asked for and the graph does not know where its centre is.
        EmptyPerimeter: it leaves no commune.
    """
    return _Reader(known, names, typed).read()


def distance(one: Centre, other: Centre) -> float:
    """Return the great-circle distance in km.

    >>> round(distance(Centre(48.8566, 2.3522), Centre(48.5734, 7.7521)))
    397
    """
    half_height = sin(radians(other.latitude - one.latitude) / 2)
    half_width = sin(radians(other.longitude - one.longitude) / 2)
    parallels = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * EARTH * asin(min(1.0, sqrt(half_height**2 + parallels * half_width**2)))


class _Reader:
    """Reads one expression and works it out as it goes."""

    def __init__(self, known: Known, names: Names, typed: str) -> None:
        self._known = known
        self._names = names
        self._typed = typed
        self._at = 0
        self._depth = 0
        self._notes: list[str] = []

    def read(self) -> Perimeter:
        if not self._typed.replace(",", "").strip():
            raise UnknownTerritory(self._typed, self._known.examples(self._names))
        part = self._expression()
        if self._at < len(self._typed):
            raise self._malformed("parenthèse sans ouverture")
        if not part.communes:
            raise EmptyPerimeter(self._typed)
        return Perimeter(part.text, _listed(part.labels), part.communes, tuple(self._notes))

    def _expression(self) -> _Part:
        total = self._term()
        while operator := self._operator():
            if operator == "," and self._peek() in {"", ")"}:  # lists often end with a comma
                break
            total = _combined(total, operator, self._term())
        return total

    def _operator(self) -> str:
        found = self._peek()
        if found in {"", ")"}:
            return ""
        if found not in "+,-":
            raise self._malformed("il manque « + », « , » ou « - » entre deux territoires")
        self._at += 1
        while found == "," and self._peek() == ",":
            self._at += 1
        return found

    def _term(self) -> _Part:
        if self._peek() == "(":
            return self._parenthesis()
        match = _TERM.match(self._typed, self._at)
        if match is None:
            slip = self._typed.startswith("rayon:", self._at)
            raise self._malformed(
                "un rayon s'écrit rayon:10387:30km" if slip else "territoire attendu"
            )
        self._at = match.end()
        if match["centre"] is not None:
            return self._radius(match["centre"].upper(), float(match["km"]))
        return self._territory(match)

    def _parenthesis(self) -> _Part:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._malformed("trop de parenthèses imbriquées")
        self._at += 1
        inside = self._expression()
        if self._peek() != ")":
            raise self._malformed("parenthèse non fermée")
        self._at += 1
        self._depth -= 1
        return _Part(f"({inside.text})", (_listed(inside.labels),), inside.communes)

    def _territory(self, match: re.Match[str]) -> _Part:
        uri = self._uri(match)
        communes = self._known.members(uri)
        curie = self._names.curie(uri)
        if not communes:
            if match["saved"] is not None:
                saved = self._names.concept("perimeter", "").value
                known = [one for one in self._known.labels if one.value.startswith(saved)]
                raise UnknownPerimeter(curie, map(self._names.curie, known))
            raise UnknownTerritory(curie, self._known.examples(self._names))
        label = self._known.labels.get(uri, uri.value.rpartition("/")[2])
        shown = f"<{curie}>" if curie.startswith("http") else curie
        return _Part(shown, (label,), frozenset(communes))

    def _uri(self, match: re.Match[str]) -> NamedNode:
        if match["code"] is not None:
            return self._names.concept("commune", match["code"].upper())
        text = match["uri"] or match["bare"] or match["saved"] or match["curie"]
        try:
            return self._names.uri(text)
        except MaillageError as error:
            raise UnknownTerritory(text, self._known.examples(self._names)) from error

    def _radius(self, code: str, km: float) -> _Part:
        commune = self._names.concept("commune", code)
        text = f"rayon:{code}:{km:g}km"
        if not self._known.members(commune):
            raise UnknownTerritory(f"commune:{code}", self._known.examples(self._names))
        if not 0 < km <= FARTHEST:
            raise self._malformed(f"un rayon se donne entre 0 et {FARTHEST:g} km")
        centres = self._known.centres
        if commune not in centres:
            raise NoCentre(text, f"commune:{code}", any_known=bool(centres))
        around = {one for one, at in centres.items() if distance(centres[commune], at) <= km}
        label = self._known.labels.get(commune, code)
        self._notes.append(
            f"{text} : les {len(around)} communes de la région dont le centre est à {km:g} km au plus, "
            f"à vol d'oiseau, de celui de {label} ; une commune sans coordonnées n'y est pas, et celles "
            "des régions voisines ne sont pas dans le graphe."
        )
        return _Part(text, (f"{km:g} km autour de {label}",), frozenset(around))

    def _peek(self) -> str:
        while self._typed[self._at : self._at + 1].isspace():
            self._at += 1
        return self._typed[self._at : self._at + 1]

    def _malformed(self, reason: str) -> MalformedPerimeter:
        return MalformedPerimeter(self._typed, self._at, reason)


def _combined(left: _Part, operator: str, right: _Part) -> _Part:
    if operator == "-":
        # What the left ends with may hold hyphens: without spaces the text would be read otherwise.
        minus = " - " if _ENDS_OPEN.search(left.text) else "-"
        label = f"{_listed(left.labels)} sans {_listed(right.labels)}"
        return _Part(left.text + minus + right.text, (label,), left.communes - right.communes)
    text = f"{left.text}{operator}{right.text}"
    return _Part(text, left.labels + right.labels, left.communes | right.communes)


def _listed(labels: Iterable[str]) -> str:
    shown = tuple(labels)
    rest = f" et {len(shown) - 3} autres" if len(shown) > 3 else ""
    return ", ".join(shown[:3]) + rest
