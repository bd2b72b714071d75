"""Ads ingested a second and memory, by stage, over invented variations of the sample's advertisements.

`python tests/bench_ingest.py --home FOLDER --ads 10000 --ads 100000`: the graph of FOLDER (a home that is
built; it is copied) reads each number of advertisements in a fresh state. It measures; it asserts nothing.
Seconds of a core are those of the processes themselves: other work on the machine hardly moves them.
`--sentences 2`: short advertisements, to see memory over many of them in a few minutes.
"""

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maillage.ingest.report import IngestReport

SENTENCES = 22  # added to one advertisement: some 2,000 characters then, as real ones have
LOOKS = 5  # at the memory, evenly spread over the advertisements
STAGES = ("reading", "grouping", "publication")


def advertisements(count: int, communes: list[str], sentences: int = SENTENCES) -> Iterator[str]:
    """Yield JSON lines: sentences of the sample in other companies, each text unlike the others."""
    from maillage.vocab.sample_data import ADVERTISEMENTS, sample_folder

    sample = [
        json.loads(line)
        for line in (sample_folder() / ADVERTISEMENTS).read_text("utf-8").splitlines()
    ]
    pool = [part for ad in sample for part in re.split(r"(?<=[.!?])\s+", ad["description"])]
    chance = random.Random(20)
    for number in range(count):
        ad = dict(sample[number % len(sample)])
        others = chance.sample(pool, sentences)
        ad["description"] = " ".join((ad["description"], *others))
        ad["identifier"] = f"v{number}"
        ad["datePosted"] = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
        place = {"@type": "Place", "identifier": chance.choice(communes)}
        yield json.dumps(ad | {"jobLocation": place}, ensure_ascii=False)


def communes_of(home: Path) -> list[str]:
    """Return the INSEE codes of a graph."""
    from maillage.graph.home import Home
    from maillage.graph.triple_store import TripleStore
    from maillage.ontology.terms import MLG, RDF

    store = TripleStore.read(Home(home).current().graph_path).store
    quads = store.quads_for_pattern(None, RDF.type, MLG.Commune, None)
    return sorted({str(quad.subject)[1:-1].rpartition("/")[2] for quad in quads})


class Stages:
    """The progress of one ingestion: what each stage took, and the memory that was held on the way."""

    def __init__(self, expected: int) -> None:
        """Start the clock; `expected`: how many records are to come."""
        self._step = max(1, expected // LOOKS)
        self._next = self._step
        self._marks = [_spent()]
        self._read = self._marks[0]
        self.memory: dict[int, dict[str, int]] = {}  # records read → MB

    def started(self, file: Path, size: int) -> None:
        """A file begins: nothing to note."""

    def finished(self, file: Path) -> None:
        """A file is read: nothing to note."""

    def advanced(self, report: "IngestReport") -> None:
        """Note the time, and now and then the memory."""
        kept = report.added + report.changed
        if kept >= self._next:
            self._next += self._step
            children = [_memory(pid) for pid in _children(os.getpid())]
            self.memory[kept] = {
                "main process": _memory(os.getpid()),
                "largest worker": max(children, default=0),
            }
        self._read = _spent()

    def publishing(self) -> None:
        """Reading ended when the last record came, grouping ends here."""
        self._marks += [self._read, _spent()]

    def figures(self) -> dict[str, dict[str, float]]:
        """Return the seconds of each stage: of the clock, of the main process, of the workers."""
        marks = [*self._marks, _spent()]
        spent = [
            [after - before for before, after in zip(*pair, strict=True)]
            for pair in pairwise(marks)
        ]
        # The system counts the workers once they end, after the last record: all they do is read.
        reading = (*spent[0][:2], sum(one[2] for one in spent))
        found = [reading, *((*one[:2], 0.0) for one in spent[1:])]
        names = ("seconds", "main process", "workers")
        return {
            stage: dict(zip(names, (round(one, 1) for one in values), strict=True))
            for stage, values in zip(STAGES, found, strict=True)
        }


def run(home: Path, file: Path, workers: int, expected: int) -> dict[str, Any]:
    """Ingest a file in this process and its workers; returns what it took."""
    from maillage.api.ingest import IngestPlan, ingest, reading_of, up_to_date
    from maillage.api.ingest_command import GenerationReader
    from maillage.graph.home import Home
    from maillage.ingest.record import Kind
    from maillage.ontology.names import Names

    opened = Home(home)
    manifest = opened.current().manifest()
    names = Names(manifest.base)
    generation = up_to_date(opened, names, manifest.region)
    reading = reading_of(generation.manifest())
    factory = GenerationReader(generation.graph_path, generation.index_path, names.base, reading)
    plan = IngestPlan(Kind.AD, (file,), factory, workers=workers, reading=reading)
    stages = Stages(expected)
    ingest(opened, plan, names, manifest.region, stages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "stages": stages.figures(),
        "memory (MB)": stages.memory,
        "peak of the main process (MB)": peak,
    }


def measured(home: Path, file: Path, workers: int, expected: int) -> dict[str, Any]:
    """Return what `run` does, of a process of its own."""
    asked = ["--home", str(home), "--file", str(file), "--workers", str(workers), "--ads", str(expected)]  # fmt: skip
    done = subprocess.run(
        [sys.executable, __file__, *asked], stdout=subprocess.PIPE, check=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _spent() -> tuple[float, float, float]:
    own = resource.getrusage(resource.RUSAGE_SELF)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), own.ru_utime + own.ru_stime, ended.ru_utime + ended.ru_stime


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _memory(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


def main() -> None:
    """Measure each number of advertisements and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--ads", type=int, action="append")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--sentences", type=int, default=SENTENCES)
    options.add_argument(
        "--file", type=Path, help="ingest this one into HOME itself, and nothing else"
    )
    asked = options.parse_args()
    counts = sorted(asked.ads or [1_000, 10_000])
    if asked.file:
        _print(run(asked.home, asked.file, asked.workers, counts[0]))
        return
    figures: dict[str, Any] = {"cores": os.cpu_count() or 0, "workers": asked.workers}
    communes = communes_of(asked.home)
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            home, file = Path(folder) / "home", Path(folder) / "ads.jsonl"
            shutil.copytree(asked.home, home)
            with file.open("w", encoding="utf-8") as lines:
                lines.writelines(
                    f"{one}\n" for one in advertisements(count, communes, asked.sentences)
                )
            found = measured(home, file, asked.workers, count)
            shutil.rmtree(home)
            figures[f"{count} ads"] = found | _rates(found["stages"], count)
    _print(figures)


def _rates(stages: dict[str, dict[str, float]], count: int) -> dict[str, float]:
    def cores(one: dict[str, float]) -> float:
        return one["main process"] + one["workers"]

    every = list(stages.values())
    return {
        "ads a second, all included": round(count / sum(one["seconds"] for one in every)),
        "ads read a second of one core": round(count / cores(stages["reading"]), 1),
        "ads a second of one core, all included": round(count / sum(map(cores, every)), 1),
        "ads a second on two cores, nothing else to do (target 300)": _alone(stages, count),
    }


def _alone(stages: dict[str, dict[str, float]], count: int) -> int:
    # Reading has both cores, unless the main process is the slower; what follows has one, or both where its
    # parts run side by side: the clock then says less than the processes.
    read = stages["reading"]
    both = max((read["main process"] + read["workers"]) / 2, read["main process"])
    after = sum(min(stages[one]["main process"], stages[one]["seconds"]) for one in STAGES[1:])
    return round(count / (both + after))


def _print(figures: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
