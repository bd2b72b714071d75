"""How many hours a training lasts: what the law asks for at least, where an offer publishes nothing.

Source: decree 2020-624 of 22 May 2020 (code de l'éducation, D337-14 and following): hours in a training
centre for apprentices, whole, and at least where a contract is reduced. Nothing is asked of professional titles.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple


class LegalHours(NamedTuple):
    """Hours in a training centre."""

    whole: int
    least: int  # where the contract is reduced to one year


_LEGAL = {
    "cap": LegalHours(800, 400),
    "mention complementaire": LegalHours(400, 400),
    "bp": LegalHours(800, 400),
    "bac pro": LegalHours(1850, 675),
    "bma": LegalHours(1350, 675),
    "bts": LegalHours(1350, 675),
}
_KINDS = (
    (re.compile(r"^(?:cap\b|certificat d.aptitude professionnelle)", re.I), "cap"),
    (re.compile(r"^(?:mc\d?\b|mention compl)", re.I), "mention complementaire"),
    (re.compile(r"^(?:bp\b|brevet professionnel(?! agricole))", re.I), "bp"),
    (re.compile(r"^(?:bac\s*pro|baccalaur.at professionnel)", re.I), "bac pro"),
    (re.compile(r"^(?:bma\b|brevet des m.tiers d.art)", re.I), "bma"),
    (re.compile(r"^(?:bts\b|brevet de technicien sup.rieur(?! agricole))", re.I), "bts"),
)


def legal_hours(title: str) -> LegalHours | None:
    """Return the legal hours of a diploma from the kind or title that names it; None where there are none.

    >>> legal_hours("CAP Opérateur logistique")
    LegalHours(whole=800, least=400)
    >>> legal_hours("Titre professionnel préparateur de commandes") is None
    True
    """
    found = next((kind for pattern, kind in _KINDS if pattern.match(title.strip())), None)
    return _LEGAL[found] if found else None


def within(hours: int, title: str) -> bool:
    """Return whether a training may be had within so many hours; what nothing is known of may."""
    legal = legal_hours(title)
    return legal is None or legal.least <= hours


def shortest(titles: Sequence[str]) -> str:
    """Return in French what is known of the shortest of some trainings; "" without any."""
    if not titles:
        return ""
    legal = [legal_hours(title) for title in titles]
    unknown = [title for title, found in zip(titles, legal, strict=True) if found is None]
    return told(unknown[0] if unknown else min(titles, key=lambda one: legal_hours(one) or (0, 0)))


def told(title: str) -> str:
    """Return in French what is known of a training's hours."""
    legal = legal_hours(title)
    if legal is None:
        return "durée non publiée"
    return f"au moins {legal.whole} h en apprentissage ({legal.least} h si le contrat est réduit)"
