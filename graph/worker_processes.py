"""Work spread over processes of this machine: each prepares itself once, and results come in order."""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar, cast

from maillage.graph.child_process import end_with_parent
from maillage.graph.errors import WorkerLost

MOST = 8  # processes, where none is asked for
WAITING = 3  # parts of the work sent ahead, for each process

Part = TypeVar("Part")
Result = TypeVar("Result")

_job: Callable[[Any], object] | None = None  # of this process


def worker_count(asked: int | None = None) -> int:
    """Return how many processes to start: as asked, or one a core, within reason."""
    return asked or max(1, min(MOST, os.cpu_count() or 1))


def in_processes(
    parts: Iterable[Part], factory: Callable[[], Callable[[Part], Result]], workers: int
) -> Iterator[Result]:
    """Yield what the job makes of each part, in their order, a bounded number of them in memory.

    `factory` must be importable by name, and returns the job: each process calls it once.

    Raises:
        WorkerLost: a process ended on its own, as the system does where memory lacks.
    """
    from multiprocessing import get_context

    waiting: deque[Future[Result]] = deque()
    try:
        # Spawned: a forked child would inherit the locks of Rust threads that it has not.
        with ProcessPoolExecutor(workers, get_context("spawn"), _start, (factory,)) as pool:
            for part in parts:
                waiting.append(cast("Future[Result]", pool.submit(_work, part)))
                if len(waiting) >= WAITING * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerLost("un processus s'est arrêté") from error


def _start(factory: Callable[[], Callable[[Any], object]]) -> None:
    global _job
    end_with_parent()
    _job = factory()
    gc.freeze()  # what is loaded stays: looking through it for garbage took a twentieth of the time


def _work(part: object) -> object:
    if _job is None:
        raise RuntimeError("the process has no job")
    return _job(part)
