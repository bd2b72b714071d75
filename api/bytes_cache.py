"""Answers kept as bytes: those asked for most lately, within a bound of memory."""

from collections import OrderedDict

from fastapi import Response
from starlette.types import Receive, Scope, Send

_ENTRIES = 20_000
_BYTES = 64_000_000
_LARGEST = 200_000  # bytes of an answer that is kept


class KeptAnswer(Response):
    """An answer that is sent as it was made, any number of times: its headers are encoded once."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Encode the headers; that of the length is added."""
        self.status_code = status
        self.body = body
        self.background = None
        self.tag = headers.get("etag", "")
        sized = {**headers, "content-length": str(len(body))}
        self.raw_headers = [(name.encode(), value.encode()) for name, value in sized.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        await send({"type": "http.response.body", "body": self.body})

    def unchanged(self) -> "KeptAnswer":
        """Return the same answer without its body, for a client that has it."""
        kept = (b"etag", b"vary", b"cache-control")
        same = KeptAnswer(304, b"", {})
        same.raw_headers = [header for header in self.raw_headers if header[0] in kept]
        return same


class BytesCache:
    """Answers by what was asked; for one thread, that of the event loop."""

    def __init__(self, entries: int = _ENTRIES, size: int = _BYTES) -> None:
        """Keep at most `entries` answers and `size` bytes."""
        self._kept: OrderedDict[object, KeptAnswer] = OrderedDict()
        self._entries, self._room = entries, size

    def get(self, asked: object) -> KeptAnswer | None:
        """Return what is kept, and keep it longer."""
        found = self._kept.get(asked)
        if found is not None:
            self._kept.move_to_end(asked)
        return found

    def put(self, asked: object, answer: KeptAnswer) -> None:
        """Keep an answer; those that were not asked for since make room."""
        if len(answer.body) > _LARGEST or asked in self._kept:
            return
        self._kept[asked] = answer
        self._room -= len(answer.body)
        while len(self._kept) > self._entries or self._room < 0:
            _, oldest = self._kept.popitem(last=False)
            self._room += len(oldest.body)
