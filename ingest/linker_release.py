"""Train everything that the linker needs, encoder and weights, and write it into one folder."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from maillage.graph.triple_store import TripleStore
from maillage.ingest.encoder import StaticEncoder
from maillage.ingest.encoder_training import EncoderSettings, train_encoder
from maillage.ingest.label_index import SCHEMES, GraphLabels
from maillage.ingest.linker_heldout import hold_out
from maillage.ingest.linker_model import write_models
from maillage.ingest.linker_training import train_models
from maillage.ingest.training_pairs import training_pairs
from maillage.ontology.names import Names

Progress = Callable[[str, int, int], None]  # (what is being done, steps done, steps in all)


@dataclass(frozen=True, slots=True)
class Release:
    """What was trained."""

    encoder: StaticEncoder
    pairs: int
    held_queries: int
    schemes: tuple[str, ...]


def train_release(
    store: TripleStore,
    names: Names,
    folder: Path,
    seed: int = 0,
    progress: Progress | None = None,
) -> Release:
    """Train on a graph and write the encoder and the weights into a folder.

    Raises:
        UnusableEncoder: what training needs is missing, or the graph has too few labels.
    """
    tell = progress or (lambda _what, _done, _all: None)
    tell("libellés", 0, 1)
    graph = GraphLabels(store, names)
    indexes = [graph.index(scheme) for scheme in SCHEMES]
    held = hold_out(graph, indexes)
    pairs = training_pairs(graph, held.labels, seed)
    tell("libellés", 1, 1)
    settings = replace(EncoderSettings(), seed=seed)
    encoder = train_encoder(
        pairs, folder, settings, lambda done, steps: tell("encodeur", done, steps)
    )
    tell("pondération", 0, 1)
    models = train_models(indexes, held, encoder)
    write_models(folder, models)
    tell("pondération", 1, 1)
    return Release(encoder, len(pairs), len(held.queries), tuple(sorted(models)))
