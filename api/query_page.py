"""The page where one writes a SPARQL query, with our questions as examples.

It is a form that works as it is. Where YASGUI was fetched (`make vendor`), it becomes its editor.
"""

from functools import cache

from fastapi import Request, Response

from maillage.api.html_page import POLICY, html_page
from maillage.api.page_language import VARY
from maillage.api.route_static import STATIC
from maillage.queries.question import Question, question, question_names

FIRST = "occupation_labels"  # the question that stands in the page before one is chosen
# YASGUI draws with style attributes; nothing else than this service's own files is ever loaded or asked.
_POLICY = (
    POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    + "; font-src 'self' data:"
)


def query_page(request: Request) -> Response:
    """Return the page; with `example=NAME`, that question stands in it. Raises UnknownQuestion."""
    name = request.query_params.get("example", "")
    chosen = question(name) if name else None
    page = html_page(
        "sparql.html",
        text=(chosen or question(FIRST)).text,
        chosen=chosen,
        examples=_examples(),
        editor=(STATIC / "vendor" / "yasgui.min.js").is_file(),
    )
    page.headers.update({"vary": f"Accept, {VARY}", "content-security-policy": _POLICY})
    return page


@cache
def _examples() -> tuple[Question, ...]:
    return tuple(question(name) for name in question_names())
