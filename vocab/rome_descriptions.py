"""The short lists of ROME that have a code, a label and a long description."""

from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from maillage.ontology.terms import SKOS
from maillage.vocab.rome_register import RomeRegister
from maillage.vocab.rome_table import RomeTable


def described_triples(
    table: RomeTable, register: RomeRegister, code_column: str, suffix: str
) -> Iterator[Triple]:
    """Yield each concept; its label and definition are in the columns that end with `suffix`."""
    label, definition = f"libelle_{suffix}", f"definition_{suffix}"
    for row in table.rows((code_column, label), (definition,)):
        code = row[code_column]
        node = register.define(table, row, code)
        if node is None:
            continue
        yield from register.concept_triples(code, row[label])
        if row[definition]:
            yield Triple(
                node, SKOS.definition, Literal(_paragraphs(row[definition]), language="fr")
            )


def _paragraphs(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
