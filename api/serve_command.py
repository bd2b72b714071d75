"""`maillage serve`: the service under uvicorn."""

import ipaddress
import os
import signal
from tempfile import TemporaryDirectory

from maillage.api.free_memory import query_room
from maillage.api.terminal import messages

_RATE = 50  # requests a second of one client, where the world can reach the service


def serve_run(host: str, port: int, workers: int) -> None:
    """Serve until told to stop; requests that have begun are answered first.

    Where the service listens beyond this machine, what costs asks for a key and one client's requests are
    limited, unless the environment says otherwise.
    """
    if not _is_local(host):
        os.environ.setdefault("MAILLAGE_KEYS_REQUIRED", "true")
        os.environ.setdefault("MAILLAGE_RATE", str(_RATE))
    from maillage.api.commands import settings

    # Before a model is read: what is free now is for them, and for queries.
    if not settings().sparql_room:
        os.environ["MAILLAGE_SPARQL_ROOM"] = str(query_room(workers))
    # uvicorn stops at this signal, then raises it again: without a handler, nothing here would be put away.
    signal.signal(signal.SIGTERM, _end)
    with TemporaryDirectory(prefix="maillage-metrics-") as folder:
        # Before prometheus_client is imported, which reads it then: workers add their measures up there.
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        _serve(host, port, workers)


def _end(*_: object) -> None:
    raise SystemExit(0)


def _serve(host: str, port: int, workers: int) -> None:
    import uvicorn

    from maillage.api.service_log import configure_log

    configure_log()
    messages.print(f"Maillage répond sur http://{host}:{port}/ ; la documentation est sous /docs")
    uvicorn.run(
        "maillage.api.service:app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=30,
    )


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
