"""One generation opened to answer: its store, and each model read when it is first asked for."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock, RLock
from time import sleep
from typing import TYPE_CHECKING, TypeVar, cast

from maillage.graph.home import Generation
from maillage.graph.triple_store import TripleStore
from maillage.ontology.names import Names

if TYPE_CHECKING:
    from maillage.api.path_models import Pathways
    from maillage.ingest.competence_extractor import CompetenceExtractor
    from maillage.ingest.linker import Linker
    from maillage.queries.advice import AdviceModel
    from maillage.queries.available import AvailableModel
    from maillage.queries.gap import GapModel
    from maillage.queries.insertion import InsertionModel
    from maillage.queries.portrait import PortraitModel
    from maillage.queries.reach import ReachModel

_Model = TypeVar("_Model")
_ROUTE = "route:"


class OpenGeneration:
    """Everything that requests share of one generation. Any number of threads may ask.

    A request keeps the one that it began with: a new generation put in service meanwhile changes
    nothing for it, and the old one is closed when its last request is done.
    """

    def __init__(self, generation: Generation, home: Path) -> None:
        """Open the store; raises NoGeneration, UnreadableManifest."""
        self.generation = generation
        self.home = home
        self.manifest = generation.manifest()
        self.names = Names(self.manifest.base)
        self.store = TripleStore.read(generation.graph_path)
        self._models: dict[str, object] = {}
        self._guard = Lock()
        # One a model: whoever asks for one does not wait for another that is being read. A model may ask for
        # others, never in a ring.
        self._locks: dict[str, RLock] = {}

    @property
    def number(self) -> int:
        """The number of the generation."""
        return self.generation.number

    @property
    def facts(self) -> Path:
        """The folder of the fact tables."""
        return self.home / "facts"

    @property
    def labour(self) -> "GapModel":
        """The model that the labour questions share."""
        from maillage.queries.gap import GapModel

        return self._model(
            "labour", lambda: GapModel(self.store, self.names, self.generation.index_path)
        )

    @property
    def available(self) -> "AvailableModel":
        """Competences of the people who look for work."""
        from maillage.queries.available import AvailableModel

        return self._model(
            "available", lambda: AvailableModel(self.labour, self.generation.index_path)
        )

    @property
    def insertion(self) -> "InsertionModel":
        """Employment after a training."""
        from maillage.queries.insertion import InsertionModel

        return self._model(
            "insertion", lambda: InsertionModel(self.labour, self.generation.index_path)
        )

    @property
    def advice(self) -> "AdviceModel":
        """What to open, keep, convert, watch."""
        from maillage.queries.advice import AdviceModel

        return self._model(
            "advice",
            lambda: AdviceModel(self.labour, self.available, self.insertion),
        )

    @property
    def portrait(self) -> "PortraitModel":
        """A territory at a glance."""
        from maillage.queries.portrait import PortraitModel

        return self._model("portrait", lambda: PortraitModel(self.labour, self.available))

    @property
    def pathways(self) -> "Pathways":
        """Near occupations and ways to them."""
        from maillage.api.path_models import pathways

        return self._model(
            "pathways",
            lambda: pathways(
                self.labour, self.store, self.generation.index_path, lambda: self.linker
            ),
        )

    @property
    def reach(self) -> "ReachModel":
        """How many occupations a competence serves."""
        from maillage.queries.reach import ReachModel

        return self._model(
            "reach", lambda: ReachModel(self.store, self.names, self.generation.index_path)
        )

    @property
    def linker(self) -> "Linker":
        """Labels to concepts."""
        from maillage.ingest.linker import Linker

        return self._model("linker", lambda: Linker.load(self.generation.index_path / "linker"))

    @property
    def extractor(self) -> "CompetenceExtractor":
        """Texts to competences."""
        from maillage.ingest.competence_extractor import CompetenceExtractor

        return self._model(
            "extractor",
            lambda: CompetenceExtractor.read(self.generation.index_path / "extractor"),
        )

    def model(self, name: str, make: Callable[[], _Model]) -> _Model:
        """Return the model of that name, made once: for what a route keeps beside those above."""
        return self._model(_ROUTE + name, make)

    def forget(self) -> None:
        """Let go of the models, one at a time: a request that still asks reads its own again."""
        while self._models:
            self._models.popitem()
            sleep(0)  # others may go on between two

    def _model(self, name: str, make: Callable[[], _Model]) -> _Model:
        found = self._models.get(name)
        if found is None:
            with self._guard:
                lock = self._locks.setdefault(name, RLock())
            with lock:
                found = self._models.get(name)
                if found is None:
                    found = self._models[name] = make()
        return cast(_Model, found)


def open_current() -> OpenGeneration:
    """Open the generation that the environment names, for a command; raises as `OpenGeneration`."""
    import gc

    from maillage.api.commands import home

    # One answer, then the process ends: collecting garbage would take a third of its time.
    gc.disable()
    found = home()
    return OpenGeneration(found.current(), found.path)
