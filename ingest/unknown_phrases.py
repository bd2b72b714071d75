"""Phrases that look like competences and match none: for the people who keep the referential."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from maillage.ingest.stems import fold_word
from maillage.ingest.text_pipeline import Sentence
from maillage.ingest.word_marks import CIRCUMSTANCE, word_marks

MAX_WORDS = 5
MAX_PHRASES = 12  # of one text

_CUE = re.compile(
    r"(?:maitris\w+|connaissances?|competences? en|experience en|expertise en|bases? en|notions? de|"
    r"utilis\w+|formation a)"
    r"(?: parfaite| bonnes?| solides?)? (?:de la |de l'|du |des |de |d'|en |sur |l'|le |la |les )?"
)
_STOPS = re.compile(
    r"[,;:.!?()\[\]/]| et | ou | est | sont | avec | pour | dans | seraient? | souhaite| exige| appreci| requis"
)
_NAMED = re.compile(r"^(?:[A-Z][A-Za-z0-9+#.]*[A-Z0-9+#][A-Za-z0-9+#]*|[A-Z]{3,})$")
_PRIVATE = re.compile(r"@|\d{4,}|\[|https?|www\.")


def unknown_phrases(folded: str, sentence: Sentence, taken: Sequence[tuple[int, int]]) -> list[str]:
    """Return the phrases of a sentence that follow « maîtrise de », or are named like a tool.

    `folded` is the sentence in lower case without accents; `taken` the offsets of what was matched.
    """
    found = [*_cued(folded), *_named(sentence)]
    if not found:
        return []
    covered = {
        word.lower()
        for first, last in taken
        if first < sentence.end and last > sentence.start
        for word, start in zip(sentence.words, sentence.starts, strict=True)
        if first <= start < last
    }
    kept = [
        phrase
        for phrase in dict.fromkeys(found)
        if covered.isdisjoint(phrase.lower().split()) and not _PRIVATE.search(phrase)
    ]
    return kept[:MAX_PHRASES]


def _named(sentence: Sentence) -> Iterator[str]:
    if "".join(sentence.words).isupper():
        return
    pairs = zip(sentence.words, sentence.stems, strict=True)
    for capitals, run in groupby(pairs, key=lambda pair: pair[0].isupper()):
        words, stems = zip(*run, strict=True)
        if not capitals or len(words) == 1 or all(stems):  # « PRISE DE POSTE » is a heading
            yield from filter(_names, words)


def _names(word: str) -> bool:
    """Say whether a word is written like the name of a tool, and is no contract, diploma or place (« CDI »)."""
    return bool(_NAMED.match(word)) and not word_marks(fold_word(word)) >> CIRCUMSTANCE & 1


def _cued(folded: str) -> Iterator[str]:
    for cue in _CUE.finditer(folded):
        phrase = _STOPS.split(folded[cue.end() :], maxsplit=1)[0].strip(" -'\"")
        if 1 <= len(phrase.split()) <= MAX_WORDS and len(phrase) > 2:
            yield phrase
