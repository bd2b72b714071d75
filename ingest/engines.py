"""Where records are read: in this process, in processes of this machine, or on a Ray cluster."""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeAlias

from maillage.graph.child_process import end_with_parent
from maillage.ingest.errors import MissingEngine, WorkerLost
from maillage.ingest.pipeline import Facts, Reader, Unread
from maillage.ingest.record import Record

CHUNK = 32  # records sent to a worker at once
ReaderFactory: TypeAlias = Callable[[], Reader]
Answer: TypeAlias = Facts | Unread


def run(
    records: Iterable[Record], factory: ReaderFactory, *, engine: str = "local", workers: int = 1
) -> Iterator[Answer]:
    """Yield what is kept of records, in their order, a bounded number of them in memory.

    `factory` must be importable by name where `workers` > 1: each process calls it once. On a cluster,
    what it reads must be on a disk that every machine sees.

    Raises:
        MissingEngine: the engine's library is not installed.
        WorkerLost: a process ended on its own, as the system does where memory lacks.
    """
    chunks = _chunks(records)
    if engine == "ray":
        return _ray(chunks, factory, workers)
    if workers <= 1:
        reader = factory()
        return (reader.read(record) for chunk in chunks for record in chunk)
    return _processes(chunks, factory, workers)


def _chunks(records: Iterable[Record]) -> Iterator[tuple[Record, ...]]:
    waiting = iter(records)
    while chunk := tuple(islice(waiting, CHUNK)):
        yield chunk


_reader: Reader | None = None  # of this worker process


def _start(factory: ReaderFactory) -> None:
    global _reader
    end_with_parent()
    _reader = factory()
    gc.freeze()  # what is loaded stays: looking through it for garbage took a twentieth of the time


def _work(chunk: Sequence[Record]) -> list[Answer]:
    if _reader is None:
        raise RuntimeError("the worker has no reader")
    return [_reader.read(record) for record in chunk]


def _processes(
    chunks: Iterator[tuple[Record, ...]], factory: ReaderFactory, workers: int
) -> Iterator[Answer]:
    from multiprocessing import get_context

    waiting: deque[Future[list[Answer]]] = deque()
    try:
        # Spawned: a forked child would inherit the locks of Rust threads that it has not.
        with ProcessPoolExecutor(workers, get_context("spawn"), _start, (factory,)) as pool:
            for chunk in chunks:
                waiting.append(pool.submit(_work, chunk))
                if len(waiting) >= 3 * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerLost("un processus s'est arrêté") from error


def _ray(
    chunks: Iterator[tuple[Record, ...]], factory: ReaderFactory, workers: int
) -> Iterator[Answer]:
    try:
        import ray  # noqa: F401  # at once, not at the first record
    except ImportError as error:
        raise MissingEngine("ray") from error
    return _on_cluster(chunks, factory, workers)


def _on_cluster(
    chunks: Iterator[tuple[Record, ...]], factory: ReaderFactory, workers: int
) -> Iterator[Answer]:
    import ray

    started = not ray.is_initialized()
    if started:
        ray.init(log_to_driver=False, include_dashboard=False)
    try:
        actor = ray.remote(_Actor)
        actors = [actor.remote(factory) for _ in range(max(1, workers))]
        waiting: deque[object] = deque()
        for number, chunk in enumerate(chunks):
            waiting.append(actors[number % len(actors)].work.remote(chunk))
            if len(waiting) >= 3 * len(actors):
                yield from ray.get(waiting.popleft())
        while waiting:
            yield from ray.get(waiting.popleft())
    except ray.exceptions.RayError as error:
        raise WorkerLost(type(error).__name__) from error
    finally:
        if started:
            ray.shutdown()


class _Actor:
    """One reader on a cluster."""

    def __init__(self, factory: ReaderFactory) -> None:
        self._reader = factory()

    def work(self, chunk: Sequence[Record]) -> list[Answer]:
        return [self._reader.read(record) for record in chunk]
