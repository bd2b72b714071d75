"""The fields of a form that a page of ours sends: URL-encoded, read without any library for files."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, Request

from maillage.api.problem import Problem

_TYPE = "application/x-www-form-urlencoded"
_MOST = 2000  # fields
_LOCAL = frozenset(("127.0.0.1", "::1"))
_LOCAL_NAMES = frozenset(("127.0.0.1", "::1", "localhost"))
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


async def _fields(request: Request) -> Mapping[str, list[str]]:
    """Return the fields, each with its values in order.

    Raises:
        Problem: 403 for a form of another site, 415 for what is no form, 400 for one that cannot be read.
    """
    if not _of_this_site(request):
        raise Problem(403, "ce formulaire vient d'un autre site", parameter="Origin")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise Problem(415, f"type du corps : {_TYPE}", parameter="Content-Type")
    try:
        text = (await request.body()).decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except ValueError:
        raise Problem(400, "formulaire illisible") from None
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


Form = Annotated[Mapping[str, list[str]], Depends(_fields)]


def field(form: Mapping[str, list[str]], name: str) -> str:
    """Return the last value of a field, its line ends as one character each; "" where it is absent."""
    return form.get(name, [""])[-1].replace("\r\n", "\n").replace("\r", "\n")


def is_local(request: Request) -> bool:
    """Tell whether somebody at this very machine asks, not through a proxy nor by another name of it."""
    client = request.client.host if request.client else ""
    forwarded = any(name in request.headers for name in _FORWARDED)
    return client in _LOCAL and request.url.hostname in _LOCAL_NAMES and not forwarded


def _of_this_site(request: Request) -> bool:
    """Tell whether the form comes from a page of this service, or from what is no browser.

    A browser says so in one header or the other; it hides the second where a page forbids to tell whence one comes.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
