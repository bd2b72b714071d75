"""Generations on disk. The stores here are empty folders: only their coming and going is tested."""

from pathlib import Path

import pytest

from maillage.graph.errors import (
    BuildInProgress,
    NoGeneration,
    NoPreviousGeneration,
    UnreadableManifest,
)
from maillage.graph.home import KEEP, Generation, Home
from maillage.graph.manifest import Manifest


def publish(home: Home) -> Generation:
    with home.draft() as draft:
        draft.graph_path.mkdir()
        Manifest(draft.number, "2026-01-01T00:00:00+00:00", "0", "https://x", "44", 0, ()).write(
            draft.path / "manifest.json"
        )
        return home.publish(draft)


def test_a_home_without_generation_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="maillage build"):
        Home(tmp_path).current()


def test_publish_puts_the_draft_in_service(tmp_path: Path) -> None:
    home = Home(tmp_path)
    generation = publish(home)
    assert home.current() == generation
    assert generation.manifest().generation == 1


def test_a_draft_is_never_in_service_and_leaves_nothing_when_it_fails(tmp_path: Path) -> None:
    home = Home(tmp_path)
    first = publish(home)
    with pytest.raises(RuntimeError), home.draft() as draft:
        draft.graph_path.mkdir()
        assert home.current() == first
        raise RuntimeError
    assert home.current() == first
    assert [path.name for path in (tmp_path / "generations").iterdir()] == ["000001"]


def test_what_a_crash_left_is_cleared_by_the_next_draft(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish(home)
    (tmp_path / "generations" / "000002.draft").mkdir()
    assert publish(home).number == 2
    assert not list((tmp_path / "generations").glob("*.draft"))


def test_two_builds_do_not_run_at_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.draft(), pytest.raises(BuildInProgress), home.draft():
        pass


def test_rollback_goes_one_back_and_then_says_that_it_cannot(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish(home)
    publish(home)
    assert home.rollback().number == 1
    assert home.current().number == 1
    with pytest.raises(NoPreviousGeneration):
        home.rollback()


def test_a_build_after_a_rollback_takes_a_new_number(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish(home)
    publish(home)
    home.rollback()
    assert publish(home).number == 3


def test_old_generations_leave_the_disk(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for _ in range(KEEP + 2):
        publish(home)
    assert [one.number for one in home.generations()] == [3, 4, 5]


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    generation = publish(home)
    (generation.path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(UnreadableManifest, match=r"manifest\.json"):
        generation.manifest()


def test_a_pointer_to_nothing_is_no_generation(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish(home)
    (tmp_path / "CURRENT").write_text("000009\n")
    with pytest.raises(NoGeneration):
        home.current()
