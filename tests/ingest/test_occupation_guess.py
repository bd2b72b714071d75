import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maillage.ingest.encoder import StaticEncoder, shipped_encoder_folder
from maillage.ingest.extractor_index import ExtractorIndex
from maillage.ingest.extractor_vectors import ByteVectors, WordVectors
from maillage.ingest.occupation_guess import ANOTHER, GuessWeights, OccupationGuesser
from maillage.ingest.text_pipeline import parse
from maillage.ingest.title_grams import acronyms, clean_title, variants
from maillage.ingest.title_signals import JobTitles

from .extractor_sample import write_sample


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ExtractorIndex:
    return ExtractorIndex.read(write_sample(tmp_path_factory.mktemp("guess")))


@pytest.fixture(scope="module")
def guesser(index: ExtractorIndex) -> OccupationGuesser:
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
    assert not len(guesser.guess("", parse("Blockchain kubernetes.")).occupations)


def test_the_words_of_a_text_are_held_against_what_is_required(guesser: OccupationGuesser) -> None:
    meaning = GuessWeights._fields.index("meaning")
    for text, expected in (
        ("Vous peignez des figurines en bois.", 0),
        ("Vous soudez des cadres de vélo.", 1),
    ):
        found, kept = guesser.features("", parse(text))
        assert int(kept[found[:, meaning].argmax()]) == expected


def test_only_the_sentences_that_speak_of_the_job_are_read(guesser: OccupationGuesser) -> None:
    parsed = parse("Nous soudons des cadres de vélo. Vous peignez des figurines en bois.")
    assert len(parsed.sentences) == 2
    assert int(guesser.guess("", parsed, [1]).occupations[0]) == 0
    assert int(guesser.guess("", parsed, [0]).occupations[0]) == 1


def test_the_nearest_job_title_is_that_of_each_occupation_alone(index: ExtractorIndex) -> None:
    vectors = WordVectors(StaticEncoder.load(shipped_encoder_folder()))
    titles = JobTitles(index, vectors)
    vector = vectors.encode([["cadreur", "velos"]])[0]
    every = index.title_vectors.rows(np.arange(len(index.title_owner))) @ vector
    expected = [
        float((every * index.title_weight)[index.title_owner == one].max()) for one in (1, 0)
    ]
    assert titles.nearest(np.array([1, 0]), vector).tolist() == pytest.approx(expected, abs=1e-5)
    assert not len(titles.nearest(np.array([], np.int64), vector))


def test_an_occupation_without_job_title_is_near_none(index: ExtractorIndex) -> None:
    alone = index.title_owner == 1
    without = replace(
        index,
        title_owner=index.title_owner[alone],
        title_weight=index.title_weight[alone],
        title_vectors=ByteVectors(
            index.title_vectors.value[alone], index.title_vectors.scale[alone]
        ),
    )
    vectors = WordVectors(StaticEncoder.load(shipped_encoder_folder()))
    near = JobTitles(without, vectors).nearest(np.array([0, 1]), vectors.encode([["velos"]])[0])
    assert near[0] == 0
    assert near[1] > 0


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
