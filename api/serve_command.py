"""`maillage serve`: the service under uvicorn."""

import uvicorn

from maillage.api.terminal import messages


def serve_run(host: str, port: int, workers: int) -> None:
    """Serve until told to stop; requests that have begun are answered first."""
    messages.print(f"Maillage répond sur http://{host}:{port}/ ; la documentation est sous /docs")
    uvicorn.run(
        "maillage.api.service:app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        server_header=False,
        timeout_graceful_shutdown=30,
    )
