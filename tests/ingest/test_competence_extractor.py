import io
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.api.extract_command import extract_lines
from maillage.ingest.competence_extractor import CompetenceExtractor
from maillage.ingest.extraction import Mention, Method
from maillage.ingest.extractor_index import MissingExtractorIndex
from maillage.ingest.record import Kind

from .extractor_sample import NAMES, ad, sample_extractor, write_sample

TITLE = "Fabricante de jouets H/F"
TEXT = (
    "Vos missions :\n- Préparation de commandes de jouets\n- Peindre les figurines en bois\n"
    "Profil :\nRigoureuse, vous aimez le travail en équipe. Maîtrise d'Excel. Permis B exigé."
)


@pytest.fixture(scope="module")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> CompetenceExtractor:
    return sample_extractor(tmp_path_factory.mktemp("extractor"))


def _stated(extractor: CompetenceExtractor, text: str, title: str = TITLE) -> dict[str, Mention]:
    found = extractor.extract(ad(title, text))
    return {NAMES.curie(one.uri): one for one in found.mentions if one.method is Method.STATED}


def test_every_kind_of_competence_is_found_and_offsets_cite_its_words(
    extractor: CompetenceExtractor,
) -> None:
    found = _stated(extractor, TEXT)
    cited = {curie: TEXT[one.start : one.end] for curie, one in found.items()}
    assert cited == {
        "rome-competence:1": "Préparation de commandes de jouets",
        "rome-competence:2": "Peindre les figurines en bois",
        "rome-competence:4": "Rigoureuse",
        "rome-competence:3": "travail en équipe",
        "rome-savoir:10": "Excel",
        "rome-savoir:11": "Permis B",
    }


def test_in_a_training_what_is_learnt_is_cited_without_the_word_that_says_so(
    extractor: CompetenceExtractor,
) -> None:
    text = "Les élèves apprennent à peindre des figurines en bois."
    record = replace(ad("CAP jouets", text), kind=Kind.OFFER)
    found = [one for one in extractor.extract(record).mentions if one.method is Method.STATED]
    assert [text[one.start : one.end] for one in found] == ["peindre des figurines en bois"]


def test_the_likely_occupation_comes_first(extractor: CompetenceExtractor) -> None:
    occupations = extractor.extract(ad(TITLE, TEXT)).occupations
    assert NAMES.curie(occupations[0].uri) == "rome:X0001"
    assert 0.5 < occupations[0].score <= 1.0


def test_what_the_occupation_requires_is_implied_where_the_text_is_silent(
    extractor: CompetenceExtractor,
) -> None:
    found = extractor.extract(ad(TITLE, "Poste à pourvoir dès maintenant."))
    implied = [one for one in found.mentions if one.method is Method.IMPLIED]
    assert {NAMES.curie(one.uri) for one in implied} >= {"rome-competence:1", "rome-competence:2"}
    assert all((one.start, one.end) == (-1, -1) for one in implied)


@pytest.mark.parametrize(
    "text",
    [
        "Nous valorisons la diversité et le travail en équipe de tous.",
        "Les avantages :\n- mutuelle, travail en équipe, tickets restaurant",
        "Profil :\nAucune maîtrise d'Excel exigée.",
        "Profil :\nLe permis B n'est pas exigé.",
        "We are looking for someone with Excel skills and the ability to work with our team.",
        "Wir suchen einen Mitarbeiter mit Excel und der Fähigkeit, mit dem Team zu arbeiten.",
        "",
        "\x00\x01\x02",
    ],
)
def test_nothing_is_stated(extractor: CompetenceExtractor, text: str) -> None:
    assert _stated(extractor, text) == {}


def test_a_megabyte_is_read_in_bounded_time(extractor: CompetenceExtractor) -> None:
    extractor.extract(ad(TITLE, TEXT))
    started = time.perf_counter()
    assert _stated(extractor, (TEXT + "\n") * 6000)
    assert time.perf_counter() - started < 5


def test_unknown_phrases_are_kept_for_the_editors(extractor: CompetenceExtractor) -> None:
    text = "Profil :\nVous avez une bonne maîtrise de la gravure au jaspe et de KLYTRON."
    assert "KLYTRON" in extractor.extract(ad(TITLE, text)).unknown


def test_words_of_a_heading_in_capitals_and_contracts_are_no_unknown_phrases(
    extractor: CompetenceExtractor,
) -> None:
    text = "Profil :\nDES LA PRISE DE POSTE vous connaissez KLYTRON et ORBA, avec un BTS, en CDI."
    assert extractor.extract(ad(TITLE, text)).unknown == ("KLYTRON", "ORBA")


def test_a_missing_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingExtractorIndex):
        CompetenceExtractor.read(tmp_path / "nowhere")


def test_an_index_of_another_encoder_is_refused(tmp_path: Path) -> None:
    strings = write_sample(tmp_path) / "extractor.json"
    strings.write_text(strings.read_text("utf-8").replace("maillage-static-", "another-"), "utf-8")
    with pytest.raises(MissingExtractorIndex):
        CompetenceExtractor.read(tmp_path)


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=80), text=st.text(max_size=400))
def test_any_text_is_read_and_offsets_stand_in_it(
    sample: CompetenceExtractor, title: str, text: str
) -> None:
    for one in sample.extract(ad(title, text)).mentions:
        assert 0.0 <= one.score <= 1.0
        if one.method is Method.STATED:
            assert 0 <= one.start < one.end <= len(text)
            assert text[one.start : one.end].strip()


@pytest.fixture(scope="module")
def sample(extractor: CompetenceExtractor) -> CompetenceExtractor:
    return extractor


def test_a_bad_line_is_told_with_its_number_and_the_others_go_on(
    extractor: CompetenceExtractor,
) -> None:
    good = json.dumps({"id": "a", "title": TITLE, "text": TEXT}).encode()
    lines = [good, b"{", b"", b"[1]", b'{"text": 3}', b"\xff", good]
    out, errors = io.StringIO(), io.StringIO()
    assert extract_lines(lines, extractor, NAMES, out, errors) == 4
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [one["id"] for one in answers] == ["a", "a"]
    assert set(answers[0]) == {"id", "occupation", "mentions"}
    assert set(answers[0]["occupation"][0]) == {"uri", "curie", "label", "score"}
    fields = {"uri", "curie", "label", "start", "end", "score", "method"}
    assert set(answers[0]["mentions"][0]) == fields
    told = errors.getvalue().splitlines()
    assert [line.split(" :")[0] for line in told] == ["ligne 2", "ligne 4", "ligne 5", "ligne 6"]
