import numpy as np
import pytest

from maillage.ingest import label_finder
from maillage.ingest.encoder import shipped_encoder
from maillage.ingest.extractor_index import ExtractorIndex
from maillage.ingest.extractor_vectors import WordVectors
from maillage.ingest.held_stems import HeldStems
from maillage.ingest.label_finder import LabelFinder
from maillage.ingest.phrase_matcher import PhraseMatcher
from maillage.ingest.text_pipeline import parse

from .extractor_sample import write_sample


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ExtractorIndex:
    return ExtractorIndex.read(write_sample(tmp_path_factory.mktemp("labels")))


def _nearest(index: ExtractorIndex, *texts: str) -> dict[str, str]:
    """Return the label found for each text that has one."""
    sentences = [parse(text).sentences[0] for text in texts]
    matcher, vectors = PhraseMatcher(index), WordVectors(shipped_encoder())
    found = LabelFinder(index, matcher).named(
        HeldStems.of([matcher.known(one.stems) for one in sentences], len(index.stems)),
        vectors.encode([one.words for one in sentences]),
    )
    assert np.all(found.cosine <= 1.001)
    pairs = zip(found.span.tolist(), found.concept.tolist(), strict=True)
    best: dict[str, str] = {}
    for span, concept in pairs:
        best.setdefault(texts[span], index.labels[concept])
    return best


def test_words_find_the_label_they_share_most_with_whatever_the_occupation(
    index: ExtractorIndex,
) -> None:
    found = _nearest(index, "souder des cadres", "peinture de figurines", "chanter")
    assert found == {
        "souder des cadres": "Souder des cadres de vélo",
        "peinture de figurines": "Peindre des figurines en bois",
    }


def test_no_diploma_and_no_licence_is_found_by_a_likeness(index: ExtractorIndex) -> None:
    assert _nearest(index, "conduire") == {}


def test_a_word_of_too_many_labels_finds_none_alone(
    index: ExtractorIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _nearest(index, "jouets") == {"jouets": "Préparer des commandes de jouets"}
    monkeypatch.setattr(label_finder, "COMMON", 0)
    assert _nearest(index, "jouets") == {}


def test_nothing_is_found_in_nothing(index: ExtractorIndex) -> None:
    nothing = HeldStems.of([], len(index.stems))
    found = LabelFinder(index, PhraseMatcher(index)).named(nothing, np.zeros((0, 512), np.float32))
    assert [len(column) for column in found] == [0, 0, 0]
