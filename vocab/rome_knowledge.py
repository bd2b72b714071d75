"""The savoirs of ROME: domains of expertise, techniques, standards, tools, certifications held."""

from collections.abc import Iterator

from pyoxigraph import Triple

from maillage.vocab.rome_competences import TRANSITION_FLAGS
from maillage.vocab.rome_flags import flag_triples
from maillage.vocab.rome_natures import category_triples, nature_triples
from maillage.vocab.rome_reading import RomeReading

CODE, LABEL = "code_ogr_savoir", "libelle_savoir"
CATEGORY, SUBCATEGORY = "categorie_savoir", "sous_categorie_savoir"


def knowledge_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield every savoir; ROME gives them categories, and no place in the competence tree."""
    table = reading.table("referentiel_savoir")
    for row in table.rows((CODE, LABEL), (CATEGORY, SUBCATEGORY, *TRANSITION_FLAGS)):
        node = reading.knowledge.define(table, row, row[CODE])
        if node is None:
            continue
        yield from reading.knowledge.concept_triples(row[CODE], row[LABEL])
        yield from nature_triples(reading.names, node, "knowledge")
        yield from category_triples(node, row[CATEGORY], row[SUBCATEGORY])
        yield from flag_triples(table, row, node, TRANSITION_FLAGS)
