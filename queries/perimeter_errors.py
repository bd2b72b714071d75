"""Faults of perimeters: what was typed names no commune, and why.

UnknownTerritory
├── MalformedPerimeter   what was typed does not follow the grammar
├── EmptyPerimeter       the expression is right, and leaves no commune
├── UnknownPerimeter     no saved perimeter has this name
└── NoCentre             a radius is asked for around a commune without coordinates
"""

from collections.abc import Iterable

from maillage.ontology.errors import MaillageError
from maillage.queries.errors import UnknownTerritory

_GRAMMAR = (
    "attendu : des territoires (bassin:4402, dep:10, epci:…, ze:…, 10387, rayon:10387:30km, "
    "perimeter:nom) unis par « + » ou « , », ôtés par « - », au besoin entre parenthèses"
)


class MalformedPerimeter(UnknownTerritory):
    """A text that does not follow the grammar of perimeters."""

    def __init__(self, typed: str, at: int, reason: str) -> None:
        """Keep the text and the position (0-based) where it stops being readable."""
        self.territory = typed
        self.suggestions = ()
        self.at = at
        where = f", à partir de « {typed[at : at + 30]} »" if typed[at:].strip() else ""
        shown = typed if len(typed) <= 80 else f"{typed[:80]}…"
        MaillageError.__init__(
            self, f"périmètre illisible « {shown} »{where} : {reason} ; {_GRAMMAR}"
        )


class EmptyPerimeter(UnknownTerritory):
    """An expression that leaves no commune."""

    def __init__(self, typed: str) -> None:
        """Keep the text."""
        self.territory = typed
        self.suggestions = ()
        MaillageError.__init__(
            self,
            f"périmètre vide « {typed} » : tout ce qui est ajouté est ensuite ôté, il ne reste "
            "aucune commune (par exemple bassin:4402-epci:… doit garder une partie du bassin)",
        )


class UnknownPerimeter(UnknownTerritory):
    """A saved perimeter that the graph does not hold."""

    def __init__(self, curie: str, known: Iterable[str]) -> None:
        """Keep the name and those that are saved."""
        self.territory = curie
        self.suggestions = tuple(sorted(known))
        listed = ", ".join(self.suggestions) or "aucun"
        MaillageError.__init__(
            self, f"périmètre inconnu « {curie} » ; périmètres enregistrés : {listed}"
        )


class NoCentre(UnknownTerritory):
    """A radius around a commune whose coordinates the graph does not hold."""

    def __init__(self, typed: str, centre: str, *, any_known: bool) -> None:
        """Keep the text and the commune."""
        self.territory = typed
        self.suggestions = ()
        why = (
            f"{centre} n'a pas de coordonnées dans le graphe"
            if any_known
            else "le graphe n'a les coordonnées d'aucune commune : les fichiers officiels importés "
            "n'en donnent pas"
        )
        MaillageError.__init__(
            self,
            f"rayon impossible « {typed} » : {why} ; ajouter à territories/ un fichier de centres "
            "(centres*.geojson de points, ou centres*.csv avec code, latitude, longitude) et "
            "reconstruire",
        )
