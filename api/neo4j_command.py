"""What `maillage neo4j` does, once its arguments are read."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maillage.api.commands import OutputFormat, home, settings
from maillage.api.errors import UnknownSource, UsageError

if TYPE_CHECKING:
    from maillage.graph.bolt_server import BoltServer
    from maillage.graph.neo4j_state import PushedState
    from maillage.graph.property_graph import PropertyGraph


@dataclass(frozen=True, slots=True)
class _Generation:
    """The generation in service, or some sources of it, as a push and a check read it."""

    graph: "PropertyGraph"
    state: "PushedState"


def push_run(
    uri: str | None, database: str | None, sources: str | None, *, output: OutputFormat
) -> None:
    """Send the generation in service, or some sources of it, and print what changed in the database.

    Raises:
        UnknownSource: the generation has no such source.
    """
    import gc

    from maillage.api.neo4j_progress import PushProgress
    from maillage.api.neo4j_view import print_push
    from maillage.graph.neo4j_push import push

    gc.disable()  # a million small values are held, none of them in a cycle: collecting costs a tenth
    with _connect(uri, database) as server, PushProgress() as progress:
        generation = _generation(_wanted(sources, server) if sources else None)
        report = push(server, generation.graph, generation.state, progress)
    print_push(report, generation.state, output)


def verify_run(
    uri: str | None, database: str | None, *, sample: int, seed: int, output: OutputFormat
) -> None:
    """Compare a database with the generation in service.

    Raises:
        GraphsDiffer: something differs; it was printed.
    """
    from maillage.api.neo4j_view import print_verify
    from maillage.api.terminal import messages
    from maillage.graph.neo4j_state import PushedState
    from maillage.graph.neo4j_verify import verify

    with _connect(uri, database) as server, messages.status("comparaison"):
        pushed = PushedState.read(server)
        generation = _generation(pushed.checksums if pushed and pushed.partial else None)
        report = verify(server, generation.graph, generation.state, sample=sample, seed=seed)
    print_verify(report, generation.state, output)


def query_run(
    name: str | None,
    parameters: list[str],
    uri: str | None,
    database: str | None,
    *,
    output: OutputFormat,
) -> None:
    """Print the list of Cypher questions, or the rows of one."""
    from maillage.api.neo4j_view import print_cypher_question, print_cypher_questions
    from maillage.ontology.names import Names

    if name is None:
        print_cypher_questions(output)
        return
    with _connect(uri, database) as server:
        print_cypher_question(server, name, parameters, Names(settings().base), output)


def _wanted(sources: str, server: "BoltServer") -> set[str]:
    """Return the sources that are named, and those that the database holds: it keeps them, brought up to date."""
    from maillage.graph.neo4j_state import PushedState

    known = [record.source for record in home().current().manifest().sources]
    named = [one.strip() for one in sources.split(",")]
    for one in named:
        if one not in known:
            raise UnknownSource(one, known)
    before = PushedState.read(server)
    return {*named, *(before.checksums if before else ())}


def _generation(sources: Collection[str] | None) -> _Generation:
    from maillage.graph.neo4j_state import PushedState
    from maillage.graph.property_graph import PropertyGraph
    from maillage.graph.triple_store import TripleStore
    from maillage.ontology.names import Names

    generation = home().current()
    whole = generation.manifest()
    manifest = whole if sources is None else whole.of_sources(sources)
    store = TripleStore.read(generation.graph_path)
    graph = PropertyGraph(store, Names(manifest.base), manifest.sources)
    return _Generation(graph, PushedState.of(manifest, partial=manifest.sources != whole.sources))


def _connect(uri: str | None, database: str | None) -> "BoltServer":
    from maillage.graph.bolt_server import BoltServer, Credentials

    config = settings()
    wanted = uri or config.neo4j_uri
    if not wanted:
        raise UsageError("--uri", "adresse du serveur, ou variable MAILLAGE_NEO4J_URI")
    password = config.neo4j_password.get_secret_value()
    who = Credentials(config.neo4j_user, password, database or config.neo4j_database)
    return BoltServer.connect(wanted, who)
