"""Voices: who can be heard."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import FileResponse

from bot.studio.api.problems import PROBLEM
from bot.studio.studio import Studio


def voice_router(studio: Studio) -> APIRouter:
    router = APIRouter(tags=["voices"], responses=PROBLEM)

    @router.get("/voices/{voice_id}/sample", response_class=FileResponse)
    async def sample(voice_id: str, language: str | None = None) -> FileResponse:
        """A sentence in this voice, as OGG/Opus."""
        voice = await asyncio.to_thread(studio.desk.voices.get, voice_id)
        path = await studio.speak_sample(voice.info.id, language or voice.info.languages[0])
        return FileResponse(path, media_type="audio/ogg", headers={"Cache-Control": "private, max-age=3600"})

    return router
