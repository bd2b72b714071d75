import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.ingest.extractor_index import ExtractorIndex
from maillage.ingest.text_pipeline import MAX_SENTENCE, parse, parsed_doc, pipeline

from .extractor_sample import write_sample


def _words(text: str) -> list[str]:
    return [word for sentence in parse(text).sentences for word in sentence.words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l'accueil", ["l'", "accueil"]),
        ("rigueur/autonomie,Excel", ["rigueur", "/", "autonomie", ",", "Excel"]),
        ("C++, C# et Node.js", ["C++", ",", "C#", "et", "Node.js"]),
        ("motivé(e)s et rigoureux.se", ["motivé(e)s", "et", "rigoureux.se"]),
        ("3,5 t (H/F)", ["3,5", "t", "(", "H", "/", "F", ")"]),
        ("aujourd'hui", ["aujourd'hui"]),
    ],
)
def test_words_are_cut_as_people_read_them(text: str, words: list[str]) -> None:
    assert _words(text) == words


def test_a_feminine_between_marks_has_the_stem_of_its_word() -> None:
    stems = [parse(text).sentences[0].stems for text in ("motivé", "motivé(e)s", "motivé.e")]
    assert stems[0] == stems[1] == stems[2] != ("",)


def test_bullets_and_breaks_open_sentences() -> None:
    found = parse("Missions :\n- tailler des haies\n- tondre : - ratisser. Puis rentrer").sentences
    assert [" ".join(one.words) for one in found] == [
        "Missions :", "- tailler des haies", "- tondre :", "- ratisser .", "Puis rentrer",
    ]  # fmt: skip
    assert [one.breaks for one in found] == [True, True, True, False, False]


def test_a_long_sentence_is_cut_again_and_again() -> None:
    found = parse("Missions : " + "tondre " * (2 * MAX_SENTENCE + 5) + "... Ratisser").sentences
    assert [len(one.words) for one in found] == [MAX_SENTENCE, MAX_SENTENCE, 8, 1]


@given(st.text(max_size=300))
def test_each_word_stands_at_its_offset(text: str) -> None:
    parsed = parse(text)
    assert len(parsed.text) == len(text)
    for sentence in parsed.sentences:
        for word, start, end in zip(sentence.words, sentence.starts, sentence.ends, strict=True):
            assert parsed.text[start:end] == word


def test_the_table_of_an_index_gives_the_stems_that_its_phrases_hold(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    index = ExtractorIndex.read(write_sample(tmp_path_factory.mktemp("lemmas")))
    text = "Vous préparâtes les commandes, peignez des figurines et soudiez les cadres de vélos."
    for own, spacys in zip(parse(text, index.lemmas).sentences, parse(text).sentences, strict=True):
        pairs = zip(own.stems, spacys.stems, strict=True)
        assert [one for one in own.stems if one in index.stems] == [
            other for _, other in pairs if other in index.stems
        ]


def test_a_spacy_pipeline_reads_the_same_sentences() -> None:
    text = "Vos missions :\n- Préparer des commandes.\n- Peindre des figurines"
    assert [one.words for one in parsed_doc(pipeline()(text)).sentences] == [
        one.words for one in parse(text).sentences
    ]
