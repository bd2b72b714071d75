"""One form for a label however it is written: gender, accents, case, plural, abbreviations.

What is compared is never shown: the folded words are not always words of French.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from maillage.ingest.abbreviations import ABBREVIATIONS

LONGEST = 400  # characters of a label that are read; a title or a competence is shorter

# Endings of folded words, after the plural is gone: feminine → masculine. The first that fits.
ENDINGS: tuple[tuple[str, str], ...] = (
    ("trice", "teur"),
    ("euse", "eur"),
    ("iere", "ier"),
    ("ere", "er"),
    ("enne", "en"),
    ("onne", "on"),
    ("elle", "el"),
    ("esse", ""),
    ("ffe", "f"),
    ("ive", "if"),
    ("ee", ""),
    ("e", ""),
)
STOP_WORDS = frozenset(
    "a au aux d dans de des du en et l la le les ou par pour s sur un une the of and to or in der die "
    "das und von".split()
)

_MARK = re.compile(
    r"[(\[]\s*(?:h\s*[/|.,-]?\s*f|f\s*[/|.,-]?\s*[hm]|m\s*[/|.,-]\s*[fw]|w\s*[/|.,-]\s*m)"
    r"(?:\s*[/|.,-]\s*[a-z])?\s*[)\]]"
    r"|(?<![^\W_])(?:h\s?[/|-]\s?f|f\s?[/|-]\s?h|m\s?/\s?[fw])(?:\s?[/|-]\s?[dnx])?(?![^\W_])",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?P<word>[^\W\d_]{3,})\s?"
    r"(?:\((?P<in>-?(?:[^\W\d_]{1,5}))\)s?|[/·•‧∙⋅]-?(?P<dot>[^\W\d_]{1,5})(?:[·•‧∙⋅.]s)?"
    r"|(?<=\w)[.-](?P<low>e|ne|se|re|ère|ère|rice|trice|euse|ive|le)(?:[.-]?s)?)"
    r"(?![^\W\d_])"
)
_MARKED = re.compile(r"[(\[/|·•‧∙⋅.-]")  # one of them is in all that the two above fit
_FEMININE = frozenset(
    "e ee es ne nes se ses re res ere eres iere ieres rice rices trice trices euse euses ienne ve ves "
    "ive le les elle fe te esse sse ice eure enne onne".split()
)
_PAIRS = frozenset({("homme", "femme"), ("garcon", "fille"), ("steward", "hotesse")})
_IRREGULAR = {"femme": "homme", "femmes": "homme", "hotesse": "hote", "fille": "garcon"}
_PART = re.compile(r"\s*/\s*")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[a-z0-9#+]+")


def fold(text: str) -> str:
    """Return the text without accents, case or control characters.

    >>> fold("Chargé d’Études")
    "charge d'etudes"
    """
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    kept = _ACCENTS.sub("", text)
    if not kept.isascii() or not kept.isprintable():
        kept = "".join(c if c.isprintable() else " " for c in kept if not unicodedata.combining(c))
    return " ".join(kept.replace("’", "'").casefold().split())


def variants(text: str) -> tuple[str, ...]:
    """Return the masculine form of a title, then its feminine form where one is written.

    >>> variants("Conducteur / Conductrice de travaux (H/F)")
    ('Conducteur de travaux', 'Conductrice de travaux')
    >>> variants("vendeur(se)")
    ('vendeur', 'vendeuse')
    """
    text = text[:LONGEST]
    marked = _MARKED.search(text) is not None
    text = " ".join((_MARK.sub(" ", text) if marked else text).split())
    masculine = feminine = text
    if marked and _SUFFIX.search(text):
        masculine = _SUFFIX.sub(_without_suffix, text)
        feminine = _SUFFIX.sub(_with_suffix, text)
    if "/" in masculine:
        masculine, feminine = _split_doublet(masculine)
    masculine, feminine = masculine.strip(" -–/,"), feminine.strip(" -–/,")
    return (masculine,) if masculine == feminine or not feminine else (masculine, feminine)


def normal_words(text: str) -> list[str]:
    """Return the folded words of a label: masculine, singular, in full, without stop words.

    >>> normal_words("Resp. des ventes") == normal_words("responsable de vente")
    True
    """
    return variant_words(variants(text)[0])


def variant_words(variant: str) -> list[str]:
    """Return what `normal_words` does, of a title's masculine form."""
    folded = fold(variant)
    words: list[str] = []
    for word in _WORD.findall(folded):
        words += _fold_word(word)
    return [word for word in words if word not in STOP_WORDS] or words


def normal_form(text: str) -> str:
    """Return the folded words of a label, joined by spaces."""
    return " ".join(normal_words(text))


def label_key(text: str) -> str:
    """Return what two labels share when they are the same words, in any order."""
    return " ".join(sorted(set(normal_words(text))))


@lru_cache(maxsize=100_000)
def _fold_word(word: str) -> tuple[str, ...]:
    full = ABBREVIATIONS.get(word)
    if full is not None:
        return tuple(fold_gender(part) for part in full.split())
    return (fold_gender(word),)


def fold_gender(word: str) -> str:
    """Return a folded word in the singular and without the ending that tells its gender.

    >>> fold_gender("directrices") == fold_gender("directeur")
    True
    """
    word = _IRREGULAR.get(word, word)
    if len(word) > 3 and word[-1] in "sx" and word[-2] != "s":
        word = word[:-1]
    for ending, masculine in ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 3:
            return word[: -len(ending)] + masculine
    return word


def _suffix_of(match: re.Match[str]) -> str:
    return (match["in"] or match["dot"] or match["low"] or "").strip("-")


def _without_suffix(match: re.Match[str]) -> str:
    return match["word"] if fold(_suffix_of(match)) in _FEMININE else match[0]


def _with_suffix(match: re.Match[str]) -> str:
    word, suffix = match["word"], _suffix_of(match)
    if fold(suffix) not in _FEMININE:
        return match[0]
    # The suffix overlaps the word's end where both share a letter: opérateur + trice, vendeur + se.
    for cut, endings in ((4, ("trice", "rice")), (3, ("euse", "se")), (2, ("ère", "ere", "re"))):
        if suffix in endings:
            return word[:-cut] + endings[0]
    if suffix in {"ve", "ive"} and word.endswith("f"):
        return word[:-1] + "ve"
    return word + (suffix if not suffix.startswith("ienne") else "ne")


def _split_doublet(text: str) -> tuple[str, str]:
    """Return both genders of « Boulanger / Boulangère » and of « chef de rang/cheffe de rang »."""
    parts = _PART.split(text)
    for place, (left, right) in enumerate(pairwise(parts)):
        pair = _join_doublet(left.split(), right.split())
        if pair is None:
            continue
        before, after = parts[:place], parts[place + 2 :]
        masculine, feminine = (" / ".join([*before, one, *after]) for one in pair)
        if after:
            masculine, feminine = _split_doublet(masculine)[0], _split_doublet(feminine)[-1]
        return masculine, feminine
    return text, text


def _join_doublet(left: list[str], right: list[str]) -> tuple[str, str] | None:
    if not left or not right:
        return None
    if _same_title(left[0], right[0]):
        shared = right[len(left) :]
        return " ".join(left + shared), " ".join(right + left[len(right) :])
    if _same_title(left[-1], right[0]):
        return " ".join(left + right[1:]), " ".join(left[:-1] + right)
    return None


def _same_title(left: str, right: str) -> bool:
    """Return whether two words are one title in its two genders."""
    one, other = fold(left), fold(right)
    if (one, other) in _PAIRS:
        return True
    return fold_gender(one) == fold_gender(other) or (
        len(one) > 3 and one[:4] == other[:4] and abs(len(one) - len(other)) <= 5
    )
