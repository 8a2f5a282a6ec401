"""For whoever watches over the machine: is it alive, can it make clips, and what has it done."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.studio.health import Health
from bot.studio.tally import CONTENT_TYPE
from pipeline.jobs.job import State

PATHS = ("/healthz", "/readyz", "/metrics")
METRICS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The numbers.", "content": {CONTENT_TYPE: {"schema": {"type": "string"}}}}
}
FRESH = {"Cache-Control": "no-store"}


def health_router(health: Health) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def alive() -> dict[str, Any]:
        """Answers while the program lives, whatever else is wrong."""
        states, _ = await health.counted()
        trouble = health.studio.desk.trouble.now
        return {
            "ok": trouble is None,
            "worker": health.pulse().pid is not None,
            "orders": states.get(State.QUEUED, 0) + states.get(State.RUNNING, 0),
            "trouble": trouble.message if trouble else None,
        }

    @router.get("/readyz", responses={503: {"description": "Clips cannot be made now; `reasons` says why."}})
    async def ready() -> JSONResponse:
        """200 when clips can be made now."""
        seen = await health.look()
        told = {
            "ready": seen.ready,
            "reasons": seen.reasons,
            "database": seen.database,
            "worker": {
                "pid": seen.worker.pid,
                "ready": seen.worker.ready,
                "silent_s": round(seen.worker.silent_s, 1),
            },
            "disk_free_bytes": seen.free_bytes,
            "gpu": seen.gpu,
            "trouble": seen.trouble,
        }
        return JSONResponse(told, status_code=200 if seen.ready else 503, headers=FRESH)

    @router.get("/metrics", response_class=PlainTextResponse, responses=METRICS)
    async def metrics() -> Response:
        """In Prometheus' text format."""
        return Response(await health.metrics(), media_type=CONTENT_TYPE, headers=FRESH)

    return router
