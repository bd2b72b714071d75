"""The concepts that a typed code may stand for."""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS
from maillage.queries.concept_summary import Summary, read_summaries
from maillage.queries.resolve_code import TypedCode
from maillage.queries.statements import described, subjects


class ConceptFinder:
    """Finds concepts by code in the current releases, then in those that were replaced."""

    def __init__(self, names: Names, stores: Sequence[TripleStore]) -> None:
        """Look in these stores: a concept is described by the first that has it."""
        self._names = names
        self._stores = stores

    def find(self, typed: Iterable[TypedCode]) -> dict[str, list[NamedNode]]:
        """Return the concepts of each code, by the code's text; none where none has it."""
        return {one.text: list(self._described(one)) for one in typed}

    def summaries(self, uris: Iterable[NamedNode]) -> dict[NamedNode, Summary]:
        """Return the summary of each concept that a store describes."""
        known: dict[NamedNode, Summary] = {}
        for store in self._stores:
            known.update(read_summaries(store, [uri for uri in uris if uri not in known]))
        return known

    def _described(self, code: TypedCode) -> Iterator[NamedNode]:
        of_notations = (uri for one in code.notations for uri in self._of_notation(Literal(one)))
        for uri in dict.fromkeys((*code.uris, *of_notations)):
            if self._fits(uri, code.prefixes):
                if any(described(store, uri) for store in self._stores):
                    yield uri

    def _of_notation(self, code: Literal) -> Iterator[NamedNode]:
        for store in self._stores:  # what `concept_codes.rq` asks
            yield from subjects(store, SKOS.notation, code)
            yield from subjects(store, MLG.diplomaCode, code)

    def _fits(self, uri: NamedNode, prefixes: Sequence[str]) -> bool:
        prefix = self._names.curie(uri).partition(":")[0]
        # A diploma code has no concept of its own: certifications carry it.
        carries = "cfd" in prefixes and prefix in {"rncp", "rs"}
        return not prefixes or prefix in prefixes or carries
