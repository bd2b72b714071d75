"""The service's log: one JSON object a line on stderr, without anything of a person or of a query."""

import json
import logging
import sys
from datetime import UTC, datetime
from functools import lru_cache

_encoded = json.JSONEncoder(ensure_ascii=False, default=str).encode  # made once: a line a request


class JsonLines(logging.Formatter):
    """Writes a record as JSON: time, level, event, and the fields that it was given.

    A fault that nobody foresaw has its place in our code, never the values that led to it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line: dict[str, object] = {
            "time": f"{_second(int(record.created))}.{int(record.msecs):03d}+00:00",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = type(record.exc_info[1]).__name__
            line["at"] = _places(record.exc_info[1])
        return _encoded(line)


@lru_cache(maxsize=2)  # many lines are of the same second
def _second(since: int) -> str:
    return datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _places(error: BaseException) -> list[str]:
    found = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-5:]


def configure_log(level: int = logging.INFO) -> None:
    """Send our events, and uvicorn's, to stderr as JSON lines; uvicorn's access log is left out.

    It would hold addresses and queries: ours has the route, the status and the time only.
    """
    # No line says from where it was logged: finding that takes as long as writing the line.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("maillage", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(level)
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False
