"""How many of ROME's mobilities are among the near occupations, beside two simple baselines."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from maillage.graph.projection import Projection
from maillage.queries.near_signals import Floats, Signals
from maillage.queries.near_training import FIRST, SEED, Rows, halves
from maillage.queries.near_weights import NearWeights


class NearLine(NamedTuple):
    """One way of ranking, on some fiches."""

    fiches: str  # which
    system: str
    n: int  # fiches that have mobilities
    moves: int
    recall: (
        float  # mean over fiches of the share of their mobilities among the first twenty, [0, 1]
    )
    found: float  # share of all moves


def listed_moves(projection: Projection, signals: Signals) -> NDArray[np.bool_]:
    """Return which moves ROME lists, (n_occupations, n_occupations), from row to column."""
    places = {uri: place for place, uri in enumerate(signals.occupations)}
    found = np.zeros((len(places), len(places)), bool)
    for start, end in zip(*(ends.tolist() for ends in projection.edges("mobilityTo")), strict=True):
        one, other = projection.uris[start], projection.uris[end]
        if one in places and other in places and one != other:
            found[places[one], places[other]] = True
    return found


def near_lines(projection: Projection, signals: Signals, weights: NearWeights) -> list[NearLine]:
    """Return the recall of each system, on the fiches that judge and on all of them."""
    moves = listed_moves(projection, signals)
    required = _required(projection, signals)
    count = len(signals.occupations)
    systems = {
        "maillage near": np.stack([_scores(signals, weights, one) for one in range(count)]),
        "Jaccard des compétences": _jaccard(required),
        "cosinus idf des compétences": _cosine(required),
    }
    parts = {
        f"moitié qui juge (graine {SEED})": halves(count).judged,
        "toutes les fiches": np.arange(count),
    }
    return [
        _line(part, name, scores, moves, rows)
        for part, rows in parts.items()
        for name, scores in systems.items()
    ]


def _scores(signals: Signals, weights: NearWeights, place: int) -> Floats:
    return np.asarray(weights.contributions(signals.of_occupation(place)).sum(axis=1), np.float32)


def _line(part: str, name: str, scores: Floats, moves: NDArray[np.bool_], rows: Rows) -> NearLine:
    rows = rows[moves[rows].any(axis=1)]
    ranked = first_near(scores, rows)
    hits = np.take_along_axis(moves[rows], ranked, axis=1).sum(axis=1)
    listed = moves[rows].sum(axis=1)
    recall = float((hits / listed).mean()) if len(rows) else 0.0
    found = float(hits.sum() / max(listed.sum(), 1))
    return NearLine(part, name, len(rows), int(listed.sum()), recall, found)


def first_near(scores: Floats, rows: Rows) -> NDArray[np.int64]:
    """Return the places of the first twenty of each row, itself left out."""
    kept = scores[rows].copy()
    kept[np.arange(len(rows)), rows] = -np.inf
    return np.argsort(-kept, axis=1, kind="stable")[:, :FIRST]


def _required(projection: Projection, signals: Signals) -> sparse.csr_matrix:
    places = {projection.places[uri]: place for place, uri in enumerate(signals.occupations)}
    sources, targets = projection.edges("requires")
    ends = zip(sources.tolist(), targets.tolist(), strict=True)
    kept = [(places[one], other) for one, other in ends if one in places]
    rows, columns = np.array(kept, np.int64).reshape(-1, 2).T
    shape = (len(places), len(projection.uris))
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)


def _jaccard(held: sparse.csr_matrix) -> Floats:
    shared = np.asarray((held @ held.T).todense(), np.float32)
    sizes = np.asarray(held.sum(axis=1)).ravel()
    return np.asarray(shared / np.maximum(sizes[:, None] + sizes - shared, 1), np.float32)


def _cosine(held: sparse.csr_matrix) -> Floats:
    count = np.maximum(np.asarray(held.sum(axis=0)).ravel(), 1)
    weighed = held @ sparse.diags(np.log(held.shape[0] / count))
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    rows = sparse.diags(1 / np.where(norms == 0, 1, norms)) @ weighed
    return np.asarray((rows @ rows.T).todense(), np.float32)
