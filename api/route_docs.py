"""The documentation of the service as a page: its own OpenAPI, written out, without any script."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from maillage.api.catalogues import gettext, translated
from maillage.api.html_page import html_page

router = APIRouter(include_in_schema=False)
Schema = dict[str, Any]  # Any: OpenAPI's own JSON
PLACES = {"path": "adresse", "query": "question", "header": "en-tête"}


@dataclass(frozen=True, slots=True)
class DocumentedParameter:
    """One parameter, as a reader needs it."""

    name: str
    place: str  # path, query or header
    required: bool
    description: str
    values: str
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and method."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[DocumentedParameter, ...]
    body: tuple[str, ...]  # media types
    example: str  # an address that can be asked as it is; "" where a parameter has no example
    answers: tuple[tuple[str, str], ...]


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Return the page."""
    api = request.app.openapi()
    groups: dict[str, list[Operation]] = defaultdict(list)
    for tag, operation in _operations(api):
        groups[tag].append(operation)
    return html_page(
        "docs.html",
        title=gettext("Ce que le service répond"),
        api=api,
        groups=sorted(groups.items()),
        places=translated(PLACES),
    )


def _operations(api: Schema) -> Iterator[tuple[str, Operation]]:
    for path, methods in api["paths"].items():
        for method, found in methods.items():
            parameters = tuple(_parameter(one) for one in found.get("parameters", ()))
            operation = Operation(
                method.upper(),
                path,
                found.get("summary", ""),
                found.get("description", ""),
                parameters,
                tuple(found.get("requestBody", {}).get("content", ())),
                _example(path, parameters),
                tuple(
                    (status, one.get("description", ""))
                    for status, one in found["responses"].items()
                ),
            )
            yield (found.get("tags") or ["service"])[0], operation


def _parameter(found: Schema) -> DocumentedParameter:
    schema = found.get("schema", {})
    values = schema.get("enum") or next(
        (one["enum"] for one in schema.get("anyOf", ()) if "enum" in one), ()
    )
    return DocumentedParameter(
        found["name"],
        found["in"] if found["in"] in PLACES else "header",
        found.get("required", False),
        found.get("description", ""),
        ", ".join(map(str, values)),
        _first_example(found),
    )


def _first_example(found: Schema) -> str:
    listed = [one.get("value") for one in found.get("examples", {}).values()]
    listed += [found.get("example"), *found.get("schema", {}).get("examples", ())]
    return next((str(one) for one in listed if one is not None), "")


def _example(path: str, parameters: tuple[DocumentedParameter, ...]) -> str:
    asked = {}
    for one in parameters:
        if one.required and not one.example:
            return ""
        if one.place == "path":
            path = path.replace("{" + one.name + "}", quote(one.example, safe=":"))
            path = path.replace("{" + one.name + ":path}", quote(one.example, safe=":/"))
        elif one.required and one.place == "query":
            asked[one.name] = one.example
    return f"{path}?{urlencode(asked, safe=':')}" if asked else path
