"""Competences that the words of a text state: what is proposed, how probable it is, which of it is kept.

Two sources propose: labels whose words stand in a sentence, and clauses whose meaning is near a competence.
Two probabilities decide which words are shown: that they state a competence at all, and that they mean the one
proposed. What they mean is then chosen among all that is near (`concept_choice`); the mention's score is the
probability that this one is right.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.clauses import clauses
from maillage.ingest.concept_choice import Choice, ConceptChooser, Spans, chosen, preference
from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind, Places
from maillage.ingest.extractor_vectors import WordVectors
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.known_phrases import OWN_FORMS, own_form
from maillage.ingest.label_finder import LabelFinder, Named
from maillage.ingest.label_map import mapped
from maillage.ingest.mention_scorer import MentionScorer
from maillage.ingest.negation import may_negate, negated
from maillage.ingest.occupation_prior import Prior
from maillage.ingest.phrase_matcher import PARTIAL, Match, PhraseMatcher
from maillage.ingest.read_text import ReadText
from maillage.ingest.reading import Clauses, Labelled, Reading, Sentences
from maillage.ingest.runs import runs
from maillage.ingest.sections import Section
from maillage.ingest.stated_features import STATED, Cited, stated_features
from maillage.ingest.text_pipeline import Sentence
from maillage.ingest.wordings import placed

SPAN_THRESHOLD = 0.7  # probability that the words state a competence, from which they are shown
STATED_THRESHOLD = 0.1  # probability that they mean the concept, likewise, before any is chosen
PARTIAL_TRIED = 3  # candidates of a sentence that are tried where no label stands whole
_BREAKS = frozenset((":", ";", "(", ")", "!", "?", "vous", "Vous"))
_KNOW_HOW, _BEHAVIOUR = int(Kind.KNOW_HOW), int(Kind.BEHAVIOUR)


class Stated(NamedTuple):
    """A concept that words state."""

    sentence: int
    match: Match
    score: float  # probability that these words mean that concept


class Candidates(NamedTuple):
    """All that words of a text may state, whatever its probability."""

    cited: Cited
    features: Floats  # (n, len(STATED))
    vectors: Floats  # (n, dimensions): of the words
    named: Named  # the labels like each clause


class Shown(NamedTuple):
    """Words that are shown."""

    place: int  # among what is cited
    sentence: int
    match: Match  # by the concept that they were seen by
    span: float  # probability that they state a competence
    stated: float  # that they mean this one


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
        chooser: ConceptChooser,
        scorer: MentionScorer,
    ) -> None:
        """Keep what is read."""
        self._index, self._matcher = index, matcher
        self._vectors, self._scorer = vectors, scorer
        self._labels = labels
        self._chooser = chooser
        self._worded = placed(scorer.wordings, index)

    def heard(
        self, read: ReadText, prior: Prior, sentences: Sentences, labels: Floats
    ) -> tuple[Labelled, Clauses]:
        """Return the labels whose words stand in the sentences that speak of the job, and the clauses of these.

        `labels`: the vectors of what the likely occupations require, a row a concept.
        """
        training, parsed = read.told is not None, read.parsed.sentences
        by_label = self._lexical(read, prior, sentences)
        found = [
            (number, *one)
            for number in read.cited
            for one in clauses(read.words[number], parsed[number].stems, training=training)
        ]
        words = [one.span_of(parsed[number].words) for number, one in by_label]
        words += [parsed[number].words[first : last + 1] for number, first, last, *_ in found]
        own, vectors = np.split(self._vectors.encode(words), [len(by_label)])
        stems = [read.stems[number][first : last + 1] for number, first, last, *_ in found]
        sentence, first, last, opening, joined = np.asarray(found, np.int64).reshape(-1, 5).T
        return Labelled(by_label, own), Clauses(
            sentence, first, last, opening > 0, joined > 0,
            HeldStems.of(stems, len(self._index.stems)), vectors, vectors @ labels.T,
        )  # fmt: skip

    def find(self, reading: Reading, logits: Floats) -> list[Stated]:
        """Return the mentions of a text in its order; `logits`: how likely employers are to declare each concept."""
        shown, choice = self.shown(reading, logits)
        best = chosen(self._index, choice, self._scorer.choice)
        stated = np.asarray([one.stated for one in shown], np.float32)
        scores = self._scorer.meant_scores(stated, best.share)
        return [
            Stated(one.sentence, one.match._replace(concept=concept), score)
            for one, concept, score in zip(
                shown, best.concept.tolist(), scores.tolist(), strict=True
            )
        ]

    def shown(self, reading: Reading, logits: Floats) -> tuple[list[Shown], Choice]:
        """Return the words that are shown, in the order of the text, and what each may mean."""
        candidates = self.candidates(reading, logits)
        shown = self._shown(reading.read, candidates)
        cited, places = candidates.cited, np.asarray([one.place for one in shown], np.int64)
        vectors = candidates.vectors[places]
        words = [one.match.span_of(reading.read.stems[one.sentence]) for one in shown]
        spans = Spans(
            cited.sentence[places],
            cited.concept[places],
            (cited.clause[places] < 0) & (cited.cover[places] >= 1),
            cited.clause[places],
            HeldStems.of(words, len(self._index.stems)),
            vectors,
            mapped(vectors, self._scorer.label_map),
        )
        return shown, self._chooser.choice(reading, spans, candidates.named, self._worded, logits)

    def _shown(self, read: ReadText, candidates: Candidates) -> list[Shown]:
        training = read.told is not None
        spans = self._scorer.span_scores(candidates.features, training=training)
        scores = self._scorer.stated_scores(candidates.features, training=training)
        meant = (scores >= STATED_THRESHOLD) | _outright(candidates.features)
        places = np.flatnonzero((spans >= SPAN_THRESHOLD) & meant)
        found = zip(
            places.tolist(), candidates.cited.each(places), spans[places].tolist(), scores[places].tolist(),
            strict=True,
        )  # fmt: skip
        by_sentence: dict[int, list[Shown]] = {}
        for place, (sentence, match), span, stated in found:
            one = Shown(place, sentence, match, span, stated)
            by_sentence.setdefault(sentence, []).append(one)
        kept = [one for some in by_sentence.values() for one in _chosen(read, some)]
        return sorted(kept, key=lambda one: (one.sentence, one.match.first))

    def candidates(self, reading: Reading, logits: Floats) -> Candidates:
        """Return all that is proposed, whatever its probability."""
        read, prior, near = reading.read, reading.prior, reading.near
        lexical = reading.labelled.found
        named = self._labels.named(near.stems, near.vectors)
        meant = self._meant(prior, near, named, logits)
        cited = _cited(lexical, near, meant, self._matcher)
        vectors = np.concatenate([reading.labelled.vectors, near.vectors[meant.clause]])
        if not len(cited):
            return Candidates(cited, np.zeros((0, len(STATED)), np.float32), vectors, named)
        nearest = np.concatenate([np.zeros(len(lexical), np.float32), meant.cosine])
        features = stated_features(self._index, vectors, read, prior, cited, nearest, logits)
        return Candidates(cited, features, vectors, named)

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

    def _meant(self, prior: Prior, near: Clauses, named: Named, logits: Floats) -> _Meant:
        """Return each clause with the nearest competence of the likely occupations, and the nearest of all."""
        best, _ = runs(named.span)
        span, concept, cosine = named.span[best], named.concept[best], named.cosine[best]
        if not near.cosines.size:
            return _Meant(span, concept, cosine)
        added = preference(self._index, prior, logits)
        likely = prior.concepts[(near.cosines + added).argmax(axis=1)]
        other = likely[span] != concept
        return _Meant(
            np.concatenate([np.arange(len(likely)), span[other]]),
            np.concatenate([likely, concept[other]]),
            np.concatenate([near.cosines.max(axis=1), cosine[other]]),
        )


def _cited(
    lexical: Sequence[tuple[int, Match]], near: Clauses, meant: _Meant, matcher: PhraseMatcher
) -> Cited:
    """Return what labels propose, then what clauses do."""
    shared = matcher.shared(near.stems, meant.clause, meant.concept)
    by_label = [(number, *match) for number, match in lexical]
    *places, mass, cover = np.asarray(by_label, np.float64).reshape(-1, 7).T
    neither = np.zeros(len(lexical), np.bool_)
    clause = meant.clause
    pairs = [
        *zip(
            [*(one.astype(np.int64) for one in places), mass, cover],
            [near.sentence[clause], meant.concept, near.first[clause], near.last[clause], *shared],
            strict=True,
        ),
        (np.full(len(lexical), -1), clause),
        (neither, near.opening[clause]),
        (neither, near.joined[clause]),
    ]
    return Cited(*map(np.concatenate, pairs))


def _outright(features: Floats) -> NDArray[np.bool_]:
    """Say which words are the name of a tool and nothing else: they mean it, however common the name is here."""
    named, tool, own = (features[:, STATED.index(name)] for name in ("named", "tool", "own_share"))
    return (named > 0) & (tool > 0) & (own >= 1)


def _chosen(read: ReadText, found: Iterable[Shown]) -> list[Shown]:
    """Return the best of what overlaps in one sentence, not negated."""
    kept: list[Shown] = []
    for one in sorted(found, key=lambda one: (-(one.span + one.stated), one.match.concept)):
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


def _negated(read: ReadText, one: Shown) -> bool:
    if not may_negate(read.folded[one.sentence]):
        return False
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
