"""The page of a passage between two occupations: shared, missing, what closes it, as a drawing and as a list."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from maillage.api.catalogues import gettext
from maillage.api.html_page import html_page
from maillage.api.open_generation import OpenGeneration
from maillage.api.opened import Opened
from maillage.api.page_language import FRENCH, language
from maillage.api.page_territories import territory_choices
from maillage.api.pathway_drawing import Drawing, pathway_drawing
from maillage.api.problem import status_of
from maillage.ontology.errors import MaillageError
from maillage.queries.near_errors import UnknownOccupation
from maillage.queries.path_answer import Path, PathAnswer

router = APIRouter(include_in_schema=False)
Typed = Annotated[str, Query(max_length=2000)]
_DEPARTURE, _GOAL = "from", "to"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer, and what may have been meant."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()  # address, words
    lang: str = FRENCH  # of the text


@dataclass(frozen=True, slots=True)
class Drawn:
    """One path, with a drawing of each of its steps."""

    path: Path
    drawings: tuple[Drawing, ...]


@router.get("/passerelle")
def pathway(
    opened: Opened,
    start: Annotated[str, Query(alias=_DEPARTURE, max_length=2000)] = "",
    goal: Annotated[str, Query(alias=_GOAL, max_length=2000)] = "",
    territoire: Typed = "",
) -> HTMLResponse:
    """Return the page: a form, and the paths where both ends are given."""
    asked = {_DEPARTURE: start.strip(), _GOAL: goal.strip(), "territoire": territoire.strip()}
    answer, fault, status = None, None, 200
    if asked[_DEPARTURE] and asked[_GOAL]:
        answer, fault, status = _answered(opened, asked)
    elif asked[_DEPARTURE] or asked[_GOAL]:
        fault = Fault(gettext("Il manque un des deux métiers"), lang=language())
    ends = {name: asked[name] for name in (_DEPARTURE, _GOAL)}
    within = {"within": asked["territoire"]} if asked["territoire"] else {}
    return html_page(
        "pathway.html",
        status,
        title=_title(answer),
        asked=asked,
        answer=answer,
        drawn=_drawn(answer) if answer else [],
        fault=fault,
        territories=territory_choices(opened),
        data=f"/v1/path?{urlencode({**ends, **within})}",
    )  # fmt: skip


def _title(answer: PathAnswer | None) -> str:
    if answer is None:
        return gettext("Passerelle entre deux métiers")
    return gettext("De %(start)s à %(goal)s", start=answer.start.label, goal=answer.target_label)


def _answered(
    opened: OpenGeneration, asked: dict[str, str]
) -> tuple[PathAnswer | None, Fault | None, int]:
    pathways = opened.pathways
    side = _DEPARTURE
    try:
        origin = pathways.origins.named(asked[_DEPARTURE])
        side = _GOAL
        target = pathways.origins.occupation(asked[_GOAL])
        return pathways.path.path(origin, target, asked["territoire"] or None), None, 200
    except UnknownOccupation as error:
        choices = tuple(
            (f"/passerelle?{urlencode({**asked, side: one.partition(' ')[0]})}", one)
            for one in error.candidates
        )
        why = gettext("« %(typed)s » ne désigne pas un seul métier", typed=error.typed)
        return None, Fault(why, choices, language()), 404
    except MaillageError as error:
        return None, Fault(str(error)), status_of(error)


def _drawn(answer: PathAnswer) -> list[Drawn]:
    found = []
    # The passage that was asked for first, then the ways round.
    for path in sorted(answer.paths, key=lambda one: len(one.steps) > 1):
        starts = [answer.start.label, *(step.label for step in path.steps)]
        drawings = tuple(
            pathway_drawing(start, step) for start, step in zip(starts, path.steps, strict=False)
        )
        found.append(Drawn(path, drawings))
    return found
