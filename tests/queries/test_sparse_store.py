"""A store that has learnt who has what answers as the one that looks each time."""

from itertools import product

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from maillage.graph.triple_store import TripleStore, Value
from maillage.queries.sparse_store import SparseStore

A, B, C, P, Q, GRAPH = (NamedNode(f"urn:{name}") for name in "abcpqg")
LABEL = Literal("un", language="fr")
QUADS = (Quad(A, P, B, GRAPH), Quad(A, P, LABEL, GRAPH), Quad(B, Q, C, GRAPH))


@pytest.fixture
def plain() -> TripleStore:
    store = Store()
    store.extend(QUADS)
    return TripleStore(store)


@pytest.mark.parametrize("values", [True, False])
@pytest.mark.parametrize("known", [[], [P], [P, Q]])
def test_what_is_learnt_changes_no_answer(
    plain: TripleStore, known: list[NamedNode], values: bool
) -> None:
    sparse = SparseStore(plain)
    sparse.learn(known, values=values)
    subjects: tuple[NamedNode | None, ...] = (None, A, B, C)
    objects: tuple[Value | None, ...] = (None, B, C, LABEL, Literal("un"))
    for subject, property_, value in product(subjects, (P, Q, A), objects):
        found = [*sparse.quads(subject, property_, value)]
        assert found == [*plain.quads(subject, property_, value)]


def test_what_is_known_not_to_be_there_is_not_looked_for(
    plain: TripleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sparse = SparseStore(plain)
    sparse.learn([P], values=True)
    looked: list[tuple[object, ...]] = []
    look = TripleStore.quads

    def counted(self: TripleStore, *asked: object) -> object:
        looked.append(asked)
        return look(self, *asked)  # type: ignore[arg-type]

    monkeypatch.setattr(TripleStore, "quads", counted)
    assert not [*sparse.quads(B, P, None)] and not [*sparse.quads(None, P, A)]
    assert looked == []
    assert [*sparse.may_have(B, (P, Q))] == [Q] and [*sparse.may_have(A, (P, Q))] == [P, Q]
    assert [*sparse.quads(A, P, None)] and looked == [(A, P, None)]
