"""The mobilities of ROME: the occupations that one may go to from another, nearest first."""

from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from maillage.ontology.terms import MLG, RDF
from maillage.vocab.rome_reading import RomeReading

FROM, TO, RANK = "code_rome", "code_rome_cible", "numero_ordre"


def mobility_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield each mobility twice: as one direct triple, and as a node that also holds its rank."""
    table = reading.table("rubrique_mobilite")
    seen: set[tuple[str, str]] = set()
    for row in table.rows((FROM, TO, RANK)):
        origin = reading.occupations.refer(table, row, row[FROM])
        target = reading.occupations.refer(table, row, row[TO])
        if origin is None or target is None:
            continue
        if not row[RANK].isdecimal():
            table.reject(row, f"{RANK} : « {row[RANK]} » ; un entier est attendu")
        elif (row[FROM], row[TO]) in seen:
            table.reject(row, f"mobilité {row[FROM]} – {row[TO]} : déjà lue plus haut")
        else:
            seen.add((row[FROM], row[TO]))
            node = reading.names.concept("mobility", f"{row[FROM]}-{row[TO]}")
            yield Triple(origin, MLG.mobilityTo, target)
            yield Triple(node, RDF.type, MLG.Mobility)
            yield Triple(node, MLG.mobilityFromOccupation, origin)
            yield Triple(node, MLG.mobilityToOccupation, target)
            yield Triple(node, MLG.rank, Literal(int(row[RANK])))
