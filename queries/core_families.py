"""Families of occupations that share a core: communities of the graph of nearness, and how stable they are.

Two occupations are joined by the cosine of what they require (weights of `path_requirements`, rarer
competences more); each keeps its nearest. Louvain with a fixed seed; the same with other seeds says how far
the families are of the graph, and not of the draw (adjusted Rand index).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy import sparse

from maillage.queries.near_data import NearData
from maillage.queries.near_signals import Floats

SEED = 7
OTHER_SEEDS = (1, 2, 3, 4, 5)
NEIGHBOURS = 12
RESOLUTION = 2.0
SHARED = 0.25  # share of a family's occupations that require a competence of its core
SHOWN = 12


@dataclass(frozen=True, slots=True)
class CoreCompetence:
    """A competence of a family's core."""

    curie: str
    label: str
    share: float  # of the family's occupations that require it, [0, 1]
    lift: float  # that share, over what it is among all occupations


@dataclass(frozen=True, slots=True)
class Family:
    """Occupations that share a core."""

    number: int  # 1 the largest
    label: str  # the occupations nearest to its centre
    occupations: tuple[tuple[str, str], ...]  # CURIE, label; the nearest to the centre first
    core: tuple[CoreCompetence, ...]


@dataclass(frozen=True, slots=True)
class Families:
    """All the families, the largest first."""

    families: tuple[Family, ...]
    modularity: float  # of the division, below 1
    stability: float  # mean adjusted Rand index with the divisions of other seeds, 1 the same
    seed: int
    alone: tuple[tuple[str, str], ...]  # occupations that share nothing with any other


def families(data: NearData, seed: int = SEED) -> Families:
    """Return the families of ROME's occupations."""
    vectors = _vectors(data)
    graph = _graph(vectors)
    alone = sorted(set(range(vectors.shape[0])) - set(graph.nodes))
    divisions = [_division(graph, one) for one in (seed, *OTHER_SEEDS)]
    own = divisions[0]
    agreement = [adjusted_rand(_numbers(own), _numbers(other)) for other in divisions[1:]]
    modularity = nx.community.modularity(graph, own) if graph.number_of_edges() else 0.0
    made = [_family(data, vectors, number, sorted(one)) for number, one in enumerate(own, start=1)]
    stability = float(np.mean(agreement)) if agreement else 1.0
    return Families(
        tuple(made), modularity, stability, seed, tuple(_named(data, one) for one in alone)
    )


def adjusted_rand(one: Sequence[int], other: Sequence[int]) -> float:
    """Return how far two divisions of the same things agree: 1 the same, 0 as much as by chance.

    Source: Hubert and Arabie, Journal of Classification 2 (1985), 193-218.

    >>> adjusted_rand([1, 1, 2, 2], [5, 5, 9, 9]), round(adjusted_rand([1, 1, 2, 2], [1, 2, 1, 2]), 3)
    (1.0, -0.5)
    """

    def pairs(counts: Sequence[int]) -> float:
        return sum(count * (count - 1) / 2 for count in counts)

    both = pairs(list(Counter(zip(one, other, strict=True)).values()))
    first, second = (pairs(list(Counter(part).values())) for part in (one, other))
    every = pairs([len(one)])
    expected = first * second / every if every else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _vectors(data: NearData) -> sparse.csr_matrix:
    weights = data.requirements.weights
    held = np.asarray((weights > 0).sum(axis=0)).ravel()
    rarity = np.log(weights.shape[0] / np.maximum(held, 1))
    weighed = sparse.csr_matrix(weights @ sparse.diags(rarity))
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.where(norms > 0, norms, 1)) @ weighed)


def _graph(vectors: sparse.csr_matrix) -> "nx.Graph[int]":
    found = np.asarray((vectors @ vectors.T).todense(), np.float32)
    np.fill_diagonal(found, 0)
    graph: nx.Graph[int] = nx.Graph()
    nearest = np.argsort(-found, axis=1, kind="stable")[:, :NEIGHBOURS]
    for place, others in enumerate(nearest.tolist()):
        for other in others:
            if found[place, other] > 0:
                graph.add_edge(place, other, weight=float(found[place, other]))
    return graph


def _division(graph: "nx.Graph[int]", seed: int) -> list[set[int]]:
    found = nx.community.louvain_communities(graph, resolution=RESOLUTION, seed=seed)
    return sorted(found, key=lambda one: (-len(one), min(one)))


def _numbers(division: Sequence[set[int]]) -> list[int]:
    numbers = {one: number for number, members in enumerate(division) for one in members}
    return [numbers[one] for one in sorted(numbers)]


def _family(data: NearData, vectors: sparse.csr_matrix, number: int, members: list[int]) -> Family:
    centre = np.asarray(vectors[members].mean(axis=0)).ravel()
    near: Floats = vectors[members] @ centre
    ordered = [members[place] for place in np.argsort(-near, kind="stable").tolist()]
    named = tuple(_named(data, one) for one in ordered)
    label = " · ".join(label for _, label in named[:3])
    return Family(number, label, named, tuple(_core(data, members)))


def _core(data: NearData, members: list[int]) -> list[CoreCompetence]:
    required = (data.requirements.weights > 0).astype(np.float32)
    share = np.asarray(required[members].mean(axis=0)).ravel()
    everywhere = np.asarray(required.mean(axis=0)).ravel()
    lift = share / np.where(everywhere > 0, everywhere, 1)
    # What is frequent here and rare elsewhere: a behaviour that every occupation asks for is no core.
    worth = np.where((share >= SHARED) & (lift > 2), share * np.log(np.maximum(lift, 1)), 0)
    order = np.argsort(-worth, kind="stable")[:SHOWN].tolist()
    projection, curie = data.projection, data.names.curie
    return [
        CoreCompetence(curie(projection.uris[one]), projection.labels[one], float(share[one]), float(lift[one]))
        for one in order
        if worth[one] > 0
    ]  # fmt: skip


def _named(data: NearData, place: int) -> tuple[str, str]:
    uri = data.signals.occupations[place]
    return data.names.curie(uri), data.label(uri)
