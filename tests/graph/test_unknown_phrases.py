"""Phrases without a competence, over rows that we invented."""

from pathlib import Path

from maillage.graph.facts import Facts
from maillage.graph.facts_schema import UnknownRow
from maillage.graph.unknown_phrases import PhraseCount, unknown_phrase_counts


def test_a_phrase_counts_once_a_record_and_not_for_a_duplicate(tmp_path: Path) -> None:
    facts = Facts(tmp_path / "facts")
    rows = [
        UnknownRow(1, "pince ouvragée", "2026-03"),
        UnknownRow(2, "pince ouvragée", "2026-01"),
        UnknownRow(3, "pince ouvragée", "2026-04"),  # a duplicate of 1
        UnknownRow(2, "tour à main", "0000-00"),
    ]
    with facts.writing():
        facts._append("unknown", rows)
        facts.set_groups({"10387"}, {3: (1, "10387")})
    assert unknown_phrase_counts(facts) == [
        PhraseCount("pince ouvragée", 2, "2026-01", "2026-03"),
        PhraseCount("tour à main", 1, "", ""),
    ]
    assert len(unknown_phrase_counts(facts, 2)) == 1


def test_without_facts_there_is_no_phrase(tmp_path: Path) -> None:
    assert unknown_phrase_counts(Facts(tmp_path / "facts")) == []
