"""Probabilities of mentions: two small logistic models whose weights stand in `extractor.json`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from maillage.ingest.extractor_index import Floats

# Why a mention is believed; the order is that of the features.
STATED = (
    "bias", "whole", "cover", "words", "mass", "prior", "core", "asked_section", "behaviour", "tool",
    "licence", "diploma", "foreign_scheme", "single",
)  # fmt: skip
IMPLIED = (
    "bias", "log_prior", "log_core", "best_cover", "anywhere", "behaviour", "knowledge", "tool", "licence",
    "diploma", "log_spread", "title_cover",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MentionScorer:
    """Weights of the two models, in the order of their features."""

    stated: Floats
    implied: Floats

    @classmethod
    def of(cls, weights: Mapping[str, Mapping[str, float]]) -> "MentionScorer":
        """Build from weights by model and feature; a feature that is not named weighs nothing."""
        return cls(_ordered(weights["stated"], STATED), _ordered(weights["implied"], IMPLIED))

    def stated_scores(self, features: Floats) -> Floats:
        """Return the probabilities that words mean their concepts, `(n, len(STATED))` → `(n,)`."""
        return _logistic(features @ self.stated)

    def implied_scores(self, features: Floats) -> Floats:
        """Return the probabilities that concepts are asked, `(n, len(IMPLIED))` → `(n,)`."""
        return _logistic(features @ self.implied)


@cache
def shipped_scorer() -> MentionScorer:
    """Return the scorer whose weights ship with Maillage."""
    text = files("maillage.ingest").joinpath("extractor.json").read_text("utf-8")
    return MentionScorer.of(json.loads(text)["weights"])


def _logistic(logits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))), dtype=np.float32)


def _ordered(weights: Mapping[str, float], names: Sequence[str]) -> Floats:
    return np.asarray([weights.get(name, 0.0) for name in names], dtype=np.float32)
