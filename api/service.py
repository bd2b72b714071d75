"""The service: one FastAPI application, its routes and what every answer goes through."""

from fastapi import FastAPI

from maillage.api import route_health
from maillage.api.problem import add_problem_handlers
from maillage.api.served_generation import ServedGeneration
from maillage.api.settings import Settings
from maillage.graph.home import Home

ROUTES = (route_health,)


def create_app(settings: Settings) -> FastAPI:
    """Return the application over one home. Nothing is opened before the first request."""
    app = FastAPI(
        title="Maillage",
        summary="La langue commune des métiers, compétences, certifications, formations et territoires",
        version="1",
        docs_url="/docs",
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.served = ServedGeneration(Home(settings.home))
    add_problem_handlers(app)
    for routes in ROUTES:
        app.include_router(routes.router)
    return app


def app_from_environment() -> FastAPI:
    """Return the application that the environment describes: what each worker process calls."""
    return create_app(Settings())
