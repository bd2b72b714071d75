"""Weights of the mention models by name, and the document that ships them."""

import json
from collections.abc import Mapping
from textwrap import fill

from maillage.ingest.concept_choice import CHOICE
from maillage.ingest.mention_scorer import ASKED, IMPLIED, MEANT, MentionScorer
from maillage.ingest.stated_features import STATED

Weights = dict[str, dict[str, float]]  # model → feature → weight, as `MentionScorer.of` reads

# A handful of examples fits nothing, and "permis B" means one thing.
BY_PRINCIPLE: Mapping[str, Mapping[str, float]] = {
    "span": {"licence": 2.5},
    "stated": {"licence": 2.0},
}


def named_weights(scorer: MentionScorer) -> Weights:
    """Return the weights of a scorer, to three decimals."""
    models = {
        "span": (STATED, scorer.span),
        "stated": (STATED, scorer.stated),
        "training_span": (STATED, scorer.training_span),
        "training_stated": (STATED, scorer.training_stated),
        "implied": (IMPLIED, scorer.implied),
        "asked": (ASKED, scorer.asked),
        "choice": (CHOICE, scorer.choice),
        "meant": (MEANT, scorer.meant),
    }
    return {
        name: {
            feature: round(float(weight), 3)
            for feature, weight in zip(features, weights.tolist(), strict=True)
        }
        for name, (features, weights) in models.items()
    }


def weights_document(weights: Weights, texts: int, ads: int) -> str:
    """Return what `extractor.json` holds: the weights, and how many texts and ads they come from."""
    raised = " and ".join(f"{by['licence']:g} in {name}" for name, by in BY_PRINCIPLE.items())
    document = {
        "about": "Weights of the logistic models of mention_scorer.py, by tests/fit_extractor.py.",
        "fitted_on": {
            "span": f"{texts} annotated texts (tests/annotations/dev.jsonl), none of which is in "
            "sample.json: do the words overlap an annotation",
            "stated": "the same: do they mean the concept, or one of its macro-competence",
            "training_span, training_stated": "the two as descriptions of trainings have them: those of "
            "advertisements, and what is added, drawn to zero",
            "implied": f"the competences that {ads} employers declared "
            "(five folds by ad for the figures published)",
            "asked": "logit of implied → an annotator finds it in the text (dev.jsonl); "
            "→ the employer declares it, to the macro-competence, out of fold",
            "label_map.safetensors": "annotated words of these texts and the labels that they mean",
            "wordings.safetensors": "the same words, by the concept that they mean",
            "choice": "of all that shown words may mean, which they do: a softmax over them",
            "meant": "logits of stated and of the share in choice, and that share → the mention is right, "
            "in texts that taught them nothing",
            "by_principle": f"licence is raised by {raised}: a handful of examples fits nothing, "
            "and « permis B » means one thing",
        },
    }
    head = json.dumps(document, ensure_ascii=False, indent=2).removesuffix("\n}")
    models = ",\n".join(
        f'    "{name}": {{\n{_wrapped(by_feature)}\n    }}' for name, by_feature in weights.items()
    )
    return f'{head},\n  "weights": {{\n{models}\n  }}\n}}\n'


def _wrapped(weights: Mapping[str, float]) -> str:
    indent = " " * 6
    items = ", ".join(f'"{name}":\0{weight}' for name, weight in weights.items())
    lines = fill(
        items, 100, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return lines.replace("\0", " ")
