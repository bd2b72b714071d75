"""The state: generations on disk and the triple store that each of them holds."""

from maillage.graph.home import Generation, Home
from maillage.graph.manifest import FileRecord, Manifest, SourceRecord
from maillage.graph.triple_store import TripleStore

__all__ = ["FileRecord", "Generation", "Home", "Manifest", "SourceRecord", "TripleStore"]
