"""The resolver and the search of an open generation, each made once."""

from typing import TYPE_CHECKING

from maillage.api.open_generation import OpenGeneration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyoxigraph import NamedNode

    from maillage.queries.concept_summary import Summary
    from maillage.queries.resolve import Resolver
    from maillage.queries.search import Search
    from maillage.queries.search_codes import NearCodes


def resolver_of(opened: OpenGeneration) -> "Resolver":
    """Return the resolver of a generation, with what it has of the releases before."""
    return opened.model("resolver", lambda: _resolver(opened))


def search_of(opened: OpenGeneration) -> "Search":
    """Return the search of a generation; an index that another version wrote is made again, in memory."""
    return opened.model("search", lambda: _search(opened))


def near_codes_of(opened: OpenGeneration) -> "NearCodes":
    """Return the codes of a generation, to be looked up as they are or nearly."""
    from maillage.queries.search_codes import NearCodes

    concepts = search_of(opened).index.concepts
    return opened.model("near-codes", lambda: NearCodes(concepts, opened.names))


def summaries_of(opened: OpenGeneration, uris: "Iterable[NamedNode]") -> "dict[NamedNode, Summary]":
    """Return what the answers call some concepts: from the index of search, else from the store."""
    from maillage.queries.concept_summary import Summary, read_summaries

    index = search_of(opened).index
    found: dict[NamedNode, Summary] = {}
    others = []
    for uri in uris:
        place = index.places.get(uri.value)
        if place is None:
            others.append(uri)
            continue
        one = index.concepts[place]
        found[uri] = Summary(
            uri, one.label, one.notation, one.scheme, one.kind, one.deprecated, None, None
        )
    return {**found, **read_summaries(opened.store, others)}


def _resolver(opened: OpenGeneration) -> "Resolver":
    from maillage.graph.triple_store import TripleStore
    from maillage.queries.release import releases
    from maillage.queries.resolve import Resolver
    from maillage.queries.resolve_describe import Releases

    def near(code: str, prefixes: "Sequence[str]") -> "Iterable[NamedNode]":
        return near_codes_of(opened)(code, prefixes)  # read when the first unknown code comes

    current = Releases(opened.store, releases(opened.manifest.sources))
    older = None
    if opened.manifest.superseded and opened.generation.history_path.is_dir():
        history = TripleStore.read(opened.generation.history_path)
        older = Releases(history, releases(opened.manifest.superseded))
    return Resolver(opened.names, current, older, near)


def _search(opened: OpenGeneration) -> "Search":
    from maillage.api.search_folding import folding
    from maillage.queries.search import Search
    from maillage.queries.search_index import SearchIndex

    fold = folding()
    index = SearchIndex.read(opened.generation.index_path)
    return Search(index or SearchIndex.of(opened.store, fold), fold)
