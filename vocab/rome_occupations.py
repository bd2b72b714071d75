"""The occupations of ROME: one fiche each, with its domain, its parent code and its flags."""

from collections.abc import Iterator

from pyoxigraph import Triple

from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.rome_files import OCCUPATIONS
from maillage.vocab.rome_flags import OCCUPATION_COLUMNS, occupation_flag_triples
from maillage.vocab.rome_reading import RomeReading

CODE_LENGTH = 3  # a fiche's code begins with its domain's: K1304 is in K13


def occupation_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield every occupation with its domain, its ROME 3 parent and its flags."""
    table = reading.table(OCCUPATIONS)
    rows = table.rows(
        ("code_rome", "libelle_rome"), ("code_ogr", "code_rome_parent", *OCCUPATION_COLUMNS)
    )
    # A parent may come after its children, so every code is defined before any is referred to.
    known = [(reading.occupations.define(table, row, row["code_rome"]), row) for row in rows]
    for node, row in known:
        if node is None:
            continue
        code, parent_code = row["code_rome"], row["code_rome_parent"]
        reading.owners[row["code_ogr"]] = code
        yield from reading.occupations.concept_triples(code, row["libelle_rome"])
        domain = reading.domains.refer(table, row, code[:CODE_LENGTH])
        if domain is not None:
            yield Triple(node, MLG.professionalDomain, domain)
            yield Triple(node, SKOS.broader, domain)
        parent = reading.occupations.refer(table, row, parent_code) if parent_code else None
        if parent is not None:
            reading.parent_codes.add(parent_code)
            yield Triple(node, MLG.parentOccupation, parent)
        yield from occupation_flag_triples(reading.names, table, row, node)
