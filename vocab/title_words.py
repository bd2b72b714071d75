"""Titles of diplomas and names of places reduced to what identifies them."""

import re
import unicodedata
from dataclasses import dataclass

STOP_WORDS = frozenset(
    "a au aux avec ce ces d dans de des du en et l la le les ou par pour qu s sur un une".split()
)
_LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "–": "-", "—": "-"}
_ACCENTS = re.compile("[\u0300-\u036f]+")  # nearly all that combine, at a stroke
_OTHER_SIGN = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[a-z0-9]+")
_FEMININE = re.compile(r"\s?\((?:[a-zéèï]{1,6})\)")  # Technicien(ne), réparateur (trice)
_ACRONYM = (
    re.compile(  # "(GEMEAU)"; " - CGEA", " - PRO ELEC", " - MaSIPE" at the end or before an option
        r"\s*\([A-Z0-9][A-Z0-9 '/-]{1,11}\)"
        r"|\s+-\s*(?:[A-Z0-9][A-Z0-9'/ ]{1,12}|[A-Z][A-Za-z]*[A-Z][A-Za-z]*)(?=$|\s+[Oo]ption)"
    )
)
_NOISE = re.compile(
    r"\(?fiche nationale\)?|\(?fiche incomplete\)?|- en apprentissage|\(1ere annee commune\)"
    r"|- 1ere annee commune|\ba referentiel(?: commun)? europeen|\(bac \+\d\)|\(bts[a]?\)"
)
_OPTION = re.compile(r"\b(?:options?|opt\b\.?|specialites?|parcours|dominantes?)\b\s*:?")
_SEVERAL = re.compile(r"\b(?:options|specialites|parcours)\b|\boption\b.*\boption\b|[;/]")


@dataclass(frozen=True, slots=True)
class TitleWords:
    """A title as its informative words; those of an option apart, since it may be left out."""

    core: tuple[str, ...]  # stems, in the title's order
    option: tuple[str, ...] = ()  # stems of the option that the title names, if any
    several: bool = False  # the title names several options: it stands for each of them

    @property
    def text(self) -> str:
        """The core's stems, sorted and joined, for fuzzy comparison."""
        return " ".join(sorted(self.core))


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, ligatures and typographic quotes.

    >>> fold("Viticulture-Œnologie")
    'viticulture-oenologie'
    """
    kept = _ACCENTS.sub("", unicodedata.normalize("NFKD", _without_ligatures(text)))
    if not kept.isascii():  # a bullet, a euro, rarely what combines
        kept = _OTHER_SIGN.sub(_unless_combining, kept)
    return kept.lower()


def _unless_combining(sign: re.Match[str]) -> str:
    return "" if unicodedata.combining(sign[0]) else sign[0]


def _without_ligatures(text: str) -> str:
    # Most texts hold none or few: looked for one by one, a tenth of the time of `str.translate`.
    for sign, instead in _LIGATURES.items():
        text = text.replace(sign, instead)
    return text


def words(text: str) -> list[str]:
    """Return the words of `text`, folded.

    >>> words("L'Étape (Vosges)")
    ['l', 'etape', 'vosges']
    """
    return _WORD.findall(fold(text))


def stem(word: str) -> str:
    """Return `word` without the marks of plural and feminine; diplomas differ by little else.

    >>> [stem(word) for word in ("industrielles", "technicienne", "eaux", "bois")]
    ['industriel', 'technicien', 'eau', 'boi']
    """
    for ending in ("sx", "e"):
        if len(word) > 3 and word[-1] in ending:
            word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word


def title_words(title: str, kind_words: tuple[tuple[str, ...], ...] = ()) -> TitleWords:
    """Return the informative words of a diploma's title.

    `kind_words` are the ways of naming the diploma's kind ("brevet", "de", "technicien", …), which
    are dropped from the title's beginning.

    >>> title_words("BTS Maintenance des systèmes - MS option A : systèmes éoliens", (("bts",),))
    TitleWords(core=('maintenanc', 'system'), option=('system', 'eolien'), several=False)
    """
    plain = " ".join(_without_ligatures(title).split())
    if not plain.isupper():  # in a title in capitals, any last word would look like an acronym
        plain = _ACRONYM.sub("", _FEMININE.sub("", plain))
    folded = _NOISE.sub(" ", fold(plain))
    head, *options = _OPTION.split(_without_kind(folded, kind_words))
    if not _stems(head) and options:  # "option Viticulture-œnologie": the option is the diploma
        head, *options = options
    tail = " ".join(options)
    several = len(options) > 1 or (bool(options) and bool(_SEVERAL.search(folded)))
    # The letter of "option B" says nothing by itself.
    option = tuple(word for word in _stems(tail) if len(word) > 1)
    return TitleWords(_stems(head), option, several)


def _without_kind(folded: str, kind_words: tuple[tuple[str, ...], ...]) -> str:
    changed = True
    while changed:
        changed = False
        for kind in sorted(kind_words, key=len, reverse=True):
            pattern = r"\W*" + r"\W+".join(map(re.escape, kind)) + r"\b\W*"
            stripped = re.sub(r"\A" + pattern, "", folded)
            changed |= stripped != folded and bool(stripped)
            folded = stripped or folded
    return folded


def _stems(folded: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(folded) if word not in STOP_WORDS)
