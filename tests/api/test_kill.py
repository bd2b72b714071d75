"""A build killed at any moment: the last good generation stays in service."""

import json
import signal
import subprocess
import time
from pathlib import Path

from .conftest import COMMAND, Run, environment

MOMENTS = (0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.9, 0.95, 1.0)


def timed_build(run: Run, home: Path) -> float:
    started = time.monotonic()
    assert run(home, "build", "--force").returncode == 0
    return time.monotonic() - started


def test_a_killed_build_leaves_the_last_good_generation(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    whole = min(timed_build(run, home) for _ in range(3))  # the first one reads cold files
    expected = json.loads(run(home, "gap", "bassin:4402", "-f", "json").stdout)
    killed = 0
    for moment in MOMENTS:
        process = subprocess.Popen(
            [*COMMAND, "build", "--force"],
            env=environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(whole * moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        answer = json.loads(run(home, "gap", "bassin:4402", "-f", "json").stdout)
        assert answer == expected
    assert killed >= len(MOMENTS) // 3  # else the moments missed the build
    assert run(home, "build", "--force").returncode == 0
    assert not list((home / "generations").glob("*.draft"))
