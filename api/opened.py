"""What a route asks for: the generation in service, the same for the whole request."""

from typing import Annotated, cast

from fastapi import Depends, Request

from maillage.api.open_generation import OpenGeneration
from maillage.api.served_generation import ServedGeneration


def served(request: Request) -> ServedGeneration:
    """Return the follower of the application."""
    return cast(ServedGeneration, request.app.state.served)


def _opened(request: Request) -> OpenGeneration:
    return served(request).get()


Opened = Annotated[OpenGeneration, Depends(_opened)]
