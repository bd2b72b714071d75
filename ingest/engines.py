"""Where records are read: in this process, in processes of this machine, or on a Ray cluster."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import TypeAlias

from maillage.graph.errors import WorkerLost
from maillage.graph.worker_processes import in_processes
from maillage.ingest.errors import MissingEngine
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
    return chain.from_iterable(in_processes(chunks, partial(_reading, factory), workers))


def _chunks(records: Iterable[Record]) -> Iterator[tuple[Record, ...]]:
    waiting = iter(records)
    while chunk := tuple(islice(waiting, CHUNK)):
        yield chunk


def _reading(factory: ReaderFactory) -> Callable[[Sequence[Record]], list[Answer]]:
    """Return what reads chunks; called in each process."""
    read = factory().read
    return lambda chunk: [read(record) for record in chunk]


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
