"""Faults of the property graph's server, each told with what to do about it."""

from maillage.ontology.errors import MaillageError


class PropertyGraphError(MaillageError):
    """What the property graph's server did not allow; each fault below says which."""


class BadServerUri(PropertyGraphError):
    """A server's URI that is not one of the Bolt protocol."""

    def __init__(self, uri: str, expected: str) -> None:
        """Keep the URI as it was given."""
        self.uri = uri
        super().__init__(f"adresse de serveur « {uri} » : {expected}")


class ServerUnreachable(PropertyGraphError):
    """No Bolt server answers there, or not with the encryption that was asked."""

    def __init__(self, uri: str, reason: str) -> None:
        """Keep the URI and what the driver said, in one line."""
        self.uri = uri
        self.reason = reason
        super().__init__(
            f"aucun serveur Bolt ne répond à « {uri} » ({reason}) ; vérifier l'adresse, que le serveur est "
            "démarré, et le chiffrement (bolt:// sans, bolt+s:// avec certificat reconnu, bolt+ssc:// autosigné)"
        )


class WrongCredentials(PropertyGraphError):
    """The server knows no such user, or not with this password."""

    def __init__(self, uri: str, user: str) -> None:
        """Keep the user's name; never the password."""
        self.uri = uri
        self.user = user
        super().__init__(
            f"« {uri} » refuse l'utilisateur « {user} » ou son mot de passe "
            "(variables MAILLAGE_NEO4J_USER et MAILLAGE_NEO4J_PASSWORD)"
        )


class ServerTooOld(PropertyGraphError):
    """A server that does not speak Bolt 5, as Neo4j does from version 5 on."""

    def __init__(self, uri: str, found: str) -> None:
        """Keep what the server says that it is."""
        self.uri = uri
        self.found = found
        super().__init__(
            f"« {uri} » est « {found} » : Neo4j 5 ou plus récent (Bolt 5) est nécessaire"
        )


class ConnectionLost(PropertyGraphError):
    """The connection broke in the middle, and did not come back in time."""

    def __init__(self, uri: str, reason: str) -> None:
        """Keep the URI and what the driver said, in one line."""
        self.uri = uri
        self.reason = reason
        super().__init__(
            f"connexion à « {uri} » perdue en chemin ({reason}) ; ce qui était envoyé est gardé : "
            "relancer « maillage neo4j push » reprend où il s'est arrêté"
        )


class ServerRefused(PropertyGraphError):
    """The server understood a statement and would not run it: rights, space, another push at work."""

    def __init__(self, uri: str, code: str, reason: str) -> None:
        """Keep the server's own code and reason."""
        self.uri = uri
        self.code = code
        self.reason = reason
        super().__init__(f"« {uri} » a refusé une instruction ({code}) : {reason}")


class NothingPushed(PropertyGraphError):
    """A database that no push filled to its end."""

    def __init__(self, uri: str, *, begun: bool) -> None:
        """Keep whether a push began there."""
        self.uri = uri
        self.begun = begun
        state = "l'envoi n'y est pas terminé" if begun else "aucun graphe n'y fut envoyé"
        super().__init__(f"« {uri} » : {state} ; lancer d'abord « maillage neo4j push »")


class BadGraphName(PropertyGraphError):
    """A class or property whose local name cannot be a label or a relation."""

    def __init__(self, name: str) -> None:
        """Keep the name."""
        self.name = name
        super().__init__(f"« {name} » ne peut pas nommer une étiquette ou une relation du graphe")


class GraphsDiffer(PropertyGraphError):
    """A database that does not hold what the triples say; what differs was printed."""

    def __init__(self, counts: int, nodes: int, generation: int, pushed: int) -> None:
        """Keep how many counts and nodes differ, and the generations compared."""
        self.counts = counts
        self.nodes = nodes
        self.generation = generation
        self.pushed = pushed
        super().__init__(
            f"la base (génération {pushed:06d}) diffère des triplets (génération {generation:06d}) : "
            f"{counts} nombre(s), {nodes} écart(s) parmi les nœuds tirés ; « maillage neo4j push » envoie ce qui manque"
        )
