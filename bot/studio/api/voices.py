"""Voices: who can be heard."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from bot.studio.api.problems import PROBLEM, file_of
from bot.studio.studio import Studio
from common.errors import UnknownLanguage, near_names


def voice_router(studio: Studio) -> APIRouter:
    router = APIRouter(tags=["voices"], responses=PROBLEM)

    @router.get("/voices/{voice_id}/sample", response_class=FileResponse, responses=file_of("audio/ogg"))
    async def sample(
        voice_id: str, language: Annotated[str | None, Query(max_length=40)] = None
    ) -> FileResponse:
        """A sentence in this voice, as OGG/Opus."""
        voice = await asyncio.to_thread(studio.desk.voices.get, voice_id)
        spoken = voice.info.languages
        if language and language not in spoken:
            # Each language that is asked for becomes a file.
            raise UnknownLanguage(name=language, hint=near_names(language, list(spoken)))
        path = await studio.speak_sample(voice.info.id, language or spoken[0])
        return FileResponse(path, media_type="audio/ogg", headers={"Cache-Control": "private, max-age=3600"})

    return router
