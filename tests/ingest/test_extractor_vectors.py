import numpy as np
import pytest

from maillage.ingest.encoder import StaticEncoder, shipped_encoder_folder, unit_rows
from maillage.ingest.extractor_vectors import ByteVectors, WordVectors


def test_bytes_keep_cosines() -> None:
    vectors = unit_rows(np.random.default_rng(0).normal(size=(50, 352)).astype(np.float32))
    found = ByteVectors.of(vectors).rows(np.arange(10))
    assert found @ vectors.T == pytest.approx(vectors[:10] @ vectors.T, abs=0.01)


def test_words_one_by_one_have_the_vector_of_their_text() -> None:
    encoder = StaticEncoder.load(shipped_encoder_folder())
    texts = ["Préparer des commandes de jouets", "maîtrise d'Excel", ""]
    words = [text.replace("'", "' ").split() for text in texts]
    assert WordVectors(encoder).encode(words) == pytest.approx(encoder.encode(texts), abs=1e-5)
