"""The job titles of ROME (appellations): each belongs to one occupation, which has a main one."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.terms import MLG
from maillage.vocab.rome_flags import OCCUPATION_COLUMNS, flag_triples, occupation_flag_triples
from maillage.vocab.rome_reading import RomeReading
from maillage.vocab.table import Row

CODE, LABEL, SHORT = "code_ogr", "libelle_appellation_long", "libelle_appellation_court"
MAIN = "PRINCIPALE"


def title_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield every job title; a title of an unknown occupation stays, without its link."""
    table = reading.table("referentiel_appellation")
    others = (SHORT, "classification", "peu_usite", *OCCUPATION_COLUMNS)
    for row in table.rows((CODE, LABEL, "code_rome"), others):
        node = reading.titles.define(table, row, row[CODE])
        if node is None:
            continue
        yield from reading.titles.concept_triples(row[CODE], row[LABEL])
        short = " ".join(row[SHORT].split())
        if short and short != " ".join(row[LABEL].split()):
            yield Triple(node, MLG.shortLabel, Literal(short, language="fr"))
        occupation = reading.occupations.refer(table, row, row["code_rome"])
        if occupation is not None:
            reading.owners[row[CODE]] = row["code_rome"]
            yield from _occupation_triples(row, node, occupation)
        yield from flag_triples(table, row, node, {"peu_usite": MLG.rarelyUsed})
        yield from occupation_flag_triples(reading.names, table, row, node)


def _occupation_triples(row: Row, node: NamedNode, occupation: NamedNode) -> Iterator[Triple]:
    yield Triple(node, MLG.jobTitleOf, occupation)
    if row["classification"].upper() == MAIN:
        yield Triple(occupation, MLG.mainJobTitle, node)
