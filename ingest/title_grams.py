"""A job title as character n-grams, once its gender forms, codes and places are out of the way."""

import re

from maillage.ingest.stems import fold

SIZES = (3, 4, 5)
MAX_TITLE = 120  # characters that are read

_GENDER = re.compile(
    r"[\[(/\- ]*\b(?:h ?[/\-.,f|] ?f?|f ?[/\-.|] ?h|m ?/ ?f|w ?/ ?m)(?: ?/ ?[xdn])?\b[\])]?|[(\[][^)\]]*[)\]]"
)
_MIXED = re.compile(r"[(·.\-](?:e|ne|se|euse|trice|ere|rice|le|ienne|enne|fe|ve)s?[)]?(?=\W|$)")
_NOISE = re.compile(
    r"\b(?:cdi|cdd|interim|alternance|stage|apprenti(?:ssage)?|urgent|debutant\w*|temps (?:plein|partiel)|"
    r"poste|recherche|"
    r"recrute|offre|emploi|contrat|mission|saisonnier\w*|senior|junior|confirme\w*|nuit|jour|week-?end|"
    r"\d+ ?h|\d+)\b"
)
_ACRONYM = re.compile(r"[(\[]\s*([A-Z][A-Za-z]*[A-Z][A-Z0-9]*)\s*[)\]]")
_OTHER = re.compile(r"[^a-z0-9+#]+")


def variants(label: str) -> tuple[str, ...]:
    """Return the masculine and the feminine form of a doublet, or the label alone.

    >>> variants("Développeur / Développeuse web")
    ('Développeur web', 'Développeuse web')
    """
    if " / " not in label:
        return (label,)
    left, _, right = label.partition(" / ")
    words = left.split(), right.split()
    # What follows the second form belongs to both: « Chef / Cheffe de projet ».
    shared = _shared(words[0], words[1])
    if shared is None:
        return (left, right)
    return (" ".join([*words[0], *words[1][shared:]]), right)


def acronyms(label: str) -> tuple[str, ...]:
    """Return what a label writes short in brackets: a title that is often all that an ad says.

    >>> acronyms("Responsable de la Sécurité des Systèmes d'Information (RSSI)")
    ('rssi',)
    """
    return tuple(fold(one) for one in _ACRONYM.findall(label))


def _shared(left: list[str], right: list[str]) -> int | None:
    if not left or not right or fold(left[0])[:3] != fold(right[0])[:3]:
        return None
    return min(len(left), len(right))


def clean_title(title: str) -> str:
    """Return a title folded, without "(H/F)", mixed endings, contract words and numbers.

    >>> clean_title("Développeur(euse) web confirmé H/F - CDI")
    'developpeur web'
    """
    folded = fold(title[:MAX_TITLE])
    folded = _MIXED.sub(" ", folded)
    folded = _GENDER.sub(" ", folded)
    folded = _NOISE.sub(" ", folded)
    return _OTHER.sub(" ", folded).strip()


def grams(cleaned: str) -> list[str]:
    """Return the n-grams of each word, its borders marked by a space."""
    found: list[str] = []
    for word in cleaned.split():
        if len(word) < 2:
            continue
        padded = f" {word} "
        for size in SIZES:
            found.extend(padded[at : at + size] for at in range(max(1, len(padded) - size + 1)))
    return found
