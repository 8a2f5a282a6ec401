"""Batches: many clips at once, from many videos or from a table of rows."""

import asyncio
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from bot.studio.api.batchschema import (
    PAGE,
    PAGE_MOST,
    BatchIn,
    BatchList,
    BatchOut,
    CheckIn,
    CheckOut,
    WholeBatchOut,
)
from bot.studio.api.problems import PROBLEM
from bot.studio.archive import pack
from bot.studio.batches import Batches
from bot.studio.desk import Desk
from bot.studio.rows import check_rows
from bot.studio.visitors import Visitors
from pipeline.clipnames import safe_name


def batch_router(desk: Desk, visitors: Visitors) -> APIRouter:
    router = APIRouter(tags=["batches"], responses=PROBLEM)
    batches = Batches(desk=desk)

    @router.post("/batches", status_code=202)
    async def begin(asked: BatchIn, request: Request) -> WholeBatchOut:
        """Ask for many clips. All of them are in the line when this answers, or none."""
        visitor = visitors.of(request)
        return await batches.whole((await batches.begin(asked, visitor)).id, visitor)

    @router.post("/batches/check")
    async def check(asked: CheckIn, request: Request) -> CheckOut:
        """What a template and a table would become, and what is wrong with them. Nothing is put in the line."""
        return await check_rows(desk, asked, visitors.of(request))

    @router.get("/batches")
    async def found(
        kind: Literal["many", "names"] | None = None,
        before: Annotated[str | None, Query(max_length=80)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> BatchList:
        """The newest first, without their orders."""
        told, more = await batches.list(kind=kind, before=before, limit=limit)
        return BatchList(batches=list(told), before=more)

    @router.get("/batches/{batch_id}")
    async def one(
        batch_id: str,
        request: Request,
        first: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=PAGE_MOST)] = PAGE,
    ) -> WholeBatchOut:
        """A batch with its orders, a page at a time."""
        return await batches.whole(batch_id, visitors.of(request), first=first, limit=limit)

    @router.post("/batches/{batch_id}/pause")
    async def pause(batch_id: str) -> BatchOut:
        """Those that wait are held back; what is being made is made."""
        return await batches.hold(batch_id, held=True)

    @router.post("/batches/{batch_id}/resume")
    async def resume(batch_id: str) -> BatchOut:
        """Let a paused batch go on."""
        return await batches.hold(batch_id, held=False)

    @router.post("/batches/{batch_id}/cancel")
    async def cancel(batch_id: str) -> BatchOut:
        """All that wait or run. Clips that are ready stay."""
        return await batches.cancel(batch_id)

    @router.post("/batches/{batch_id}/retry")
    async def retry(batch_id: str) -> BatchOut:
        """All that failed or were cancelled go back in the line."""
        return await batches.retry(batch_id)

    @router.delete("/batches/{batch_id}", status_code=204)
    async def delete(batch_id: str) -> Response:
        """Delete a batch that has ended, with its clips."""
        await batches.delete(batch_id)
        return Response(status_code=204)

    @router.get("/batches/{batch_id}/zip", response_class=StreamingResponse)
    async def packed(batch_id: str, request: Request, subtitles: bool = False) -> StreamingResponse:
        """All clips that are ready, as one ZIP file; with a table of the rows (index.csv) where there was one."""
        batch = await batches.get(batch_id)
        jobs = await desk.line.batch(batch_id)
        archive = await asyncio.to_thread(pack, batch, jobs, visitors.of(request), subtitles=subtitles)
        name = quote(f"{safe_name(batch.title, 'clips')}.zip")
        return StreamingResponse(
            iter(archive),
            media_type="application/zip",
            headers={
                "Content-Length": str(len(archive)),
                "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            },
        )

    return router
