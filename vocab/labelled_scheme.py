"""A concept scheme, and the triples that it and each of its concepts begin with."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, RDF, SKOS


@dataclass(frozen=True, slots=True)
class LabelledScheme:
    """One SKOS concept scheme: its concepts are `<prefix>:<notation>`."""

    prefix: str
    classes: tuple[NamedNode, ...]  # of each concept, the most specific first
    label_fr: str
    label_en: str
    publisher: str

    def triples(self, names: Names) -> Iterator[Triple]:
        """Yield what describes the scheme itself."""
        scheme = names.concept("scheme", self.prefix)
        yield Triple(scheme, RDF.type, SKOS.ConceptScheme)
        yield Triple(scheme, SKOS.prefLabel, Literal(self.label_fr, language="fr"))
        yield Triple(scheme, SKOS.prefLabel, Literal(self.label_en, language="en"))
        yield Triple(scheme, DCT.publisher, Literal(self.publisher))

    def concept_triples(self, names: Names, notation: str, label: str) -> Iterator[Triple]:
        """Yield classes, French label (spaces collapsed), notation and scheme of one concept."""
        node = names.concept(self.prefix, notation)
        for kind in self.classes:
            yield Triple(node, RDF.type, kind)
        yield Triple(node, SKOS.prefLabel, Literal(" ".join(label.split()), language="fr"))
        yield Triple(node, SKOS.notation, Literal(notation))
        yield Triple(node, SKOS.inScheme, names.concept("scheme", self.prefix))
