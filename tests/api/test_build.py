"""A build, with importers that we invented: what changes, what stays, what is refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.api.build import BuildResult, Planned, build, plan, read_rejects
from maillage.graph.errors import EmptyRelease, NoGeneration
from maillage.graph.home import Home
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, RDF
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog, SourceRelease


class Silent:
    """A progress that shows nothing, and remembers."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str]] = []

    def planned(self, source: str, size: int) -> None:
        self.events.append(("planned", source))

    def started(self, source: str) -> None:
        self.events.append(("started", source))

    def advanced(self, source: str, size: int, triples: int) -> None:
        self.events.append(("advanced", source))

    def finished(self, source: str, triples: int) -> None:
        self.events.append(("finished", source))


@dataclass
class Lines:
    """One concept a line of `<source>.txt`; the first line is the version; `!` is a bad line."""

    source: str
    version: str = "1"
    read: list[Path] = field(default_factory=list)

    def find(self, data: Path) -> Path | None:
        return data if (data / f"{self.source}.txt").is_file() else None

    def release(self, folder: Path) -> SourceRelease:
        file = folder / f"{self.source}.txt"
        version = file.read_text("utf-8").partition("\n")[0]
        return SourceRelease(self.source, version, "Titre", "Nous", "libre", None, (file,))

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        file = folder / f"{self.source}.txt"
        self.read.append(file)
        for number, line in enumerate(file.read_text("utf-8").splitlines()[1:], start=2):
            if line == "!!":
                raise UnusableFile(file, "pour l'essai")
            if line == "!":
                log.reject(file, number, "ligne refusée")
                continue
            yield Triple(names.concept("rome", line), RDF.type, MLG.Occupation)
            yield Triple(names.concept("rome", line), NamedNode("urn:from"), Literal(self.source))
        log.done(file, 1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "one.txt").write_text("1.0\nA\nB\n!\n", "utf-8")
    (folder / "two.txt").write_text("5\nC\n", "utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def planned(data: Path, *sources: str, base: str = "https://x.example") -> list[Planned]:
    return plan([(Lines(source), data) for source in sources], Names(base), "44")


def run(
    home: Home,
    data: Path,
    *sources: str,
    base: str = "https://x.example",
    keep_others: bool = False,
    force: bool = False,
) -> BuildResult:
    return build(
        home, planned(data, *sources, base=base), Names(base), "44", Silent(),
        keep_others=keep_others, force=force,
    )  # fmt: skip


def test_a_build_counts_what_it_imported(home: Home, data: Path) -> None:
    result = run(home, data, "one", "two")
    assert home.current() == result.generation
    record = result.manifest.source("one")
    assert record is not None
    assert (record.version, record.triples, record.counts, record.rejects) == (
        "1.0",
        4,
        {"Occupation": 2},
        1,
    )
    assert [reject.line for reject in read_rejects(result.generation)] == [4]


def test_the_same_files_change_nothing(home: Home, data: Path) -> None:
    first = run(home, data, "one", "two")
    second = run(home, data, "two", "one")
    assert not second.changed
    assert second.generation == first.generation


def test_a_forced_build_gives_the_same_counts_and_checksums(home: Home, data: Path) -> None:
    def state(result: BuildResult) -> list[tuple[str, int, str]]:
        return [(one.source, one.triples, one.checksum) for one in result.manifest.sources]

    first = run(home, data, "one", "two")
    second = run(home, data, "one", "two", force=True)
    assert second.generation.number == 2
    assert state(second) == state(first)


def shared(one: BuildResult, other: BuildResult) -> set[str]:
    """Return the files of an index that are those of another, not copies of them."""
    folder = one.generation.index_path
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and file.samefile(other.generation.index_path / file.relative_to(folder))
    }


def test_an_index_is_made_again_only_where_the_graph_says_something_else(
    home: Home, data: Path
) -> None:
    first = run(home, data, "one")
    every = {
        str(file.relative_to(first.generation.index_path))
        for file in first.generation.index_path.rglob("*")
        if file.is_file()
    }
    again = run(home, data, "one", force=True)
    assert shared(again, first) == every  # it says the same
    (data / "ads-one.txt").write_text("1\nD\n", "utf-8")
    ads = run(home, data, "one", "ads-one")
    assert every - shared(ads, again) == {"labour.json", "competences.json"}
    (data / "offers-one.txt").write_text("1\nE\n", "utf-8")
    offers = run(home, data, "one", "ads-one", "offers-one")
    assert "linker/linker.json" in shared(offers, ads)
    assert not {"search/fr.json", "labour.json"} & shared(offers, ads)
    (data / "one.txt").write_text("1.0\nA\n", "utf-8")
    assert shared(run(home, data, "one", "ads-one", "offers-one"), offers) == set()


def test_only_what_changed_is_imported_again(home: Home, data: Path) -> None:
    run(home, data, "one", "two")
    (data / "two.txt").write_text("5\nC\nD\n", "utf-8")
    plans = planned(data, "one", "two")
    progress = Silent()
    result = build(home, plans, Names("https://x.example"), "44", progress)
    assert ("started", "one") not in progress.events
    assert ("finished", "two") in progress.events
    assert result.manifest.triples == 8
    assert [one.source for one in read_rejects(result.generation)] == ["one"]


def test_a_superseded_release_moves_to_history(home: Home, data: Path) -> None:
    first = run(home, data, "one", "two")
    (data / "one.txt").write_text("2.0\nA\n", "utf-8")
    result = run(home, data, "one", "two")
    names = Names("https://x.example")
    current = TripleStore.read(result.generation.graph_path)
    history = TripleStore.read(result.generation.history_path)
    assert current.count(names.graph("one", "1.0")) == 0
    assert current.count(names.graph("one", "2.0")) == 2
    record = first.manifest.source("one")
    assert record is not None
    assert history.checksum(names.graph("one", "1.0")) == (4, record.checksum)
    assert result.manifest.superseded == (record,)


def test_history_stays_when_every_source_is_read_again(home: Home, data: Path) -> None:
    run(home, data, "one", "two")
    (data / "one.txt").write_text("2.0\nA\n", "utf-8")
    run(home, data, "one", "two")
    result = run(home, data, "one", "two", force=True)
    assert [(one.source, one.version) for one in result.manifest.superseded] == [("one", "1.0")]
    history = TripleStore.read(result.generation.history_path)
    assert history.count(Names("https://x.example").graph("one", "1.0")) == 4


def test_a_release_that_comes_back_is_not_superseded_any_more(home: Home, data: Path) -> None:
    before = (data / "one.txt").read_text("utf-8")
    run(home, data, "one")
    (data / "one.txt").write_text("2.0\nA\n", "utf-8")
    run(home, data, "one")
    (data / "one.txt").write_text(before, "utf-8")
    back = run(home, data, "one")
    assert [one.version for one in back.manifest.superseded] == ["2.0"]


def test_an_older_release_is_read_into_the_history_once(home: Home, data: Path) -> None:
    (data / "old").mkdir()
    (data / "old" / "one.txt").write_text("0.9\nA\nZ\n", "utf-8")
    names = Names("https://x.example")
    older = plan([(Lines("one"), data / "old")], names, "44")

    def again() -> BuildResult:
        return build(home, planned(data, "one"), names, "44", Silent(), older=older)

    first = again()
    assert [(one.version, one.triples) for one in first.manifest.superseded] == [("0.9", 4)]
    assert TripleStore.read(first.generation.graph_path).count(names.graph("one", "0.9")) == 0
    assert not again().changed
    assert first.generation.manifest() == first.manifest


def test_a_source_that_is_gone_leaves_unless_others_are_kept(home: Home, data: Path) -> None:
    run(home, data, "one", "two")
    kept = run(home, data, "one", keep_others=True)
    assert not kept.changed
    left = run(home, data, "one")
    assert [one.source for one in left.manifest.sources] == ["one"]


def test_another_base_keeps_nothing(home: Home, data: Path) -> None:
    run(home, data, "one")
    result = run(home, data, "one", base="https://y.example")
    assert result.manifest.sources[0].graph == "https://y.example/graph/one/1.0"


def test_an_empty_source_does_not_go_into_service(home: Home, data: Path) -> None:
    first = run(home, data, "one")
    (data / "two.txt").write_text("6\n!\n", "utf-8")
    with pytest.raises(EmptyRelease, match="two"):
        run(home, data, "one", "two")
    assert home.current() == first.generation


def test_an_unusable_file_leaves_the_previous_generation_untouched(home: Home, data: Path) -> None:
    first = run(home, data, "one")
    before = first.generation.manifest()
    (data / "one.txt").write_text("3.0\nA\n!!\n", "utf-8")
    with pytest.raises(UnusableFile):
        run(home, data, "one")
    assert home.current() == first.generation
    assert home.current().manifest() == before
    names = Names("https://x.example")
    assert TripleStore.read(first.generation.graph_path).count(names.graph("one", "1.0")) == 4


def test_nothing_is_in_service_when_the_first_build_fails(home: Home, data: Path) -> None:
    (data / "one.txt").write_text("3.0\n!!\n", "utf-8")
    with pytest.raises(UnusableFile):
        run(home, data, "one")
    with pytest.raises(NoGeneration):
        home.current()


def test_provenance_says_who_published_what_and_from_which_files(home: Home, data: Path) -> None:
    result = run(home, data, "one")
    store = TripleStore.read(result.generation.graph_path)
    graph = Names("https://x.example").graph("maillage", "provenance")
    found = {
        (quad.predicate.value.rpartition("/")[2].rpartition("#")[2], str(quad.object))
        for quad in store.store.quads_for_pattern(None, None, None, graph)
    }
    assert ("publisher", '"Nous"') in found
    assert any(key == "checksumValue" for key, _ in found)
