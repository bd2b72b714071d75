import pytest
import spacy

from maillage.ingest import spacy_component
from maillage.ingest.stated_mentions import STATED_THRESHOLD

from .extractor_sample import write_sample


def test_the_component_marks_spans_in_anyones_pipeline(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = write_sample(tmp_path_factory.mktemp("spacy"))
    nlp = spacy.blank("fr")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.add_pipe(spacy_component.NAME, config={"index": str(folder)})
    nlp.initialize()
    doc = nlp("Vous préparez des commandes de jouets.\nProfil :\n- Maîtrise d'Excel souhaitée.")
    spans = {span.text: span for span in doc.spans[spacy_component.SPANS]}
    assert spans["Excel"].kb_id_.endswith("/rome-savoir/10")
    assert STATED_THRESHOLD <= spans["Excel"]._.score <= 1.0
    assert "préparez des commandes de jouets" in spans
    assert doc._.occupations
