"""From records to facts, with an extractor of our own: it knows two words."""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from maillage.graph.errors import WorkerLost
from maillage.graph.facts_schema import record_key
from maillage.ingest.engines import CHUNK, run
from maillage.ingest.errors import MissingEngine
from maillage.ingest.extraction import Candidate, Extraction, Mention, Method
from maillage.ingest.pipeline import LONG, Facts, Flag, Reader, Unread, content_hash
from maillage.ingest.place_resolver import PlaceResolver
from maillage.ingest.record import Kind, Place, Record
from maillage.ontology.names import Names
from maillage.vocab.communes import Commune, Communes

NAMES = Names()
KNOWN = {"soudage": "regional:1014", "Lenoir": "regional:1006"}
AD = Record(
    Kind.AD, "essai", "a1", "Soudeur (H/F)",
    "Le soudage en atelier, sous la conduite de Mme Lenoir, du lundi au vendredi, est votre métier.",
    Place(insee="10387"), posted=date(2026, 3, 2), positions=2, employer="Acier Plus",
)  # fmt: skip


class TwoWords:
    """Finds two words, guesses one occupation, and takes the first five letters for a phrase."""

    def __init__(self, probability: float) -> None:
        self.probability = probability

    def extract(self, record: Record) -> Extraction:
        mentions = [
            Mention(NAMES.uri(curie), word, at, at + len(word), 0.9, Method.STATED)
            for word, curie in KNOWN.items()
            if (at := record.text.find(word)) >= 0
        ]
        implied = Mention(NAMES.uri("regional:1001"), "", -1, -1, 0.2, Method.IMPLIED)
        guess = Candidate(NAMES.uri("rome:H2913"), "Soudeur", self.probability)
        return Extraction(
            record.id,
            (guess,),
            (*mentions, implied),
            ("Le soudage", "de Mme Lenoir", "chez acier plus"),
        )


def _reader(probability: float = 0.8, concepts: frozenset[str] = frozenset()) -> Reader:
    communes = Communes([Commune("10387", "Troyes", "10", "44")])
    return Reader(TwoWords(probability), PlaceResolver(communes, {"10": "Aube"}), NAMES, concepts)


def test_the_facts_of_an_advertisement_hold_neither_title_nor_text() -> None:
    record, mentions, unknown, place, protected = _reader().facts(AD)
    assert (record.commune, record.placed, record.month, place) == ("10387", True, "2026-03", "")
    assert (record.occupation, record.occupation_score, record.positions) == ("rome:H2913", 0.8, 2)
    assert record.label == ""
    assert [(one.competence, one.words) for one in mentions] == [
        ("regional:1014", "soudage"),
        ("regional:1006", ""),  # a person's name
        ("regional:1001", ""),
    ]
    assert protected == 1
    assert [one.phrase for one in unknown] == ["Le soudage"]
    kept = repr((record, mentions, unknown))
    assert not any(word in kept for word in ("Soudeur", "atelier", "Lenoir", "Acier", "conduite"))


def test_offsets_select_the_words() -> None:
    stated = [one for one in _reader().facts(AD).mentions if one.words]
    assert [AD.text[one.start : one.end] for one in stated] == [one.words for one in stated]


def test_an_unlikely_occupation_is_not_kept_and_a_declared_one_wins() -> None:
    unlikely = _reader(0.3).facts(AD).record
    assert (unlikely.occupation, Flag.NO_OCCUPATION in unlikely.flags) == ("", True)
    declared = replace(AD, occupations=("rome:N1103",), competences=("rome-competence:9",))
    row = _reader(0.3).facts(declared).record
    assert (row.occupation, row.occupation_score) == ("rome:N1103", 1.0)
    assert row.competences == ("rome-competence:9",)


def test_a_declared_code_that_the_graph_lacks_is_not_kept() -> None:
    declared = replace(AD, occupations=("rome:Z9999",), competences=("rome-competence:9",))
    row = _reader(0.8, frozenset({"rome:H2913"})).facts(declared).record
    assert (row.occupation, row.competences) == ("rome:H2913", ())


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        ({"place": Place()}, Flag.NO_PLACE), ({"place": Place(insee="75056")}, Flag.OUTSIDE),
        ({"posted": None}, Flag.NO_DATE), ({"text": ""}, Flag.SHORT_TEXT),
        ({"text": "mot " * LONG}, Flag.CUT_TEXT),
    ],
)  # fmt: skip
def test_what_is_wrong_is_flagged(change: dict[str, object], flag: Flag) -> None:
    assert flag in _reader().facts(replace(AD, **change)).record.flags  # type: ignore[arg-type]


def test_an_offer_keeps_its_title_without_personal_data() -> None:
    offer = replace(AD, kind=Kind.OFFER, title="Titre soudeur, contact M. Lenoir chez Acier Plus")
    assert _reader().facts(offer).record.label == "Titre soudeur, contact […] chez […]"


def test_any_change_of_a_record_changes_its_content() -> None:
    changed = [
        replace(AD, text=AD.text + "."),
        replace(AD, positions=3),
        replace(AD, place=Place()),
    ]
    assert len({content_hash(one) for one in (AD, *changed)}) == 4
    assert content_hash(replace(AD)) == content_hash(AD)


def test_facts_come_in_the_order_of_the_records() -> None:
    records = [replace(AD, id=str(number)) for number in range(3 * CHUNK + 5)]
    found = (one for one in run(records, _reader) if isinstance(one, Facts))
    assert [one.record.id for one in found] == [one.id for one in records]


def test_records_are_read_as_they_are_wanted() -> None:
    read = []

    def endless() -> Iterator[Record]:
        for number in range(10**9):
            read.append(number)
            yield replace(AD, id=str(number))

    found = run(endless(), partial(_reader, 0.8))
    for _ in range(10):
        next(found)
    assert len(read) <= CHUNK


class Failing(TwoWords):
    """Fails on one record, as a fault of ours would."""

    def extract(self, record: Record) -> Extraction:
        if record.id == "2":
            raise IndexError(record.text)
        return super().extract(record)


def test_a_record_that_reading_fails_on_stops_no_other_and_its_text_is_not_told() -> None:
    reader = replace(_reader(), extractor=Failing(0.8))
    records = [replace(AD, id=str(number)) for number in range(4)]
    found = list(run(records, lambda: reader))
    assert [isinstance(one, Facts) for one in found] == [True, True, False, True]
    assert found[2] == Unread("2", "lecture du texte impossible (IndexError)")


def test_an_identifier_with_a_link_or_an_address_is_kept_as_a_digest() -> None:
    for secret in ("https://emploi.exemple.fr/12", "a.lenoir@exemple.fr-12"):
        row = _reader().facts(replace(AD, id=secret)).record
        assert re.fullmatch(r"hash-[0-9a-f]{16}", row.id)
        assert row.key == record_key(
            "ad", "essai", secret
        )  # a withdrawal names it as its source does
    assert _reader().facts(AD).record.id == "a1"


def test_a_record_is_read_again_where_what_reads_it_changed() -> None:
    assert content_hash(AD, "one") != content_hash(AD, "other")
    assert replace(_reader(), reading="one").facts(AD).record.content == content_hash(AD, "one")


def test_a_phrase_with_a_word_of_the_employer_is_not_kept() -> None:
    acier = replace(AD, employer="LE SOUDAGE MODERNE")
    assert [one.phrase for one in _reader().facts(acier).unknown] == ["chez acier plus"]


class Dying(TwoWords):
    """Ends its process, as the system does where memory lacks."""

    def extract(self, record: Record) -> Extraction:
        os._exit(1)


def _dying() -> Reader:
    return replace(_reader(), extractor=Dying(0.8))


def test_a_worker_that_dies_is_a_fault_that_says_what_to_do() -> None:
    with pytest.raises(WorkerLost, match="--workers"):
        list(run([AD], _dying, workers=2))


def test_an_engine_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingEngine, match=r"maillage\[ray\]"):
        run([AD], _reader, engine="ray")
