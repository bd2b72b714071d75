"""Where a record is: from the words of its source to the INSEE code of a commune of the graph."""

import re
from enum import StrEnum
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from maillage.ingest.record import Place
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF, SKOS
from maillage.vocab.communes import Commune, Communes, UnknownPlace, town_name

_INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_DEPARTMENT = re.compile(r"0?[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6]|98[4678]")
# "67 - Strasbourg", "Strasbourg (67)", "67000 Strasbourg", "Strasbourg 67000"
_BEFORE = re.compile(
    r"\s*([0-9]{5}|2[AB]|97[1-6]|[0-9]{2})(?:\s*[-–—:]\s*|\s+)(?=[^\W\d])(.+)", re.S
)
_AFTER = re.compile(
    r"(.*[^\W\d].*?)\s*(?:\(\s*([0-9]{5}|2[AB]|[0-9]{2,3})\s*\)|[ ,-]\s*([0-9]{5}))\s*", re.S
)
_LONGEST = 200  # characters of a place that are read


class PlaceStatus(StrEnum):
    """What became of a place."""

    KNOWN = "known"  # a commune of the graph
    OUTSIDE = "outside"  # a place outside the departments of the graph
    UNKNOWN = "unknown"  # absent, or no commune that can be told


class ResolvedPlace(NamedTuple):
    """The commune of a record, or why it has none."""

    commune: str  # INSEE code; of a place outside the graph only where the source gives it; or ""
    status: PlaceStatus
    reason: str = ""  # in French, "" where known; never the words of the source


class PlaceResolver:
    """Resolves places against the communes of a graph. Small, and can be sent to another process."""

    def __init__(self, communes: Communes, departments: dict[str, str]) -> None:
        """Keep the communes, and the name of each of their departments."""
        self._communes = communes
        self._departments = {code: town_name(label) for code, label in departments.items()}

    @classmethod
    def load(cls, store: Store, names: Names) -> "PlaceResolver":
        """Read the communes of a graph: their labels, and the departments that they are within."""
        types = {
            quad.subject for quad in store.quads_for_pattern(None, RDF.type, MLG.Department, None)
        }
        departments = {
            node: names.curie(node).partition(":")[2]
            for node in types
            if isinstance(node, NamedNode)
        }
        communes = []
        for quad in store.quads_for_pattern(None, RDF.type, MLG.Commune, None):
            node = quad.subject
            if isinstance(node, NamedNode):
                code = names.curie(node).partition(":")[2]
                within = {
                    one.object for one in store.quads_for_pattern(node, MLG.within, None, None)
                }
                department = next(
                    (code for place, code in departments.items() if place in within), ""
                )
                communes.append(
                    Commune(code, _label(store, node), department or _department(code), "")
                )
        labels = {code: _label(store, node) for node, code in departments.items()}
        known = {commune.department for commune in communes}
        return cls(
            Communes(communes),
            {code: labels.get(code, "") for code in known},
        )

    def resolve(self, place: Place) -> ResolvedPlace:
        """Return the commune of a place.

        The INSEE code wins; then the town, in the department of the postal code, of its own words
        ("67 - Strasbourg") or of the source.
        """
        insee = place.insee.strip().upper()[:_LONGEST]
        if insee:
            insee = insee.zfill(5) if insee.isdigit() else insee
            if _INSEE.fullmatch(insee):
                found = self._coded(insee)
                if found.status is not PlaceStatus.UNKNOWN:
                    return found
        town, code = _read(place)
        if not code:
            return _unknown("lieu absent" if not town else "lieu sans département ni code postal")
        department = _department(code)
        if not self._inside(department):
            return ResolvedPlace(
                "", PlaceStatus.OUTSIDE, f"hors du graphe (département {department})"
            )
        if not town or town_name(town) in {"", self._departments.get(department)}:
            return _unknown("seulement le département ou le code postal")
        return self._named(town, code)

    def _coded(self, insee: str) -> ResolvedPlace:
        try:
            return ResolvedPlace(self._communes.with_code(insee).code, PlaceStatus.KNOWN)
        except UnknownPlace:
            department = _department(insee)
            if self._inside(department):
                return _unknown("code INSEE qui n'est pas dans le graphe")
            return ResolvedPlace(
                insee, PlaceStatus.OUTSIDE, f"hors du graphe (département {department})"
            )

    def _named(self, town: str, code: str) -> ResolvedPlace:
        try:
            return ResolvedPlace(self._communes.named(town, code).code, PlaceStatus.KNOWN)
        except UnknownPlace as error:
            several = str(error).startswith("plusieurs")
            return _unknown(
                "nom que portent plusieurs communes du département"
                if several
                else "nom qui n'est d'aucune commune du département"
            )

    def _inside(self, department: str) -> bool:
        known = self._departments
        return department in known or (department == "20" and bool({"2A", "2B"} & set(known)))


def _read(place: Place) -> tuple[str, str]:
    # The town, and a postal code or what stands for one: a department followed by zeros.
    town = " ".join(place.town[:_LONGEST].split())
    own = ""
    if before := _BEFORE.fullmatch(town):
        own, town = before[1], before[2]
    elif after := _AFTER.fullmatch(town):
        town, own = after[1], after[2] or after[3]
    elif re.fullmatch(r"[0-9]{5}|2[AB]|[0-9]{2}", town):
        own, town = town, ""
    for code in (place.postal_code, own, place.department):
        if postal := _postal(code):
            return town, postal
    return town, ""


def _postal(code: str) -> str:
    code = code.strip().upper()[:_LONGEST]
    if re.fullmatch(r"[0-9]{4,5}", code):
        return code.zfill(5)
    if not _DEPARTMENT.fullmatch(code):
        return ""
    return "20000" if code in {"2A", "2B"} else code.zfill(2).ljust(5, "0")


def _department(code: str) -> str:
    return code[:3] if code[:2] in {"97", "98"} else code[:2]


def _unknown(reason: str) -> ResolvedPlace:
    return ResolvedPlace("", PlaceStatus.UNKNOWN, reason)


def _label(store: Store, node: NamedNode) -> str:
    labels = [
        quad.object
        for quad in store.quads_for_pattern(node, SKOS.prefLabel, None, None)
        if isinstance(quad.object, Literal)
    ]
    french = [label.value for label in labels if label.language == "fr"]
    return next(iter(french or [label.value for label in labels]), "")
