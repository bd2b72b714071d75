"""A text beside what its likely occupations require, before any weight of a mention counts."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.extractor_index import Floats, Places
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.occupation_prior import Prior
from maillage.ingest.phrase_matcher import Match
from maillage.ingest.read_text import ReadText


class Sentences(NamedTuple):
    """The sentences of a text that may be cited."""

    stems: HeldStems
    shares: Floats  # (n_sentences, n_concepts of the prior): of the label of each that each sentence holds


class Clauses(NamedTuple):
    """The clauses of these sentences, and how near each is to what the likely occupations require."""

    sentence: Places  # its number in the text
    first: Places
    last: Places  # inclusive
    opening: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    stems: HeldStems
    vectors: Floats  # a row a clause
    cosines: Floats  # (n_clauses, n_concepts of the prior)


class Labelled(NamedTuple):
    """The labels whose words stand in these sentences."""

    found: Sequence[tuple[int, Match]]  # with the number of the sentence
    vectors: Floats  # of the words, a row for each


class Reading(NamedTuple):
    """All that mentions are found and weighed from."""

    read: ReadText
    title: Floats  # (dimensions,): the vector of the title
    prior: Prior
    labels: Floats  # (n_concepts, dimensions): the vectors of the labels of the prior
    sentences: Sentences
    labelled: Labelled
    near: Clauses
    features: Floats  # (n_concepts, len(IMPLIED))
