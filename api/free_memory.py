"""How much memory this machine, or the group of processes that we are in, has left."""

import os
from collections.abc import Iterator
from pathlib import Path

_MEGABYTE = 2**20


def free_megabytes(root: Path = Path("/")) -> int:
    """Return the megabytes that programs may still take: the machine's, or less where a control group says so.

    `root`: where /proc and /sys are. Source: proc(5) `MemAvailable`; the kernel's cgroup-v2 and cgroup-v1 documents.
    """
    return min((_of_machine(root), *_of_groups(root))) // _MEGABYTE


def query_room(processes: int = 1) -> int:
    """Return the megabytes that the queries of one of some processes may take: half of what is free, shared."""
    return free_megabytes() // 2 // processes


def _of_machine(root: Path) -> int:
    try:
        lines = (root / "proc/meminfo").read_text("ascii").splitlines()
    except OSError:  # not Linux
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    fields = dict(line.split(":") for line in lines)
    return int(fields["MemAvailable"].split()[0]) * 1024


def _of_groups(root: Path) -> Iterator[int]:
    """Yield what each group that holds this process leaves to it: its own, and those around it."""
    try:
        lines = (root / "proc/self/cgroup").read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, group = line.split(":", 2)
        # A container sees its own group as the root of what is mounted, whatever its name is outside.
        if controllers == "":
            mounted, files = root / "sys/fs/cgroup", _VERSION_2
        elif "memory" in controllers.split(","):
            mounted, files = root / "sys/fs/cgroup/memory", _VERSION_1
        else:
            continue
        held = mounted / group.lstrip("/")
        for folder in (held, *held.parents):
            if folder.is_relative_to(mounted) and (left := _left(folder, *files)) is not None:
                yield left


# The files of a limit, of what is taken, and the field of what the kernel gives back by itself.
_VERSION_2 = "memory.max", "memory.current", "inactive_file"
_VERSION_1 = "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"


def _left(folder: Path, limit: str, taken: str, given_back: str) -> int | None:
    """Return the bytes that a group leaves, None where it has no limit."""
    try:
        most = (folder / limit).read_text("ascii").strip()
        if most == "max":
            return None
        stated = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
        held = int((folder / taken).read_text("ascii")) - int(stated.get(given_back, 0))
    except OSError:  # the root has none; another mount
        return None
    return max(int(most) - held, 0)
