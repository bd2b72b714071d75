"""A page of ours: a template, and a policy that lets nothing in but this service's own files."""

from hashlib import blake2b

from fastapi import Request
from fastapi.responses import HTMLResponse

from maillage.api.page_language import VARY, language, language_choices, speech
from maillage.api.page_templates import page_templates

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def html_page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page, in the language of its reader. `values`: what the template names; texts are escaped."""
    made = page_templates().get_template(template)
    return page_response(made.render(languages=language_choices(), **values), status)


def page_response(body: str, status: int = 200, policy: str = POLICY) -> HTMLResponse:
    """Return a page that is written; without its body where the reader's browser holds this very one."""
    # The tag is that of what is read: another language, another generation, another tag.
    headers = {
        "content-security-policy": policy,
        "content-language": language(),
        "vary": VARY,
        "cache-control": "no-cache",
        # Our own forms tell us whence they come, and no other host is told anything.
        "referrer-policy": "same-origin",
    }
    if status == 200:
        headers["etag"] = f'"{blake2b(body.encode(), digest_size=12).hexdigest()}"'
        if _held(headers["etag"]):
            return HTMLResponse(None, 304, headers)
    return HTMLResponse(body, status, headers)


def _held(tag: str) -> bool:
    from maillage.api.http_answer import fresh

    scope = speech().scope
    if scope is None or scope["method"] not in {"GET", "HEAD"}:
        return False
    return fresh(Request(scope), tag)
