"""`maillage diff`: what changed between two releases of a source."""

from maillage.api.commands import OutputFormat, home
from maillage.api.errors import UsageError


def diff_run(
    source: str,
    before: str,
    after: str,
    *,
    kind: str | None,
    top: int | None,
    output: OutputFormat,
) -> None:
    """Print the changes, those that touch our links and offers first."""
    from maillage.api.diff_view import print_diff
    from maillage.api.releases import Releases
    from maillage.graph.triple_store import TripleStore
    from maillage.ontology.names import Names
    from maillage.queries.release_diff import ChangeKind

    kinds = [one.value for one in ChangeKind]
    if kind is not None and kind not in kinds:
        raise UsageError(f"--kind {kind}", f"attendu : {', '.join(kinds)}")
    generation = home().current()
    manifest = generation.manifest()
    releases = Releases(generation, manifest, TripleStore.read(generation.graph_path))
    diff = releases.diff(source, before, after)
    print_diff(diff, Names(manifest.base), kind, top, output)
