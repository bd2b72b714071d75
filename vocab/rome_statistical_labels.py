"""The ROME 3 titles of the codes that ROME 4 kept: what statistics of 2020-2024 mean by them."""

from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from maillage.ontology.terms import MLG
from maillage.vocab.rome_reading import RomeReading
from maillage.vocab.rome_table import RomeTable
from maillage.vocab.rome_texts import undoubled


def statistical_label_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield the title that each parent code had in the newest ROME 3 beside the release.

    A1101 is "Conducteur / Conductrice d'engins agricoles" in ROME 4, one of the occupations that
    came from "Conduite d'engins agricoles et forestiers": the figures of A1101 count them all.
    """
    table = RomeTable(reading.files.statistical_titles, reading.log)
    if table.path is None:
        reading.log.notes.append(
            "ROME 3 absent : les codes parents n'ont pas d'intitulé statistique."
        )
        return
    titled: set[str] = set()
    for row in table.rows(("code_rome", "libelle_rome")):
        code = row["code_rome"]
        node = reading.occupations.refer(table, row, code)
        if node is None or code in titled:
            continue
        titled.add(code)
        label = Literal(undoubled(row["libelle_rome"]), language="fr")
        yield Triple(node, MLG.statisticalLabel, label)
    untitled = sorted(reading.parent_codes - titled)
    if untitled:
        codes = ", ".join(untitled[:10])
        reading.log.notes.append(
            f"Codes parents sans intitulé dans {table.path.name} : {len(untitled)} ({codes})."
        )
