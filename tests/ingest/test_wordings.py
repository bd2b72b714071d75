from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maillage.ingest.encoder import shipped_encoder, unit_rows
from maillage.ingest.extractor_index import ExtractorIndex, Floats, Kind
from maillage.ingest.extractor_vectors import ByteVectors
from maillage.ingest.wordings import (
    LABEL,
    Wordings,
    fit_wordings,
    placed,
    shipped_wordings,
    wordings_bytes,
)

from .extractor_sample import write_sample

AXES = np.eye(8, dtype=np.float32)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ExtractorIndex:
    return ExtractorIndex.read(write_sample(tmp_path_factory.mktemp("wordings")))


def _rows(wordings: Wordings) -> Floats:
    return wordings.vectors.rows(np.arange(len(wordings.concepts)))


def test_a_competence_stands_where_its_words_do_and_near_its_label() -> None:
    found = fit_wordings(["b", "a", "b"], AXES[[0, 1, 2]], AXES[[3, 4, 3]])
    assert found.concepts == ("a", "b")
    assert found.count.tolist() == [1, 2]
    expected = unit_rows(np.stack([AXES[1] + LABEL * AXES[4], AXES[0] + AXES[2] + LABEL * AXES[3]]))
    assert _rows(found) == pytest.approx(expected, abs=0.005)


def test_no_words_teach_nothing() -> None:
    found = fit_wordings([], AXES[:0], AXES[:0])
    assert found.concepts == ()
    assert _rows(found).shape == (0, 8)


def test_wordings_stand_by_the_numbers_of_an_index_which_may_lack_some(
    index: ExtractorIndex,
) -> None:
    known = [index.concepts[3], "https://w3id.org/maillage/id/nothing", index.concepts[1]]
    found = placed(fit_wordings(known, AXES[[0, 1, 2]], AXES[[0, 1, 2]]), index)
    assert found.concepts.tolist() == [1, 3]
    assert found.vectors == pytest.approx(AXES[[2, 0]])
    row, times = found.of(np.asarray([3, 0, 1, len(index.concepts) - 1]))
    assert times.tolist() == [1, 0, 1, 0]
    assert row[[0, 2]].tolist() == [1, 0]


def test_a_licence_is_never_meant_by_a_likeness(index: ExtractorIndex) -> None:
    kinds = index.kind.copy()
    kinds[1] = Kind.LICENCE
    known = fit_wordings([index.concepts[1], index.concepts[3]], AXES[:2], AXES[:2])
    assert placed(known, replace(index, kind=kinds)).concepts.tolist() == [3]


def test_without_wordings_no_concept_has_any(index: ExtractorIndex) -> None:
    found = placed(None, index)
    assert found.vectors.shape == (0, shipped_encoder().dimensions)
    assert found.of(np.asarray([0, 5]))[1].tolist() == [0, 0]


def test_wordings_are_read_as_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wordings = fit_wordings(["urn:b", "urn:a"], AXES[:2], AXES[2:4])
    (tmp_path / "wordings.safetensors").write_bytes(wordings_bytes(wordings))
    monkeypatch.setattr("maillage.ingest.wordings.files", lambda _: tmp_path)
    found = shipped_wordings()
    assert found.concepts == wordings.concepts
    assert (_rows(found) == _rows(wordings)).all()
    assert found.count.tolist() == wordings.count.tolist()


def test_those_that_ship_are_of_the_encoder_that_does_and_know_what_texts_call_a_competence() -> (
    None
):
    shipped, encoder = shipped_wordings(), shipped_encoder()
    assert isinstance(shipped.vectors, ByteVectors)
    assert shipped.vectors.value.shape == (len(shipped.concepts), encoder.dimensions)
    assert list(shipped.concepts) == sorted(shipped.concepts)
    assert (shipped.count > 0).all()
    said = _rows(shipped) @ encoder.encode(["bon relationnel"])[0]
    listening = "https://w3id.org/maillage/id/rome-competence/300412"
    assert shipped.concepts[int(said.argmax())] == listening
    assert np.linalg.norm(_rows(shipped), axis=1) == pytest.approx(1.0, abs=0.01)
