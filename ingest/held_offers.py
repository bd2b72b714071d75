"""Training offers that a build put in the graph: an ingested list must not count them again."""

import hashlib

from pyoxigraph import Literal, NamedNode, Store

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, SKOS
from maillage.vocab.title_words import words


class HeldOffers:
    """The offers of one published list, by their identifier, else by their title and commune."""

    def __init__(self, store: Store, names: Names, feed: str) -> None:
        """Read those whose source is `feed`."""
        self._names, self._feed = names, feed
        self._nodes: set[NamedNode] = set()
        self._placed: dict[tuple[str, NamedNode], NamedNode] = {}
        for quad in store.quads_for_pattern(None, DCT.source, Literal(feed), None):
            node = quad.subject
            if isinstance(node, NamedNode) and (places := _nodes(store, node)):
                self._nodes.add(node)
                for title in store.quads_for_pattern(node, SKOS.prefLabel, None, None):
                    if isinstance(title.object, Literal):
                        key = _folded(title.object.value)
                        self._placed.update(dict.fromkeys(((key, one) for one in places), node))

    @property
    def digest(self) -> str:
        """What decides the answers of `node_of`."""
        digest = hashlib.sha256()
        for value in sorted(node.value for node in self._nodes):
            digest.update(value.encode())
        return digest.hexdigest()

    def node_of(self, id_: str, title: str, commune: str) -> NamedNode | None:
        """Return the offer that a record is, None where the graph has it not."""
        node = self._names.concept("offer", f"{self._feed}-{id_}")
        if node in self._nodes:
            return node
        return self._placed.get((_folded(title), self._names.concept("commune", commune)))


def _nodes(store: Store, offer: NamedNode) -> list[NamedNode]:
    quads = store.quads_for_pattern(offer, MLG.locatedIn, None, None)
    return [quad.object for quad in quads if isinstance(quad.object, NamedNode)]


def _folded(title: str) -> str:
    return " ".join(words(title))
