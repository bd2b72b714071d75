"""The service: one FastAPI application, its routes and what every answer goes through."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI

from maillage.api import (
    route_concepts,
    route_data,
    route_diff,
    route_docs,
    route_health,
    route_home,
    route_link,
    route_page,
    route_pathway_page,
    route_pathways,
    route_perimeter_page,
    route_questions,
    route_reconcile,
    route_resolve,
    route_search,
    route_sparql,
    route_static,
    route_territory_page,
    route_text_page,
)
from maillage.api.answer_docs import ANYWHERE
from maillage.api.answered_before import AnsweredBefore
from maillage.api.cross_origin import CrossOrigin
from maillage.api.limited import Limited
from maillage.api.observed import Observed
from maillage.api.page_language import Speaking
from maillage.api.problem import add_problem_handlers
from maillage.api.served_generation import ServedGeneration
from maillage.api.service_log import configure_log
from maillage.api.settings import Settings
from maillage.api.warm_steps import steps_with_map
from maillage.graph.home import Home

# Routes are tried in this order: what is asked thousands of times a second comes first.
ROUTES = (
    route_resolve, route_concepts, route_data, route_diff, route_docs, route_health, route_home, route_link,
    route_page, route_pathway_page, route_pathways, route_questions, route_reconcile, route_search,
    route_sparql,
    route_static, route_perimeter_page, route_territory_page, route_text_page,
)  # fmt: skip


def create_app(settings: Settings) -> FastAPI:
    """Return the application over one home. Nothing is opened before it is served, or asked."""
    app = FastAPI(
        title="Maillage",
        summary="La langue commune des métiers, compétences, certifications, formations et territoires",
        version="1",
        lifespan=_lifespan,
        docs_url=None,  # it would ask another host for its scripts
        redoc_url=None,
        # FastAPI's own would hold what was asked.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        responses=ANYWHERE,
    )
    app.state.settings = settings
    app.state.served = ServedGeneration(
        Home(settings.home), steps=steps_with_map(settings.geometry)
    )
    add_problem_handlers(app)
    # The last added is the outermost: what is refused is counted and protected as well.
    app.add_middleware(Speaking)
    app.add_middleware(AnsweredBefore, served=app.state.served, make=route_resolve.resolved)
    app.add_middleware(
        Limited, max_body=settings.max_body, rate=settings.rate, burst=settings.rate * 4
    )
    app.add_middleware(
        CrossOrigin,
        allow_origins=[one.strip() for one in settings.origins.split(",") if one.strip()],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["Authorization", "X-Api-Key", "Content-Type", "If-None-Match"],
        expose_headers=["ETag", "Link", "Retry-After"],
        max_age=86_400,
    )
    app.add_middleware(Observed)
    for routes in ROUTES:
        app.include_router(routes.router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    if app.state.settings.warm:
        app.state.served.start()
    yield
    await to_thread.run_sync(app.state.served.stop)


def app_from_environment() -> FastAPI:
    """Return the application that the environment describes: what each worker process calls."""
    configure_log()
    return create_app(Settings())
