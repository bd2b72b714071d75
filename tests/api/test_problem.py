import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import maillage.api
import maillage.graph
import maillage.ingest
import maillage.ontology
import maillage.queries
import maillage.vocab
from maillage.api.problem import STATUS, status_of
from maillage.ontology.errors import MaillageError
from maillage.queries.errors import UnknownTerritory

PACKAGES = (
    maillage.ontology, maillage.vocab, maillage.graph, maillage.ingest, maillage.queries, maillage.api,
)  # fmt: skip


def _below(kind: type[MaillageError]) -> Iterator[type[MaillageError]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


@pytest.fixture(scope="module")
def kinds() -> list[type[MaillageError]]:
    for package in PACKAGES:
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    return [kind for kind in _below(MaillageError) if kind.__module__.startswith("maillage.")]


def test_every_fault_has_a_status(kinds: list[type[MaillageError]]) -> None:
    assert len(kinds) > 30
    without = [kind for kind in kinds if not any(one in STATUS for one in kind.__mro__)]
    assert without == []


def test_a_subclass_has_the_status_of_its_nearest_parent() -> None:
    class Odd(UnknownTerritory):
        def __init__(self) -> None:
            super().__init__("bassin:0", ())

    assert status_of(Odd()) == 404
