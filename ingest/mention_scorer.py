"""Probabilities of mentions: small logistic models whose weights stand in `extractor.json`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from maillage.ingest.concept_choice import CHOICE
from maillage.ingest.extractor_index import Floats
from maillage.ingest.label_map import shipped_label_map
from maillage.ingest.stated_features import STATED
from maillage.ingest.wordings import Wordings, shipped_wordings

Real = TypeVar("Real", bound="np.floating[Any]")
# Why an implied mention is believed; the order is that of the features.
IMPLIED = (
    "bias", "log_prior", "log_core", "best_cover", "anywhere", "behaviour", "knowledge", "tool", "licence",
    "diploma", "log_spread", "title_cover", "best_cosine", "title_cosine",
)  # fmt: skip

ASKED = ("said", "said_slope", "declared", "declared_slope")
MEANT = ("bias", "stated", "share", "share_itself")  # of the second and third, the logits


@dataclass(frozen=True, slots=True)
class MentionScorer:
    """Weights of the models, in the order of their features."""

    span: Floats
    stated: Floats
    training_span: Floats  # the same two models, for descriptions of trainings
    training_stated: Floats
    implied: Floats
    asked: Floats  # intercepts and slopes: that the text says it, that the employer declares it
    choice: Floats  # of `concept_choice.CHOICE`, in a softmax over what words may mean
    meant: Floats  # of `MEANT`: that shown words mean the concept chosen
    _: KW_ONLY
    label_map: Floats | None = None  # see `label_map`
    wordings: Wordings | None = None

    @classmethod
    def of(
        cls,
        weights: Mapping[str, Mapping[str, float]],
        label_map: Floats | None = None,
        wordings: Wordings | None = None,
    ) -> "MentionScorer":
        """Build from weights by model and feature; a feature that is not named weighs nothing."""
        return cls(
            _ordered(weights["span"], STATED),
            _ordered(weights["stated"], STATED),
            _ordered(weights.get("training_span", weights["span"]), STATED),
            _ordered(weights.get("training_stated", weights["stated"]), STATED),
            _ordered(weights["implied"], IMPLIED),
            _ordered(weights["asked"], ASKED),
            _ordered(weights.get("choice", {"proposed": 1.0}), CHOICE),
            _ordered(weights.get("meant", {"stated": 1.0}), MEANT),
            label_map=label_map,
            wordings=wordings,
        )

    def span_scores(self, features: Floats, *, training: bool = False) -> Floats:
        """Return the probabilities that words state a competence, whichever it is.

        `training`: of the description of a training, which says so otherwise than an advertisement.
        """
        return _logistic(features @ (self.training_span if training else self.span))

    def stated_scores(self, features: Floats, *, training: bool = False) -> Floats:
        """Return the probabilities that words mean their concepts, `(n, len(STATED))` → `(n,)`."""
        return _logistic(features @ (self.training_stated if training else self.stated))

    def meant_scores(self, stated: Floats, share: Floats) -> Floats:
        """Return the probabilities that shown words mean the concept chosen, `(n,)`.

        `stated`: what `stated_scores` gave the concept that they were seen by; `share`: that of the one chosen.
        """
        return _logistic(meant_features(stated, share) @ self.meant)

    def implied_logits(self, features: Floats) -> Floats:
        """Return how likely employers are to declare concepts, `(n, len(IMPLIED))` → `(n,)`."""
        return np.asarray(features @ self.implied, dtype=np.float32)

    def asked_scores(self, logits: Floats) -> Floats:
        """Return the probabilities that concepts are asked: the text says it or the employer declares it.

        To the macro-competence, as annotators judge. The two are taken as independent.
        """
        said, said_slope, *_ = self.asked.tolist()
        silent = 1.0 - _logistic(said + said_slope * logits)
        return np.asarray(1.0 - silent * (1.0 - self.declared_scores(logits)))

    def declared_scores(self, logits: Floats) -> Floats:
        """Return the probabilities that the employer declares concepts, `(n,)`."""
        *_, declared, slope = self.asked.tolist()
        return _logistic(declared + slope * logits)


@cache
def shipped_scorer() -> MentionScorer:
    """Return the scorer whose weights ship with Maillage."""
    text = files("maillage.ingest").joinpath("extractor.json").read_text("utf-8")
    return MentionScorer.of(json.loads(text)["weights"], shipped_label_map(), shipped_wordings())


def meant_features(stated: NDArray[Real], share: NDArray[Real]) -> NDArray[Real]:
    """Return the columns of `MEANT`, (n, len(MEANT)).

    The share stands twice: the odds that come true do not follow its logit where it is small.
    """
    said = logits_of(np.column_stack([stated, share]))
    return np.column_stack([np.ones_like(share), said, share])


def logits_of(scores: NDArray[Real]) -> NDArray[Real]:
    """Return the logits of probabilities; 0 and 1 are held a millionth away from themselves."""
    kept = np.clip(scores, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)), kept.dtype)


def _logistic(logits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))), dtype=np.float32)


def _ordered(weights: Mapping[str, float], names: Sequence[str]) -> Floats:
    return np.asarray([weights.get(name, 0.0) for name in names], dtype=np.float32)
