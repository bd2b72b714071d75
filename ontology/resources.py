"""The files that travel with the ontology: Turtle, shapes, JSON-LD context and check queries."""

from importlib.resources import files
from importlib.resources.abc import Traversable

ONTOLOGY_FILE = "maillage.ttl"
SHAPES_FILE = "shapes.ttl"
CONTEXT_FILE = "context.jsonld"
_CHECK = "check_"


def resource(name: str) -> Traversable:
    """Return a packaged file of the ontology folder, wherever the package is installed."""
    return files("maillage.ontology").joinpath(name)


def ontology_text() -> str:
    """Return the ontology, in Turtle."""
    return resource(ONTOLOGY_FILE).read_text("utf-8")


def shapes_text() -> str:
    """Return the SHACL shapes, in Turtle."""
    return resource(SHAPES_FILE).read_text("utf-8")


def context_text() -> str:
    """Return the JSON-LD context."""
    return resource(CONTEXT_FILE).read_text("utf-8")


def check_names() -> tuple[str, ...]:
    """Return the names of the check queries (`check_<name>.rq`), sorted."""
    found = (path.name for path in resource(".").iterdir())
    return tuple(
        sorted(
            name.removeprefix(_CHECK).removesuffix(".rq")
            for name in found
            if name.startswith(_CHECK) and name.endswith(".rq")
        )
    )


def check_text(name: str) -> str:
    """Return one check query, in SPARQL."""
    return resource(f"{_CHECK}{name}.rq").read_text("utf-8")
