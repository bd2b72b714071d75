"""What tells whether words of a text state a competence, and whether they mean the one proposed."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from maillage.ingest.clauses import Clause
from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind
from maillage.ingest.occupation_prior import Prior
from maillage.ingest.phrase_matcher import Match
from maillage.ingest.read_text import ReadText
from maillage.ingest.sections import Section

# In the order of the columns.
STATED = (
    "bias", "lexical", "whole", "cover", "words", "mass", "cosine", "prior", "core", "single", "behaviour",
    "tool", "licence", "diploma", "knowledge", "foreign", "esco", "own_share", "nearest", "near_know_how",
    "near_knowledge", "near_behaviour", "near_tool", "near_licence", "near_diploma", "near_occupation",
    "missions", "profile", "one_word", "two_words", "length", "infinitive", "imperative", "circumstance",
    "digit", "capital", "opening", "joined", "breaks", "bullet", "sentence_length", "place", "content",
    "cued", "named", "asked",
)  # fmt: skip
UNASKED = -8.0  # logit of what no likely occupation requires
_BULLETS = frozenset("-–•*·")
_DIGIT = re.compile(r"\d")
_INFINITIVE = re.compile(r".{2,}(?:er|ir|re|oir)$")
_CIRCUMSTANCE = re.compile(  # years, contracts, diplomas, places: what surrounds a competence
    r"\b(?:ans?|cdi|cdd|h|heures?|euros?|salaire|diplome\w*|bac|bts|cap|dut|licence|master|titulaire|niveau|"
    r"formation|experience|poste|recrut\w+|contrat|temps|semaine|jours?|equipe|entreprise|clients?|metiers?|"
    r"candidat\w*|profil|bep|emploi|secteur|domaine|annee)\b"
)
_CUE = re.compile(  # before what is asked
    r"\b(?:maitris\w+|connaiss\w+|notions?|competences?|experience|capacite|capable|aptitude|savoir|sens|"
    r"faire preuve|utilis\w+|pratique|bases?|formation|qualites?|gout)\b"
)
_KINDS = tuple(map(int, (Kind.BEHAVIOUR, Kind.TOOL, Kind.LICENCE, Kind.DIPLOMA, Kind.KNOWLEDGE)))


class Cited(NamedTuple):
    """Words of a sentence, and the concept that they may mean."""

    sentence: int
    match: Match
    clause: (
        Clause | None
    )  # where a clause was compared by meaning; None where a label's words were found


def stated_features(
    index: ExtractorIndex,
    vectors: Floats,
    read: ReadText,
    prior: Prior,
    cited: Sequence[Cited],
    nearest: Sequence[float],
    logits: Floats,
) -> Floats:
    """Return the features of `STATED`, a row for each of `cited`.

    `vectors`: of the words of each; `nearest`: its cosine with the nearest label that is likely.
    """
    of_concept = _of_concept(index, prior, cited)
    of_words = np.asarray([_of_words(index, read, one) for one in cited], dtype=np.float32)
    rows = index.label_row[[one.match.concept for one in cited]]
    known = index.label_vectors.rows(np.maximum(rows, 0))
    cosine = np.where(rows >= 0, np.einsum("ij,ij->i", vectors, known), 0.0)
    return np.concatenate(
        [
            of_concept[:, :6],
            cosine[:, None],
            of_concept[:, 6:],
            of_words[:, :1],
            np.asarray(nearest, dtype=np.float32)[:, None],
            vectors @ index.kind_centres.T,
            of_words[:, 1:],
            (of_concept[:, 2] * of_concept[:, 9:12].sum(axis=1))[:, None],
            _of_prior(prior, cited, logits)[:, None],
        ],
        axis=1,
    ).astype(np.float32)


def _of_concept(index: ExtractorIndex, prior: Prior, cited: Sequence[Cited]) -> Floats:
    concepts = np.asarray([one.match.concept for one in cited])
    at = np.searchsorted(prior.concepts, concepts)
    at[at == len(prior.concepts)] = 0
    likely = prior.concepts[at] == concepts if len(prior.concepts) else np.zeros(len(cited), bool)
    required, core = np.append(prior.required, 0.0)[at], np.append(prior.core, 0.0)[at]
    kind, scheme = index.kind[concepts], index.scheme[concepts]
    cover = np.asarray([one.match.cover for one in cited])
    words = np.asarray([one.match.words for one in cited])
    lexical = np.asarray([one.clause is None for one in cited])
    columns = [
        np.ones(len(cited)),
        lexical,
        lexical & (cover >= 1.0),
        cover,
        np.minimum(words, 5),
        np.minimum([one.match.mass for one in cited], 40.0) / 10.0,
        np.where(likely, np.minimum(1.0, required), 0.0),
        np.where(likely, np.minimum(1.0, core), 0.0),
        words == 1,
        *(kind == one for one in _KINDS),
        scheme >= 2,
        scheme == 3,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _of_prior(prior: Prior, cited: Sequence[Cited], logits: Floats) -> Floats:
    """Return the logit of each concept, low where no likely occupation requires it."""
    found = dict(zip(prior.concepts.tolist(), logits.tolist(), strict=True))
    values = [max(UNASKED, found.get(one.match.concept, UNASKED)) for one in cited]
    return np.asarray(values, dtype=np.float32)


def _of_words(index: ExtractorIndex, read: ReadText, one: Cited) -> list[float]:
    sentence = read.parsed.sentences[one.sentence]
    words = read.words[one.sentence][one.match.first : one.match.last + 1]
    folded = " ".join(words)
    first = words[0]
    stems = {
        stem for stem in read.stems[one.sentence][one.match.first : one.match.last + 1] if stem >= 0
    }
    mass = float(index.idf[list(stems)].sum()) if stems else 0.0
    part = read.parts[one.sentence]
    count = len(words)
    return [
        one.match.mass / mass if mass else 0.0,
        part is Section.MISSIONS,
        part is Section.PROFILE,
        count == 1,
        count == 2,
        min(count, 9) / 9,
        _INFINITIVE.match(first) is not None,
        first.endswith("ez"),
        _CIRCUMSTANCE.search(folded) is not None,
        _DIGIT.search(folded) is not None,
        one.match.first > 0 and sentence.words[one.match.first][0].isupper(),
        one.clause is not None and one.clause.opening,
        one.clause is not None and one.clause.joined,
        sentence.breaks,
        sentence.words[0] in _BULLETS,
        min(len(sentence.words), 60) / 60,
        one.sentence / len(read.parsed.sentences),
        len(stems) / count,
        _CUE.search(
            " ".join(read.words[one.sentence][max(0, one.match.first - 4) : one.match.first])
        )
        is not None,
    ]


def words_of(read: ReadText, sentence: int, first: int, last: int) -> Sequence[str]:
    """Return the words of a span, both ends in it."""
    return read.parsed.sentences[sentence].words[first : last + 1]
