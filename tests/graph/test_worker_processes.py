import operator
import os
from collections.abc import Iterator
from functools import partial

import pytest

from maillage.graph.errors import WorkerLost
from maillage.graph.worker_processes import WAITING, in_processes, worker_count

# Jobs of the standard library: a process imports what it works with by name.
TRIPLE = partial(partial, operator.mul, 3)
CALL = partial(partial, operator.call)


def test_results_come_in_the_order_of_the_parts() -> None:
    assert list(in_processes(range(20), TRIPLE, 2)) == [3 * number for number in range(20)]


def test_the_work_is_done_in_other_processes_each_started_once() -> None:
    found = set(in_processes([os.getpid] * 20, CALL, 2))
    assert os.getpid() not in found
    assert len(found) <= 2


def test_no_more_parts_are_taken_than_are_worked_on_soon() -> None:
    taken: list[int] = []

    def parts() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = in_processes(parts(), TRIPLE, 1)
    next(results)
    assert len(taken) == WAITING
    assert len(list(results)) == 99


def test_a_process_that_ends_on_its_own_is_told() -> None:
    with pytest.raises(WorkerLost, match="--workers"):
        list(in_processes([partial(os._exit, 1)], CALL, 1))


def test_a_process_a_core_is_started_where_none_is_asked_for() -> None:
    assert worker_count(3) == 3
    assert 1 <= worker_count() <= 8
