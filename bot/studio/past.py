"""The pages that look back: the history of clips with their storage, and the log."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.logbook import LEVELS, Source
from bot.studio.pages import Pages, Values
from bot.studio.studio import Studio
from bot.studio.visitors import Visitor, Visitors


def past_router(studio: Studio, visitors: Visitors) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    pages = Pages(studio, visitors)

    @router.get("/studio/history")
    async def history(request: Request) -> HTMLResponse:
        async def filling(visitor: Visitor) -> Values:
            return {
                "presenters": sorted(
                    (await asyncio.to_thread(studio.desk.names)).items(), key=lambda one: one[1]
                )
            }

        return await pages.draw(request, "history", filling)

    @router.get("/studio/log")
    async def log(request: Request) -> HTMLResponse:
        async def filling(visitor: Visitor) -> Values:
            return {"levels": LEVELS, "sources": list(Source)}

        return await pages.draw(request, "log", filling)

    return router
