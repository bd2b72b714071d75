"""Faults of the edges, and the one table that says what each fault means to a caller."""

from maillage.ontology.errors import MaillageError


class UnknownSource(MaillageError):
    """A source name that no importer carries."""

    def __init__(self, name: str, known: list[str]) -> None:
        """Keep the name and those that exist."""
        self.name = name
        super().__init__(f"source inconnue « {name} » ; sources : {', '.join(known)}")


class NothingToImport(MaillageError):
    """A data folder that is missing, is no folder, or holds none of the sources."""

    def __init__(self, folder: str, reason: str) -> None:
        """Keep the folder."""
        self.folder = folder
        super().__init__(f"dossier de données « {folder} » {reason}")


class UsageError(MaillageError):
    """An option's value that no run could accept; exit code 2."""

    def __init__(self, given: str, expected: str) -> None:
        """Keep what was given."""
        self.given = given
        super().__init__(f"{given} : {expected}")


class NoSuchRow(MaillageError):
    """A CURIE that is not a row of the answer."""

    def __init__(self, curie: str, territory: str, by: str) -> None:
        """Keep the CURIE."""
        self.curie = curie
        super().__init__(f"« {curie} » n'est pas une ligne de la réponse pour {territory} par {by}")


class InvalidGraph(MaillageError):
    """A graph that breaks its shapes; the violations were printed."""

    def __init__(self, violations: int) -> None:
        """Keep how many there are."""
        self.violations = violations
        super().__init__(f"{violations} violation(s) : le graphe n'est pas conforme à ses formes")


class IngestIncomplete(MaillageError):
    """Files that could not be read at all; the others were ingested, and the report was printed."""

    def __init__(self, reasons: list[str]) -> None:
        """Keep why each was left aside."""
        self.reasons = tuple(reasons)
        super().__init__(f"{len(reasons)} fichier(s) illisible(s) ; les autres sont ingérés")


class BadKeyName(MaillageError):
    """A name of a key that is taken, absent, or that a line could not hold."""

    def __init__(self, name: str, reason: str) -> None:
        """Keep the name."""
        self.name = name
        super().__init__(f"clé « {name} » : {reason}")


class UnknownRelease(MaillageError):
    """A release of a source that the graph does not hold."""

    def __init__(self, source: str, version: str, known: list[str]) -> None:
        """Keep the source, the version, and those that it holds."""
        self.source = source
        self.version = version
        self.known = known
        super().__init__(
            f"version « {version} » de « {source} » : le graphe ne l'a pas ; versions : {', '.join(known)}"
        )


class UnresolvedCode(MaillageError):
    """A code that no concept has; what is close to it was printed."""

    def __init__(self, code: str, reason: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(f"« {code} » : {reason}")
