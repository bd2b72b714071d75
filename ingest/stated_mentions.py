"""Competences that the words of a text state: what is proposed, how probable it is, which of it is kept.

Two sources propose: labels whose words stand in a sentence, and clauses whose meaning is near a competence
of the likely occupations. Two probabilities decide: that the words state a competence at all, from which
they are shown or not; and that they mean this one, which is the mention's score.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.clauses import clauses
from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind, Places
from maillage.ingest.extractor_vectors import WordVectors
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.known_phrases import OWN_FORMS, own_form
from maillage.ingest.label_finder import EXACT, LabelFinder
from maillage.ingest.mention_scorer import MentionScorer
from maillage.ingest.negation import negated
from maillage.ingest.occupation_prior import Prior
from maillage.ingest.phrase_matcher import PARTIAL, Match, PhraseMatcher
from maillage.ingest.read_text import ReadText
from maillage.ingest.sections import Section
from maillage.ingest.stated_features import STATED, Cited, stated_features
from maillage.ingest.text_pipeline import Sentence

SPAN_THRESHOLD = 0.7  # probability that the words state a competence, from which they are shown
STATED_THRESHOLD = 0.1  # probability that they mean the concept, likewise, before any is chosen
PARTIAL_TRIED = 3  # candidates of a sentence that are tried where no label stands whole
ASKED_WEIGHT = 0.05  # of the logit that a competence is declared, beside a cosine
_BREAKS = frozenset((":", ";", "(", ")", "!", "?", "vous", "Vous"))
_KNOW_HOW, _BEHAVIOUR = int(Kind.KNOW_HOW), int(Kind.BEHAVIOUR)


class Stated(NamedTuple):
    """A concept that words state."""

    sentence: int
    match: Match
    score: float  # probability that these words mean that concept


class Sentences(NamedTuple):
    """The sentences of a text that may be cited, beside what the likely occupations require."""

    stems: HeldStems
    shares: Floats  # (n_sentences, n_concepts of the prior): of the label of each that each sentence holds


class Clauses(NamedTuple):
    """The clauses of a text, and how near each is to what the likely occupations require."""

    sentence: Places  # its number in the text
    first: Places
    last: Places  # inclusive
    opening: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    stems: HeldStems
    vectors: Floats  # a row a clause
    cosines: Floats  # (n_clauses, n_concepts of the prior)


class _Meant(NamedTuple):
    """What clauses may mean, an item for each pair of the two: a clause may stand twice."""

    clause: Places  # by place
    concept: Places
    cosine: Floats


class StatedFinder:
    """Finds what a text states, against an index."""

    def __init__(
        self,
        index: ExtractorIndex,
        matcher: PhraseMatcher,
        labels: LabelFinder,
        vectors: WordVectors,
        scorer: MentionScorer,
    ) -> None:
        """Keep what is read."""
        self._index, self._matcher = index, matcher
        self._vectors, self._scorer = vectors, scorer
        self._labels = labels

    def clauses(self, read: ReadText, labels: Floats) -> Clauses:
        """Return the clauses of the sentences that speak of the job.

        `labels`: the vectors of what the likely occupations require, a row a concept.
        """
        training, sentences = read.told is not None, read.parsed.sentences
        found = [
            (number, *one)
            for number in read.cited
            for one in clauses(read.words[number], sentences[number].stems, training=training)
        ]
        words = [sentences[number].words[first : last + 1] for number, first, last, *_ in found]
        stems = [read.stems[number][first : last + 1] for number, first, last, *_ in found]
        vectors = self._vectors.encode(words)
        sentence, first, last, opening, joined = np.asarray(found, np.int64).reshape(-1, 5).T
        return Clauses(
            sentence, first, last, opening > 0, joined > 0,
            HeldStems.of(stems, len(self._index.stems)), vectors, vectors @ labels.T,
        )  # fmt: skip

    def find(
        self, read: ReadText, prior: Prior, sentences: Sentences, near: Clauses, logits: Floats
    ) -> list[Stated]:
        """Return the mentions of a text in its order; `logits`: how likely employers are to declare each concept."""
        cited, features = self.candidates(read, prior, sentences, near, logits)
        if not len(cited):
            return []
        training = read.told is not None
        spans = self._scorer.span_scores(features, training=training)
        scores = self._scorer.stated_scores(features, training=training)
        meant = (scores >= STATED_THRESHOLD) | _outright(features)
        shown = np.flatnonzero((spans >= SPAN_THRESHOLD) & meant)
        given = self._scorer.shown_scores(scores)
        every = list(cited.each())
        by_sentence: dict[int, list[tuple[float, Stated]]] = {}
        for place in shown.tolist():
            (sentence, match), rank = every[place], float(spans[place]) + float(scores[place])
            by_sentence.setdefault(sentence, []).append(
                (rank, Stated(sentence, match, float(given[place])))
            )
        chosen = [one for found in by_sentence.values() for one in _chosen(read, found)]
        return sorted(chosen, key=lambda one: (one.sentence, one.match.first))

    def candidates(
        self, read: ReadText, prior: Prior, sentences: Sentences, near: Clauses, logits: Floats
    ) -> tuple[Cited, Floats]:
        """Return all that is proposed, with its features, whatever its probability."""
        lexical = self._lexical(read, prior, sentences)
        meant = self._meant(prior, near, logits)
        cited = _cited(lexical, near, meant, self._matcher)
        if not len(cited):
            return cited, np.zeros((0, len(STATED)), np.float32)
        words = [
            read.parsed.sentences[number].words[one.first : one.last + 1] for number, one in lexical
        ]
        vectors = np.concatenate([self._vectors.encode(words), near.vectors[meant.clause]])
        nearest = np.concatenate([np.zeros(len(lexical), np.float32), meant.cosine])
        return cited, stated_features(self._index, vectors, read, prior, cited, nearest, logits)

    def _lexical(
        self, read: ReadText, prior: Prior, sentences: Sentences
    ) -> list[tuple[int, Match]]:
        """Return the labels whose words stand in a sentence, with its number."""
        stems = [read.stems[number] for number in read.cited]
        matches = self._matcher.whole(stems, sentences.stems, frozenset(prior.concepts.tolist()))
        for row, concept in _held_in_part(sentences.shares, prior):
            partial = self._matcher.partial(stems[row], concept)
            if partial is not None:
                matches[row].append(partial)
        return [
            (number, match)
            for number, found in zip(read.cited, matches, strict=True)
            for match in found
            if _usable(read.parsed.sentences[number], read.parts[number], match, self._index)
        ]

    def _meant(self, prior: Prior, near: Clauses, logits: Floats) -> _Meant:
        """Return each clause with the nearest competence of the likely occupations, and the nearest of all."""
        named = self._labels.nearest(near.stems, near.vectors)
        if not near.cosines.size:
            return _Meant(*named)
        bonus = ASKED_WEIGHT * logits
        bonus[np.isin(self._index.kind[prior.concepts], EXACT)] = -2.0
        likely = prior.concepts[(near.cosines + bonus).argmax(axis=1)]
        other = likely[named.span] != named.concept
        return _Meant(
            np.concatenate([np.arange(len(likely)), named.span[other]]),
            np.concatenate([likely, named.concept[other]]),
            np.concatenate([near.cosines.max(axis=1), named.cosine[other]]),
        )


def _cited(
    lexical: Sequence[tuple[int, Match]], near: Clauses, meant: _Meant, matcher: PhraseMatcher
) -> Cited:
    """Return what labels propose, then what clauses do."""
    shared = matcher.shared(near.stems, meant.clause, meant.concept)
    by_label = [(number, *match) for number, match in lexical]
    *places, mass, cover = np.asarray(by_label, np.float64).reshape(-1, 7).T
    whole = np.ones(len(lexical), np.bool_)
    clause = meant.clause
    pairs = [
        *zip(
            [*(one.astype(np.int64) for one in places), mass, cover],
            [near.sentence[clause], meant.concept, near.first[clause], near.last[clause], *shared],
            strict=True,
        ),
        (whole, np.zeros(len(clause), np.bool_)),
        (~whole, near.opening[clause]),
        (~whole, near.joined[clause]),
    ]
    return Cited(*map(np.concatenate, pairs))


def _outright(features: Floats) -> NDArray[np.bool_]:
    """Say which words are the name of a tool and nothing else: they mean it, however common the name is here."""
    named, tool, own = (features[:, STATED.index(name)] for name in ("named", "tool", "own_share"))
    return (named > 0) & (tool > 0) & (own >= 1)


def _chosen(read: ReadText, scored: Iterable[tuple[float, Stated]]) -> list[Stated]:
    """Return the best of what overlaps in one sentence, not negated."""
    kept: list[Stated] = []
    for _, one in sorted(scored, key=lambda pair: (-pair[0], pair[1].match.concept)):
        if any(_overlap(one.match, other.match) for other in kept):
            continue
        if not _negated(read, one):
            kept.append(one)
    return kept


def _held_in_part(shares: Floats, prior: Prior) -> list[tuple[int, int]]:
    """Return sentences, by row, with the concepts of which they hold most, where it may be enough."""
    found: list[tuple[int, int]] = []
    rows, columns = np.nonzero(shares >= PARTIAL)
    cover = -shares[rows, columns]
    tried, before = 0, -1
    for place in np.lexsort((columns, cover, rows)).tolist():
        row = int(rows[place])
        tried, before = (tried + 1 if row == before else 1), row
        if tried <= PARTIAL_TRIED:
            found.append((row, int(prior.concepts[columns[place]])))
    return found


def _negated(read: ReadText, one: Stated) -> bool:
    sentence, text = read.parsed.sentences[one.sentence], read.parsed.text
    before = text[sentence.start : sentence.starts[one.match.first]]
    words = text[sentence.starts[one.match.first] : sentence.ends[one.match.last]]
    start = max(0, len(" ".join(before.split())))
    return negated(read.folded[one.sentence], start, start + len(" ".join(words.split())))


def _usable(sentence: Sentence, part: Section, match: Match, index: ExtractorIndex) -> bool:
    """Say whether the words matched may be cited as one phrase."""
    if not _BREAKS.isdisjoint(sentence.words[match.first : match.last + 1]):
        return False
    kind = int(index.kind[match.concept])
    if match.words > 1 or kind == _KNOW_HOW:
        return True
    label = index.labels[match.concept]
    if kind != _BEHAVIOUR:  # « vous assemblez » is not the knowledge named « Assembleur »
        return " " in label or own_form(sentence.words[match.first]) == own_form(label)
    # A single word is a behaviour in one of its own forms only, and where a person is described.
    return part is not Section.MISSIONS and own_form(sentence.words[match.first]) in OWN_FORMS


def _overlap(one: Match, other: Match) -> bool:
    return one.first <= other.last and other.first <= one.last
