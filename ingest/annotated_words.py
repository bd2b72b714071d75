"""What annotated words teach of vectors: where labels stand, and what texts call each competence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from maillage.ingest.competence_extractor import CompetenceExtractor
from maillage.ingest.evaluation_mentions import JudgedText
from maillage.ingest.extractor_index import Floats
from maillage.ingest.label_map import fit_label_map
from maillage.ingest.mention_scorer import MentionScorer
from maillage.ingest.reading import Reading
from maillage.ingest.wordings import Wordings, fit_wordings


class AnnotatedWords(NamedTuple):
    """The words of a text that are annotated, and the labels that they mean, an item or a row for each."""

    concepts: Sequence[str]  # URIs
    words: Floats
    labels: Floats


class WordsTaught(NamedTuple):
    """What the annotated words of some texts teach."""

    label_map: Floats
    wordings: Wordings

    def given_to(self, scorer: MentionScorer) -> MentionScorer:
        """Return a scorer that knows it."""
        return replace(scorer, label_map=self.label_map, wordings=self.wordings)


def annotated_words(
    extractor: CompetenceExtractor, text: JudgedText, reading: Reading, numbers: Mapping[str, int]
) -> AnnotatedWords:
    """Return the annotated words of a text; `numbers`: of each concept of the index, by CURIE."""
    index, shift = extractor.index, len(text.text.title) + 1
    words, concepts = [], []
    for span in text.spans:
        number = numbers.get(span.curie, -1)
        found = [
            word
            for one in reading.read.parsed.sentences
            for word, start, end in zip(one.words, one.starts, one.ends, strict=True)
            if start + shift < span.end and end + shift > span.start
        ]
        if found and number >= 0 and index.label_row[number] >= 0:
            words.append(found)
            concepts.append(number)
    rows = index.label_row[np.asarray(concepts, np.int64)]
    uris = [index.concepts[number] for number in concepts]
    return AnnotatedWords(uris, extractor.encode(words), index.label_vectors.rows(rows))


def words_taught(annotated: Sequence[AnnotatedWords]) -> WordsTaught:
    """Return what the words of some texts teach."""
    concepts = [uri for one in annotated for uri in one.concepts]
    words = np.concatenate([one.words for one in annotated])
    labels = np.concatenate([one.labels for one in annotated])
    return WordsTaught(fit_label_map(words, labels), fit_wordings(concepts, words, labels))
