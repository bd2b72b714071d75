"""The service as its users start it: processes of their own, stopped by a signal."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from maillage.graph.home import Home

from .conftest import COMMAND, environment

pytestmark = pytest.mark.slow


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _serving(
    home: Path, scratch: Path, *options: str
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    port = _free_port()
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), *options],
        env={**environment(home), "TMPDIR": str(scratch)},
        stderr=subprocess.DEVNULL,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        limit = time.monotonic() + 60
        while time.monotonic() < limit and process.poll() is None:
            try:
                if httpx.get(f"{url}/ready").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url, process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_starts_answers_and_ends_at_a_signal(
    sample_home: Path, tmp_path: Path, workers: str
) -> None:
    with _serving(sample_home, tmp_path, "--workers", workers) as (url, process):
        assert httpx.get(f"{url}/ready").json()["status"] == "ok"
        for _ in range(20):
            httpx.get(f"{url}/health")
        measures = httpx.get(f"{url}/metrics").text
        counted = [
            line for line in measures.splitlines() if '"/health"' in line and "_total" in line
        ]
        assert counted and float(counted[0].rpartition(" ")[2]) == 20, "of both workers"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_generations_flip_and_no_request_is_dropped(home: Path, tmp_path: Path) -> None:
    where = Home(home)
    with (
        _serving(home, tmp_path) as (url, _),
        ThreadPoolExecutor(4) as pool,
        httpx.Client() as client,
    ):
        ask: Callable[[int], tuple[int, int]] = lambda _: _ready(client, url)  # noqa: E731
        seen, published = set(), set()
        for _ in range(4):
            answers = list(pool.map(ask, range(75)))
            during = pool.map(ask, range(75))
            with where.draft() as draft:
                shutil.copytree(where.current().path, draft.path, dirs_exist_ok=True)
                published.add(where.publish(draft).number)
            answers += during
            limit = time.monotonic() + 30
            while answers[-1][1] != where.current().number:
                assert time.monotonic() < limit, "a generation was never picked up"
                time.sleep(0.05)
                answers.append(_ready(client, url))
            assert {status for status, _ in answers} == {200}
            seen |= {generation for _, generation in answers}
    assert len(published) == 4
    assert published < seen


def _ready(client: httpx.Client, url: str) -> tuple[int, int]:
    found = client.get(f"{url}/ready")
    return found.status_code, found.json().get("generation", 0)
