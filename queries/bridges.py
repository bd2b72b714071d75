"""What bridges: the competences on most of the shortest ways between occupations, certifications by blocs.

Betweenness (Brandes) in the graph of occupations and what they require, from a sample of occupations with a
fixed seed; a graph of fewer occupations than the sample is worked out whole. Two certifications are joined by
the competences that blocs of both certify.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt

import networkx as nx

from maillage.queries.advice_blocks import GENERAL
from maillage.queries.near_data import NearData
from maillage.vocab.title_words import fold

SEED = 7
SAMPLE = 60  # occupations that shortest ways start from
TOO_COMMON = 150  # certifications with one competence: general education joins everything


@dataclass(frozen=True, slots=True)
class BridgeCompetence:
    """A competence, and how much it bridges."""

    curie: str
    label: str
    nature: str
    betweenness: float  # share of the shortest ways between two others that pass through it, [0, 1]
    occupations: int  # that require it
    domains: int  # professional domains of these (three first characters of the code)


@dataclass(frozen=True, slots=True)
class BridgeCertifications:
    """Two certifications whose blocs certify the same."""

    one: str  # CURIE
    one_label: str
    other: str
    other_label: str
    shared: tuple[str, ...]  # labels of the competences, the rarest first
    score: float  # cosine of what their blocs certify, rarer competences more, ]0, 1]


def bridge_competences(
    data: NearData, top: int = 20, sample: int = SAMPLE, seed: int = SEED
) -> list[BridgeCompetence]:
    """Return the technical competences and knowledge that bridge most, the first first."""
    graph = competence_graph(data)
    found = betweenness(graph, sample, seed)
    projection, required = data.projection, defaultdict(set)
    for occupation, competence in graph.edges:
        if projection.class_name(occupation) != "Occupation":
            occupation, competence = competence, occupation
        required[competence].add(data.names.curie(projection.uris[occupation]).partition(":")[2])
    ranked = sorted(required, key=lambda one: (-found[one], projection.uris[one]))[:top]
    return [
        BridgeCompetence(
            data.names.curie(projection.uris[one]), projection.labels[one], projection.class_name(one),
            found[one], len(required[one]), len({code[:3] for code in required[one]}),
        )
        for one in ranked
    ]  # fmt: skip


def competence_graph(data: NearData) -> "nx.Graph[int]":
    """Return occupations joined to the technical competences and knowledge that they require.

    Without behaviours and what is transversal, which join everything and bridge nothing.
    """
    hardness = data.requirements.hardness
    graph: nx.Graph[int] = nx.Graph()
    sources, targets = data.projection.edges("requires")
    kept = hardness[targets] >= LEAST_HARD
    graph.add_edges_from(zip(sources[kept].tolist(), targets[kept].tolist(), strict=True))
    return graph


LEAST_HARD = 0.75  # knowledge and beyond


def betweenness(graph: "nx.Graph[int]", sample: int, seed: int) -> dict[int, float]:
    """Return the betweenness of each node; from `sample` nodes, all of them where there are fewer."""
    count = min(sample, len(graph))
    if not count:
        return {}
    return dict(nx.betweenness_centrality(graph, k=count, seed=seed))


def bridge_certifications(data: NearData, top: int = 20) -> list[BridgeCertifications]:
    """Return the pairs of certifications whose blocs share most; those that replace each other aside."""
    certified = _certified(data)
    rarity = _rarity(certified)
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for certification, competences in certified.items():
        for one in competences:
            holders[one].append(certification)
    shared: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for one, many in sorted(holders.items()):
        if len(many) <= TOO_COMMON:
            for pair in combinations(sorted(many), 2):
                shared[pair].append(one)
    related = _same_lineage(data)
    pairs = [pair for pair, both in shared.items() if len(both) > 1 and pair not in related]
    scores = {
        pair: _cosine(rarity, certified[pair[0]], certified[pair[1]], shared[pair])
        for pair in pairs
    }
    ranked = sorted(pairs, key=lambda pair: (-len(shared[pair]), -scores[pair], pair))[:top]
    return [_bridge(data, pair, shared[pair], rarity, scores[pair]) for pair in ranked]


def certifications_near(data: NearData, uri: str, top: int = 20) -> list[BridgeCertifications]:
    """Return the certifications whose blocs share most with one; none where its blocs certify nothing."""
    place = data.projection.places.get(uri)
    certified = _certified(data)
    if place is None or place not in certified:
        return []
    rarity, own = _rarity(certified), certified[place]
    scores = {
        other: _cosine(rarity, own, competences, own & competences)
        for other, competences in certified.items()
        if other != place and own & competences
    }
    ranked = sorted(scores, key=lambda other: (-scores[other], other))[:top]
    return [
        _bridge(data, (place, other), own & certified[other], rarity, scores[other])
        for other in ranked
    ]


def _rarity(certified: Mapping[int, set[int]]) -> dict[int, float]:
    count = Counter(one for found in certified.values() for one in found)
    return {one: log((len(certified) + 1) / many) for one, many in count.items()}


def _cosine(
    rarity: Mapping[int, float], one: Iterable[int], other: Iterable[int], both: Iterable[int]
) -> float:
    parts = [sum(rarity[place] ** 2 for place in found) for found in (one, other, both)]
    return parts[2] / sqrt(parts[0] * parts[1])


def _certified(data: NearData) -> dict[int, set[int]]:
    # What every diploma certifies (French, sport) brings no two of them nearer.
    uris = data.projection.uris
    general = {
        one
        for one, above in data.projection.targets_of("broader").items()
        if any(uris[group].rpartition("/")[2] in GENERAL for group in above)
    }
    found: dict[int, set[int]] = {}
    for certification, blocks in data.block_places.items():
        certified = {one for block in blocks for one in data.certified_places.get(block, ())}
        competences = certified - general
        if competences:
            found[certification] = competences
    return found


def _same_lineage(data: NearData) -> set[tuple[int, int]]:
    """Return the pairs of one label, or of which one replaces the other: they bridge to themselves."""
    pairs = {
        (min(later, one), max(later, one))
        for one, many in data.successor_places.items()
        for later in many
    }
    by_label: defaultdict[str, list[int]] = defaultdict(list)
    for one in data.block_places:
        by_label[fold(data.projection.labels[one])].append(one)
    for same in by_label.values():
        pairs.update(combinations(sorted(same), 2))
    return pairs


def _bridge(
    data: NearData,
    pair: tuple[int, int],
    shared: Iterable[int],
    rarity: dict[int, float],
    score: float,
) -> BridgeCertifications:
    projection, curie = data.projection, data.names.curie
    ordered = sorted(shared, key=lambda one: (-rarity[one], projection.labels[one]))
    return BridgeCertifications(
        curie(projection.uris[pair[0]]), projection.labels[pair[0]],
        curie(projection.uris[pair[1]]), projection.labels[pair[1]],
        tuple(projection.labels[one] for one in ordered), min(score, 1.0),
    )  # fmt: skip
