"""The concept schemes of ESCO, and what every concept of one says of itself."""

from collections.abc import Iterable, Iterator
from enum import Enum

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, OWL, RDF, SKOS
from maillage.vocab.esco_concepts import EscoConcept

PUBLISHER = "Commission européenne"


class EscoScheme(Enum):
    """The notation of each scheme under the minted `scheme:` prefix, and its two labels."""

    OCCUPATION = ("esco-occupation", "ESCO, professions", "ESCO occupations")
    SKILL = ("esco-skill", "ESCO, aptitudes et compétences", "ESCO skills and competences")
    SKILL_GROUP = ("esco-skill-group", "ESCO, groupes d'aptitudes", "ESCO skill groups")
    ISCO = (
        "isco",
        "Classification internationale type des professions (CITP-08)",
        "International Standard Classification of Occupations (ISCO-08)",
    )

    def node(self, names: Names) -> NamedNode:
        """Return the URI of the scheme."""
        return names.concept("scheme", self.value[0])

    def triples(self, names: Names) -> Iterator[Triple]:
        """Yield the scheme itself."""
        node = self.node(names)
        yield Triple(node, RDF.type, SKOS.ConceptScheme)
        yield Triple(node, SKOS.prefLabel, Literal(self.value[1], language="fr"))
        yield Triple(node, SKOS.prefLabel, Literal(self.value[2], language="en"))
        yield Triple(node, DCT.publisher, Literal(PUBLISHER))


def concept_triples(
    concept: EscoConcept, classes: Iterable[NamedNode], scheme: NamedNode, notation: str
) -> Iterator[Triple]:
    """Yield type, scheme, notation and words; a retired concept is only a deprecated `skos:Concept`."""
    node = concept.node
    if concept.retired:
        yield Triple(node, RDF.type, SKOS.Concept)
        yield Triple(node, OWL.deprecated, Literal(True))
    else:
        for term in classes:
            yield Triple(node, RDF.type, term)
    yield Triple(node, SKOS.inScheme, scheme)
    if notation:
        yield Triple(node, SKOS.notation, Literal(notation))
    yield from concept.labels.triples(node)
