"""A generation's models, read before they are asked for: one after the other, in the background."""

import ctypes
import gc
import logging
import sys
from collections.abc import Callable
from functools import cache
from threading import Event
from time import monotonic

from maillage.api.open_generation import OpenGeneration
from maillage.api.warm_steps import STEPS, Steps
from maillage.ontology.errors import MaillageError

_LOG = logging.getLogger("maillage.service")
# Seconds that a request waits for the interpreter while a model is read; Python's own 5 ms is felt, as a request
# asks for it several times. The thread keeps the priority of the others: a low one would be put aside by the
# system with the interpreter in hand, and everybody would wait.
_SWITCH = 0.0005


class WarmUp:
    """Reads the models of one generation by asking each a question, as the first reader would."""

    def __init__(self, opened: OpenGeneration, steps: Steps = STEPS) -> None:
        """Prepare; nothing is read yet. `steps`: what reads each model, in this order."""
        self._opened = opened
        self._steps = steps
        self.warm: tuple[str, ...] = ()
        self.missing: tuple[str, ...] = ()  # what this generation lacks

    @property
    def cold(self) -> tuple[str, ...]:
        """What is still to be read."""
        return tuple(name for name in self._steps if name not in {*self.warm, *self.missing})

    def run(self, stop: Event) -> None:
        """Read all, in this thread, or what there is time for until `stop` is set."""
        began, usual = monotonic(), sys.getswitchinterval()
        # What is read stays: to look through it for garbage would hold every request up, again and again. Each step
        # is looked through once, before it is put aside: a tenth of a second for the longest.
        gc.collect()
        gc.disable()
        sys.setswitchinterval(_SWITCH)
        try:
            for name, read in self._steps.items():
                if stop.is_set():
                    return
                self._step(name, read)
                # What requests left meanwhile, and the step itself, would be kept for good with what is read.
                gc.collect()
                gc.freeze()
                hand_memory_back()
        finally:
            sys.setswitchinterval(usual)
            gc.enable()
        seconds = round(monotonic() - began, 1)
        told = {"generation": self._opened.number, "seconds": seconds, "missing": self.missing}
        _LOG.info("warm", extra={"fields": told})

    def _step(self, name: str, read: Callable[[OpenGeneration], object]) -> None:
        try:
            read(self._opened)
        except MaillageError:  # a graph without it: whoever asks is told what to run
            self.missing = (*self.missing, name)
        except (
            Exception
        ):  # what nobody foresaw is for whoever asks to meet; the rest is read all the same
            self.missing = (*self.missing, name)
            _LOG.exception("cold", extra={"fields": {"model": name}})
        else:
            self.warm = (*self.warm, name)


def hand_memory_back() -> None:
    """Give the system what the allocator keeps of memory that was freed, where the C library can."""
    try:
        _c_library().malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # not the GNU C library
        return


@cache  # each would be garbage of its own, in a ring
def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL(None)
