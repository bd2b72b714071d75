"""How well and how fast needs are typed, on series whose truth is known. It measures; it asserts nothing.

    python tests/bench_needs.py [--seeds 20] [--first 0]

Prints, for each setting of the simulator and each seed, precision and recall of emerging and occasional.
"""

import argparse
import importlib.util
import json
import sys
import time
from pathlib import Path
from statistics import mean

from maillage.queries.needs import assess_needs
from maillage.queries.needs_answer import NeedSeries
from maillage.queries.needs_rule import NeedKind

MONTHS = tuple(f"{2022 + at // 12}-{at % 12 + 1:02d}" for at in range(36))
_PATH = Path(__file__).with_name("queries") / "need_simulator.py"
_SPEC = importlib.util.spec_from_file_location("need_simulator", _PATH)
assert _SPEC and _SPEC.loader
simulator = importlib.util.module_from_spec(_SPEC)
sys.modules["need_simulator"] = simulator
_SPEC.loader.exec_module(simulator)

SETTINGS: dict[str, dict[str, object]] = {
    "realistic": {},
    "poisson": {"seasons": 0.0, "trend": 0.0, "noise": 0.0, "growth": 1.5},
    "restless": {"seasons": 0.6, "trend": 0.5, "noise": 0.2},
    "rare": {"high": 5.0, "reached": (2.0, 8.0), "burst": (3.0, 8.0)},
    "one in a hundred": {"emerging": 0.01, "occasional": 0.01},
    "late starts": {"starts": (0.6, 0.9)},
    "early starts": {"starts": (0.2, 0.6)},
}


def series(seed: int, **setting: object) -> tuple[list[NeedSeries], tuple[NeedKind, ...]]:
    """Return the series of one panel, and the truth."""
    drawn = simulator.panel(seed, simulator.Setting(**setting))
    exposure = tuple(drawn.exposure.tolist())
    rows = drawn.counts.tolist()
    return [
        NeedSeries(f"x:{at}", MONTHS, tuple(row), exposure) for at, row in enumerate(rows)
    ], drawn.truth


def figures(seed: int, **setting: object) -> list[float]:
    """Return precision and recall of emerging, then of occasional."""
    rows, truth = series(seed, **setting)
    found = [one.kind for one in assess_needs(rows)]
    result = []
    for kind in (NeedKind.EMERGING, NeedKind.OCCASIONAL):
        right = sum(a is b is kind for a, b in zip(truth, found, strict=True))
        result += [right / max(found.count(kind), 1), right / max(truth.count(kind), 1)]
    return [round(one, 3) for one in result]


def main() -> None:
    """Measure, and print a JSON object a setting."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--first", type=int, default=0)
    asked = options.parse_args()
    for name, setting in SETTINGS.items():
        rows = [figures(asked.first + at, **setting) for at in range(asked.seeds)]
        told = {
            "setting": name,
            "mean (emerging precision, recall, occasional precision, recall)": [
                round(mean(column), 3) for column in zip(*rows, strict=True)
            ],
            "least": [min(column) for column in zip(*rows, strict=True)],
            "by seed": rows,
        }
        sys.stdout.write(json.dumps(told) + "\n")
    many, _ = series(0, competences=20_000)
    started = time.perf_counter()
    assess_needs(many)
    sys.stdout.write(
        json.dumps({"20,000 competences × 36 months (s)": round(time.perf_counter() - started, 3)})
        + "\n"
    )


if __name__ == "__main__":
    main()
