"""Competences that the words of a text state: candidates, their probability, and which of them are kept."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind
from maillage.ingest.known_phrases import OWN_FORMS, own_form
from maillage.ingest.mention_scorer import MentionScorer
from maillage.ingest.negation import negated
from maillage.ingest.occupation_prior import Prior
from maillage.ingest.phrase_matcher import PARTIAL, Match, PhraseMatcher
from maillage.ingest.read_text import ReadText
from maillage.ingest.sections import Section
from maillage.ingest.text_pipeline import Sentence

STATED_THRESHOLD = 0.5  # below, a mention is not shown: precision at the default threshold
PARTIAL_TRIED = 3  # candidates of a sentence that are tried where no label stands whole
_BREAKS = frozenset((":", ";", "(", ")", "!", "?", "vous", "Vous"))
_KNOW_HOW, _BEHAVIOUR = int(Kind.KNOW_HOW), int(Kind.BEHAVIOUR)
_KINDS = (int(Kind.BEHAVIOUR), int(Kind.TOOL), int(Kind.LICENCE), int(Kind.DIPLOMA))


class Stated(NamedTuple):
    """A concept that words state."""

    sentence: int
    match: Match
    score: float  # probability that these words mean that concept


class StatedFinder:
    """Finds what a text states, against an index."""

    def __init__(
        self, index: ExtractorIndex, matcher: PhraseMatcher, scorer: MentionScorer
    ) -> None:
        """Keep what is read."""
        self._index, self._matcher, self._scorer = index, matcher, scorer

    def find(self, read: ReadText, prior: Prior, shares: Floats) -> list[Stated]:
        """Return the mentions of a text in its order, the best of each concept.

        `shares`: how much of the label of each concept of the prior each cited sentence holds.
        """
        candidates = self.candidates(read, prior, shares)
        if not candidates:
            return []
        scores = self._scorer.stated_scores(self.features(read, prior, candidates)).tolist()
        by_sentence: dict[int, list[Stated]] = {}
        for (number, match), score in zip(candidates, scores, strict=True):
            if score >= STATED_THRESHOLD:
                by_sentence.setdefault(number, []).append(Stated(number, match, score))
        return _first_of_each(
            one for found in by_sentence.values() for one in self._chosen(read, found)
        )

    def candidates(self, read: ReadText, prior: Prior, shares: Floats) -> list[tuple[int, Match]]:
        """Return matches with the number of their sentence, whatever their probability."""
        matches = self._matcher.whole(
            [read.stems[number] for number in read.cited], frozenset(prior.concepts.tolist())
        )
        for row, concept in _held_in_part(shares, prior):
            partial = self._matcher.partial(read.stems[read.cited[row]], concept)
            if partial is not None:
                matches[row].append(partial)
        return [
            (number, match)
            for number, found in zip(read.cited, matches, strict=True)
            for match in found
            if _usable(read.parsed.sentences[number], read.parts[number], match, self._index)
        ]

    def features(
        self, read: ReadText, prior: Prior, candidates: Sequence[tuple[int, Match]]
    ) -> Floats:
        """Return the features of `mention_scorer.STATED`, a row a candidate."""
        index = self._index
        likely = {concept: place for place, concept in enumerate(prior.concepts.tolist())}
        concepts = np.asarray([match.concept for _, match in candidates])
        places = np.asarray([likely.get(match.concept, -1) for _, match in candidates])
        asked = [
            read.parts[number] in (Section.MISSIONS, Section.PROFILE) for number, _ in candidates
        ]
        kind = index.kind[concepts]
        cover = np.asarray([match.cover for _, match in candidates])
        words = np.asarray([match.words for _, match in candidates])
        mass = np.asarray([match.mass for _, match in candidates])
        required, core = np.append(prior.required, 0.0), np.append(prior.core, 0.0)
        columns = [
            np.ones(len(candidates)),
            cover >= 1.0,
            cover,
            np.minimum(words, 5),
            np.minimum(mass, 40.0),
            np.minimum(1.0, required[places]),
            np.minimum(1.0, core[places]),
            np.asarray(asked),
            *(kind == one for one in _KINDS),
            index.scheme[concepts] >= 2,
            words == 1,
        ]
        return np.stack(columns, axis=1).astype(np.float32)

    def _chosen(self, read: ReadText, scored: Iterable[Stated]) -> list[Stated]:
        """Return the best of what overlaps in one sentence, not negated."""
        kept: list[Stated] = []
        for one in sorted(scored, key=lambda one: (-one.score, one.match.concept)):
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


def _first_of_each(found: Iterable[Stated]) -> list[Stated]:
    """Return the best mention of each concept, in the order of the text."""
    best: dict[int, Stated] = {}
    for one in found:
        known = best.get(one.match.concept)
        if known is None or one.score > known.score:
            best[one.match.concept] = one
    return sorted(best.values(), key=lambda one: (one.sentence, one.match.first))
