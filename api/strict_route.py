"""A route that refuses what it does not know: a parameter mistyped is never silently left aside."""

from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from maillage.api.problem import Problem

# Any: what a handler returns to Starlette.
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class StrictRoute(APIRoute):
    """Checks the query of each request against the parameters that its route declares."""

    def get_route_handler(self) -> Handler:
        """Return the handler of the route, after the check."""
        handler = super().get_route_handler()
        known = frozenset(_declared(self.dependant))

        async def strict(request: Request) -> Response:
            check_query(request, known)
            return await handler(request)

        return strict


class DirectRoute(APIRoute):
    """Hands the request to its endpoint as it is: the endpoint reads what it needs, and documents it."""

    def get_route_handler(self) -> Handler:
        """Return the endpoint."""
        return self.endpoint


def check_query(request: Request, known: Iterable[str]) -> None:
    """Refuse a query that holds a parameter not known, or that is no text.

    Raises:
        Problem: 400, naming the parameter and those that there are.
    """
    query: bytes = request.scope["query_string"]
    path: bytes = request.scope.get("raw_path") or b""
    try:
        text = unquote_to_bytes(query + path).decode()
    except UnicodeDecodeError:
        raise Problem(400, "l'adresse n'est pas de l'UTF-8") from None
    if "\0" in text:
        raise Problem(400, "l'adresse contient un caractère nul")
    admissible = sorted(known)
    for name, _ in parse_qsl(query.decode("ascii", "replace"), keep_blank_values=True):
        if name not in admissible:
            raise Problem(
                400,
                f"paramètre inconnu « {name[:50]} » ; paramètres : {', '.join(admissible) or 'aucun'}",
                parameter=name[:50],
                known=admissible,
            )


def _declared(dependant: Dependant) -> Iterator[str]:
    for parameter in dependant.query_params:
        yield parameter.alias
    for one in dependant.dependencies:
        yield from _declared(one)
