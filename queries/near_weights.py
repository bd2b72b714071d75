"""What each signal weighs in the nearness of two occupations: `near.json`, with what it was fitted on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from maillage.queries.near_signals import SIGNALS, Floats

FILE = "near.json"


@dataclass(frozen=True, slots=True)
class NearWeights:
    """A weighted sum of standardised signals, and the curve that makes a probability of it."""

    mean: Floats  # (n_signals,), over all pairs of the fiches fitted on
    deviation: Floats
    weight: Floats
    slope: float
    offset: float
    fitted: Mapping[str, object]  # how, on what

    def contributions(self, signals: Floats) -> Floats:
        """Return what each signal adds, (n_occupations, n_signals); 0 for a signal that is unknown."""
        added = (signals - self.mean) / self.deviation * self.weight
        return np.asarray(np.nan_to_num(added), np.float32)

    def probability(self, total: Floats) -> Floats:
        """Return the probability that ROME's editors list the move, from a sum of contributions."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * total + self.offset))), np.float32)

    def document(self) -> dict[str, object]:
        """Return what `near.json` holds."""
        signals = {
            name: [round(float(value), 5) for value in values]
            for name, *values in zip(SIGNALS, self.mean, self.deviation, self.weight, strict=True)
        }
        curve = {"slope": round(self.slope, 5), "offset": round(self.offset, 5)}
        return {"fitted": dict(self.fitted), "signals": signals, "curve": curve}


@cache
def shipped_weights() -> NearWeights:
    """Return the weights that ship."""
    found = json.loads(files("maillage.queries").joinpath(FILE).read_text("utf-8"))
    columns = np.array([found["signals"][name] for name in SIGNALS], np.float32)
    curve = found["curve"]
    mean, deviation, weight = columns.T
    return NearWeights(mean, deviation, weight, curve["slope"], curve["offset"], found["fitted"])
