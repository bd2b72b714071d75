"""The codes that one referential of a release defines: what a link may point at."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import RDF
from maillage.vocab.labelled_scheme import LabelledScheme
from maillage.vocab.rome_table import RomeTable
from maillage.vocab.table import Row


class RomeRegister:
    """The concepts of one scheme, by code; a code is defined once, and may be referred to after."""

    def __init__(self, scheme: LabelledScheme, names: Names, noun: str) -> None:
        """Start empty; `noun` names a concept of the scheme in French, for the rejects."""
        self.scheme = scheme
        self.nodes: dict[str, NamedNode] = {}
        self._names = names
        self._noun = noun

    def define(self, table: RomeTable, row: Row, code: str) -> NamedNode | None:
        """Return the node of a new code; None, and a reject, where the code was defined before."""
        if code in self.nodes:
            table.reject(row, f"{self._noun} {code} : code déjà défini plus haut")
            return None
        return self.add(code)

    def add(self, code: str) -> NamedNode:
        """Return the node of a code, which is known from now on."""
        return self.nodes.setdefault(code, self._names.concept(self.scheme.prefix, code))

    def refer(self, table: RomeTable, row: Row, code: str) -> NamedNode | None:
        """Return the node of a known code; None, and a reject, where nothing defines it."""
        node = self.nodes.get(code)
        if node is None:
            table.reject(row, f"{self._noun} {code} : code absent de cette version")
        return node

    def concept_triples(self, code: str, label: str, *kinds: NamedNode) -> Iterator[Triple]:
        """Yield classes, label, notation and scheme; `kinds` come beside the scheme's classes."""
        node = self.nodes[code]
        for kind in kinds:
            yield Triple(node, RDF.type, kind)
        yield from self.scheme.concept_triples(self._names, code, label)
