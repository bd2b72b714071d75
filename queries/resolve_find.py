"""The concepts that a typed code may stand for."""

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode

from maillage.ontology.names import Names
from maillage.queries.concept_summary import Summary, read_summaries
from maillage.queries.decode import node, text
from maillage.queries.question import Store, question
from maillage.queries.resolve_code import TypedCode

_AT_ONCE = 200  # codes in one query


class ConceptFinder:
    """Finds concepts by code in the current releases, then in those that were replaced."""

    def __init__(self, names: Names, stores: Sequence[Store]) -> None:
        """Look in these stores: a concept is described by the first that has it."""
        self._names = names
        self._stores = stores

    def find(self, typed: Sequence[TypedCode]) -> dict[str, dict[NamedNode, Summary]]:
        """Return the concepts of each code, by the code's text; none where none has it."""
        by_notation = self._by_notation({one for code in typed for one in code.notations})
        wanted = {code.text: self._wanted(code, by_notation) for code in typed}
        known = self.summaries({uri for uris in wanted.values() for uri in uris})
        return {
            code: {uri: known[uri] for uri in uris if uri in known} for code, uris in wanted.items()
        }

    def summaries(self, uris: Iterable[NamedNode]) -> dict[NamedNode, Summary]:
        """Return the summary of each concept that a store describes."""
        known: dict[NamedNode, Summary] = {}
        for store in self._stores:
            known.update(read_summaries(store, [uri for uri in uris if uri not in known]))
        return known

    def _wanted(self, code: TypedCode, by_notation: dict[str, list[NamedNode]]) -> list[NamedNode]:
        of_notations = (uri for one in code.notations for uri in by_notation.get(one, ()))
        found = dict.fromkeys((*code.uris, *of_notations))
        return [uri for uri in found if self._fits(uri, code.prefixes)]

    def _fits(self, uri: NamedNode, prefixes: Sequence[str]) -> bool:
        prefix = self._names.curie(uri).partition(":")[0]
        # A diploma code has no concept of its own: certifications carry it.
        carries = "cfd" in prefixes and prefix in {"rncp", "rs"}
        return not prefixes or prefix in prefixes or carries

    def _by_notation(self, notations: Iterable[str]) -> dict[str, list[NamedNode]]:
        codes = [Literal(one) for one in sorted(notations)]
        found: dict[str, list[NamedNode]] = {}
        for store in self._stores:
            for start in range(0, len(codes), _AT_ONCE):
                asked = {"code": codes[start : start + _AT_ONCE]}
                for row in question("concept_codes").ask(store, asked):
                    found.setdefault(text(row, "code"), []).append(node(row, "concept"))
        return found
