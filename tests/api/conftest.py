"""The command line as a user runs it: a process of its own, with a home of its own."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .browser import browser as browser

COMMAND = (sys.executable, "-c", "from maillage.api.cli import main; main()")
Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(home: Path) -> dict[str, str]:
    """The caller's environment with another home and none of Maillage's other variables."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MAILLAGE_")}
    return {**kept, "MAILLAGE_HOME": str(home), "PYTHONIOENCODING": "utf-8"}


@pytest.fixture(scope="session")
def run() -> Run:
    """Run `maillage` with these arguments in this home."""

    def call(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            env=environment(home),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    return call


@pytest.fixture(scope="session")
def sample_home(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the graph of the sample that ships with the project."""
    home = tmp_path_factory.mktemp("sample")
    built = run(home, "build")
    assert built.returncode == 0, built.stderr
    return home


@pytest.fixture(scope="module")
def base(sample_home: Path) -> Iterator[str]:
    """The address of a service over the sample."""
    from .sparql_serving import serving

    with serving(sample_home) as service:
        yield service.base


@pytest.fixture(scope="session")
def official_home(run: Run, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the graph of the official files, or a skip where these are absent.

    Linked from the one that MAILLAGE_OFFICIAL_HOME names, else from one that is built once for all the processes
    of the run: generations are never changed, and pointers are replaced.
    """
    built = os.environ.get("MAILLAGE_OFFICIAL_HOME") or built_once(run, data, tmp_path_factory)
    locks = shutil.ignore_patterns("*.lock")
    home = tmp_path_factory.mktemp("official")
    return Path(
        shutil.copytree(built, home, copy_function=os.link, ignore=locks, dirs_exist_ok=True)
    )


def built_once(run: Run, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the official files, or wait for the process of this run that does."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    home = shared / "official-built"
    with (shared / "official-built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "CURRENT").is_file():
            made = run(home, "build", "--data", str(data))
            assert made.returncode == 0, made.stderr
    return home


def count_needs(home: Path) -> None:
    """Count what the fact tables hold, and publish it: the end of an ingestion."""
    from maillage.api.ingest import publish
    from maillage.graph.facts import Facts
    from maillage.graph.home import Home
    from maillage.ontology.names import Names
    from maillage.queries.need_cells import NeedCells

    facts = Facts(home / "facts")
    with facts.writing():
        NeedCells(facts.folder).refresh()
        publish(Home(home), facts, Names(), "44", moved=True)


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample's home, to write in."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))
