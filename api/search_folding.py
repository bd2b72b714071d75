"""How search compares words: the same folding as the linker's, wired here because queries do no NLP."""

import re

from maillage.queries.search_words import Folding

_WORD = re.compile(r"[a-z0-9#+]+")


def folding() -> Folding:
    """Return the folding of labels and of what people type."""
    from functools import lru_cache

    from maillage.ingest.abbreviations import ABBREVIATIONS
    from maillage.ingest.normalise_label import STOP_WORDS, fold, fold_gender, variants

    def words(text: str) -> list[str]:
        found = _WORD.findall(fold(text))
        return [word for word in found if word not in STOP_WORDS] or found

    def query(text: str) -> list[str]:
        # « (H/F) » says nothing; « vendeur(se) » is one word.
        folded = _WORD.findall(fold(variants(text)[0])) or words(text)
        full = [part for word in folded for part in ABBREVIATIONS.get(word, word).split()]
        return [word for word in full if word not in STOP_WORDS] or full

    persons = frozenset(map(fold_gender, ("homme", "femme", "personne")))
    return Folding(words, lru_cache(maxsize=300_000)(fold_gender), query, persons)
