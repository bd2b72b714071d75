"""Two ways into ROME for the public: themes ("de la mer"), and centres of interest ("J'aime …")."""

from collections.abc import Iterator

from pyoxigraph import Triple

from maillage.ontology.terms import MLG
from maillage.vocab.rome_descriptions import described_triples
from maillage.vocab.rome_reading import RomeReading

THEME, INTEREST = "code_theme", "code_centre_interet"


def theme_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield themes and centres of interest, then the occupations' links to them."""
    yield from described_triples(reading.table("themes"), reading.themes, THEME, "theme")
    yield from _theme_links(reading)
    yield from described_triples(
        reading.table("centre_interet"), reading.interests, INTEREST, "centre_interet"
    )
    yield from _interest_links(reading)


def _theme_links(reading: RomeReading) -> Iterator[Triple]:
    table = reading.table("arborescence_thematique")
    for row in table.rows(("code_rome", THEME)):
        occupation = reading.occupations.refer(table, row, row["code_rome"])
        theme = reading.themes.refer(table, row, row[THEME])
        if occupation is not None and theme is not None:
            yield Triple(occupation, MLG.hasTheme, theme)


def _interest_links(reading: RomeReading) -> Iterator[Triple]:
    table = reading.table("arborescence_centre_interet")
    for row in table.rows(("code_rome", INTEREST), ("principal",)):
        occupation = reading.occupations.refer(table, row, row["code_rome"])
        interest = reading.interests.refer(table, row, row[INTEREST])
        if occupation is None or interest is None:
            continue
        yield Triple(occupation, MLG.hasCentreOfInterest, interest)
        if row["principal"] == "oui":
            yield Triple(occupation, MLG.mainCentreOfInterest, interest)
