"""Reading on a Ray cluster of this machine gives what reading here gives."""

from functools import partial

import pytest

from maillage.graph.errors import WorkerLost
from maillage.ingest.engines import run
from maillage.ingest.pipeline import Facts

from .ray_reader import DYING, RECORDS, small_reader

pytest.importorskip("ray", reason="extra « ray » absent", exc_type=ImportError)
pytestmark = [
    pytest.mark.slow,
    # Ray leaves sockets and files of its own to be closed when its processes end.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_cluster_gives_the_same_facts_in_the_same_order() -> None:
    here = list(run(RECORDS, partial(small_reader, 0.8)))
    there = list(run(RECORDS, partial(small_reader, 0.8), engine="ray", workers=2))
    assert len(there) == len(RECORDS)
    assert there == here
    assert all(isinstance(one, Facts) for one in there)


def test_a_worker_of_the_cluster_that_dies_is_told() -> None:
    with pytest.raises(WorkerLost):
        list(run(RECORDS, partial(small_reader, DYING), engine="ray", workers=1))
