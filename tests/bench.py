"""`make bench`: speed and memory over the official files. It measures; it asserts nothing."""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median

COMMAND = (sys.executable, "-c", "from maillage.api.cli import main; main()")
TERRITORY = "bassin:4402"
LABELS = 2000
MANY_LABELS = 20_000  # in the file of a command
_LINKED = {  # scheme → the scheme whose labels are linked to it
    "esco-occupation": "rome-appellation",
    "rome": "rome-appellation",
    "esco-skill": "rome-competence",
}


def timed(home: Path, *arguments: str) -> tuple[float, int]:
    """Return the seconds that a command takes, and the kB of memory at its peak."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env={**os.environ, "MAILLAGE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{arguments} : {process.stderr.read().decode() if process.stderr else status}")
    return time.perf_counter() - started, usage.ru_maxrss


def repeated(home: Path, *arguments: str, times: int = 5) -> float:
    """Return the median seconds of a command."""
    return median(timed(home, *arguments)[0] for _ in range(times))


def warm(question: Callable[[], object], times: int = 10) -> float:
    """Return the median seconds of a question inside this process, once it was asked."""
    question()
    gc.freeze()  # as the service does: what is read once is not looked through for garbage
    spans = []
    for _ in range(times):
        started = time.perf_counter()
        question()
        spans.append(time.perf_counter() - started)
    return median(spans)


def inside(home: Path) -> dict[str, float]:
    """Measure the answers about a territory inside one process."""
    from maillage.graph.home import Home
    from maillage.graph.triple_store import TripleStore
    from maillage.ontology.names import Names
    from maillage.queries.advice import AdviceModel
    from maillage.queries.available import AvailableModel
    from maillage.queries.gap import BY, GapModel
    from maillage.queries.insertion import InsertionModel
    from maillage.queries.portrait import PortraitModel

    generation = Home(home).current()
    model = GapModel(
        TripleStore.read(generation.graph_path),
        Names(generation.manifest().base),
        generation.index_path,
    )
    people = AvailableModel(model, generation.index_path)
    insertion = InsertionModel(model, generation.index_path)
    return {
        **{
            f"gap by {by}, warm (s; target 0.2)": warm(partial(model.gap, TERRITORY, None, by))
            for by in BY
        },
        "available by competence, warm (s; target 0.2)": warm(partial(people.available, TERRITORY)),
        "portrait, warm (s; target 2)": warm(
            partial(PortraitModel(model, people).portrait, TERRITORY)
        ),
        "advise, warm (s)": warm(partial(AdviceModel(model, people, insertion).advise, TERRITORY)),
    }


def territories(home: Path) -> dict[str, float]:
    """Measure the commands about a territory, each a process of its own."""
    commands = {
        "available, command, JSON (s)": ("available", TERRITORY, "-f", "json"),
        "advise, command, JSON (s; target 1.5)": ("advise", TERRITORY, "-f", "json"),
        "portrait, command, page (s; target 2)": ("portrait", TERRITORY, "-f", "html"),
        "reach, command (s; target 1)": ("reach", "rome-competence:118907"),
    }
    figures = {name: repeated(home, *arguments, times=3) for name, arguments in commands.items()}
    figures["report --all, every bassin (s)"] = timed(home, "report", "--all")[0]
    return figures


def linked(home: Path) -> dict[str, float | int]:
    """Measure labels linked a second inside one process, and by the command, its start included."""
    from maillage.graph.home import Home
    from maillage.ingest.linker import Linker

    linker = Linker.load(Home(home).current().index_path / "linker")
    figures: dict[str, float | int] = {}
    for scheme, asked in _LINKED.items():
        started = time.perf_counter()
        search = linker.search(scheme)
        figures[f"{scheme} ready to be searched (s)"] = time.perf_counter() - started
        texts = linker.search(asked)
        if search is None or texts is None:
            continue
        labels = [names["fr"] for names in texts.names if "fr" in names]
        labels = labels[:: max(1, len(labels) // LABELS)][:LABELS]
        started = time.perf_counter()
        linker.link(labels, scheme)
        figures[f"labels a second, {scheme} (target 2000)"] = len(labels) / (
            time.perf_counter() - started
        )
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
            file.writelines(f"{label}\n" for _, label in zip(range(MANY_LABELS), cycle(labels)))
            file.flush()
            seconds, _ = timed(home, "link", "--scheme", scheme, file.name)
        figures[f"labels a second of `link`, {scheme} (target 2000)"] = MANY_LABELS / seconds
    return figures


def benchmarks(home: Path, data: Path) -> None:
    """Print what `maillage evaluate all` and the ingestion's own bench print."""
    environment = {**os.environ, "MAILLAGE_HOME": str(home), "MAILLAGE_DATA": str(data)}
    ingestion = Path(__file__).with_name("bench_ingest.py")
    for command in (
        (sys.executable, str(ingestion), "--home", str(home), "--ads", "2000", "--ads", "10000"),
        (*COMMAND, "evaluate", "all", "--size", "300"),
    ):
        subprocess.run(command, env=environment, check=True)


def main() -> None:
    """Measure and print one JSON object, then what the benchmarks print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    data = options.parse_args().data
    figures: dict[str, float | int] = {"cores": os.cpu_count() or 0}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        figures["--help (s; target 0.5)"] = repeated(home, "--help")
        if not data.is_dir():
            sys.stderr.write(f"{data} : dossier absent, l'exemple seul est mesuré\n")
        source = ["--data", str(data)] if data.is_dir() else []
        seconds, memory = timed(home, "build", *source)
        figures["build (s; target 360)"] = seconds
        figures["build, peak memory (MB; target 4096)"] = memory // 1024
        figures["build, nothing changed (s)"] = timed(home, "build", *source)[0]
        for by in ("occupation", "competence", "certification"):
            name = f"gap by {by}, command, JSON (s; target 1)"
            figures[name] = repeated(home, "gap", TERRITORY, "--by", by, "-f", "json")
        figures |= inside(home)
        if data.is_dir():
            figures |= territories(home)
        figures |= linked(home)
        figures["check (s)"] = timed(home, "check")[0]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        figures["this process, peak memory (MB)"] = peak
        shown = {key: round(value, 3) for key, value in figures.items()}
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
        sys.stdout.flush()
        if data.is_dir():
            benchmarks(home, data)


if __name__ == "__main__":
    main()
