"""Fit the tree of `reach.json` on half of ESCO's skills: `python -m maillage.queries.reach_training HOME`.

scikit-learn is needed here alone.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maillage.graph import Home, TripleStore
from maillage.ontology.names import Names
from maillage.queries.reach import ReachModel
from maillage.queries.reach_evaluation import fitting_half, level_agreement, reuse_levels
from maillage.queries.reach_tree import FEATURES, LEVELS

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

DEPTH, LEAF = 3, 30
_DIGITS = 4


def fit(model: ReachModel) -> dict[str, Any]:  # Any: JSON
    """Return the tree fitted on the fitting half, classes weighted alike."""
    from sklearn.tree import DecisionTreeClassifier

    rows, levels = [], []
    for competence, level in sorted(reuse_levels(model).items(), key=lambda pair: pair[0].value):
        found = model.reach(competence, asserted=False).spread
        if level in LEVELS and found.occupations and fitting_half(competence):
            rows.append([found.features()[name] for name in FEATURES])
            levels.append(level)
    fitted = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=LEAF, class_weight="balanced", random_state=0
    ).fit(rows, levels)
    shares = _shares(fitted.apply(rows).tolist(), levels)
    return {"tree": _node(fitted, 0, shares), "skills": len(rows)}


def _shares(leaves: Sequence[int], levels: Sequence[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for leaf, level in zip(leaves, levels, strict=True):
        found.setdefault(leaf, []).append(level)
    return found


def _node(fitted: "DecisionTreeClassifier", at: int, held: dict[int, list[str]]) -> dict[str, Any]:
    tree = fitted.tree_
    if tree.children_left[at] == -1:
        level = str(fitted.classes_[tree.value[at][0].argmax()])
        return {
            "level": level,
            "share": held[at].count(level) / len(held[at]),
            "skills": len(held[at]),
        }
    below = _node(fitted, tree.children_left[at], held)
    above = _node(fitted, tree.children_right[at], held)
    if below.get("level") is not None and below.get("level") == above.get("level"):
        skills = below["skills"] + above["skills"]
        share = (below["share"] * below["skills"] + above["share"] * above["skills"]) / skills
        return {"level": below["level"], "share": share, "skills": skills}
    feature, threshold = FEATURES[tree.feature[at]], round(float(tree.threshold[at]), _DIGITS)
    return {"feature": feature, "threshold": threshold, "below": below, "above": above}


def main() -> None:
    """Fit on the graph of a home, and write `reach.json` beside this module."""
    generation = Home(Path(sys.argv[1])).current()
    manifest = generation.manifest()
    store, names = TripleStore.read(generation.graph_path), Names(manifest.base)
    found = fit(ReachModel(store, names))
    judged = level_agreement(ReachModel(store, names, tree=found["tree"]))
    versions = {
        source.source: source.version for source in manifest.sources if source.source == "esco"
    }
    told = {
        "tree": _rounded(found["tree"]),
        "provenance": {
            "fitted on": "ESCO reuse levels of the half of the skills whose URI has an even first byte of SHA-256",
            "versions": versions,
            "skills": found["skills"],
            "method": f"scikit-learn DecisionTreeClassifier, depth {DEPTH}, leaves of {LEAF} or more, classes balanced",
            "macro-F1 on the other half": round(judged.macro_f1(LEVELS), _DIGITS),
        },
    }
    path = Path(__file__).with_name("reach.json")
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    sys.stdout.write(f"{judged.table()}\nmacro-F1 {judged.macro_f1(LEVELS):.4f}\n")


def _rounded(node: object) -> object:
    if isinstance(node, dict):
        return {key: _rounded(value) for key, value in node.items()}
    return round(node, _DIGITS) if isinstance(node, float) else node


if __name__ == "__main__":
    main()
