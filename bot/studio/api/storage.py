"""Storage: what lies on the disk, and cleaning up."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from bot.studio.api.problems import PROBLEM
from bot.studio.api.schema import Asked
from bot.studio.storage import DAY_S, Freed, Storage, What
from bot.studio.studio import Studio

Days = Annotated[float, Query(ge=0, le=36_500)]


class StorageOut(BaseModel):
    clips: int
    clips_bytes: int
    inputs_bytes: int = Field(description="Sounds, videos, photos and tables that people sent.")
    prepared_bytes: int = Field(description="Presenters and footage, tracked; made again when needed.")
    presenters: int
    presenters_bytes: int
    free_bytes: int = Field(description="Free on the disk.")
    total_bytes: int = Field(description="The disk's size.")
    keep_days: int | None = Field(description="MOUTHPIECE_KEEP_DAYS: clips go by themselves after so long.")


class FreedOut(BaseModel):
    what: What
    count: int = Field(description="Orders, files or presenters' data.")
    size_bytes: int


class CleanIn(Asked):
    what: list[What] = Field(min_length=1, max_length=len(What))
    older_than_days: float = Field(0, ge=0, le=36_500)


def storage_router(studio: Studio) -> APIRouter:
    router = APIRouter(tags=["storage"], responses=PROBLEM)
    storage = Storage(desk=studio.desk)

    @router.get("/storage")
    async def stored() -> StorageOut:
        """What lies on the disk."""
        return StorageOut(**asdict(await storage.measure()), keep_days=studio.keep_days)

    @router.get("/storage/clean")
    async def would_free(older_than_days: Days = 0) -> list[FreedOut]:
        """What each clean-up would free now."""
        return [_told(await storage.would_free(what, older_than_s=older_than_days * DAY_S)) for what in What]

    @router.post("/storage/clean")
    async def clean(asked: CleanIn) -> list[FreedOut]:
        """Delete for good: ``clips`` and ``failed`` orders of the studio and the API that ended before, ``uploads``
        that no order uses, ``prepared`` data of footage that no presenter has. Answers with what that freed.
        """
        older_than_s = asked.older_than_days * DAY_S
        wanted = dict.fromkeys(asked.what)
        return [_told(await storage.clean(what, older_than_s=older_than_s)) for what in wanted]

    return router


def _told(freed: Freed) -> FreedOut:
    return FreedOut(**asdict(freed))
