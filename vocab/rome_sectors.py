"""Where an occupation is exercised: NAF divisions, and ROME's own sectors and sub-sectors."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.rome_descriptions import described_triples
from maillage.vocab.rome_reading import RomeReading
from maillage.vocab.rome_table import RomeTable
from maillage.vocab.table import Row

DIVISION, SECTOR, SUBSECTOR = "code_secteur_naf", "code_sect_activite", "code_ss_sect_activite"
CROSS_SECTOR = "0"  # "Transverse aux secteurs": ROME's addition to the NAF, which has no division 0


def sector_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield divisions, sectors and sub-sectors, then the occupations' links to them."""
    yield from _divisions(reading)
    yield from _division_links(reading)
    yield from described_triples(
        reading.table("secteur_activite"), reading.sectors, SECTOR, "sect_activite"
    )
    yield from _subsectors(reading)
    yield from _sector_links(reading)


def _divisions(reading: RomeReading) -> Iterator[Triple]:
    table = reading.table("secteur_naf")
    ascii_only = True
    for row in table.rows((DIVISION, "libelle_secteur_naf")):
        code, label = row[DIVISION], row["libelle_secteur_naf"]
        ascii_only = ascii_only and label.isascii()
        if code == CROSS_SECTOR:
            # Insee's URIs are Insee's to mint: this one is a sector of ROME, rome-sector:0.
            if reading.sectors.define(table, row, code) is not None:
                yield from reading.sectors.concept_triples(code, label)
        elif reading.divisions.define(table, row, code.zfill(2)) is not None:
            yield from reading.divisions.concept_triples(code.zfill(2), label)
    if reading.divisions.nodes and ascii_only:
        reading.log.notes.append(
            "Divisions de la NAF : le ROME en publie les libellés sans accents."
        )


def _division_links(reading: RomeReading) -> Iterator[Triple]:
    table = reading.table("arborescence_secteur_naf")
    for row in table.rows(("code_rome", DIVISION)):
        occupation = reading.occupations.refer(table, row, row["code_rome"])
        if row[DIVISION] == CROSS_SECTOR:
            division = reading.sectors.refer(table, row, CROSS_SECTOR)
        else:
            division = reading.divisions.refer(table, row, row[DIVISION].zfill(2))
        if occupation is not None and division is not None:
            yield Triple(occupation, MLG.hasSector, division)


def _subsectors(reading: RomeReading) -> Iterator[Triple]:
    table = reading.table("sous_secteur_activite")
    for row in table.rows((SUBSECTOR, "libelle_ss_sect_activite", SECTOR)):
        node = reading.sectors.define(table, row, row[SUBSECTOR])
        if node is None:
            continue
        yield from reading.sectors.concept_triples(row[SUBSECTOR], row["libelle_ss_sect_activite"])
        above = reading.sectors.refer(table, row, row[SECTOR])
        if above is not None:
            yield Triple(node, SKOS.broader, above)


def _sector_links(reading: RomeReading) -> Iterator[Triple]:
    table = reading.table("arborescence_secteur_activite")
    seen: set[tuple[NamedNode, NamedNode]] = (
        set()
    )  # a sector comes once for each of its sub-sectors
    for row in table.rows(("code_rome", SECTOR), (SUBSECTOR, "principal")):
        occupation = reading.occupations.refer(table, row, row["code_rome"])
        if occupation is None:
            continue
        for sector in _sectors(reading, table, row):
            if (occupation, sector) not in seen:
                seen.add((occupation, sector))
                yield Triple(occupation, MLG.hasActivitySector, sector)
            if row["principal"] == "oui":
                yield Triple(occupation, MLG.mainActivitySector, sector)


def _sectors(reading: RomeReading, table: RomeTable, row: Row) -> list[NamedNode]:
    codes = [row[column] for column in (SECTOR, SUBSECTOR) if row[column]]
    nodes = [reading.sectors.refer(table, row, code) for code in codes]
    return [node for node in nodes if node is not None]
