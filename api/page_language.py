"""The language in which a page speaks to its reader: asked for in the address, remembered, or the browser's.

What is not a page (the API, the command line) never asks, and is in French as before.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Literal, get_args

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Language = Literal["fr", "en", "de"]
FRENCH: Language = "fr"  # in which the interface is written, and most labels are
NAMES: Mapping[Language, str] = {"fr": "Français", "en": "English", "de": "Deutsch"}
PARAMETER = COOKIE = "lang"
VARY = "Accept-Language, Cookie"
_YEAR = 31_536_000  # seconds
_LONGEST = 1000  # characters of a header that are read


class Speech:
    """The language of one request, looked for at the first word that is said."""

    def __init__(self, scope: Scope | None = None, language: Language | None = None) -> None:
        """Speak to whoever sent a request, or in one language; to nobody: in French."""
        self.scope = scope
        self._told = language

    @cached_property
    def language(self) -> Language:
        """The language."""
        if self._told or self.scope is None:
            return self._told or FRENCH
        headers = {name: value.decode("latin-1") for name, value in self.scope["headers"]}
        return (
            asked_language(self.scope["query_string"])
            or _remembered(headers.get(b"cookie", ""))
            or preferred_language(headers.get(b"accept-language", ""))
            or FRENCH
        )


_NOBODY = Speech()
_SPEECH: ContextVar[Speech] = ContextVar("speech")


def speech() -> Speech:
    """Return the request that is being answered, and its language."""
    return _SPEECH.get(_NOBODY)


def language() -> Language:
    """Return the language of the page that is being made."""
    return speech().language


@contextmanager
def speaking(told: Language) -> Iterator[None]:
    """Speak one language within the block."""
    before = _SPEECH.set(Speech(language=told))
    try:
        yield
    finally:
        _SPEECH.reset(before)


def asked_language(query: bytes) -> Language | None:
    """Return the language that the query of an address asks for, None for none that we speak.

    >>> asked_language(b"q=a&lang=de"), asked_language(b"lang=tlh")
    ('de', None)
    """
    prefix = f"{PARAMETER}=".encode()
    given = [one.removeprefix(prefix) for one in query.split(b"&") if one.startswith(prefix)]
    return _spoken(given[-1].decode("latin-1")) if given else None


def preferred_language(header: str) -> Language | None:
    """Return the language that an Accept-Language header likes best, None where it likes none of ours.

    Of two liked as much, the first written. Source: RFC 9110, section 12.5.4; RFC 4647, basic filtering.

    >>> preferred_language("nl, de-AT;q=0.8, en;q=0.9"), preferred_language("en;q=0")
    ('en', None)
    """
    best, liked = None, 0.0
    for one in header[:_LONGEST].split(","):
        tag, _, weight = one.partition(";")
        found, quality = _spoken(tag.strip().lower().partition("-")[0]), _quality(weight)
        if found and quality > liked:
            best, liked = found, quality
    return best


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(float(value), 1.0) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0


def _remembered(cookies: str) -> Language | None:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return _spoken(found.value) if found else None


def _spoken(name: str) -> Language | None:
    return next((one for one in get_args(Language) if one == name), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One language that the reader may choose."""

    language: Language
    name: str  # in that language
    href: str  # this page, in it
    current: bool


def language_choices() -> list[Choice]:
    """Return the languages, each with the address of the page that is being made; none outside a request."""
    scope = speech().scope
    if scope is None:
        return []
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    pieces = scope["query_string"].decode("latin-1").split("&")
    kept = [one for one in pieces if one and one.partition("=")[0] != PARAMETER]
    return [
        Choice(one, name, f"{path}?{'&'.join([*kept, f'{PARAMETER}={one}'])}", one == language())
        for one, name in NAMES.items()
    ]


class Speaking:
    """ASGI middleware that tells pages to whom they speak, and remembers a language that is asked for."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Nothing is read of it before a page asks."""
        if scope["type"] == "http":
            _SPEECH.set(Speech(scope))
            if asked := asked_language(scope["query_string"]):
                send = _remembering(scope, send, asked)
        await self.app(scope, receive, send)


def _remembering(scope: Scope, send: Send, asked: Language) -> Send:
    """Return a `send` that gives the cookie with a page, or with a redirection to one; it says nothing of a person."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    cookie = f"{COOKIE}={asked}; Path=/; Max-Age={_YEAR}; SameSite=Lax; HttpOnly{secure}"

    async def remembering(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html") or message["status"] == 303:
                headers.append("set-cookie", cookie)
        await send(message)

    return remembering
