"""The generation that a service answers from: it follows the pointer without dropping a request."""

import logging
from threading import Lock, Thread
from time import monotonic

from maillage.api.open_generation import OpenGeneration
from maillage.graph.home import Home
from maillage.ontology.errors import MaillageError

_LOG = logging.getLogger("maillage.service")
_EVERY = 0.5  # seconds between two looks at the pointer


class ServedGeneration:
    """Gives each request the generation in service; a new one is opened beside the old, then takes over."""

    def __init__(self, home: Home, *, every: float = _EVERY) -> None:
        """Follow a home; `every`: seconds between two looks at its pointer."""
        self._home = home
        self._every = every
        self._open: OpenGeneration | None = None
        self._looked = 0.0
        self._opening = Lock()

    def get(self) -> OpenGeneration:
        """Return the generation in service.

        Raises:
            NoGeneration: nothing was built, and nothing is open yet.
            UnreadableManifest: the first generation to open is not ours.
        """
        opened = self._open
        if opened is None:
            with self._opening:
                if self._open is None:
                    self._open = OpenGeneration(self._home.current(), self._home.path)
                    self._looked = monotonic()
                return self._open
        if monotonic() - self._looked >= self._every:
            self._look(opened)
        return opened

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
        Thread(target=self._replace, args=(opened,), daemon=True).start()

    def _replace(self, old: OpenGeneration) -> None:
        try:
            fresh = OpenGeneration(self._home.current(), self._home.path)
            fresh.warm_like(old)
            self._open = fresh
            _LOG.info("generation", extra={"fields": {"from": old.number, "to": fresh.number}})
        except (MaillageError, OSError) as error:
            _LOG.error("generation_unreadable", extra={"fields": {"reason": str(error)}})
        finally:
            self._opening.release()
