"""Ads ingested a second and memory, end to end, over invented variations of the sample's advertisements.

`python tests/bench_ingest.py --home FOLDER --ads 10000 --ads 100000`: the graph of FOLDER (a home that is
built; it is copied) reads each number of advertisements in a fresh state. It measures; it asserts nothing.
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
from pathlib import Path

COMMAND = (sys.executable, "-c", "from maillage.api.cli import main; main()")
SENTENCES = 22  # of one advertisement: some 2,000 characters, as real ones have
EVERY = 0.2  # seconds between two looks at the memory


def advertisements(count: int, communes: list[str]) -> Iterator[str]:
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
        others = chance.sample(pool, SENTENCES)
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


def measured(home: Path, file: Path, workers: int) -> dict[str, float]:
    """Return the seconds of one ingestion, of the clock and of all cores, and its peak memory (MB)."""
    started, busy = time.perf_counter(), _busy()
    process = subprocess.Popen(
        [*COMMAND, "ingest", "ads", str(file), "--workers", str(workers), "-f", "json"],
        env={**os.environ, "MAILLAGE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    peaks: dict[int, int] = {}
    while process.poll() is None:
        for pid in (process.pid, *_children(process.pid)):
            peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
        time.sleep(EVERY)
    seconds = time.perf_counter() - started
    if process.returncode:
        sys.exit(f"ingest : {process.returncode}")
    own = peaks.pop(process.pid) // 1024
    others = sorted((peak // 1024 for peak in peaks.values()), reverse=True)[:workers]
    return {"seconds": seconds, "busy": _busy() - busy, "main process": own, "largest worker": max(others, default=0),
            "all processes": own + sum(others)}  # fmt: skip


def _busy() -> float:
    # Of the processes that ended, theirs included: what other work on the machine does not change.
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) if found else 0


def main() -> None:
    """Measure each number of advertisements and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--ads", type=int, action="append")
    options.add_argument("--workers", type=int, default=2)
    asked = options.parse_args()
    counts = sorted(asked.ads or [1_000, 10_000])
    figures: dict[str, object] = {"cores": os.cpu_count() or 0, "workers": asked.workers}
    seconds: dict[int, float] = {}
    busy: dict[int, float] = {}
    communes = communes_of(asked.home)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        shutil.copytree(asked.home, base)
        measured(base, _file(Path(folder), 10, communes), 1)  # its index is of this code after that
        for count in counts:
            home = Path(folder) / "home"
            shutil.copytree(base, home)
            found = measured(home, _file(Path(folder), count, communes), asked.workers)
            shutil.rmtree(home)
            seconds[count], busy[count] = found.pop("seconds"), found.pop("busy")
            figures[f"{count} ads"] = {
                "seconds": round(seconds[count], 1),
                "seconds of one core": round(busy[count], 1),
                "ads a second, all included": round(count / seconds[count]),
                "peak memory (MB)": found,
            }
    if len(counts) > 1:
        first, last = counts[0], counts[-1]
        steady = (last - first) / (seconds[last] - seconds[first])
        figures[f"ads a second from {first} to {last} (target 300)"] = round(steady)
        alone = (last - first) / (busy[last] - busy[first]) * min(2, os.cpu_count() or 1)
        figures["the same on two cores with nothing else to do"] = round(alone)
    sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")


def _file(folder: Path, count: int, communes: list[str]) -> Path:
    path = folder / "ads.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in advertisements(count, communes))
    return path


if __name__ == "__main__":
    main()
