"""Two releases that we invented: one occupation is split, another merged, a savoir becomes a competence."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.queries.release_diff import (
    Change,
    ChangeKind,
    HeldRelease,
    ReleaseDiff,
    release_diff,
    touched,
)

NAMES = Names()
PREFIXES = "\n".join(f"@prefix {prefix}: <{uri}> ." for prefix, uri in NAMES.prefixes.items())


def _title(number: int, occupation: str) -> str:
    return (
        f'rome-appellation:{number} skos:inScheme scheme:rome-appellation ; skos:prefLabel "T{number}"@fr ; '
        f"mlg:jobTitleOf rome:{occupation} .\n"
    )


def _occupations(**labels: str) -> str:
    return "".join(
        f'rome:{code} skos:inScheme scheme:rome ; skos:prefLabel "{label}"@fr .\n'
        for code, label in labels.items()
    )


OLD = (
    _occupations(Z1001="Dressage", Z1002="Élevage", Z1003="Vol", Z1004="Nage")
    + "".join(_title(n, "Z1001") for n in (1, 2, 3))
    + _title(4, "Z1002")
    + _title(5, "Z1003")
    + """
rome-savoir:7 skos:inScheme scheme:rome-savoir ; skos:prefLabel "Vents"@fr .
rome-savoir:8 skos:inScheme scheme:rome-savoir ; skos:prefLabel "L’air  chaud"@fr .
rome-savoir:9 skos:inScheme scheme:rome-savoir ; skos:prefLabel "Courants"@fr .
"""
)
NEW = (
    _occupations(Z1001="Dresseur", Z1002="Élevage", Z1005="Aviateur")
    + _title(1, "Z1001")
    + _title(2, "Z1001")
    + _title(3, "Z1002")
    + _title(4, "Z1002")
    + _title(5, "Z1005")
    + """
rome:Z1004 skos:inScheme scheme:rome ; skos:prefLabel "Nage"@fr ; owl:deprecated true ; dct:isReplacedBy rome:Z1005 .
rome-competence:7 skos:inScheme scheme:rome-competence ; skos:prefLabel "Lire les vents"@fr .
rome-savoir:8 skos:inScheme scheme:rome-savoir ; skos:prefLabel "L'air chaud"@fr .
rome-savoir:10 skos:inScheme scheme:rome-savoir ; skos:prefLabel "courants"@fr .
"""
)
OURS = "offer:1 mlg:forOccupation rome:Z1003 . offer:2 mlg:forOccupation rome:Z1003 . rome:Z1005 mlg:x rome:Z1001 ."
FEED = NamedNode("https://x.example/graph/offers")


def _held(version: str, store: Store) -> HeldRelease:
    return HeldRelease("rome", version, NAMES.graph("rome", version), TripleStore(store))


@pytest.fixture(scope="module")
def diff() -> ReleaseDiff:
    history, current = Store(), Store()
    for store, version, body in ((history, "3", OLD), (current, "4", NEW)):
        graph = NAMES.graph("rome", version)
        store.load(f"{PREFIXES}\n{body}".encode(), RdfFormat.TURTLE, to_graph=graph)
    current.load(f"{PREFIXES}\n{OURS}".encode(), RdfFormat.TURTLE, to_graph=FEED)
    sources = {FEED: "offers", NAMES.graph("rome", "4"): "rome"}
    return release_diff(_held("3", history), _held("4", current), TripleStore(current), sources)


def _of(diff: ReleaseDiff, kind: ChangeKind) -> dict[str, Change]:
    return {NAMES.curie(one.uri): one for one in diff.changes if one.kind is kind}


def _places(change: Change) -> list[tuple[str, int, str]]:
    return [(NAMES.curie(one.uri), one.titles, one.reason) for one in change.places]


def test_every_kind_is_counted(diff: ReleaseDiff) -> None:
    assert diff.counts() == {
        "appeared": 3, "retired": 4, "renamed": 1, "moved": 2, "split": 1, "merged": 1,
    }  # fmt: skip


def test_an_occupation_whose_titles_go_to_several_is_split(diff: ReleaseDiff) -> None:
    split = _of(diff, ChangeKind.SPLIT)
    assert _places(split["rome:Z1001"]) == [
        ("rome:Z1001", 2, "titles"),
        ("rome:Z1002", 1, "titles"),
    ]


def test_an_occupation_that_has_the_titles_of_several_is_merged(diff: ReleaseDiff) -> None:
    merged = _of(diff, ChangeKind.MERGED)
    assert sorted(_places(merged["rome:Z1002"])) == [
        ("rome:Z1001", 1, "titles"), ("rome:Z1002", 1, "titles"),
    ]  # fmt: skip


def test_a_retired_concept_names_its_successor_and_why(diff: ReleaseDiff) -> None:
    retired = _of(diff, ChangeKind.RETIRED)
    assert _places(retired["rome:Z1003"]) == [("rome:Z1005", 1, "titles")]
    assert _places(retired["rome:Z1004"]) == [("rome:Z1005", 0, "stated")]
    assert _places(retired["rome-savoir:7"]) == [("rome-competence:7", 0, "same-number")]
    assert _places(retired["rome-savoir:9"]) == [("rome-savoir:10", 0, "same-label")]


def test_another_apostrophe_or_more_spaces_are_no_new_name(diff: ReleaseDiff) -> None:
    assert list(_of(diff, ChangeKind.RENAMED)) == ["rome:Z1001"]


def test_what_of_ours_refers_to_a_change_is_counted_without_the_source_itself(
    diff: ReleaseDiff,
) -> None:
    assert _of(diff, ChangeKind.RETIRED)["rome:Z1003"].uses == (("offers", 2),)
    assert touched(diff.changes) == {
        "retired": {"offers": 1}, "renamed": {"offers": 1}, "split": {"offers": 1},
    }  # fmt: skip


def test_a_release_compared_with_itself_has_no_change(diff: ReleaseDiff) -> None:
    same = release_diff(diff.after, diff.after, diff.after.store, {})
    assert same.changes == ()
