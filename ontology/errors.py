"""Faults of the ontology layer, and the root of all of Maillage's.

MaillageError
├── UnknownPrefix          a CURIE whose prefix is not in the prefix map
├── MalformedCurie         a text that is neither a CURIE nor a URI
├── (vocab.errors)         UnusableFile, MissingData
├── (graph.errors)         NoGeneration, UnknownConcept, …
├── (ingest.errors)
└── (queries.errors)       UnknownTerritory, NoDataForPeriod, …
"""

from collections.abc import Iterable


class MaillageError(Exception):
    """A fault that a user can read: its text is one sentence, in French, naming what was expected."""


class UnknownPrefix(MaillageError):
    """A CURIE whose prefix the prefix map does not hold."""

    def __init__(self, prefix: str, known: Iterable[str]) -> None:
        """Keep the prefix and those that would have done."""
        self.prefix = prefix
        self.known = tuple(sorted(known))
        super().__init__(f"préfixe inconnu « {prefix} » ; préfixes connus : {', '.join(self.known)}")


class MalformedCurie(MaillageError):
    """A text that is neither `prefix:notation` nor an absolute URI."""

    def __init__(self, text: str) -> None:
        """Keep the text that could not be read."""
        self.text = text
        super().__init__(f"« {text} » n'est ni un CURIE (préfixe:code, ex. bassin:4402) ni une URI")
