"""The competences of ROME and the macro-competences that group them."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.terms import DCT, MLG, SKOS
from maillage.vocab.rome_flags import flag_triples
from maillage.vocab.rome_natures import CATEGORIES, category_triples, nature_triples
from maillage.vocab.rome_reading import RomeReading
from maillage.vocab.rome_table import RomeTable
from maillage.vocab.rome_tree import OBJECTIVE_LENGTH, group_of
from maillage.vocab.table import Row

CODE, LABEL, MACRO = "code_ogr", "libelle_competence", "code_ogr_macro_comp"
MACRO_NATURE = "Macro-compétence"
TRANSVERSAL = "Transverse"
TRANSITION_FLAGS = {
    "transition_eco": MLG.servesEcologicalTransition,
    "transition_num": MLG.digitalTransition,
}
OTHERS = (
    "nature", "definition", MACRO, "code_macro_comp", "cat_comp", "sous_cat_comp",
    "libelle_heterogeneite", "libelle_origine", *TRANSITION_FLAGS,
)  # fmt: skip


def competence_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield every competence under its macro-competence, and those in the competence tree."""
    table = reading.table("referentiel_competence")
    # A macro-competence may come after its competences: all codes are defined first.
    known = [
        (reading.competences.define(table, row, row[CODE]), row)
        for row in table.rows((CODE, LABEL), OTHERS)
    ]
    for node, row in known:
        if node is None:
            continue
        kinds = (MLG.MacroCompetence,) if row["nature"] == MACRO_NATURE else ()
        yield from reading.competences.concept_triples(row[CODE], row[LABEL], *kinds)
        yield from _nature_triples(reading, table, row, node)
        yield from _place_triples(reading, table, row, node)
        yield from _note_triples(row, node)
        yield from flag_triples(table, row, node, TRANSITION_FLAGS)
    _note_unplaced(reading, [row["code_macro_comp"] for _, row in known])


def _nature_triples(
    reading: RomeReading, table: RomeTable, row: Row, node: NamedNode
) -> Iterator[Triple]:
    category, subcategory = row["cat_comp"], row["sous_cat_comp"]
    if category in CATEGORIES:
        yield from nature_triples(reading.names, node, CATEGORIES[category])
    else:
        table.reject(row, f"cat_comp : « {category} » inconnu ; nature omise")
    yield from category_triples(node, category, subcategory)
    if subcategory == TRANSVERSAL:
        yield Triple(node, MLG.reach, reading.names.concept("reach", "transversal"))


def _place_triples(
    reading: RomeReading, table: RomeTable, row: Row, node: NamedNode
) -> Iterator[Triple]:
    above = reading.competences.refer(table, row, row[MACRO]) if row[MACRO] else None
    if above is None:
        above = group_of(reading, row["code_macro_comp"])
    if above is not None:
        yield Triple(node, SKOS.broader, above)
    if row["code_macro_comp"]:
        yield Triple(node, DCT.identifier, Literal(row["code_macro_comp"]))


def _note_triples(row: Row, node: NamedNode) -> Iterator[Triple]:
    definition = " ".join(row["definition"].split())
    if definition and definition != row[LABEL]:  # most only repeat the label
        yield Triple(node, SKOS.definition, Literal(definition, language="fr"))
    if row["libelle_heterogeneite"]:
        yield Triple(node, MLG.heterogeneity, Literal(row["libelle_heterogeneite"]))
    if row["libelle_origine"]:
        yield Triple(node, DCT.source, Literal(row["libelle_origine"]))


def _note_unplaced(reading: RomeReading, macro_codes: list[str]) -> None:
    unplaced = [
        code for code in macro_codes if code and code[:OBJECTIVE_LENGTH] not in reading.tree.nodes
    ]
    if unplaced and reading.tree.nodes:
        reading.log.notes.append(
            f"{len(unplaced)} macro-compétences d'un objectif absent de l'arborescence "
            f"({', '.join(sorted(unplaced)[:3])} …) : rattachées au niveau connu au-dessus."
        )
