"""Whether the process lives, whether it can answer, and what it measured."""

import os

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from maillage.api.observed import GENERATION
from maillage.api.opened import Opened

router = APIRouter(tags=["service"])


@router.get("/health")
async def health() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


@router.get("/ready", responses={503: {"description": "aucun graphe en service"}})
def ready(opened: Opened) -> dict[str, object]:
    """Say which generation answers; 503 while there is none."""
    GENERATION.set(opened.number)
    return {"status": "ok", "generation": opened.number, "created_at": opened.manifest.created_at}


@router.get("/metrics", response_class=Response)
def metrics() -> Response:
    """Give the measures of all worker processes, as Prometheus reads them."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
