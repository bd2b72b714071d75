"""Which bloc or certification certifies which of Caro's competences."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF, SKOS
from maillage.vocab import rncp_cells
from maillage.vocab.importer import ImportLog
from maillage.vocab.rncp_register import DefinedCodes
from maillage.vocab.rncp_schemes import BLOC, RNCP, RS, fiche_node, fiche_scheme
from maillage.vocab.table import Row, read_table

_UNCLASSED = "non_classe"


class CaroMapping:
    """The two mappings; a bloc or a fiche that no table of certifications defines is created by its code.

    Its label is then that code, since Caro publishes none. Such a fiche is active: Caro maps no other.
    """

    def __init__(
        self, names: Names, log: ImportLog, defined: DefinedCodes, competences: set[str]
    ) -> None:
        """Start from what the tables of certifications define."""
        self._names = names
        self._log = log
        self._defined = defined
        self._competences = competences
        self._created: dict[str, set[str]] = {"bloc": set(), "fiche": set()}
        self._unclassed = 0

    def blocs(self, file: Path) -> Iterator[Triple]:
        """Yield what each bloc certifies, and the blocs and fiches that are new."""
        for scheme in (RNCP, RS, BLOC):
            yield from scheme.triples(self._names)
        for row in read_table(file, self._log, required=("bloc_code", "competence_id", "methode")):
            code = rncp_cells.bloc_code(row["bloc_code"], partial(self._log.reject, file, row.line))
            competence = self._competence(file, row)
            if not code or competence is None:
                continue
            yield from self._bloc(code)
            yield Triple(self._names.concept("bloc", code), MLG.certifies, competence)

    def fiches(self, file: Path) -> Iterator[Triple]:
        """Yield what each certification without bloc certifies as a whole."""
        for row in read_table(file, self._log, required=("numero_fiche", "competence_id")):
            reject = partial(self._log.reject, file, row.line)
            code = rncp_cells.fiche_code(row["numero_fiche"], reject)
            competence = self._competence(file, row)
            if not code or competence is None:
                continue
            yield from self._fiche(code)
            yield Triple(fiche_node(self._names, code), MLG.certifies, competence)

    def tell(self) -> None:
        """Note what was created and what the publisher left unclassed."""
        for noun, created in self._created.items():
            if created:
                self._log.notes.append(
                    f"{noun} : {len(created)} que les tables de certifications lues n'ont pas, "
                    "connus par leur seul code"
                )
        if self._unclassed:
            self._log.notes.append(f"lignes que l'éditeur laisse non classées : {self._unclassed}")

    def _competence(self, file: Path, row: Row) -> NamedNode | None:
        code = row["competence_id"]
        if code in self._competences:
            return self._names.concept("caro", code)
        if row.get("methode") == _UNCLASSED and not code:
            self._unclassed += 1
        else:
            self._log.reject(file, row.line, f"compétence inconnue « {code} »")
        return None

    def _bloc(self, code: str) -> Iterator[Triple]:
        if code in self._defined.blocs or code in self._created["bloc"]:
            return
        self._created["bloc"].add(code)
        fiche = code[: code.index("BC")]
        yield from self._fiche(fiche)
        yield from BLOC.concept_triples(self._names, code, code)
        bloc = self._names.concept("bloc", code)
        yield Triple(fiche_node(self._names, fiche), MLG.hasBlock, bloc)

    def _fiche(self, code: str) -> Iterator[Triple]:
        if code in self._defined.fiches or code in self._created["fiche"]:
            return
        self._created["fiche"].add(code)
        node = fiche_node(self._names, code)
        yield Triple(node, RDF.type, MLG.Certification)
        yield Triple(node, SKOS.prefLabel, Literal(code, language="fr"))
        yield Triple(node, SKOS.notation, Literal(code))
        scheme = fiche_scheme(code).prefix
        yield Triple(node, SKOS.inScheme, self._names.concept("scheme", scheme))
        yield Triple(node, MLG.active, Literal(True))
