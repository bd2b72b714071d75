"""How the cells of the RNCP and RS tables are read: codes, levels, dates, labels.

Each function returns "" for what it cannot read, after telling `reject` why.
"""

import re
from collections.abc import Callable
from datetime import date

Complaint = Callable[[str], None]  # what a reader does of the reason why a cell is unreadable

FICHE = re.compile(r"(?:RNCP|RS)\d+")
_BLOC = re.compile(
    r"(?:RNCP\d+BC)?((?:RNCP|RS)\d+BC\d+)"
)  # "RNCP35035BCRNCP35035BC01" was published
_LEVEL = re.compile(r"(?:niv(?:eau)?\s*)?([1-8])", re.IGNORECASE)
_NO_LEVEL = re.compile(r"|nr|reprise|sans niveau.*", re.IGNORECASE | re.DOTALL)
_FRENCH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")  # day/month/year
_AMERICAN_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})")  # month/day/year, in the tables of 2021
_CENTURY = 2000  # the registers begin in 2002


def fiche_code(text: str, reject: Complaint) -> str:
    """Return "RNCP37274" or "RS5000", where `text` is one."""
    code = text.strip().upper()
    if FICHE.fullmatch(code):
        return code
    reject(f"numéro de fiche illisible « {text} » (attendu : RNCP ou RS suivi de chiffres)")
    return ""


def fiche_codes(text: str, reject: Complaint) -> list[str]:
    """Return every fiche code of a cell, whatever separates them."""
    codes = FICHE.findall(text.upper())
    if not codes and text.strip():
        reject(f"aucun numéro de fiche dans « {text[:60]} »")
    return codes


def bloc_code(text: str, reject: Complaint) -> str:
    """Return "RNCP37274BC01", its fiche code written once."""
    match = _BLOC.fullmatch(text.strip().upper())
    if match is not None:
        return match[1]
    reject(f"code de bloc illisible « {text[:60]} » (attendu : RNCP37274BC01)")
    return ""


def level(text: str, reject: Complaint) -> str:
    """Return "1" to "8" of "niveau4", "NIV4", "Niveau 4" or "4"; "" too for a fiche without level."""
    match = _LEVEL.fullmatch(text.strip())
    if match is not None:
        return match[1]
    if not _NO_LEVEL.fullmatch(text.strip()):
        reject(f"niveau illisible « {text[:60]} »")
    return ""


def french_date(text: str, reject: Complaint) -> str:
    """Return the ISO date of day/month/year."""
    match = _FRENCH_DATE.fullmatch(text.strip())
    if match is None:
        return _no_date(text, reject)
    return _iso_date(int(match[3]), int(match[2]), int(match[1]), text, reject)


def american_date(text: str, reject: Complaint) -> str:
    """Return the ISO date of month/day/two-digit year."""
    match = _AMERICAN_DATE.fullmatch(text.strip())
    if match is None:
        return _no_date(text, reject)
    return _iso_date(_CENTURY + int(match[3]), int(match[1]), int(match[2]), text, reject)


def active(text: str, reject: Complaint) -> bool | None:
    """Return whether "ACTIVE" or "INACTIVE" is said, None where nothing is."""
    said = {"ACTIVE": True, "INACTIVE": False, "": None}
    try:
        return said[text.strip().upper()]
    except KeyError:
        reject(f"état de fiche illisible « {text[:60]} » (attendu : ACTIVE ou INACTIVE)")
        return None


def label(text: str) -> str:
    """Return a label with its spaces collapsed, doubled apostrophes undone and bullets removed."""
    return " ".join(text.replace("''", "'").split()).lstrip("-–•.:/ ").rstrip()


def _no_date(text: str, reject: Complaint) -> str:
    if text.strip():
        reject(f"date illisible « {text[:30]} »")
    return ""


def _iso_date(year: int, month: int, day: int, text: str, reject: Complaint) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        reject(f"date impossible « {text} »")
        return ""
