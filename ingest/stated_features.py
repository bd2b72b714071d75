"""What tells whether words of a text state a competence, and whether they mean the one proposed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind, Places
from maillage.ingest.occupation_prior import Prior
from maillage.ingest.phrase_matcher import Match
from maillage.ingest.read_text import ReadText
from maillage.ingest.runs import Numbers, gathered
from maillage.ingest.sections import Section
from maillage.ingest.word_marks import (
    BITS,
    BORDER,
    CIRCUMSTANCE,
    CUE,
    DIGIT,
    IMPERATIVE,
    INFINITIVE,
    PROOF,
    SHOW,
    word_marks,
)

# In the order of the columns.
STATED = (
    "bias", "lexical", "whole", "cover", "words", "mass", "cosine", "prior", "core", "single", "behaviour",
    "tool", "licence", "diploma", "knowledge", "foreign", "esco", "own_share", "nearest", "near_know_how",
    "near_knowledge", "near_behaviour", "near_tool", "near_licence", "near_diploma", "near_occupation",
    "missions", "profile", "one_word", "two_words", "length", "infinitive", "imperative", "circumstance",
    "digit", "capital", "opening", "joined", "breaks", "bullet", "sentence_length", "place", "content",
    "cued", "named", "asked", "item", "taught", "outlook", "holder",
)  # fmt: skip
_BULLETS = frozenset("-–•*·")
_KINDS = {
    "behaviour": int(Kind.BEHAVIOUR), "tool": int(Kind.TOOL), "licence": int(Kind.LICENCE),
    "diploma": int(Kind.DIPLOMA), "knowledge": int(Kind.KNOWLEDGE),
}  # fmt: skip
CUE_WORDS = 4  # words before a span, among which what asks for it is looked for
_NEAR = tuple(name for name in STATED if name.startswith("near_"))  # in the order of `Kind`
Columns: TypeAlias = dict[str, Any]  # feature → its values: an array, a list or one number for all


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of sentences and the concepts that they may mean, an item for each pair of the two."""

    sentence: Places
    concept: Places
    first: Places  # word of the sentence
    last: Places  # inclusive
    words: Places  # content words that the label has too
    mass: Numbers  # sum of their rarity (idf)
    cover: Numbers  # share of the label's mass, [0, 1]
    clause: Places  # that was compared by meaning, by place; -1 where a label's words were found
    opening: NDArray[np.bool_]  # of a clause: it is the first of its sentence
    joined: NDArray[np.bool_]  # of a clause: a preposition or a relative comes before it

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return len(self.sentence)

    def each(self, places: Places | slice = slice(None)) -> Iterator[tuple[int, Match]]:
        """Yield the number of the sentence and what is found in it, of all pairs or of some."""
        matches = (self.concept, self.first, self.last, self.words, self.mass, self.cover)
        columns = (column[places].tolist() for column in matches)
        yield from zip(self.sentence[places].tolist(), map(Match, *columns), strict=True)


def stated_features(
    index: ExtractorIndex,
    vectors: Floats,
    read: ReadText,
    prior: Prior,
    cited: Cited,
    nearest: Floats,
    logits: Floats,
) -> Floats:
    """Return the features of `STATED`, a row for each of `cited`.

    `vectors`: of the words of each; `nearest`: its cosine with the nearest label that is likely.
    """
    near = vectors @ index.kind_centres.T
    asked, required, core = prior.of(cited.concept, logits)
    columns = {
        **_of_match(index, cited),
        **_of_words(index, read, cited),
        **_of_sentence(read, cited),
        **{name: near[:, place] for place, name in enumerate(_NEAR)},
        "bias": 1.0,
        "asked": asked,
        "prior": required,
        "core": core,
        "cosine": _cosines(index, vectors, cited),
        "nearest": nearest,
        "opening": cited.opening,
        "joined": cited.joined,
    }
    features = np.empty((len(STATED), len(cited)), np.float32)
    for place, name in enumerate(STATED):
        features[place] = columns[name]
    return features.T


def _cosines(index: ExtractorIndex, vectors: Floats, cited: Cited) -> Floats:
    """Return the cosine of each span with the label of its concept, 0 where that has no vector."""
    rows = index.label_row[cited.concept]
    labels = index.label_vectors.rows(np.maximum(rows, 0))
    return np.where(rows >= 0, np.einsum("ij,ij->i", vectors, labels), np.float32(0))


def _of_match(index: ExtractorIndex, cited: Cited) -> Columns:
    kind, scheme = index.kind[cited.concept], index.scheme[cited.concept]
    kinds = {name: kind == one for name, one in _KINDS.items()}
    lexical = cited.clause < 0
    whole = lexical & (cited.cover >= 1.0)
    return kinds | {
        "lexical": lexical,
        "whole": whole,
        "cover": cited.cover,
        "words": np.minimum(cited.words, 5),
        "mass": np.minimum(cited.mass, 40.0) / 10.0,
        "single": cited.words == 1,
        "foreign": scheme >= 2,
        "esco": scheme == 3,
        "named": whole & (kinds["behaviour"] | kinds["tool"] | kinds["licence"]),
    }


def _of_words(index: ExtractorIndex, read: ReadText, cited: Cited) -> Columns:
    lengths = np.fromiter(map(len, read.words), np.int64, len(read.words))
    opens = (np.cumsum(lengths) - lengths)[cited.sentence]
    ends = opens + lengths[cited.sentence]
    first, after = opens + cited.first, opens + cited.last + 1
    size = int(lengths.sum())
    marks = np.fromiter(map(word_marks, chain.from_iterable(read.words)), np.uint8, size)
    stems = np.fromiter(chain.from_iterable(read.stems), np.int64, size)
    count = after - first
    mass, known = _of_stems(index, stems, first, count)
    bits = np.unpackbits(marks[:, None], axis=1, bitorder="little")
    before = np.zeros((size + 1, BITS), np.int64)
    np.cumsum(bits, axis=0, out=before[1:])
    held, own = before[after] > before[first], bits[first]
    opening = _parted(bits, first, opens, before=True)
    written = list(chain.from_iterable(one.words for one in read.parsed.sentences))
    upper = [written[place][0].isupper() for place in first.tolist()]
    since = np.maximum(opens, first - CUE_WORDS)
    cued = (before[first, CUE] > before[since, CUE]) | _shown(bits, since, first)
    return {
        "own_share": np.where(mass > 0, cited.mass / np.where(mass > 0, mass, 1.0), 0.0),
        "one_word": count == 1,
        "two_words": count == 2,
        "length": np.minimum(count, 9) / 9,
        "infinitive": own[:, INFINITIVE],
        "imperative": own[:, IMPERATIVE],
        "circumstance": held[:, CIRCUMSTANCE],
        "digit": held[:, DIGIT],
        "content": known / count,
        "cued": cued,
        "item": opening & _parted(bits, after, ends, before=False),
        "capital": ~opening & upper,
    }


def _shown(bits: NDArray[np.uint8], since: Places, first: Places) -> NDArray[np.bool_]:
    """Say of each span whether « faire preuve » stands before it."""
    pairs = np.flatnonzero(bits[:-1, SHOW] & bits[1:, PROOF])
    inside = (pairs >= since[:, None]) & (pairs < first[:, None] - 1)
    return np.asarray(inside.any(axis=1), np.bool_)


def _parted(
    bits: NDArray[np.uint8], place: Places, edge: Places, *, before: bool
) -> NDArray[np.bool_]:
    """Say whether what stands before a place, or at it, parts it from the rest, or the sentence's edge does."""
    at = np.clip(place - before, 0, len(bits) - 1)
    return np.asarray((place == edge) | (bits[at, BORDER] > 0), np.bool_)


def _of_stems(
    index: ExtractorIndex, stems: Places, first: Places, count: Places
) -> tuple[Numbers, Numbers]:
    """Return the mass of the different stems of each span, and how many they are."""
    owner, at = gathered(first, count)
    width = len(index.stems)
    kept = stems[at] >= 0
    owner, found = np.divmod(np.unique(owner[kept] * width + stems[at][kept]), width)
    mass = np.bincount(owner, weights=index.idf[found], minlength=len(first))
    return mass, np.bincount(owner, minlength=len(first))


def _of_sentence(read: ReadText, cited: Cited) -> Columns:
    told = [
        (part is Section.MISSIONS, part is Section.PROFILE, one.breaks, one.words[0] in _BULLETS, len(one.words))
        for one, part in zip(read.parsed.sentences, read.parts, strict=True)
    ]  # fmt: skip
    missions, profile, breaks, bullet, length = np.asarray(told)[cited.sentence].T
    taught, outlook, holder = (
        np.asarray(read.told)[cited.sentence].T if read.told is not None else (0.0, 0.0, 0.0)
    )
    return {
        "taught": taught,
        "outlook": outlook,
        "holder": holder,
        "missions": missions,
        "profile": profile,
        "breaks": breaks,
        "bullet": bullet,
        "sentence_length": np.minimum(length, 60) / 60,
        "place": cited.sentence / len(read.parsed.sentences),
    }
