"""What changes by release: one importer a source, and the region's own vocabularies."""

from maillage.vocab.errors import MissingData, UnusableFile
from maillage.vocab.importer import Importer, ImportLog, Reject, SourceRelease

__all__ = ["ImportLog", "Importer", "MissingData", "Reject", "SourceRelease", "UnusableFile"]
