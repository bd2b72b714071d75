import pytest

from maillage.ingest.negation import negated


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("aucune experience en soudure exigee", "soudure", True),
        ("pas besoin de savoir souder", "souder", True),
        ("sans connaissance du dessin", "dessin", True),
        ("le permis b n'est pas exige", "permis b", True),
        ("permis b non indispensable mais pas exige", "permis b", True),
        ("aucun diplome exige mais maitrise de la soudure", "soudure", False),
        ("experience en soudure exigee", "soudure", False),
        ("travail sans cesse varie en soudure", "soudure", False),
    ],
)
def test_what_is_not_asked(sentence: str, words: str, expected: bool) -> None:
    start = sentence.index(words)
    assert negated(sentence, start, start + len(words)) is expected
