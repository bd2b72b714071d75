"""The French words for the properties that the graph states things by."""

from functools import cache

from maillage.ontology.names import Names
from maillage.ontology.vocabulary import ontology_terms

# Those of the standards, which the ontology reuses without words of its own; the order in which they are shown.
STANDARD_WORDS = {
    "skos:prefLabel": "libellé",
    "skos:altLabel": "autre libellé",
    "skos:notation": "code",
    "skos:definition": "définition",
    "skos:broader": "plus général",
    "skos:narrower": "plus précis",
    "skos:exactMatch": "correspond exactement à",
    "skos:closeMatch": "correspond à peu près à",
    "skos:broadMatch": "correspond à plus général",
    "skos:narrowMatch": "correspond à plus précis",
    "dct:replaces": "remplace",
    "dct:isReplacedBy": "remplacé par",
    "dct:identifier": "identifiant",
    "skos:inScheme": "référentiel",
    "rdf:type": "nature",
}


@cache
def property_words() -> dict[str, str]:
    """Return the words of each property, by CURIE: those of the standards first, then the ontology's own."""
    names = Names()
    own = {
        names.curie(term.uri): term.label_fr
        for term in ontology_terms()
        if term.kind in {"object", "datatype"} and term.label_fr
    }
    return {**STANDARD_WORDS, **own}
