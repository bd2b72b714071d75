"""The RIASEC interests (Holland's types) of an occupation or of a macro-competence."""

from collections.abc import Iterator

from pyoxigraph import Triple

from maillage.ontology.terms import MLG
from maillage.vocab.rome_reading import RomeReading
from maillage.vocab.rome_register import RomeRegister

TERMS = {"riasec_majeur": MLG.mainInterest, "riasec_mineur": MLG.secondaryInterest}


def riasec_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield the main and the secondary interest, where filled."""
    yield from _interests(reading, "referentiel_code_rome_riasec", "code_rome", reading.occupations)
    yield from _interests(
        reading, "referentiel_macro_competence_riasec", "code_ogr", reading.competences
    )


def _interests(
    reading: RomeReading, stem: str, key: str, subjects: RomeRegister
) -> Iterator[Triple]:
    table = reading.table(stem)
    for row in table.rows((key,), tuple(TERMS)):
        subject = subjects.refer(table, row, row[key])
        if subject is None:
            continue
        for column, term in TERMS.items():
            interest = reading.riasec.refer(table, row, row[column]) if row[column] else None
            if interest is not None:
                yield Triple(subject, term, interest)
