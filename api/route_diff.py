"""What changed between two releases of a source."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from maillage.api.answer_docs import Fields, answers
from maillage.api.diff_view import diff_document
from maillage.api.http_answer import answer
from maillage.api.opened import Opened
from maillage.api.releases import diff_releases
from maillage.api.strict_route import StrictRoute
from maillage.queries.release_diff import ReleaseDiff

router = APIRouter(prefix="/v1", tags=["codes"], route_class=StrictRoute)
Kind = Literal["appeared", "retired", "renamed", "moved", "split", "merged"]
_KEPT = 4  # comparisons kept of one generation: each takes seconds, and some megabytes


@router.get(
    "/diff",
    summary="Ce qui a changé entre deux versions d'une source, et ce qui s'y réfère",
    response_class=Response,
    responses=answers({"source": "rome", "from": "3.47", "to": "4.60", "rows": []}, 404),
)
def diff(
    request: Request,
    opened: Opened,
    source: Annotated[str, Query(description="La source", examples=["rome"])],
    before: Annotated[str, Query(alias="from", description="Version d'avant", examples=["3.47"])],
    after: Annotated[str, Query(alias="to", description="Version d'après", examples=["4.60"])],
    kind: Annotated[Kind | None, Query(description="Une seule sorte de changement")] = None,
    top: Annotated[
        int | None, Query(ge=1, le=100_000, description="Changements de chaque sorte, au plus")
    ] = None,
    fields: Fields = "",
) -> Response:
    """Les changements de chaque sorte ; ceux auxquels nos liens et nos offres se réfèrent viennent d'abord."""
    kept: dict[tuple[str, str, str], ReleaseDiff] = opened.model("diffs", dict)
    asked = (source, before, after)
    found = kept.get(asked)
    if found is None:
        found = diff_releases(opened, *asked)
        if len(kept) >= _KEPT:
            kept.clear()
        kept[asked] = found
    return answer(request, opened, diff_document(found, opened.names, kind, top))
