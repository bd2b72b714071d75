"""What a process that runs others' queries may not do: reach the network, take all the memory."""

import ctypes
import errno
import platform
import resource
import sys
from pathlib import Path

# Machine → (audit architecture, number of the call `socket`). Source: linux/audit.h, asm/unistd.h.
_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _MODE_FILTER = 22, 38, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


def refuse_network() -> bool:
    """Make the kernel refuse any new socket to this thread and those that it starts; return whether it does.

    For good: no later call undoes it. Linux on two architectures; elsewhere nothing is refused here.
    """
    if not sys.platform.startswith("linux") or platform.machine() not in _CALLS:
        return False
    architecture, socket = _CALLS[platform.machine()]
    steps = [
        _Instruction(_LOAD, 0, 0, 4),  # the architecture of the call
        _Instruction(_EQUAL, 1, 0, architecture),
        _Instruction(_RETURN, 0, 0, _REFUSE),
        _Instruction(_LOAD, 0, 0, 0),  # its number
        _Instruction(_EQUAL, 0, 1, socket),
        _Instruction(_RETURN, 0, 0, _REFUSE),
        _Instruction(_RETURN, 0, 0, _ALLOW),
    ]
    program = _Program(len(steps), (_Instruction * len(steps))(*steps))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def limit_memory(megabytes: int) -> None:
    """Let this process take that much more address space than it has now; an allocation beyond fails."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        held = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:  # not Linux, where the limit is not enforced either
        return
    limit = held * resource.getpagesize() + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
