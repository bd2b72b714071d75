"""The extractor that ships: the likely occupations first, then what the text says of their competences.

Stated mentions are words of the text; implied ones are what the likely occupations require, weighed by how
likely each is, how central the competence is to it, and how much of its label the text holds.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pyoxigraph import NamedNode

from maillage.ingest.concept_choice import Choice, ConceptChooser
from maillage.ingest.encoder import StaticEncoder, shipped_encoder
from maillage.ingest.extraction import Candidate, Extraction, Mention, Method
from maillage.ingest.extractor_index import ExtractorIndex, Floats, MissingExtractorIndex
from maillage.ingest.extractor_vectors import WordVectors, one_thread
from maillage.ingest.french import looks_french
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.label_finder import LabelFinder
from maillage.ingest.mention_scorer import MentionScorer, shipped_scorer
from maillage.ingest.occupation_guess import OccupationGuess, OccupationGuesser
from maillage.ingest.occupation_prior import Prior, prior_features, prior_of
from maillage.ingest.phrase_matcher import PhraseMatcher
from maillage.ingest.read_text import ReadText, read_text
from maillage.ingest.reading import Reading, Sentences
from maillage.ingest.record import Kind, Record
from maillage.ingest.sections import Section
from maillage.ingest.stated_mentions import Candidates, Shown, Stated, StatedFinder
from maillage.ingest.text_pipeline import ParsedText, parse
from maillage.ingest.unknown_phrases import unknown_phrases

IMPLIED_KEPT = 20  # implied mentions of an ad, at most
IMPLIED_THRESHOLD = 0.03
UNREAD = 0.5  # of the probability that the title gives, where the text is in another language
TITLE_READ = 200  # characters of a title


class _Found(NamedTuple):
    prior: Prior
    logits: Floats  # how likely employers are to declare each concept of the prior
    stated: list[Stated]


class CompetenceExtractor:
    """Reads records against the index of a graph. One instance serves any number of records."""

    def __init__(
        self, index: ExtractorIndex, encoder: StaticEncoder, scorer: MentionScorer | None = None
    ) -> None:
        """Prepare the matcher; `encoder`: the one that made the index's vectors."""
        self._index = index
        self._scorer = scorer or shipped_scorer()
        self._vectors = WordVectors(encoder)
        self._guesser = OccupationGuesser(index, self._vectors)
        self._matcher = PhraseMatcher(index)
        self._labels = LabelFinder(index, self._matcher)
        self._chooser = ConceptChooser(index, self._matcher)
        self._finder = self._finder_of(self._scorer)
        self._nodes = [NamedNode(uri) for uri in index.concepts]
        self._occupations = [NamedNode(uri) for uri in index.occupations]

    @classmethod
    def load(cls, index_path: Path) -> "CompetenceExtractor":
        """Read the index of a generation; raises MissingExtractorIndex."""
        return cls.read(index_path / "extractor")

    @classmethod
    def read(cls, folder: Path) -> "CompetenceExtractor":
        """Read the index that `write_extractor_index` wrote; raises MissingExtractorIndex."""
        index = ExtractorIndex.read(folder)
        encoder = shipped_encoder()
        if encoder.fingerprint != index.fingerprint:  # vectors of two encoders do not compare
            raise MissingExtractorIndex(folder)
        return cls(index, encoder)

    @property
    def index(self) -> ExtractorIndex:
        """What the extractor knows of the graph."""
        return self._index

    @property
    def concepts(self) -> Sequence[NamedNode]:
        """Every concept that may be found, by number."""
        return self._nodes

    def with_scorer(self, scorer: MentionScorer) -> "CompetenceExtractor":
        """Return an extractor of other weights over the same index."""
        other = copy(self)
        other._scorer = scorer
        other._finder = self._finder_of(scorer)
        return other

    def _finder_of(self, scorer: MentionScorer) -> StatedFinder:
        return StatedFinder(
            self._index, self._matcher, self._labels, self._vectors, self._chooser, scorer
        )

    def extract(self, record: Record) -> Extraction:
        """Return the likely occupations and the mentions of a record."""
        training = record.kind is Kind.OFFER
        return self.extract_parsed(
            record.id, record.title, self.parse(record.text), training=training
        )

    def parse(self, text: str) -> ParsedText:
        """Return the sentences of a text, with the stems that the index knows."""
        return parse(text, self._index.lemmas)

    def extract_parsed(
        self, identifier: str, title: str, parsed: ParsedText, *, training: bool = False
    ) -> Extraction:
        """Return what a text that is already parsed says.

        `training`: it is known to describe a training; where it is not known, its words tell.
        """
        with one_thread():
            read = read_text(parsed, self._matcher, title, training=training)
            return self._extraction(identifier, title, read)

    def _extraction(self, identifier: str, title: str, read: ReadText) -> Extraction:
        parsed = read.parsed
        guess = self._guesser.guess(title, parsed, read.spoken)
        occupations = tuple(
            Candidate(self._occupations[number], self._index.occupation_labels[number], score)
            for number, score in zip(
                guess.occupations.tolist(), guess.probabilities.tolist(), strict=True
            )
        )
        if parsed.sentences and not looks_french(parsed):
            unsure = (one._replace(score=one.score * UNREAD) for one in occupations)
            return Extraction(identifier, tuple(unsure), ())
        found = self._found(title, read, guess)
        declared = dict(
            zip(
                found.prior.concepts.tolist(),
                self._scorer.declared_scores(found.logits).tolist(),
                strict=True,
            )
        )
        mentions = tuple(self._mention(parsed, one, declared) for one in found.stated)
        implied = self._implied(found, declared)
        return Extraction(identifier, occupations, mentions + implied, _unknown(read, mentions))

    def prior(self, guess: OccupationGuess) -> Prior:
        """Return what the occupations of a guess require, the unlikely ones left out."""
        return prior_of(self._index, guess)

    def reading(self, title: str, parsed: ParsedText, *, training: bool = False) -> Reading:
        """Return what mentions are found and weighed from, whatever the language of the text."""
        read = read_text(parsed, self._matcher, title, training=training)
        return self._reading(title, read, self._guesser.guess(title, parsed, read.spoken))

    def encode(self, texts: Sequence[Sequence[str]]) -> Floats:
        """Return a row of norm 1 for each list of words, 0 where no word is known."""
        return self._vectors.encode(texts)

    def candidates(self, reading: Reading, logits: Floats) -> Candidates:
        """Return all that words may state, with its features of `STATED`, whatever its probability.

        `logits`: how likely employers are to declare each concept of the prior.
        """
        return self._finder.candidates(reading, logits)

    def shown(self, reading: Reading, logits: Floats) -> tuple[list[Shown], Choice]:
        """Return the words that are shown, and what each may mean."""
        return self._finder.shown(reading, logits)

    def _found(self, title: str, read: ReadText, guess: OccupationGuess) -> _Found:
        reading = self._reading(title, read, guess)
        logits = self._scorer.implied_logits(reading.features)
        stated = self._finder.find(reading, logits)
        return _Found(reading.prior, logits, stated)

    def _reading(self, title: str, read: ReadText, guess: OccupationGuess) -> Reading:
        prior = self.prior(guess)
        stems = [*(read.stems[one] for one in read.spoken), self._title_stems(title)]
        held = HeldStems.of(stems, len(self._index.stems))
        cover = self._matcher.coverage(held, prior.concepts)
        labels = self._index.label_vectors.rows(self._index.label_row[prior.concepts])
        cited = set(read.cited)
        rows = [row for row, number in enumerate(read.spoken) if number in cited]
        sentences = Sentences(held.rows(rows), cover.shares[rows])
        labelled, near = self._finder.heard(read, prior, sentences, labels)
        said = self._guesser.vector(title)
        nearest = near.cosines.max(axis=0, initial=0.0)
        features = prior_features(self._index, prior, cover, labels @ said, nearest)
        return Reading(read, said, prior, labels, sentences, labelled, near, features)

    def _implied(self, found: _Found, declared: Mapping[int, float]) -> tuple[Mention, ...]:
        """Return what is asked and not stated, or stated with less certainty."""
        stated: dict[int, float] = {}
        for one in found.stated:
            stated[one.match.concept] = max(one.score, stated.get(one.match.concept, 0.0))
        scores = self._scorer.asked_scores(found.logits)
        mentions: list[Mention] = []
        for place in np.argsort(-scores, kind="stable").tolist():
            concept, score = int(found.prior.concepts[place]), float(scores[place])
            if score < IMPLIED_THRESHOLD or len(mentions) == IMPLIED_KEPT:
                break
            if score > stated.get(concept, 0.0):
                node, label = self._nodes[concept], self._index.labels[concept]
                asked = round(declared[concept], 4)
                mentions.append(
                    Mention(node, label, -1, -1, round(score, 4), Method.IMPLIED, asked)
                )
        return tuple(mentions)

    def _title_stems(self, title: str) -> list[int]:
        return [
            number
            for sentence in self.parse(title[:TITLE_READ]).sentences
            for number in self._matcher.known(sentence.stems)
        ]

    def _mention(self, parsed: ParsedText, found: Stated, declared: Mapping[int, float]) -> Mention:
        sentence = parsed.sentences[found.sentence]
        concept = found.match.concept
        return Mention(
            self._nodes[concept],
            self._index.labels[concept],
            sentence.starts[found.match.first],
            sentence.ends[found.match.last],
            round(found.score, 4),
            Method.STATED,
            round(declared.get(concept, 0.0), 4),
        )


def _unknown(read: ReadText, mentions: Sequence[Mention]) -> tuple[str, ...]:
    taken = [(mention.start, mention.end) for mention in mentions]
    found: list[str] = []
    for sentence, part, folded in zip(read.parsed.sentences, read.parts, read.folded, strict=True):
        if part is Section.PROFILE:
            found.extend(unknown_phrases(folded, sentence, taken))
    return tuple(dict.fromkeys(found))
