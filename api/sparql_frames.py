"""What travels between the service and a process that runs queries: frames of a kind and some bytes."""

import json
import struct
from collections.abc import Iterator, Mapping
from enum import IntEnum

_HEAD = struct.Struct("!BI")  # kind, length in bytes


class Kind(IntEnum):
    """What a frame holds."""

    READY = 1  # the store is open; nothing
    QUERY = 2  # to the process: JSON, see `sparql_worker.run`
    HEADER = 3  # the media type of the result, JSON
    DATA = 4  # bytes of the result
    END = 5  # the result is whole; nothing
    FAULT = 6  # there is no result, or no more of it: JSON, `fault` and what is known of it


def frame(kind: Kind, payload: bytes = b"") -> bytes:
    """Return the bytes of one frame."""
    return _HEAD.pack(kind, len(payload)) + payload


def json_frame(kind: Kind, document: Mapping[str, object]) -> bytes:
    """Return the bytes of a frame that holds JSON."""
    return frame(kind, json.dumps(document, ensure_ascii=False).encode())


class FrameReader:
    """Cuts a stream of bytes into frames, however it arrives."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._held = b""

    def feed(self, some: bytes) -> Iterator[tuple[Kind, bytes]]:
        """Yield the frames that these bytes complete; keep the rest. To be read to its end."""
        held = self._held + some
        view, at = memoryview(held), 0
        while len(held) - at >= _HEAD.size:
            kind, length = _HEAD.unpack_from(held, at)
            end = at + _HEAD.size + length
            if len(held) < end:
                break
            yield Kind(kind), bytes(view[at + _HEAD.size : end])
            at = end
        self._held = held[at:]
