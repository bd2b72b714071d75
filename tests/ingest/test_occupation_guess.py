import json
from pathlib import Path

import pytest

from maillage.ingest.encoder import StaticEncoder, shipped_encoder_folder
from maillage.ingest.extractor_index import ExtractorIndex
from maillage.ingest.extractor_vectors import WordVectors
from maillage.ingest.occupation_guess import ANOTHER, OccupationGuesser
from maillage.ingest.text_pipeline import parse
from maillage.ingest.title_grams import acronyms, clean_title, variants

from .extractor_sample import write_sample


@pytest.fixture(scope="module")
def guesser(tmp_path_factory: pytest.TempPathFactory) -> OccupationGuesser:
    index = ExtractorIndex.read(write_sample(tmp_path_factory.mktemp("guess")))
    return OccupationGuesser(index, WordVectors(StaticEncoder.load(shipped_encoder_folder())))


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Fabricant(e) de jouets (H/F)", "", 0),
        ("FABRICANTE JOUETS - CDI", "", 0),
        ("Cadreuse de velos", "", 1),
        ("Technicien H/F", "Vous soudez des cadres de vélo.", 1),
    ],
)
def test_title_and_text_tell_the_occupation(
    guesser: OccupationGuesser, title: str, text: str, expected: int
) -> None:
    guess = guesser.guess(title, parse(text))
    assert int(guess.occupations[0]) == expected
    assert float(guess.probabilities.sum()) == pytest.approx(1.0 - ANOTHER, abs=1e-4)


def test_nothing_is_guessed_from_nothing(guesser: OccupationGuesser) -> None:
    assert not len(guesser.guess("", parse("")).occupations)


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("Développeur / Développeuse web (H/F)", "developpeur developpeuse web"),
        ("Soudeur(se) F/H - CDI", "soudeur"),
        ("Aide-soignant.e de nuit", "aide soignant de"),
    ],
)
def test_a_title_is_cleaned(title: str, cleaned: str) -> None:
    assert clean_title(title) == cleaned


def test_both_forms_of_a_doublet_keep_what_follows() -> None:
    assert variants("Chef / Cheffe de rang") == ("Chef de rang", "Cheffe de rang")


def test_an_acronym_in_brackets_is_a_title() -> None:
    assert acronyms("Délégué à la protection des données (DPO)") == ("dpo",)
    assert acronyms("Cadreur (vélos)") == ()


@pytest.mark.real_data
@pytest.mark.slow
def test_computing_ads_are_read_from_files(data: Path) -> None:
    path = data / "ads" / "france_travail_2026-04.jsonl"
    with path.open(encoding="utf-8") as lines:
        titles = [clean_title(json.loads(line)["intitule"] or "") for line in lines]
    assert sum(bool(title) for title in titles) > 0.98 * len(titles)
