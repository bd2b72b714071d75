"""A spaCy component for anyone's French pipeline: `nlp.add_pipe("maillage_competences", config={"index": …})`.

It sets `doc.spans["competences"]`, each span with the concept's URI as `kb_id_`, its label as `label_` and
its probability in `span._.score`; the likely occupations are in `doc._.occupations`.
Importing this module registers the component.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span

from maillage.ingest.extraction import Method
from maillage.ingest.text_pipeline import parsed_doc

if TYPE_CHECKING:
    from maillage.ingest.competence_extractor import CompetenceExtractor

NAME = "maillage_competences"
SPANS = "competences"


class CompetenceComponent:
    """Marks the competences that a document states."""

    def __init__(self, extractor: "CompetenceExtractor") -> None:
        """Keep the extractor and register the extensions."""
        self._extractor = extractor
        for holder, name in ((Span, "score"), (Doc, "occupations"), (Doc, "title")):
            if not holder.has_extension(name):
                holder.set_extension(name, default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Set the spans; `doc._.title`, where set before, helps to guess the occupation."""
        found = self._extractor.extract_parsed("", doc._.title or "", parsed_doc(doc))
        spans = []
        for mention in found.mentions:
            if mention.method is not Method.STATED:
                continue
            span = doc.char_span(
                mention.start, mention.end, label=mention.label, kb_id=mention.uri.value
            )
            if span is not None:
                span._.score = mention.score
                spans.append(span)
        doc.spans[SPANS] = spans
        doc._.occupations = found.occupations
        return doc


@Language.factory(NAME, default_config={"index": ""})  # type: ignore[untyped-decorator, unused-ignore]
def make_component(nlp: Language, name: str, index: str) -> CompetenceComponent:
    """Return the component that reads the index in the folder `index`."""
    from maillage.ingest.competence_extractor import CompetenceExtractor

    return CompetenceComponent(CompetenceExtractor.read(Path(index)))
