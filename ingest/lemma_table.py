"""The stem of each word form: spaCy's lookup lemmas, reduced to those that say more than the form does.

spaCy's own table takes a hundred megabytes in memory. What ships in an index is two sorted arrays, where
a form whose lemma has the form's own stem is left out.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.known_words import KnownWords
from maillage.ingest.stems import stem, without_marks

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int32]


class Lemmas(Protocol):
    """Something that finds the stem of the lemma of a form, where the form is listed."""

    def __call__(self, form: str) -> str | None:
        """Return the stem, or None where the form is not listed."""


class LemmaTable:
    """Gives stems to words, each looked up once."""

    def __init__(self, listed: Lemmas) -> None:
        """Keep where forms are listed; nothing is known yet."""
        self._listed = listed
        self._known = KnownWords(self._stem)

    def stems(self, words: Sequence[str]) -> list[str]:
        """Return the stem of each word, empty for a word without content."""
        return [*map(self._known.__getitem__, words)]

    def _stem(self, word: str) -> str:
        bare = without_marks(word)
        for form in dict.fromkeys((bare, bare.lower())):
            found = self._listed(form)
            if found is not None:
                return found
        return stem(bare)


class ListedForms:
    """Forms by hash, and the stem of each: what an index holds."""

    def __init__(self, hashes: Hashes, numbers: Numbers, stems: Sequence[str]) -> None:
        """Wrap the arrays: `numbers[i]` is the place in `stems` of the form whose hash is `hashes[i]`."""
        # Of a memory view, numbers are taken one by one without an array of numpy around each.
        self._hashes, self._numbers, self._stems = hashes.data, numbers, stems

    def __call__(self, form: str) -> str | None:
        """Return the stem of a form's lemma, or None."""
        wanted = form_hash(form)
        place = bisect_left(self._hashes, wanted)
        if place == len(self._hashes) or self._hashes[place] != wanted:
            return None
        return self._stems[int(self._numbers[place])]


def form_hash(form: str) -> int:
    """Return 64 bits that are the same on every machine."""
    return int.from_bytes(blake2b(form.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def listed_forms(useful: frozenset[str]) -> tuple[Hashes, Numbers, list[str]]:
    """Return the arrays of `ListedForms`: forms that reach a useful stem, or would reach one wrongly."""
    found: dict[int, str] = {}
    for form, lemma in _spacy_table().items():
        reached, own = stem(lemma), stem(form)
        if reached != own and not useful.isdisjoint((reached, own)):
            found[form_hash(form)] = reached
    stems = sorted(set(found.values()))
    numbers = {one: number for number, one in enumerate(stems)}
    hashes = sorted(found)
    return (
        np.asarray(hashes, dtype=np.uint64),
        np.asarray([numbers[found[one]] for one in hashes], dtype=np.int32),
        stems,
    )


@cache
def spacy_lemmas() -> LemmaTable:
    """Return the table that reads spaCy's own: for the build, and for texts read without an index."""
    table = _spacy_table()

    def listed(form: str) -> str | None:
        lemma = table.get(form)
        return None if lemma is None else stem(lemma)

    return LemmaTable(listed)


@cache
def _spacy_table() -> dict[str, str]:
    """Return spaCy's lookup table of French, the one that its lemmatizer reads, without importing spaCy."""
    import gzip
    import json
    from importlib.resources import files

    packed = files("spacy_lookups_data").joinpath("data/fr_lemma_lookup.json.gz").read_bytes()
    listed = json.loads(gzip.decompress(packed))
    return {form: one if isinstance(one, str) else one[0] for form, one in listed.items()}
