import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.ingest.sections import _CUES, Section, _cue, sections
from maillage.ingest.text_pipeline import parse


def _sections(text: str) -> list[Section]:
    return list(sections(parse(text)))


def test_a_heading_says_what_follows() -> None:
    text = (
        "Vos missions :\n- Tailler des haies\nProfil recherché :\n- Patient\nAvantages :\n- Cantine"
    )
    assert _sections(text) == [
        Section.MISSIONS, Section.MISSIONS, Section.PROFILE, Section.PROFILE,
        Section.BENEFITS, Section.BENEFITS,
    ]  # fmt: skip


@pytest.mark.parametrize("before", ["", "- ", "2) ", "** 3 - ", "1/ "])
def test_signs_and_a_number_may_come_before_a_heading(before: str) -> None:
    text = f"{before}Profil :\nPatient\n{before}Vos missions\nTailler\n{before}Avantages :\nCantine"
    found = _sections(text)
    assert [found[place] for place in (1, 3, 5)] == [
        Section.PROFILE, Section.MISSIONS, Section.BENEFITS,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "section"),
    [
        ("Nous valorisons la diversité.", Section.PROCESS),
        ("Entreprise handi-accueillante.", Section.PROCESS),
        ("Envoyez votre CV.", Section.PROCESS),
        ("Mutuelle et tickets restaurant.", Section.BENEFITS),
        ("Créée en 1950, la maison est un acteur majeur du jouet.", Section.COMPANY),
        ("Vous assurez la taille des haies.", Section.MISSIONS),
        ("Vous maîtrisez la taille des haies.", Section.PROFILE),
    ],
)
def test_a_sentence_alone_says_what_it_is_about(sentence: str, section: Section) -> None:
    assert _sections(sentence) == [section]


def test_a_benefit_in_passing_does_not_close_the_missions() -> None:
    text = "Missions :\nTailler des haies.\nPrime de fin d'année.\nTondre des pelouses."
    assert _sections(text)[-1] is Section.MISSIONS


@pytest.mark.parametrize("number", range(len(_CUES)))
@given(data=st.data())
def test_whatever_a_cue_fits_holds_a_word_of_its_own(number: int, data: st.DataObject) -> None:
    section, pattern = _CUES[number]
    folded = " ".join(data.draw(st.from_regex(pattern)).split())
    if pattern.search(folded):
        assert _cue(folded) in [section, *(earlier for earlier, _ in _CUES[:number])]
