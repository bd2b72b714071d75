"""The page where one writes a SPARQL query, with our questions as examples; and the files that it loads.

The page is a form that works as it is. Where YASGUI was fetched (`make vendor`), it becomes its editor.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, StrictUndefined, Template
from starlette.exceptions import HTTPException

from maillage.ontology.names import STANDARD
from maillage.queries.question import Question, question, question_names

router = APIRouter(include_in_schema=False)

_STATIC = Path(str(files("maillage.api").joinpath("static"))).resolve()
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
# YASGUI draws with style attributes; nothing else than this service's own files is ever loaded or asked.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PREFIXES = ("mlg", "skos", "rdfs", "dct", "qb")
_FIRST = """SELECT ?occupation ?label
WHERE {
  ?occupation a mlg:Occupation ;
              skos:prefLabel ?label .
  FILTER (lang(?label) = "fr")
}
ORDER BY ?label
LIMIT 20"""


def query_page(request: Request) -> Response:
    """Return the page; with `example=NAME`, that question stands in it. Raises UnknownQuestion."""
    name = request.query_params.get("example", "")
    chosen = question(name) if name else None
    page = _template().render(
        text=chosen.text if chosen else _first(),
        chosen=chosen,
        examples=_examples(),
        editor=(_STATIC / "vendor" / "yasgui.min.js").is_file(),
    )
    headers = {"content-security-policy": _POLICY, "vary": "Accept", "cache-control": "no-cache"}
    return HTMLResponse(page, headers=headers)


@router.get("/static/{name:path}")
def static(name: str) -> FileResponse:
    """Return a file of the page."""
    path = (_STATIC / name).resolve()
    if not path.is_relative_to(_STATIC) or path.suffix not in _TYPES or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=_TYPES[path.suffix], headers={"cache-control": "no-cache"})


def _first() -> str:
    prefixes = "\n".join(f"PREFIX {name}: <{STANDARD[name]}>" for name in _PREFIXES)
    return f"{prefixes}\n\n{_FIRST}"


@cache
def _examples() -> tuple[Question, ...]:
    return tuple(question(name) for name in question_names())


@cache
def _template() -> Template:
    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return made.from_string(
        files("maillage.api").joinpath("templates/sparql.html").read_text("utf-8")
    )
