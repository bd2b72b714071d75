"""The extractor that ships: the likely occupations first, then what the text says of their competences.

Stated mentions are words of the text; implied ones are what the likely occupations require, weighed by how
likely each is, how central the competence is to it, and how much of its label the text holds.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pyoxigraph import NamedNode

from maillage.ingest.extraction import Candidate, Extraction, Mention, Method
from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind
from maillage.ingest.french import looks_french
from maillage.ingest.known_phrases import OWN_FORMS, own_form
from maillage.ingest.mention_scorer import MentionScorer, shipped_scorer
from maillage.ingest.negation import negated
from maillage.ingest.occupation_guess import OccupationGuess, OccupationGuesser
from maillage.ingest.occupation_prior import Prior, prior_features, prior_of
from maillage.ingest.phrase_matcher import Match, PhraseMatcher
from maillage.ingest.record import Record
from maillage.ingest.sections import SILENT, Section, fold_sentence, is_heading, sections
from maillage.ingest.text_pipeline import ParsedText, Sentence, parse
from maillage.ingest.unknown_phrases import unknown_phrases

STATED_THRESHOLD = 0.5  # below, a mention is not shown: precision at the default threshold
_BREAKS = frozenset((":", ";", "(", ")", "!", "?", "vous", "Vous"))
IMPLIED_KEPT = 20  # implied mentions of an ad, at most
IMPLIED_THRESHOLD = 0.03
PARTIAL_TRIED = 3  # candidates of a sentence that are tried where no label stands whole
OUTSIDE = 0.05  # of what is stated and no likely occupation requires: seldom declared


class _Found(NamedTuple):
    sentence: int
    match: Match
    score: float


class CompetenceExtractor:
    """Reads records against the index of a graph. One instance serves any number of records."""

    def __init__(self, index: ExtractorIndex, scorer: MentionScorer | None = None) -> None:
        """Prepare the matcher; spaCy is loaded at the first text."""
        self._index = index
        self._scorer = scorer or shipped_scorer()
        self._guesser = OccupationGuesser(index)
        self._matcher = PhraseMatcher(index)
        self._nodes = [NamedNode(uri) for uri in index.concepts]
        self._occupations = [NamedNode(uri) for uri in index.occupations]

    @classmethod
    def read(cls, folder: Path) -> "CompetenceExtractor":
        """Read the index that `write_extractor_index` wrote; raises MissingExtractorIndex."""
        return cls(ExtractorIndex.read(folder))

    def extract(self, record: Record) -> Extraction:
        """Return the likely occupations and the mentions of a record."""
        return self.extract_parsed(record.id, record.title, parse(record.text))

    def extract_parsed(self, identifier: str, title: str, parsed: ParsedText) -> Extraction:
        """Return what a text that is already parsed says."""
        guess = self._guesser.guess(title, parsed)
        occupations = tuple(
            Candidate(self._occupations[number], self._index.occupation_labels[number], score)
            for number, score in zip(
                guess.occupations.tolist(), guess.probabilities.tolist(), strict=True
            )
        )
        if parsed.sentences and not looks_french(parsed):
            return Extraction(identifier, occupations, ())
        prior = self.prior(guess)
        stems = [self._matcher.known(sentence.stems) for sentence in parsed.sentences]
        parts = sections(parsed)
        stated = self._stated(parsed, parts, stems, prior)
        implied = self._implied(title, parts, stems, prior, {one.match.concept for one in stated})
        mentions = tuple(self._mention(parsed, one) for one in stated)
        return Extraction(
            identifier, occupations, mentions + implied, self._unknown(parsed, parts, mentions)
        )

    def ranked(self, record: Record) -> list[tuple[NamedNode, float]]:
        """Return competences by the probability that an employer would declare them for this record.

        Another question than a mention's score: what the likely occupations require comes first where the
        text speaks of it; what is stated and that they do not require comes after.
        """
        parsed = parse(record.text)
        prior = self.prior(self._guesser.guess(record.title, parsed))
        stems = [self._matcher.known(sentence.stems) for sentence in parsed.sentences]
        parts = sections(parsed)
        found: dict[int, float] = {}
        if len(prior.concepts):
            features = self.implied_features(record.title, parts, stems, prior)
            scores = self._scorer.implied_scores(features).tolist()
            found = dict(zip(prior.concepts.tolist(), scores, strict=True))
        for one in self._stated(parsed, parts, stems, prior):
            found.setdefault(one.match.concept, one.score * OUTSIDE)
        return [
            (self._nodes[number], score)
            for number, score in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        ]

    def prior(self, guess: OccupationGuess) -> Prior:
        """Return what the occupations of a guess require, the unlikely ones left out."""
        return prior_of(self._index, guess)

    def _stated(
        self,
        parsed: ParsedText,
        parts: Sequence[Section],
        stems: Sequence[list[int]],
        prior: Prior,
    ) -> list[_Found]:
        likely = dict(zip(prior.concepts.tolist(), range(len(prior.concepts)), strict=True))
        names = frozenset(likely)
        spoken = [
            number
            for number, part in enumerate(parts)
            if part not in SILENT and not is_heading(parsed.sentences[number])
        ]
        cover = self._matcher.coverage([stems[number] for number in spoken], prior.concepts).shares
        found: list[_Found] = []
        for row, number in enumerate(spoken):
            matches = self._matcher.whole(stems[number], names)
            for column in np.argsort(-cover[row], kind="stable")[:PARTIAL_TRIED].tolist():
                partial = self._matcher.partial(stems[number], int(prior.concepts[column]))
                if partial is not None:
                    matches.append(partial)
            usable = (
                one
                for one in matches
                if _usable(parsed.sentences[number], parts[number], one, self._index)
            )
            scored = [
                _Found(number, match, self._score(match, parts[number], prior, likely))
                for match in usable
            ]
            found.extend(self._chosen(parsed, parsed.sentences[number], scored))
        return _first_of_each(found)

    def _score(self, match: Match, part: Section, prior: Prior, likely: dict[int, int]) -> float:
        place = likely.get(match.concept)
        kind = self._index.kind[match.concept]
        return self._scorer.stated_score(
            (
                1.0,
                float(match.cover >= 1.0),
                match.cover,
                min(match.words, 5),
                min(match.mass, 40.0),
                0.0 if place is None else min(1.0, float(prior.required[place])),
                0.0 if place is None else min(1.0, float(prior.core[place])),
                float(part in (Section.MISSIONS, Section.PROFILE)),
                float(kind == Kind.BEHAVIOUR),
                float(kind == Kind.TOOL),
                float(kind == Kind.LICENCE),
                float(kind == Kind.DIPLOMA),
                float(self._index.scheme[match.concept] >= 2),
                float(match.words == 1),
            )
        )

    def _chosen(
        self, parsed: ParsedText, sentence: Sentence, scored: Iterable[_Found]
    ) -> list[_Found]:
        """Return the best of what overlaps, above the threshold and not negated."""
        kept: list[_Found] = []
        folded = ""
        for one in sorted(scored, key=lambda one: (-one.score, one.match.concept)):
            if one.score < STATED_THRESHOLD:
                break
            if any(_overlap(one.match, other.match) for other in kept):
                continue
            folded = folded or fold_sentence(parsed.text, sentence)
            if not self._negated(parsed, folded, sentence, one.match):
                kept.append(one)
        return kept

    def _negated(self, parsed: ParsedText, folded: str, sentence: Sentence, match: Match) -> bool:
        before = parsed.text[sentence.start : sentence.starts[match.first]]
        words = parsed.text[sentence.starts[match.first] : sentence.ends[match.last]]
        start = max(0, len(" ".join(before.split())))
        return negated(folded, start, start + len(" ".join(words.split())))

    def _implied(
        self,
        title: str,
        parts: Sequence[Section],
        stems: Sequence[list[int]],
        prior: Prior,
        stated: set[int],
    ) -> tuple[Mention, ...]:
        if not len(prior.concepts):
            return ()
        scores = self._scorer.implied_scores(self.implied_features(title, parts, stems, prior))
        mentions: list[Mention] = []
        for place in np.argsort(-scores, kind="stable").tolist():
            concept = int(prior.concepts[place])
            score = float(scores[place])
            if score < IMPLIED_THRESHOLD or len(mentions) == IMPLIED_KEPT:
                break
            if concept not in stated:
                mentions.append(
                    Mention(
                        self._nodes[concept],
                        self._index.labels[concept],
                        -1,
                        -1,
                        round(score, 4),
                        Method.IMPLIED,
                    )
                )
        return tuple(mentions)

    def implied_features(
        self, title: str, parts: Sequence[Section], stems: Sequence[list[int]], prior: Prior
    ) -> Floats:
        """Return the features of `mention_scorer.IMPLIED` for each concept of a prior."""
        spoken = [one for one, part in zip(stems, parts, strict=True) if part not in SILENT]
        return prior_features(self._index, self._matcher, prior, spoken, self._title_stems(title))

    def _title_stems(self, title: str) -> list[int]:
        return [
            number
            for sentence in parse(title[:200]).sentences
            for number in self._matcher.known(sentence.stems)
        ]

    def _mention(self, parsed: ParsedText, found: _Found) -> Mention:
        sentence = parsed.sentences[found.sentence]
        concept = found.match.concept
        return Mention(
            self._nodes[concept],
            self._index.labels[concept],
            sentence.starts[found.match.first],
            sentence.ends[found.match.last],
            round(found.score, 4),
            Method.STATED,
        )

    def _unknown(
        self, parsed: ParsedText, parts: Sequence[Section], mentions: Sequence[Mention]
    ) -> tuple[str, ...]:
        taken = [(mention.start, mention.end) for mention in mentions]
        found: list[str] = []
        for sentence, part in zip(parsed.sentences, parts, strict=True):
            if part is Section.PROFILE:
                found.extend(unknown_phrases(fold_sentence(parsed.text, sentence), sentence, taken))
        return tuple(dict.fromkeys(found))


def _usable(sentence: Sentence, part: Section, match: Match, index: ExtractorIndex) -> bool:
    """Say whether the words matched may be cited as one phrase."""
    if not _BREAKS.isdisjoint(sentence.words[match.first : match.last + 1]):
        return False
    kind, label = index.kind[match.concept], index.labels[match.concept]
    if match.words > 1 or kind == Kind.KNOW_HOW:
        return True
    if kind != Kind.BEHAVIOUR:  # « vous assemblez » is not the knowledge named « Assembleur »
        return " " in label or own_form(sentence.words[match.first]) == own_form(label)
    # A single word is a behaviour in one of its own forms only, and where a person is described.
    return part is not Section.MISSIONS and own_form(sentence.words[match.first]) in OWN_FORMS


def _overlap(one: Match, other: Match) -> bool:
    return one.first <= other.last and other.first <= one.last


def _first_of_each(found: Iterable[_Found]) -> list[_Found]:
    """Return the best mention of each concept, in the order of the text."""
    best: dict[int, _Found] = {}
    for one in found:
        known = best.get(one.match.concept)
        if known is None or one.score > known.score:
            best[one.match.concept] = one
    return sorted(best.values(), key=lambda one: (one.sentence, one.match.first))
