"""Whether two competences are the same, or of the same macro-competence."""

from pyoxigraph import NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.ontology.terms import SKOS


class Macros:
    """The macro-competence of each ROME competence, as the graph has it."""

    def __init__(self, store: TripleStore, names: Names) -> None:
        """Keep the store; nothing is read yet."""
        self._store = store.store
        self._names = names
        self._family = names.prefixes["rome-competence"]
        self._known: dict[str, frozenset[str]] = {}

    def of(self, curie: str) -> frozenset[str]:
        """Return the competences of ROME that are broader than this one, as URIs."""
        if curie not in self._known:
            node = self._names.uri(curie)
            self._known[curie] = frozenset(
                quad.object.value
                for quad in self._store.quads_for_pattern(node, SKOS.broader, None, None)
                if isinstance(quad.object, NamedNode) and quad.object.value.startswith(self._family)
            )
        return self._known[curie]

    def family(self, curie: str) -> frozenset[str]:
        """Return a competence and those that are broader, as URIs."""
        return self.of(curie) | {self._names.uri(curie).value}

    def same(self, one: str, other: str) -> bool:
        """Return whether two CURIEs are one concept, share a macro, or one is the other's macro."""
        if one == other:
            return True
        if not one or not other:
            return False
        return bool(self.family(one) & self.family(other))
