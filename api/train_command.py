"""`maillage train`: train the encoder and the linker's weights from the graph in service."""

from pathlib import Path


def train_run(out: str | None = None, seed: int = 0) -> None:
    """Train, with a progress bar on stderr; without a folder named, beside the generations.

    Raises:
        UnusableEncoder: what training needs is not installed, or the graph has too few labels.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from maillage.api.commands import home
    from maillage.api.terminal import messages
    from maillage.graph.triple_store import TripleStore
    from maillage.ingest.linker_release import train_release
    from maillage.ontology.names import Names

    place = home()
    generation = place.current()
    folder = Path(out) if out else place.path / "encoder"
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages) as bar:
        tasks: dict[str, object] = {}

        def tell(what: str, done: int, steps: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=steps)
            bar.update(tasks[what], completed=done, total=steps)  # type: ignore[arg-type]

        release = train_release(
            TripleStore.read(generation.graph_path),
            Names(generation.manifest().base),
            folder,
            seed,
            tell,
        )
    messages.print(
        f"encodeur {release.encoder.fingerprint} : {release.pairs} paires ; pondération apprise sur "
        f"{release.held_queries} libellés laissés de côté ; écrit dans {folder}"
    )
