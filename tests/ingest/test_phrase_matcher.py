from pathlib import Path

import numpy as np
import pytest

from maillage.ingest.extractor_index import ExtractorIndex
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.phrase_matcher import PhraseMatcher
from maillage.ingest.stems import stem
from maillage.ingest.text_pipeline import parse

from .extractor_sample import write_sample


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ExtractorIndex:
    return ExtractorIndex.read(write_sample(tmp_path_factory.mktemp("matcher")))


def _labels(index: ExtractorIndex, text: str, likely: frozenset[int] = frozenset()) -> set[str]:
    matcher = PhraseMatcher(index)
    stems = [matcher.known(sentence.stems) for sentence in parse(text).sentences]
    every = matcher.whole(stems, HeldStems.of(stems, len(index.stems)), likely)
    return {index.labels[match.concept] for found in every for match in found}


@pytest.mark.parametrize(
    "text",
    [
        "Préparer des commandes de jouets",
        "préparation des commandes de jouets",
        "vous préparez chaque jour les commandes de beaux jouets",
    ],
)
def test_a_label_is_found_in_its_forms(index: ExtractorIndex, text: str) -> None:
    assert "Préparer des commandes de jouets" in _labels(index, text)


def test_words_far_apart_are_no_label(index: ExtractorIndex) -> None:
    far = "préparer le café puis sortir les chiens du voisin, ranger les commandes et acheter des jouets"
    assert _labels(index, far) == set()


def test_a_common_word_alone_names_a_knowledge_only_where_likely(index: ExtractorIndex) -> None:
    number = index.labels.index("Soudure")
    assert _labels(index, "soudure") == set()
    assert _labels(index, "soudure", frozenset({number})) == {"Soudure"}


def test_coverage_is_the_share_of_a_label_that_a_sentence_holds(index: ExtractorIndex) -> None:
    matcher = PhraseMatcher(index)
    concepts = np.asarray([index.labels.index("Souder des cadres de vélo")], dtype=np.int32)
    texts = ("souder", "rien", "souder")
    rows = [matcher.known([stem(word) for word in text.split()]) for text in texts]
    found = matcher.coverage(HeldStems.of(rows, len(index.stems)), concepts)
    assert found.shares.shape == (2, 1)
    assert 0.0 < found.shares[0, 0] < 1.0
    assert found.shares[1, 0] == 0.0
    assert found.anywhere[0] == pytest.approx(found.shares[0, 0])
    assert found.title[0] == pytest.approx(found.shares[0, 0])


def test_nothing_is_held_by_nothing(index: ExtractorIndex) -> None:
    matcher = PhraseMatcher(index)
    none, nothing = np.zeros(0, np.int32), HeldStems.of([[]], len(index.stems))
    assert matcher.coverage(nothing, none).shares.shape == (0, 0)
    assert matcher.coverage(nothing, np.arange(3, dtype=np.int32)).anywhere.tolist() == [0, 0, 0]
    assert matcher.whole([], HeldStems.of([], len(index.stems)), frozenset()) == []
    assert [len(one) for one in matcher.shared(nothing, none, none)] == [0, 0, 0]


def test_what_is_shared_is_counted_once_a_stem_and_weighed_by_the_label(
    index: ExtractorIndex,
) -> None:
    matcher = PhraseMatcher(index)
    concept = index.labels.index("Souder des cadres de vélo")
    texts = ("souder et souder", "souder des cadres de vélo")
    spans = [matcher.known(parse(text).sentences[0].stems) for text in texts]
    held = HeldStems.of(spans, len(index.stems))
    part, every = np.asarray([0, 1]), np.asarray([concept, concept])
    found = matcher.shared(held, part, every)
    assert found.words.tolist() == [1, len(index.label.of(concept))]
    assert 0.0 < found.cover[0] < found.cover[1] == pytest.approx(1.0)
    assert found.mass[1] == pytest.approx(matcher.label_mass[concept])


def test_the_index_is_the_same_whichever_time_it_is_written(tmp_path: Path) -> None:
    first, second = (ExtractorIndex.read(write_sample(tmp_path / name)) for name in ("a", "b"))
    assert first.labels == second.labels
    assert first.phrase.item.tolist() == second.phrase.item.tolist()
