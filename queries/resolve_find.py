"""The concepts that a typed code may stand for."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

from pyoxigraph import Literal, NamedNode

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS
from maillage.queries.concept_summary import Summary, read_summary
from maillage.queries.resolve_code import TypedCode
from maillage.queries.statements import described, subjects

_KEPT = 5000  # summaries


class ConceptFinder:
    """Finds concepts by code in the current releases, then in those that were replaced."""

    def __init__(self, names: Names, stores: Sequence[TripleStore]) -> None:
        """Look in these stores: a concept is described by the first that has it."""
        self._names = names
        self._stores = stores
        # The occupation of many job titles, the certification of several blocks.
        self._summaries = [lru_cache(_KEPT)(partial(read_summary, one)) for one in stores]

    def find(self, typed: Iterable[TypedCode]) -> dict[str, list[NamedNode]]:
        """Return the concepts of each code, by the code's text; none where none has it."""
        return {one.text: list(self._described(one)) for one in typed}

    def summaries(self, uris: Iterable[NamedNode]) -> dict[NamedNode, Summary]:
        """Return the summary of each concept that a store describes."""
        wanted = list(dict.fromkeys(uris))
        known: dict[NamedNode, Summary] = {}
        for summary in self._summaries:
            read = [(uri, summary(uri)) for uri in wanted if uri not in known]
            known.update((uri, one) for uri, one in read if one)
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
