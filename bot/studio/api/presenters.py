"""Presenters: who can be seen."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from bot.studio.api.problems import PROBLEM, file_of
from bot.studio.desk import OWN, SMALL_PX, Desk
from presenters.catalog import POSTER_SIDE_PX


def presenter_router(desk: Desk) -> APIRouter:
    router = APIRouter(tags=["presenters"], responses=PROBLEM)

    @router.get(
        "/presenters/{presenter_id}/poster", response_class=FileResponse, responses=file_of("image/jpeg")
    )
    async def poster(presenter_id: str, small: Annotated[bool, Query()] = False) -> FileResponse:
        """A picture of the presenter."""
        presenter = await asyncio.to_thread(desk.presenters.get, presenter_id, OWN)
        side_px = SMALL_PX if small else POSTER_SIDE_PX
        path = await asyncio.to_thread(lambda: desk.presenters.poster(presenter.id, side_px=side_px))
        return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})

    return router
