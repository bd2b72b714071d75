"""Faults of the state on disk."""

from pathlib import Path

from maillage.ontology.errors import MaillageError


class NoGeneration(MaillageError):
    """Nothing was built yet in this home."""

    def __init__(self, home: Path) -> None:
        """Keep the home that has no generation."""
        self.home = home
        super().__init__(
            f"aucun graphe dans « {home} » : lancez d'abord « maillage build » "
            "(ou « maillage build --data DOSSIER » avec les fichiers officiels)"
        )


class NoPreviousGeneration(MaillageError):
    """Nothing to roll back to."""

    def __init__(self, number: int) -> None:
        """Keep the number of the only generation."""
        self.number = number
        super().__init__(f"aucune génération complète avant la {number:06d} : rien à rétablir")


class BuildInProgress(MaillageError):
    """Another process holds the lock of this home."""

    def __init__(self, home: Path) -> None:
        """Keep the home that is locked."""
        self.home = home
        super().__init__(
            f"une autre construction est en cours dans « {home} » ; attendez qu'elle finisse"
        )


class UnreadableManifest(MaillageError):
    """A generation whose manifest is missing or is not ours."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the manifest's path."""
        self.path = path
        super().__init__(
            f"manifeste illisible « {path} » ({reason}) ; « maillage rollback » rétablit la génération précédente"
        )


class EmptyRelease(MaillageError):
    """A source that was found but gave nothing: its generation must not go into service."""

    def __init__(self, source: str, rejected: int) -> None:
        """Keep the source and how many of its rows were rejected."""
        self.source = source
        super().__init__(
            f"la source « {source} » n'a donné aucun triplet ({rejected} lignes rejetées) : "
            "la génération précédente reste en service"
        )


class FactsInUse(MaillageError):
    """Another process is writing the fact tables of this home."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder of the tables."""
        self.folder = folder
        super().__init__(f"une autre ingestion écrit dans « {folder} » ; attendez qu'elle finisse")


class WorkerLost(MaillageError):
    """A process that does a part of some work ended before it was done; what was written is kept."""

    def __init__(self, reason: str) -> None:
        """Keep what is known of why."""
        self.reason = reason
        super().__init__(
            f"travail interrompu ({reason}), sans doute faute de mémoire : relancez la commande avec "
            "moins de --workers ; ce qui est écrit l'est, rien ne sera compté deux fois"
        )
