"""Pages of other origins: which may read an answer, and what every other request is told of it."""

from collections.abc import Iterable

from starlette.middleware.cors import CORSMiddleware
from starlette.types import Message, Receive, Scope, Send

Header = tuple[bytes, bytes]


class CrossOrigin(CORSMiddleware):
    """Starlette's middleware, which costs as much as an answer that is kept: not for who comes from no page."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Without an origin, the answer only says that it varies by it."""
        if scope["type"] != "http" or any(name == b"origin" for name, _ in scope["headers"]):
            await super().__call__(scope, receive, send)
            return

        async def varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _varied(message.get("headers", ()))
            await send(message)

        await self.app(scope, receive, varying)


def _varied(headers: Iterable[Header]) -> list[Header]:
    others, said = [], []
    for header in headers:
        if header[0] == b"vary":
            said.append(header[1])
        else:
            others.append(header)
    return [*others, (b"vary", b", ".join([*said, b"Origin"]))]
