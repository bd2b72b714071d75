"""A graph of two invented occupations and a few competences, for the extractor's tests."""

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store, Triple

from maillage.graph.triple_store import TripleStore
from maillage.ingest.competence_extractor import CompetenceExtractor
from maillage.ingest.extractor_index_build import write_extractor_index
from maillage.ingest.record import Kind, Record
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS

NAMES = Names()

COMPETENCES = {
    "rome-competence:1": ("Préparer des commandes de jouets", "know-how", "Technique"),
    "rome-competence:2": ("Peindre des figurines en bois", "know-how", "Technique"),
    "rome-competence:3": ("Avoir l'esprit d'équipe", "behaviour", "Transverse"),
    "rome-competence:4": ("Faire preuve de rigueur et de précision", "behaviour", "Transverse"),
    "rome-competence:5": ("Souder des cadres de vélo", "know-how", "Technique"),
    "rome-savoir:10": ("Microsoft Excel", "knowledge", "Logiciels, progiciels"),
    "rome-savoir:11": ("Permis de conduire catégorie B", "knowledge", "Habilitations"),
    "rome-savoir:12": ("Soudure", "knowledge", "Autres techniques professionnelles"),
}
REQUIRED = {
    "rome:X0001": (("1", 1), ("2", 1), ("4", 0)),
    "rome:X0002": (("5", 1), ("3", 0)),
}
OCCUPATIONS = {
    "rome:X0001": ("Fabricant / Fabricante de jouets", "Peint et emballe des jouets."),
    "rome:X0002": ("Cadreur / Cadreuse de vélos", "Soude des cadres de vélo."),
}


def write_sample(folder: Path) -> Path:
    """Write the index of the invented graph and return its folder."""
    store = TripleStore(Store())
    triples: list[Triple] = []
    for curie, (label, nature, subcategory) in COMPETENCES.items():
        node = NAMES.uri(curie)
        category = "Certifications et habilitations" if subcategory == "Habilitations" else "x"
        triples += [
            Triple(node, SKOS.prefLabel, Literal(label, language="fr")),
            Triple(node, MLG.nature, NAMES.concept("nature", nature)),
            Triple(node, MLG.competenceCategory, Literal(category)),
            Triple(node, MLG.competenceSubcategory, Literal(subcategory)),
        ]
    for number, (curie, (label, definition)) in enumerate(OCCUPATIONS.items()):
        node, title = NAMES.uri(curie), NAMES.concept("rome-appellation", str(number))
        triples += [
            Triple(node, SKOS.prefLabel, Literal(label, language="fr")),
            Triple(node, SKOS.definition, Literal(definition, language="fr")),
            Triple(title, SKOS.prefLabel, Literal(label, language="fr")),
            Triple(title, MLG.jobTitleOf, node),
        ]
        for notation, core in REQUIRED[curie]:
            competence = NAMES.concept("rome-competence", notation)
            triples.append(Triple(node, MLG.requires, competence))
            if core:
                triples.append(Triple(node, MLG.requiresCore, competence))
    store.load(NamedNode("http://example.org/graph"), triples)
    write_extractor_index(store, NAMES, folder)
    return folder


def sample_extractor(folder: Path) -> CompetenceExtractor:
    """Return an extractor over the invented graph."""
    return CompetenceExtractor.read(write_sample(folder))


def ad(title: str, text: str) -> Record:
    """Return an advertisement."""
    return Record(Kind.AD, "test", "1", title, text)
