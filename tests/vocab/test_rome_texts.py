"""How the sentences of a ROME text become one text (sentences invented)."""

from maillage.vocab.rome_texts import join_sentences, undoubled


def test_only_sentences_that_run_on_are_ended() -> None:
    sentences = iter(["Tire (fort)", "Choisit :", "un fil,", "Dit « oui »", "Finit"])
    assert join_sentences(sentences) == "Tire (fort). Choisit : un fil, Dit « oui ». Finit"


def test_one_sentence_stays_as_it_is() -> None:
    assert join_sentences(iter(["Vole"])) == "Vole"


def test_apostrophes_of_an_sql_export_are_undoubled() -> None:
    assert undoubled(" Conduite  d''engins ") == "Conduite d'engins"
