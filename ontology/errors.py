"""Faults of the ontology layer, and the root of all of Maillage's.

MaillageError
├── UnknownPrefix          a CURIE whose prefix is not in the prefix map
├── MalformedCurie         a text that is neither a CURIE nor a URI
├── ReasonerUnavailable    what the OWL reasoner needs is not installed
├── ReasonerFailed         the OWL reasoner stopped before an answer
├── MalformedCheck         a check query that cannot be run
├── RecursiveRule          a chain of the ontology that concludes one of its own steps
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
        super().__init__(
            f"préfixe inconnu « {prefix} » ; préfixes connus : {', '.join(self.known)}"
        )


class MalformedCurie(MaillageError):
    """A text that is neither `prefix:notation` nor an absolute URI."""

    def __init__(self, text: str) -> None:
        """Keep the text that could not be read."""
        self.text = text
        super().__init__(f"« {text} » n'est ni un CURIE (préfixe:code, ex. bassin:4402) ni une URI")


class ReasonerUnavailable(MaillageError):
    """What the OWL reasoner needs is not installed."""

    def __init__(self, missing: str, remedy: str) -> None:
        """Keep what is missing and say how to get it."""
        self.missing = missing
        super().__init__(f"le raisonneur OWL a besoin de « {missing} », absent : {remedy}")


class ReasonerFailed(MaillageError):
    """The OWL reasoner stopped before an answer."""

    def __init__(self, reason: str) -> None:
        """Keep what the reasoner said."""
        self.reason = reason
        super().__init__(f"le raisonneur OWL s'est arrêté sans réponse : {reason[:500]}")


class MalformedCheck(MaillageError):
    """A check query that does not parse, or that does not return the columns of a violation."""

    def __init__(self, name: str, reason: str) -> None:
        """Keep the name of the check."""
        self.name = name
        super().__init__(f"contrôle « {name} » illisible : {reason}")


class RecursiveRule(MaillageError):
    """A chain of the ontology that concludes one of its own steps."""

    def __init__(self, uri: str) -> None:
        """Keep the URI of the property."""
        self.uri = uri
        super().__init__(
            f"la chaîne qui conclut « {uri} » passe par elle-même : aucun chemin SPARQL ne la dit"
        )
