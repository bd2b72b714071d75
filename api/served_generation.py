"""The generation that a service answers from: it follows the pointer without dropping a request."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic

from maillage.api.open_generation import OpenGeneration
from maillage.api.warm_steps import STEPS, Steps
from maillage.api.warm_up import WarmUp, hand_memory_back
from maillage.graph.home import Home
from maillage.ontology.errors import MaillageError

_LOG = logging.getLogger("maillage.service")
_EVERY = 0.5  # seconds between two looks at the pointer
_LAST = 30.0  # seconds after which the last request to an old generation is done
_PATIENCE = (
    20.0  # seconds for which a new generation waits to be warm: the old one's folder may be removed
)


class ServedGeneration:
    """Gives each request the generation in service; a new one is opened beside the old, then takes over.

    Once started, it reads the models of a generation before they are asked for; the old one answers until
    those of the new one are read, for some seconds at most.
    """

    def __init__(
        self, home: Home, *, every: float = _EVERY, last: float = _LAST, steps: Steps = STEPS
    ) -> None:
        """Follow a home.

        `every`: seconds between two looks at its pointer; `last`: that an old generation may serve; `steps`: what
        reads the models of one.
        """
        self._home = home
        self._steps = steps
        self._every = every
        self._last = last
        self._open: OpenGeneration | None = None
        self._looked = 0.0
        self._opening = Lock()
        self._stopped = Event()
        self._warming = Lock()  # one generation at a time is read
        self._threads: list[Thread] = []
        self._started = False
        self.warm_up: WarmUp | None = None  # of the generation in service; None before `start`

    def start(self) -> None:
        """Open the generation, if there is one, and read its models in the background."""
        self._started = True
        self._run(self._first)

    def stop(self) -> None:
        """Read no more; wait for the model that is being read."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(_LAST)

    def is_warm(self, step: str) -> bool:
        """Return whether a step of the warm-up is done for the generation in service."""
        return self.warm_up is not None and step in self.warm_up.warm

    def get(self) -> OpenGeneration:
        """Return the generation in service.

        Raises:
            NoGeneration: nothing was built, and nothing is open yet.
            UnreadableManifest: the first generation to open is not ours.
        """
        opened = self._open
        if opened is None:
            return self._opened()
        if monotonic() - self._looked >= self._every:
            self._look(opened)
        return opened

    def _opened(self) -> OpenGeneration:
        with self._opening:
            if self._open is None:
                self._open = OpenGeneration(self._home.current(), self._home.path)
                self._looked = monotonic()
                if self._started:
                    self.warm_up = WarmUp(self._open, self._steps)
                    self._run(self._warm, self.warm_up)
            return self._open

    def _run(self, work: Callable[..., object], *given: object) -> Thread:
        thread = Thread(target=work, args=given, daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()
        return thread

    def _first(self) -> None:
        try:
            self.get()
        except (MaillageError, OSError):  # whoever asks is told
            return

    def _warm(self, warm_up: WarmUp) -> None:
        with self._warming:
            warm_up.run(self._stopped)

    def _look(self, opened: OpenGeneration) -> None:
        # One thread at a time looks; the others answer from what is open.
        if not self._opening.acquire(blocking=False):
            return
        try:
            self._looked = monotonic()
            number = self._home.current().number
        except (MaillageError, OSError):  # a pointer that is gone: what is open still answers
            number = opened.number
        if number == opened.number:
            self._opening.release()
            return
        self._run(self._replace, opened)

    def _replace(self, old: OpenGeneration) -> None:
        try:
            self._take_over(old)
        except (MaillageError, OSError) as error:
            _LOG.error("generation_unreadable", extra={"fields": {"reason": str(error)}})
            return
        finally:
            self._opening.release()
        if self._started and not self._stopped.wait(self._last):
            old.forget()
            hand_memory_back()

    def _take_over(self, old: OpenGeneration) -> None:
        fresh = OpenGeneration(self._home.current(), self._home.path)
        warm_up = WarmUp(fresh, self._steps)
        if self._started:
            self._run(self._warm, warm_up).join(_PATIENCE)
            self.warm_up = warm_up
        self._open = fresh
        _LOG.info("generation", extra={"fields": {"from": old.number, "to": fresh.number}})
