"""Places written as one label: "75 - Paris 8e Arrondissement", "Var (83)", "83126 LA SEYNE"."""

import re
from dataclasses import replace

from maillage.ingest.plain_text import one_line
from maillage.ingest.record import Place

_DEPARTMENT = r"[0-9]{2}|2[AB]|97[0-9]"
_CODE_FIRST = re.compile(rf"({_DEPARTMENT})\s*[-–]\s*(\S.*)", re.I)
_POSTAL_FIRST = re.compile(r"(\d{4,5})\s+(\D.*)")
_CODE_IN_BRACKETS = re.compile(rf"\(({_DEPARTMENT})\)", re.I)
_POSTAL_IN_BRACKETS = re.compile(r"\((\d{5})\)")
_WHOLE_DEPARTMENT = re.compile(r"\((?:dept|dép|département)\.?\)", re.I)
_LONGEST = 120  # characters of a label that is a place


def place_from_label(label: str) -> Place:
    """Return what a label tells of a place; a label without any code is taken for a town.

    >>> place_from_label("67 - STRASBOURG")
    Place(insee='', postal_code='', town='STRASBOURG', department='67')
    """
    label = one_line(label)
    if len(label) > _LONGEST:
        return Place()
    if match := _CODE_FIRST.fullmatch(label):
        town = "" if _WHOLE_DEPARTMENT.search(match[2]) else match[2]
        return Place(town=town, department=match[1].upper())
    if match := _POSTAL_FIRST.fullmatch(label):
        return Place(postal_code=match[1], town=match[2])
    town = re.split(r"[(;,]", label)[0].strip()
    if match := _POSTAL_IN_BRACKETS.search(label):
        return Place(town=town, postal_code=match[1])
    if match := _CODE_IN_BRACKETS.search(label):
        return Place(town=town, department=match[1].upper())
    return Place(town=town)


def department_code(text: str) -> str:
    """Return the code in "67", "Bas-Rhin (67)", "Lot (46); Occitanie", else ""."""
    if re.fullmatch(_DEPARTMENT, text.strip(), re.I):
        return text.strip().upper()
    match = _CODE_IN_BRACKETS.search(text)
    return match[1].upper() if match else ""


def completed(place: Place, label: Place) -> Place:
    """Return `place` with what only `label` tells."""
    return replace(
        place,
        postal_code=place.postal_code or label.postal_code,
        town=place.town or label.town,
        department=place.department or label.department,
    )
