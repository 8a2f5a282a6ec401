"""The pages for many clips at once: one sound and many videos, and one template and a table."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.studio.batches import Batches, UnknownBatch
from bot.studio.pages import Pages, Values
from bot.studio.studio import Studio
from bot.studio.visitors import Visitor, Visitors
from pipeline.jobs.length import LETTERS_S, SYLLABLES_S

EARLIER = 10


def batch_page_router(studio: Studio, visitors: Visitors) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    pages = Pages(studio, visitors)
    batches = Batches(desk=studio.desk)

    async def shown(batch_id: str | None, kind: str, visitor: Visitor) -> Values:
        told, more = await batches.list(kind=kind, limit=EARLIER)
        try:
            batch = await batches.whole(batch_id, visitor) if batch_id else None
        except UnknownBatch:
            batch = None
        return {
            "batches": [one.model_dump(mode="json") for one in told],
            "more": more,
            "batch": batch.model_dump(mode="json") if batch and batch.kind == kind else None,
        }

    async def draw(request: Request, kind: str, batch_id: str | None) -> HTMLResponse:
        async def filling(visitor: Visitor) -> Values:
            return {
                "voices": await pages.voices(),
                "engines": await pages.engines(visitor),
                "config": {
                    **await shown(batch_id, kind, visitor),
                    "presenters": await pages.presenters(),
                    "presenter": await studio.desk.presenter(None),
                    "sample_voice": f"{visitor.say.locale}-female",
                    "letters_s": SYLLABLES_S if visitor.say.locale == "zh" else LETTERS_S,
                },
            }

        return await pages.draw(request, kind, filling)

    @router.get("/studio/many")
    async def many(request: Request, batch: str | None = None) -> HTMLResponse:
        return await draw(request, "many", batch)

    @router.get("/studio/names")
    async def names(request: Request, batch: str | None = None) -> HTMLResponse:
        return await draw(request, "names", batch)

    return router
