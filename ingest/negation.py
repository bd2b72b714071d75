"""What an ad says is not asked: « aucune expérience en … exigée », « pas besoin de … »."""

import re

# Over the folded sentence: lower case, no accents.
_BEFORE = re.compile(
    r"\b(?:aucune?s? (?:\w+ ){0,2}(?:experience|connaissance|competence|maitrise|diplome|qualification|"
    r"formation|notion|"
    r"prerequis|niveau|permis|pratique|obligation|besoin)s?|pas besoin d[e']|pas (?:de|d') ?(?:\w+ )?(?:experience|"
    r"connaissance|competence|diplome|permis|formation|qualification)s?|sans (?:\w+ )?(?:experience|connaissance|"
    r"diplome|qualification|competence|permis|formation|prerequis)s?|nul besoin|inutile d[e']|pas necessaire d[e']|"
    r"pas obligatoire d[e']|pas indispensable d[e']|pas oblige d[e'])"
)
_AFTER = re.compile(
    r"\bnon (?:exige|requis|necessaire|obligatoire|indispensable|demande)\w*|"
    r"\b(?:n'est|ne sont|n'etant|n'est absolument) (?:pas|nullement|aucunement) (?:\w+ )?(?:exige|requis|"
    r"necessaire|obligatoire"
    r"|indispensable|demande|imperati|attendu)\w*|\bpas (?:exige|requis|necessaire|obligatoire|"
    r"indispensable|demande)\w*"
)
_BUT = re.compile(
    r"\b(?:mais|cependant|toutefois|en revanche|neanmoins|par contre|seule?)\b|[;.!?]"
)
_WORDS = ("aucun", "pas", "sans", "nul", "inutile", "non")  # one of them is in all that fits above


def may_negate(folded: str) -> bool:
    """Say whether a folded sentence holds a word without which nothing in it is negated: most hold none."""
    return any(word in folded for word in _WORDS)


def negated(folded: str, start: int, end: int) -> bool:
    """Say whether what stands at [start, end) of a folded sentence is said not to be asked.

    >>> negated("aucune experience en soudure exigee", 21, 28)
    True
    >>> negated("aucun diplome exige mais maitrise de la soudure", 40, 47)
    False
    """
    if not may_negate(folded):
        return False
    left = folded[:start]
    turns = [match.end() for match in _BUT.finditer(left)]
    left = left[turns[-1] :] if turns else left
    if _BEFORE.search(left + folded[start:end]):
        return True
    right = _BUT.split(folded[start:], maxsplit=1)[0]
    return _AFTER.search(right) is not None
