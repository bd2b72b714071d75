from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from maillage.ingest.encoder import shipped_encoder, unit_rows
from maillage.ingest.extractor_index import Floats
from maillage.ingest.label_map import (
    FILE,
    fit_label_map,
    label_map_bytes,
    mapped,
    shipped_label_map,
)


def _rows(count: int, seed: int) -> Floats:
    return unit_rows(np.random.RandomState(seed).normal(size=(count, 16)).astype(np.float32))


def test_no_words_teach_the_identity() -> None:
    nothing = np.zeros((0, 16), np.float32)
    assert fit_label_map(nothing, nothing) == pytest.approx(np.eye(16))


def test_what_was_taught_moves_and_what_is_at_right_angles_stays() -> None:
    words, labels = np.eye(16, dtype=np.float32)[[0] * 9], np.eye(16, dtype=np.float32)[[1] * 9]
    found = mapped(np.eye(16, dtype=np.float32), fit_label_map(words, labels))
    assert found[0] @ labels[0] > 0.9
    assert found[2:] == pytest.approx(np.eye(16)[2:])


def test_words_come_nearer_to_the_labels_that_others_like_them_meant() -> None:
    turn = np.linalg.qr(np.random.RandomState(1).normal(size=(16, 16)))[0].astype(np.float32)
    words, unseen = _rows(400, 2), _rows(50, 3)
    label_map = fit_label_map(words, words @ turn)
    before = (unseen * (unseen @ turn)).sum(axis=1)
    after = (mapped(unseen, label_map) * (unseen @ turn)).sum(axis=1)
    assert after.min() > 0.95 > before.max()


def test_vectors_stay_where_nothing_was_learnt_and_words_without_any_stay_at_zero() -> None:
    words = np.concatenate([_rows(3, 4), np.zeros((1, 16), np.float32)])
    assert mapped(words, None) is words
    assert not mapped(words, np.eye(16, dtype=np.float32))[3].any()


def test_a_map_is_read_as_it_was_written(tmp_path: Path) -> None:
    label_map = fit_label_map(_rows(40, 5), _rows(40, 6))
    (tmp_path / FILE).write_bytes(label_map_bytes(label_map))
    (found,) = load_file(tmp_path / FILE).values()
    assert found.astype(np.float32) == pytest.approx(label_map, abs=1e-3)


def test_the_map_that_ships_is_of_the_encoder_that_does_and_says_what_texts_mean() -> None:
    encoder = shipped_encoder()
    assert shipped_label_map().shape == (encoder.dimensions, encoder.dimensions)
    words, right, wrong = encoder.encode(
        ["bon relationnel", "Etre à l'écoute, faire preuve d'empathie", "Relation presse"]
    )
    meant = mapped(words[None], shipped_label_map())[0]
    assert words @ right < words @ wrong
    assert meant @ right > meant @ wrong
