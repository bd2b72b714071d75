"""The work contexts of ROME (hours, risks, places, publics …), gathered by type."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.terms import RDF, SKOS
from maillage.vocab.rome_reading import RomeReading

CODE, LABEL = "code_ogr", "libelle_cont_travail"
TYPE, TYPE_LABEL = "code_type_cont_trav", "libelle_type_cont_trav"


def context_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield every context, and each type as a collection `collection:rome-context-2` of its own."""
    table = reading.table("referentiel_contexte_travail")
    types: set[str] = set()
    for row in table.rows((CODE, LABEL), (TYPE, TYPE_LABEL)):
        node = reading.contexts.define(table, row, row[CODE])
        if node is None:
            continue
        yield from reading.contexts.concept_triples(row[CODE], row[LABEL])
        if not row[TYPE]:
            continue
        collection = reading.names.concept("collection", f"rome-context-{row[TYPE]}")
        if row[TYPE] not in types:
            types.add(row[TYPE])
            yield from _collection_triples(collection, row[TYPE_LABEL])
        yield Triple(collection, SKOS.member, node)


def _collection_triples(node: NamedNode, label: str) -> Iterator[Triple]:
    yield Triple(node, RDF.type, SKOS.Collection)
    yield Triple(node, SKOS.prefLabel, Literal(" ".join(label.split()), language="fr"))
