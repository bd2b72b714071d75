"""Faults of the ingest layer.

MaillageError
├── UnusableEncoder        an encoder that is absent or cannot be read
├── UnusableIndex          a linker's index that is absent or cannot be read
├── UnknownScheme          a scheme that the linker does not search
└── MissingEngine          an ingestion engine whose library is not installed
"""

from collections.abc import Iterable

from maillage.ontology.errors import MaillageError


class UnusableEncoder(MaillageError):
    """An encoder that is absent or cannot be read."""

    def __init__(self, name: str, reason: str) -> None:
        """Keep the name or the folder."""
        self.name = name
        super().__init__(f"encodeur « {name} » inutilisable : {reason}")


class UnusableIndex(MaillageError):
    """A linker's index that is absent or cannot be read."""

    def __init__(self, folder: str, reason: str) -> None:
        """Keep the folder."""
        self.folder = folder
        super().__init__(f"index de liaison inutilisable « {folder} » : {reason}")


class UnknownScheme(MaillageError):
    """A scheme that the linker does not search."""

    def __init__(self, scheme: str, known: Iterable[str]) -> None:
        """Keep the scheme and those that would have done."""
        self.scheme = scheme
        super().__init__(f"référentiel inconnu « {scheme} » ; attendu : {', '.join(known)}")


class MissingEngine(MaillageError):
    """An ingestion engine whose library is not installed."""

    def __init__(self, engine: str) -> None:
        """Keep the engine, which is also the name of the extra."""
        self.engine = engine
        super().__init__(
            f"le moteur « {engine} » demande un complément absent : "
            f"pip install 'maillage[{engine}]'"
        )
