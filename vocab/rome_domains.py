"""The 14 grands domaines of ROME (one letter) and their domaines professionnels (A11)."""

from collections.abc import Iterator

from pyoxigraph import Triple

from maillage.ontology.terms import SKOS
from maillage.vocab.rome_reading import RomeReading


def domain_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield both levels; the first letter of a domain is the code of the one above."""
    for level in ("grand_domaine", "domaine_professionnel"):
        table = reading.table(level)
        code_column, label_column = f"code_{level}", f"libelle_{level}"
        for row in table.rows((code_column, label_column)):
            code = row[code_column]
            node = reading.domains.define(table, row, code)
            if node is None:
                continue
            yield from reading.domains.concept_triples(code, row[label_column])
            above = reading.domains.refer(table, row, code[0]) if len(code) > 1 else None
            if above is not None:
                yield Triple(node, SKOS.broader, above)
