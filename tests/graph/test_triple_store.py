"""The store on disk: union of graphs, checksums, copies."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Triple

from maillage.graph.triple_store import TripleStore

A, B = NamedNode("urn:graph:a"), NamedNode("urn:graph:b")
TRIPLES = st.lists(
    st.builds(
        Triple,
        st.sampled_from([NamedNode(f"urn:s{i}") for i in range(5)]),
        st.sampled_from([NamedNode(f"urn:p{i}") for i in range(3)]),
        st.builds(
            Literal, st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
        ),
    ),
    max_size=20,
)


def triple(number: int) -> Triple:
    return Triple(NamedNode(f"urn:{number}"), NamedNode("urn:p"), Literal(number))


def test_a_query_sees_the_union_of_the_graphs() -> None:
    store = TripleStore(Store())
    store.load(A, [triple(1)])
    store.load(B, [triple(2)])
    answer = store.query("SELECT ?s WHERE { ?s <urn:p> ?o }")
    assert isinstance(answer, QuerySolutions)
    assert {str(solution["s"]) for solution in answer} == {"<urn:1>", "<urn:2>"}


@given(TRIPLES)
def test_the_checksum_ignores_order_and_repetition(triples: list[Triple]) -> None:
    one, other = TripleStore(Store()), TripleStore(Store())
    one.load(A, triples)
    other.load(A, [*reversed(triples), *triples])
    assert one.checksum(A) == other.checksum(A)
    assert one.checksum(A)[0] == one.count(A) == len(set(triples))


@given(TRIPLES)
def test_the_checksum_sees_one_triple_more(triples: list[Triple]) -> None:
    store = TripleStore(Store())
    store.load(A, triples)
    before = store.checksum(A)
    store.load(A, [triple(99)])
    assert store.checksum(A) != before


def test_a_copy_lives_its_own_life(tmp_path: Path) -> None:
    store = TripleStore.write(tmp_path / "one")
    store.load(A, [triple(1)])
    del store
    TripleStore.read(tmp_path / "one").copy_to(tmp_path / "two")
    copy = TripleStore.write(tmp_path / "two")
    copy.load(A, [triple(2)])
    assert copy.count(A) == 2
    assert TripleStore.read(tmp_path / "one").count(A) == 1
