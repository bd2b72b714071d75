"""A page of ours: a template, and a policy that lets nothing in but this service's own files."""

from functools import cache

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FunctionLoader, StrictUndefined

from maillage.api.terminal import counted, number

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def html_page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page. `values`: what the template names; texts are escaped."""
    body = _environment().get_template(template).render(**values)
    # Our own forms tell us whence they come, and no other host is told anything.
    headers = {
        "content-security-policy": POLICY,
        "cache-control": "no-cache",
        "referrer-policy": "same-origin",
    }
    return HTMLResponse(body, status, headers)


@cache
def _environment() -> Environment:
    from maillage.api.portrait_page import french_date, percent, read_template, times

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(read_template),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["number"] = number
    environment.filters["counted"] = counted
    environment.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    environment.filters["french_date"] = french_date
    environment.filters["percent"] = percent
    environment.filters["times"] = times
    return environment
