"""A page of ours: a template, and a policy that lets nothing in but this service's own files."""

from fastapi.responses import HTMLResponse

from maillage.api.page_templates import page_templates

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def html_page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page. `values`: what the template names; texts are escaped."""
    body = page_templates().get_template(template).render(**values)
    # Our own forms tell us whence they come, and no other host is told anything.
    headers = {
        "content-security-policy": POLICY,
        "cache-control": "no-cache",
        "referrer-policy": "same-origin",
    }
    return HTMLResponse(body, status, headers)
