"""The links of ROME from an occupation to what it requires and where it is exercised."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from maillage.ontology.terms import MLG
from maillage.vocab.rome_reading import RomeReading
from maillage.vocab.rome_table import RomeTable
from maillage.vocab.table import Row

# code_compo_bloc: what a link of `liens_rome_referentiels` says
SELF, TITLE, COMPETENCE, CONTEXT = "1", "2", "5", "6"
# coeur_metier, case aside
CORE = {"principale": MLG.requiresCore, "émergente": MLG.requiresEmerging}


class RomeLinks:
    """Both files of links: they say the same pairs, one their kind, the other their weight."""

    def __init__(self, reading: RomeReading) -> None:
        """Read nothing yet; every concept of `reading` must be defined."""
        self._reading = reading
        self._linked: set[tuple[str, str]] = set()  # (occupation, item) that were yielded

    def triples(self) -> Iterator[Triple]:
        """Yield requires and hasWorkContext, then requiresCore and requiresEmerging beside them."""
        yield from self._links()
        yield from self._weights()

    def _links(self) -> Iterator[Triple]:
        table = self._reading.table("liens_rome_referentiels")
        for row in table.rows(("code_rome", "code_compo_bloc", "code_ogr")):
            occupation = self._reading.occupations.refer(table, row, row["code_rome"])
            if occupation is None:
                continue
            block = row["code_compo_bloc"]
            if block in {COMPETENCE, CONTEXT}:
                yield from self._link(table, row, occupation)
            elif block not in {SELF, TITLE}:
                table.reject(row, f"code_compo_bloc : « {block} » inconnu")
            elif self._reading.owners.get(row["code_ogr"]) != row["code_rome"]:
                # The referentials of fiches and of titles gave these links already: one more is
                # not read, but a disagreement is told.
                table.reject(row, f"numéro {row['code_ogr']} : ni la fiche, ni un de ses intitulés")

    def _weights(self) -> Iterator[Triple]:
        table = self._reading.table("coherence_item")
        for row in table.rows(("code_rome", "code_ogr"), ("coeur_metier",)):
            occupation = self._reading.occupations.refer(table, row, row["code_rome"])
            if occupation is None:
                continue
            if (row["code_rome"], row["code_ogr"]) not in self._linked:
                yield from self._link(table, row, occupation)
            if row["coeur_metier"]:
                yield from self._weight(table, row, occupation)

    def _link(self, table: RomeTable, row: Row, occupation: NamedNode) -> Iterator[Triple]:
        item = row["code_ogr"]
        context = self._reading.contexts.nodes.get(item)
        target = context or self._competence(item)
        if target is None:
            table.reject(
                row, f"item {item} : ni compétence, ni savoir, ni contexte de cette version"
            )
        elif (row["code_rome"], item) in self._linked:
            table.reject(row, f"lien {row['code_rome']} – {item} : déjà lu plus haut")
        else:
            self._linked.add((row["code_rome"], item))
            yield Triple(occupation, MLG.hasWorkContext if context else MLG.requires, target)

    def _weight(self, table: RomeTable, row: Row, occupation: NamedNode) -> Iterator[Triple]:
        text = row["coeur_metier"]
        term = CORE.get(text.casefold())
        competence = self._competence(row["code_ogr"])
        if term is None:
            table.reject(row, f"coeur_metier : « {text} » inconnu")
        elif competence is not None:
            yield Triple(occupation, term, competence)
        elif row["code_ogr"] in self._reading.contexts.nodes:
            table.reject(row, f"coeur_metier : « {text} » sur un contexte de travail")

    def _competence(self, item: str) -> NamedNode | None:
        # OGR numbers are one series: a number names a competence or a savoir, never both.
        return self._reading.competences.nodes.get(item) or self._reading.knowledge.nodes.get(item)
