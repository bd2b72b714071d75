"""Kinds of contract, under one code whatever a feed calls them; what says none is not kept."""

import re
import unicodedata

# France Travail's codes (CDI, CDD, MIS, SAI, LIB, …), and "ALT" and "STG", which it has not.
_WORDS = (
    (r"apprenti|alternan|alternating|professionnalisation", "ALT"),
    (r"\bstag|\bintern(?:ship)?\b", "STG"),
    (r"volontariat|\bv\.?i\.?e\b", "VIE"),
    (r"saison|seasonal", "SAI"),
    (r"interim|mission|\btemp\b|temporary agency", "MIS"),
    (r"liberal|independant|freelance|contractor", "LIB"),
    (r"\bcdi\b|duree indeterminee|permanent", "CDI"),
    (r"\bcdd\b|duree determinee|fixed.term|temporary|temporaire", "CDD"),
)
_CODE = re.compile(r"[A-Z]{3}")
_SCHEMA = frozenset(("FULL_TIME", "PART_TIME", "VOLUNTEER", "PER_DIEM", "OTHER"))  # schema.org's


def contract_code(text: str) -> str:
    """Return the code of a contract in the words of its source, "" where these tell none.

    >>> contract_code("CDD - Alternance - Contrat d'apprentissage"), contract_code("MIS")
    ('ALT', 'MIS')
    >>> contract_code("full_time"), contract_code("Contrat à durée indéterminée"), contract_code("?")
    ('FULL_TIME', 'CDI', '')
    """
    plain = "".join(
        one for one in unicodedata.normalize("NFD", text[:200]) if not unicodedata.combining(one)
    ).strip()
    if _CODE.fullmatch(plain):
        return plain
    if plain.upper() in _SCHEMA:
        return plain.upper()
    folded = plain.casefold()
    return next((code for words, code in _WORDS if re.search(words, folded)), "")
