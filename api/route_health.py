"""Whether the process lives, whether it can answer, and what it measured."""

import os

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from maillage.api.answer_docs import problem_docs
from maillage.api.observed import GENERATION
from maillage.api.opened import Opened, served

router = APIRouter(tags=["service"])


@router.get("/health")
async def health() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


@router.get("/ready", responses={503: problem_docs("aucun graphe en service")})
def ready(request: Request, opened: Opened) -> dict[str, object]:
    """Say which generation answers, and what of it is read already; 503 while there is none.

    A model that is `cold` is read when it is asked for, if the service does not come to it before; what is
    `missing`, this graph lacks.
    """
    GENERATION.set(opened.number)
    found = {"status": "ok", "generation": opened.number, "created_at": opened.manifest.created_at}
    warm_up = served(request).warm_up
    if warm_up is None:
        return found
    return {**found, "warm": warm_up.warm, "cold": warm_up.cold, "missing": warm_up.missing}


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {
            "description": "Prometheus",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    },
)
def metrics() -> Response:
    """Give the measures of all worker processes, as Prometheus reads them."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
