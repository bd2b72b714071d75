"""The tree above the macro-competences of ROME: domaine (3), enjeu (3B), objectif (3B2)."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from maillage.ontology.terms import SKOS
from maillage.vocab.rome_files import COMPETENCE_TREE
from maillage.vocab.rome_reading import RomeReading
from maillage.vocab.rome_table import RomeTable
from maillage.vocab.table import Row

# From the top down: the column of the code, and that of the label where the file has one.
LEVELS = (
    ("code_domaine_competence", "domaine_competence"),
    ("code_enjeu", "enjeu"),
    ("code_objectif", None),
)
OBJECTIVE_LENGTH = 3  # codes nest, a character a level: 3, 3B, 3B2; 3B216 is a macro-competence


def tree_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield the groups of the tree, whose rows repeat the whole way down to each competence."""
    table = reading.table(COMPETENCE_TREE)
    keys = tuple(column for level in LEVELS for column in level if column is not None)
    labels: dict[str, str] = {}
    for row in table.rows(keys):
        above: NamedNode | None = None
        for code_column, label_column in LEVELS:
            code = row[code_column]
            label = row[label_column] if label_column is not None else code
            if code not in labels:
                labels[code] = label
                yield from _group_triples(reading, code, label, above)
            elif labels[code] != label:
                _reject_label(table, row, code, labels[code])
            above = reading.tree.nodes[code]
    if labels:
        reading.log.notes.append(
            "Arborescence des compétences : les libellés des objectifs manquent ; "
            "le code en tient lieu."
        )


def group_of(reading: RomeReading, macro_code: str) -> NamedNode | None:
    """Return the lowest group that holds a macro-competence (3B216 → 3B2), or None.

    The tree lists a macro-competence only through its competences; those that have none (the
    sixteen behaviours, 6D1xx) hang from the lowest group that the tree does name.
    """
    for length in range(OBJECTIVE_LENGTH, 0, -1):
        node = reading.tree.nodes.get(macro_code[:length])
        if node is not None:
            return node
    return None


def _group_triples(
    reading: RomeReading, code: str, label: str, above: NamedNode | None
) -> Iterator[Triple]:
    node = reading.tree.add(code)
    yield from reading.tree.concept_triples(code, label)
    if above is not None:
        yield Triple(node, SKOS.broader, above)


def _reject_label(table: RomeTable, row: Row, code: str, first: str) -> None:
    table.reject(row, f"nœud {code} : libellé autre que « {first} », lu plus haut")
