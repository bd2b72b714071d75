"""ESCO's collections: sets of skills or occupations that share a theme."""

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, RDF, SKOS
from maillage.vocab.esco_files import EscoFiles
from maillage.vocab.esco_scheme import PUBLISHER
from maillage.vocab.importer import ImportLog
from maillage.vocab.table import read_table

# file stem → notation under `collection:`, French label, English label
COLLECTIONS: dict[str, tuple[str, str, str]] = {
    "transversalSkillsCollection": (
        "esco-transversal",
        "Aptitudes et compétences transversales (ESCO)",
        "Transversal skills and competences (ESCO)",
    ),
    "greenSkillsCollection": (
        "esco-green",
        "Aptitudes et connaissances vertes (ESCO)",
        "Green skills and knowledge (ESCO)",
    ),
    "digitalSkillsCollection": (
        "esco-digital",
        "Aptitudes et connaissances numériques (ESCO)",
        "Digital skills and knowledge (ESCO)",
    ),
    "digCompSkillsCollection": (
        "esco-digcomp",
        "Compétences numériques du cadre DigComp (ESCO)",
        "Digital competences of the DigComp framework (ESCO)",
    ),
    "languageSkillsCollection": (
        "esco-language",
        "Compétences et connaissances linguistiques (ESCO)",
        "Language skills and knowledge (ESCO)",
    ),
    "researchSkillsCollection": (
        "esco-research-skill",
        "Compétences de recherche (ESCO)",
        "Research skills (ESCO)",
    ),
    "researchOccupationsCollection": (
        "esco-research-occupation",
        "Professions de la recherche (ESCO)",
        "Research occupations (ESCO)",
    ),
}


def collection_triples(
    files: EscoFiles, nodes: Mapping[str, NamedNode], names: Names, log: ImportLog
) -> Iterator[Triple]:
    """Yield each collection and its members, among the concepts that exist."""
    absent: set[str] = set()
    for stem, (notation, french, english) in COLLECTIONS.items():
        file = files.newest(stem)
        if file is None:
            continue
        collection = names.concept("collection", notation)
        yield Triple(collection, RDF.type, SKOS.Collection)
        yield Triple(collection, SKOS.prefLabel, Literal(french, language="fr"))
        yield Triple(collection, SKOS.prefLabel, Literal(english, language="en"))
        yield Triple(collection, DCT.publisher, Literal(PUBLISHER))
        for row in read_table(file.path, log, required=("conceptUri",), key=("conceptUri",)):
            member = nodes.get(row["conceptUri"])
            if member is None:
                absent.add(row["conceptUri"])
            else:
                yield Triple(collection, SKOS.member, member)
    if absent:
        # They come with a later release than the file of skills: no other file speaks of them.
        log.notes.append(
            f"{len(absent)} membres des collections ESCO n'existent pas dans le fichier des "
            "compétences, plus ancien : ils ne sont pas repris."
        )
