"""Learn how the signals are weighed, from labels that neither the index nor the encoder has seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.encoder import Encoder
from maillage.ingest.label_index import LabelIndex
from maillage.ingest.linker_features import FEATURES, SchemeSearch, Scores, Shortlist
from maillage.ingest.linker_heldout import MEASURED, HeldOut, HeldQuery, known_queries
from maillage.ingest.linker_index import concept_centres
from maillage.ingest.linker_model import LinkerModel, calibration_features

BLOCK = 256
RIDGE = 0.0007  # pull of the weights to 0, in nats a text
KNOWN = 0.1  # share of the texts that are labels of the index: they teach what `same_…` is worth
FREE = frozenset({"longer", "shorter"})  # no other signal can speak against
FEWEST = 60  # texts under which a scheme borrows the weights of another

# scheme without enough texts of its own → the one most like it
LIKE: Mapping[str, str] = {
    "rome-appellation": "rome",
    "rome-competence": "esco-skill",
    "rome-savoir": "esco-skill",
    "regional": "esco-skill",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """The shortlist of each text, and which candidates are right."""

    shortlist: Shortlist
    right: NDArray[np.bool_]  # (n_texts, n_candidates)

    def of(self, rows: NDArray[np.bool_]) -> "Judged":
        """Return some of the texts."""
        found = self.shortlist
        return Judged(
            Shortlist(found.concepts[rows], found.features[rows], found.repeated[rows]),
            self.right[rows],
        )


def judge(search: SchemeSearch, queries: Sequence[HeldQuery]) -> Judged:
    """Return what the index finds for each text, (n_texts, n_candidates), and what is right."""
    parts: list[Shortlist] = []
    places = {uri: place for place, uri in enumerate(search.uris)}
    rights: list[NDArray[np.bool_]] = []
    for start in range(0, len(queries), BLOCK):
        block = queries[start : start + BLOCK]
        part = search.shortlist(search.queries([query.text for query in block]))
        parts.append(part)
        for row, query in enumerate(block):
            wanted = [places[uri] for uri in query.right if uri in places]
            rights.append(np.isin(part.concepts[row], wanted) & ~part.repeated[row])
    shortlist = Shortlist(
        np.concatenate([part.concepts for part in parts]),
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.repeated for part in parts]),
    )
    return Judged(shortlist, np.array(rights))


def train_models(
    indexes: Sequence[LabelIndex], held: HeldOut, encoder: Encoder
) -> dict[str, LinkerModel]:
    """Return the model of each scheme, from the queries that are held out of its index."""
    models: dict[str, LinkerModel] = {}
    for index in indexes:
        queries = [
            query
            for query in held.queries
            if query.scheme == index.scheme and query.kind != MEASURED
        ]
        if len(queries) >= FEWEST:
            kept = held.without(index)
            centres = concept_centres(kept, encoder)
            search = SchemeSearch(kept.in_language("fr"), encoder, centres)
            models[index.scheme] = fit_model(judge(search, with_known(kept, queries)))
    for index in indexes:
        like = LIKE.get(index.scheme)
        if index.scheme not in models and like in models:
            models[index.scheme] = models[like]
    return models


def with_known(index: LabelIndex, queries: Sequence[HeldQuery]) -> list[HeldQuery]:
    """Return the queries with labels of the index spread evenly among them."""
    known = known_queries(index, int(len(queries) * KNOWN / (1 - KNOWN)))
    mixed = [*queries, *known]
    return sorted(mixed, key=lambda query: blake2b(query.text.encode(), digest_size=4).digest())


def fit_model(judged: Judged) -> LinkerModel:
    """Return the weights under which the right candidates get the largest share, calibrated.

    Each half of the texts gives the weights that the other is scored by for the calibration: no
    probability is read off the texts that its weights were learnt from. Those kept are learnt on all.
    """
    half = np.arange(len(judged.right)) % 2 == 0
    calibration = _fit_calibration(
        [(judged.of(asked), _fit_weights(judged.of(~asked))) for asked in (half, ~half)]
    )
    everything = _fit_weights(judged)
    return LinkerModel(
        tuple(round(float(one), 5) for one in everything),
        tuple(round(float(one), 5) for one in calibration[1:]),
        round(float(calibration[0]), 5),
    )


def _fit_weights(judged: Judged) -> NDArray[np.float64]:
    """Return the weights of a softmax over each text's candidates, those found at all."""
    from scipy.optimize import minimize

    found = judged.right.any(axis=1)
    features = judged.shortlist.features[found].astype(np.float64)
    right, repeated = judged.right[found], judged.shortlist.repeated[found]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = np.where(repeated, -1e9, features @ weights)
        every = _softmax(logits)
        good = _softmax(np.where(right, logits, -1e9))
        best = logits.max(axis=1)
        value = np.log(np.exp(logits - best[:, None]).sum(axis=1))
        value -= np.log((np.exp(logits - best[:, None]) * right).sum(axis=1) + 1e-300)
        slope = np.einsum("tc,tcf->f", every - good, features) / len(features)
        penalty = RIDGE * float(weights @ weights) / 2
        return float(value.mean()) + penalty, slope + RIDGE * weights

    bounds = [(None if name in FREE else 0.0, None) for name in FEATURES]
    start = np.zeros(len(FEATURES))
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(fitted.x, np.float64)


def _fit_calibration(halves: Sequence[tuple[Judged, NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Return intercept and slopes of the probability: logistic, on each text's first ten.

    One text in twelve is asked a second time without its right answers, as one that has none is.
    """
    from sklearn.linear_model import LogisticRegression

    samples = []
    for judged, weights in halves:
        blind = judged.of(np.arange(len(judged.right)) % 12 == 0)
        found = blind.shortlist
        without = Shortlist(found.concepts, found.features, found.repeated | blind.right)
        samples.append(_first_ten(judged, weights))
        samples.append(_first_ten(Judged(without, np.zeros_like(blind.right)), weights))
    evidence = np.concatenate([sample[0] for sample in samples])
    right = np.concatenate([sample[1] for sample in samples])
    model = LogisticRegression(C=10.0, max_iter=1000).fit(evidence, right)
    return np.concatenate([model.intercept_, model.coef_[0]])


def _first_ten(
    judged: Judged, weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    shortlist = judged.shortlist
    logits: Scores = (shortlist.features @ weights).astype(np.float32)
    logits = np.where(shortlist.repeated, np.float32(-1e9), logits)
    evidence = calibration_features(shortlist, logits)
    first = np.argsort(-logits, axis=1)[:, :10]
    return (
        np.take_along_axis(evidence, first[:, :, None], 1).reshape(-1, evidence.shape[2]),
        np.take_along_axis(judged.right, first, 1).ravel(),
    )


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
