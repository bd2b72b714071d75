"""How much memory is left, over files as the kernel writes them; and how many queries that allows."""

import os
from pathlib import Path

import pytest

from maillage.api.free_memory import free_megabytes
from maillage.api.settings import Settings
from maillage.api.sparql_pool import SparqlLimits

_GROUP = "sys/fs/cgroup/system.slice/maillage.service"


def _files(root: Path, **said: str) -> Path:
    for name, text in {"proc/meminfo": _meminfo(8000), **said}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def _meminfo(megabytes: int) -> str:
    return f"MemTotal: 99999999 kB\nMemAvailable: {megabytes * 1024} kB\nHugePages_Total: 0\n"


def _bytes(megabytes: int) -> str:
    return f"{megabytes * 2**20}\n"


def test_without_a_group_it_is_what_the_machine_has(tmp_path: Path) -> None:
    assert free_megabytes(_files(tmp_path)) == 8000


def test_a_group_leaves_its_limit_less_what_is_held_and_not_given_back(tmp_path: Path) -> None:
    group = {
        "memory.max": _bytes(2000), "memory.current": _bytes(700),
        "memory.stat": f"anon 1\ninactive_file {200 * 2**20}\n",
    }  # fmt: skip
    said = {f"{_GROUP}/{name}": text for name, text in group.items()}
    root = _files(tmp_path, **{"proc/self/cgroup": "0::/system.slice/maillage.service\n"}, **said)
    assert free_megabytes(root) == 1500


def test_a_group_around_ours_counts_and_one_without_a_limit_does_not(tmp_path: Path) -> None:
    root = _files(
        tmp_path,
        **{
            "proc/self/cgroup": "0::/system.slice/maillage.service\n",
            f"{_GROUP}/memory.max": "max\n",
            "sys/fs/cgroup/system.slice/memory.max": _bytes(900),
            "sys/fs/cgroup/system.slice/memory.current": _bytes(100),
            "sys/fs/cgroup/system.slice/memory.stat": "inactive_file 0\n",
        },
    )
    assert free_megabytes(root) == 800


def test_the_first_version_of_groups_is_read_and_a_container_sees_its_own_as_the_root(
    tmp_path: Path,
) -> None:
    root = _files(
        tmp_path,
        **{
            "proc/self/cgroup": "5:cpu:/docker/1\n4:memory:/docker/1\n0::/\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": _bytes(500),
            "sys/fs/cgroup/memory/memory.usage_in_bytes": _bytes(300),
            "sys/fs/cgroup/memory/memory.stat": f"total_inactive_file {100 * 2**20}\n",
        },
    )
    assert free_megabytes(root) == 300


def test_this_machine_has_some() -> None:
    assert 0 < free_megabytes() <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.parametrize(
    ("room", "short", "long", "memory"),
    [
        (20_000, 2, 6, 1024),
        (6000, 2, 3, 1024),
        (2500, 1, 1, 1024),
        (512, 1, 1, 256),
        (10, 1, 1, 64),
    ],
)
def test_queries_at_once_stay_within_their_room(
    tmp_path: Path, room: int, short: int, long: int, memory: int
) -> None:
    found = SparqlLimits.of(Settings(home=tmp_path, sparql_workers=2, sparql_room=room))
    assert (found.short, found.long, found.memory) == (short, long, memory)
    assert (short + long) * memory <= max(room, 128)


def test_without_a_word_half_of_what_is_free_is_their_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.api.free_memory.free_megabytes", lambda: 8192)
    found = SparqlLimits.of(Settings(home=tmp_path, sparql_workers=2))
    assert (found.short, found.long) == (2, 2)
