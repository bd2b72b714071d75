"""Faults of the importers that stop a build; a row that cannot be read is a `Reject`, not a fault."""

from pathlib import Path

from maillage.ontology.errors import MaillageError


class UnusableFile(MaillageError):
    """A file of a source that cannot be read at all."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the file and say what was expected of it."""
        self.path = path
        self.reason = reason
        super().__init__(f"fichier inutilisable « {path} » : {reason}")


class MissingData(MaillageError):
    """A folder that is absent or that holds none of the sources we read."""

    def __init__(self, path: Path, expected: str) -> None:
        """Keep the folder and what it should have held."""
        self.path = path
        super().__init__(f"aucune donnée dans « {path} » : {expected}")
