import pytest

from maillage.ingest.sections import folded_sentences
from maillage.ingest.stems import fold_word
from maillage.ingest.text_pipeline import parse
from maillage.ingest.training_text import looks_like_training, told_of_training

TRAINING = (
    "Les stagiaires apprennent à tourner des toupies. Le titulaire du diplôme règle son tour à bois. "
    "Il peut travailler dans un atelier de jouets."
)
ADVERTISEMENT = (
    "Nous recherchons un tourneur de toupies. Vous êtes titulaire d'un CAP ou d'un BP et avez suivi une formation. "
    "Votre profil : soigneux. Poste en CDI."
)


def _looks(text: str, title: str = "") -> bool:
    words = [tuple(map(fold_word, one.words)) for one in parse(text).sentences]
    return looks_like_training(title, words)


def _told(text: str) -> list[str]:
    """Return t(aught), o(utlook) and h(older) for each sentence."""
    parsed = parse(text)
    found = told_of_training(parsed, folded_sentences(parsed))
    return ["".join(name[0] for name, own in one._asdict().items() if own) for one in found]


@pytest.mark.parametrize(
    ("text", "training"),
    [
        (TRAINING, True),
        (ADVERTISEMENT, False),
        (f"{ADVERTISEMENT} {ADVERTISEMENT} Formation par les élèves.", False),
        ("Une toupie en bois.", False),
        ("", False),
    ],
)
def test_a_training_is_told_from_an_advertisement(text: str, *, training: bool) -> None:
    assert _looks(text) is training


def test_the_name_of_a_diploma_as_title_helps() -> None:
    text = "On apprend à tourner des toupies et à les vernir."
    assert not _looks(text, "Tourneur de toupies H/F")
    assert _looks(text, "CAP tourneur de toupies")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("On apprend à tourner des toupies.", ["t"]),
        ("Il exerce en atelier.", ["oh"]),
        ("Le titulaire vernit des toupies.", ["h"]),
        ("Une toupie tourne.", [""]),
        # What begins in lower case goes on with the sentence before.
        ("On apprend le vernis... le tournage ; la gravure.", ["t", "t", "t"]),
        # A heading says what its lines are about, until the next.
        ("PROGRAMME :\n- Tournage\n- Vernis\nDÉBOUCHÉS :\n- Tourneur", ["t", "t", "t", "o", "o"]),
    ],
)
def test_each_sentence_tells_what_it_is_about(text: str, told: list[str]) -> None:
    assert _told(text) == told
