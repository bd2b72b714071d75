"""Save a perimeter under a name, list those that are saved, show one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from maillage.api.build import Progress, build, plan
from maillage.graph.home import Generation, Home
from maillage.ontology.errors import MaillageError
from maillage.ontology.names import Names
from maillage.queries.perimeter_errors import UnknownPerimeter
from maillage.queries.territory import Territories
from maillage.vocab.importer import ImportLog
from maillage.vocab.saved_perimeters import (
    SLUG,
    SavedPerimeter,
    SavedPerimetersImporter,
    append_perimeter,
    perimeter_history,
    read_perimeters,
)

_SOURCE = SavedPerimetersImporter().source


class BadPerimeterName(MaillageError):
    """A name that a URI could not hold."""

    def __init__(self, slug: str) -> None:
        """Keep the name."""
        self.slug = slug
        super().__init__(
            f"nom de périmètre « {slug} » : attendu des minuscules sans accent, des chiffres et des "
            "tirets (par exemple nord-de-l-aube)"
        )


class PerimeterExists(MaillageError):
    """A name that already stands for other communes; its URI may have been cited."""

    def __init__(self, saved: SavedPerimeter) -> None:
        """Keep what the name stands for."""
        self.saved = saved
        super().__init__(
            f"perimeter:{saved.slug} existe déjà ({saved.expression}, {len(saved.communes)} communes, "
            f"enregistré le {saved.saved[:10]}) : choisir un autre nom, ou demander son remplacement"
        )


@dataclass(frozen=True, slots=True)
class PerimeterSaved:
    """What saving did."""

    perimeter: SavedPerimeter
    curie: str
    uri: str
    generation: Generation
    changed: bool  # False: the same communes were saved under this name already


def save_perimeter(
    home: Home,
    names: Names,
    region: str,
    territories: Territories,
    slug: str,
    expression: str,
    label: str = "",
    *,
    replaces: bool = False,
    progress: Progress | None = None,
) -> PerimeterSaved:
    """Keep a perimeter and put it in a new generation, as `perimeter:<slug>`.

    Raises:
        BadPerimeterName: a URI cannot hold the name.
        PerimeterExists: it stands for other communes, and `replaces` is not asked for.
        UnknownTerritory: the expression names no commune (see its subclasses).
        NoGeneration, BuildInProgress: as a build.
    """
    if not SLUG.fullmatch(slug):
        raise BadPerimeterName(slug)
    home.current()
    place = territories.resolve(names, expression)
    codes = sorted(uri.value.rpartition("/")[2] for uri in place.communes)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    wanted = SavedPerimeter(
        slug, label.strip() or place.label, place.text, tuple(codes), place.population, now
    )
    known = next((one for one in list_perimeters(home) if one.slug == slug), None)
    if known is not None and known.communes != wanted.communes and not replaces:
        raise PerimeterExists(known)
    same = known is not None and replace(known, saved=now, population=wanted.population) == wanted
    if not same:
        append_perimeter(home.path, wanted)
    generation = publish_perimeters(home, names, region, progress)
    curie = f"perimeter:{slug}"
    kept = known if same and known is not None else wanted
    return PerimeterSaved(kept, curie, names.uri(curie).value, generation, not same)


def publish_perimeters(
    home: Home, names: Names, region: str, progress: Progress | None = None
) -> Generation:
    """Return a generation that holds the saved perimeters: a new one where the current lacks some."""
    importer = SavedPerimetersImporter()
    folder = importer.find(home.path)
    found = [] if folder is None else [(importer, folder)]
    planned = plan(found, names, region)
    return build(home, planned, names, region, progress or _Silent(), keep_others=True).generation


def list_perimeters(home: Home) -> list[SavedPerimeter]:
    """Return the perimeters in force, by name."""
    return read_perimeters(home.path, ImportLog(_SOURCE))


def show_perimeter(home: Home, name: str) -> list[SavedPerimeter]:
    """Return what a name has stood for, the latest first; `name` may begin with `perimeter:`.

    Raises:
        UnknownPerimeter: nothing was saved under it.
    """
    slug = name.removeprefix("perimeter:")
    history = _of(perimeter_history(home.path, ImportLog(_SOURCE)), slug)
    if not history:
        saved = [f"perimeter:{one.slug}" for one in list_perimeters(home)]
        raise UnknownPerimeter(f"perimeter:{slug}", saved)
    return history[::-1]


def _of(history: Iterator[SavedPerimeter], slug: str) -> list[SavedPerimeter]:
    return [one for one in history if one.slug == slug]


class _Silent:
    """A build that nobody watches: one small source takes a moment."""

    def planned(self, source: str, size: int) -> None: ...

    def started(self, source: str) -> None: ...

    def advanced(self, source: str, size: int, triples: int) -> None: ...

    def finished(self, source: str, triples: int) -> None: ...
