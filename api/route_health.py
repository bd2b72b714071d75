"""Whether the process lives, and whether it can answer."""

from fastapi import APIRouter

from maillage.api.opened import Opened

router = APIRouter(tags=["service"])


@router.get("/health")
async def health() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


@router.get("/ready")
def ready(opened: Opened) -> dict[str, object]:
    """Say which generation answers; 503 while there is none."""
    return {"status": "ok", "generation": opened.number, "created_at": opened.manifest.created_at}
