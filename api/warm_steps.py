"""The models that a service reads before it is asked, each by a question like those of its readers."""

from collections.abc import Callable, Mapping
from pathlib import Path

from maillage.api.advise_command import advised
from maillage.api.basin_map import basin_map
from maillage.api.basin_overview import basin_lines
from maillage.api.open_generation import OpenGeneration
from maillage.api.page_templates import page_templates
from maillage.api.page_territories import territory_choices
from maillage.api.portrait_command import portrayed
from maillage.api.resolver import near_codes_of, resolver_of, search_of
from maillage.api.territory_needs import needs_readings
from maillage.api.territory_search import known_territories
from maillage.ingest.record import Kind, Record
from maillage.queries.gap import BY

CODES = "codes"  # the step after which a code is resolved in a thousandth of a second
Steps = Mapping[str, Callable[[OpenGeneration], object]]
_TEXT = (
    "Nous recherchons un soudeur pour assembler des pièces et lire des plans. Travail en équipe."
)


def _place(opened: OpenGeneration) -> str:
    """Return a basin, "" where the graph has none: it is asked about for all of them."""
    return min(map(opened.names.curie, opened.labour.data.view.territories.basins), default="")


def _templates(opened: OpenGeneration) -> None:
    templates = page_templates()
    for file in sorted(Path(__file__).parent.glob("templates/*.html")):
        templates.get_template(file.name)


def _codes(opened: OpenGeneration) -> None:
    resolver_of(opened).learn()
    near_codes_of(opened)


def _search(opened: OpenGeneration) -> None:
    search_of(opened).search("soudeur", "fr", 1, None, None)


def _territories(opened: OpenGeneration) -> None:
    territory_choices(opened)
    known_territories(opened, "dep")


def _labour(opened: OpenGeneration) -> None:
    for by in BY:
        opened.labour.gap(_place(opened), None, by)


def _pathways(opened: OpenGeneration) -> None:
    model = opened.pathways
    for uri in model.near.data.signals.occupations[:1]:
        origin = model.near.from_occupation(uri)
        for row in model.near.near(origin, 1).rows:
            model.path.path(origin, opened.names.uri(row.curie).value)


def _available(opened: OpenGeneration) -> None:
    for by in ("occupation", "competence"):
        opened.available.available(_place(opened), None, by)


def _insertion(opened: OpenGeneration) -> None:
    opened.insertion.insertion(_place(opened))


def _advice(opened: OpenGeneration) -> None:
    advised(opened, _place(opened), None, 12, 0.8)


def _portrait(opened: OpenGeneration) -> None:
    portrayed(opened, _place(opened), None)


def _needs(opened: OpenGeneration) -> None:
    needs_readings(opened, _place(opened))


def _extractor(opened: OpenGeneration) -> None:
    opened.extractor.extract(Record(kind=Kind.AD, source="warm", id="1", title="", text=_TEXT))


def _linker(opened: OpenGeneration) -> None:
    opened.linker.link(["soudeur"], "rome", top=1)


def _reach(opened: OpenGeneration) -> None:
    for one in opened.reach.competences()[:1]:
        opened.reach.reach(one)


def steps_with_map(geometry: Path | None) -> Steps:
    """Return all steps; `geometry`: the file of the basins' outlines, if any, which may be large."""
    if geometry is None:
        return STEPS
    return {**STEPS, "map": lambda opened: basin_map(opened, geometry, basin_lines(opened))}


# What most readers ask for comes first; what nobody may need, last.
STEPS: Steps = {
    "templates": _templates, "search": _search, CODES: _codes, "territories": _territories, "gap": _labour,
    "pathways": _pathways, "basins": basin_lines, "needs": _needs, "portrait": _portrait, "advice": _advice,
    "extractor": _extractor, "available": _available, "insertion": _insertion, "linker": _linker,
    "reach": _reach,
}  # fmt: skip
