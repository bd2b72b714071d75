"""How the signals are weighed: a linear score a concept, and a probability that can be believed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.errors import UnusableEncoder
from maillage.ingest.linker_features import FEATURES, Scores, Shortlist

MODEL = "linker_weights.json"
CALIBRATION = ("share", "words_any", "sense_any")  # what the probability is read from


@dataclass(frozen=True, slots=True)
class LinkerModel:
    """The weights of one scheme; every one has a name, and `--explain` shows what it added."""

    weights: tuple[float, ...]  # one a feature of `FEATURES`
    calibration: tuple[float, ...]  # one of each of `CALIBRATION`
    intercept: float

    def logits(self, shortlist: Shortlist) -> Scores:
        """Return the score of each candidate, (n_texts, n_candidates); -inf where repeated."""
        found = shortlist.features @ np.array(self.weights, np.float32)
        return np.asarray(np.where(shortlist.repeated, -np.inf, found), np.float32)

    def probabilities(self, shortlist: Shortlist, logits: Scores) -> Scores:
        """Return the calibrated probability of each candidate to be right, [0, 1]."""
        evidence = calibration_features(shortlist, logits)
        total = evidence @ np.array(self.calibration, np.float64) + self.intercept
        # Two concepts can both be right; more than one of each pair of candidates seldom is.
        return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))), np.float32)


def calibration_features(shortlist: Shortlist, logits: Scores) -> NDArray[np.float64]:
    """Return the log-odds of each candidate's share of the text, and how near it is at all."""
    shifted = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    share = np.clip(shifted / shifted.sum(axis=1, keepdims=True), 1e-6, 1 - 1e-6)
    words = shortlist.features[:, :, FEATURES.index("words_any")]
    sense = shortlist.features[:, :, FEATURES.index("sense_any")]
    return np.stack([np.log(share / (1 - share)), words, sense], axis=2)


def read_models(folder: Path) -> dict[str, LinkerModel]:
    """Read the weights of every scheme that are beside an encoder.

    Raises:
        UnusableEncoder: they are missing, or are of other features.
    """
    path = folder / MODEL
    try:
        data = json.loads(path.read_text("utf-8"))
        if tuple(data["features"]) != FEATURES:
            raise UnusableEncoder(str(folder), f"{MODEL} : d'autres signaux que ceux de ce code")
        return {
            scheme: LinkerModel(
                tuple(found["weights"]), tuple(found["calibration"]), found["intercept"]
            )
            for scheme, found in data["schemes"].items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableEncoder(str(folder), f"{MODEL} : {error}") from error


def write_models(folder: Path, models: Mapping[str, LinkerModel]) -> None:
    """Write the weights of every scheme beside an encoder."""
    data = {
        "features": FEATURES,
        "schemes": {scheme: asdict(model) for scheme, model in sorted(models.items())},
    }
    (folder / MODEL).write_text(json.dumps(data, indent=1) + "\n", "utf-8")
