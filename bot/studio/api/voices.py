"""Voices: who can be heard."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from bot.studio.api.problems import PROBLEM, file_of
from bot.studio.api.schema import Asked
from bot.studio.studio import Studio
from common.errors import UnknownLanguage, near_names
from voices.voice import VoiceInfo

SAY_LIMIT = 200
KEPT = {"Cache-Control": "private, max-age=3600"}


class VoiceOut(BaseModel):
    id: str
    name: str
    engine: str = Field(description='"espeak" or "coqui".')
    languages: list[str] = Field(description="Language tags, the most specific first.")
    gender: str = Field("", description='"female", "male" or "" when it is not known.')
    licence: str = ""


class LanguageOut(BaseModel):
    tag: str
    name: str = Field(description="What its speakers call it.")


class VoiceList(BaseModel):
    voices: list[VoiceOut]


class LanguageList(BaseModel):
    languages: list[LanguageOut]


class SayIn(Asked):
    text: str = Field(max_length=SAY_LIMIT)
    language: str | None = Field(None, max_length=40, description="For voices that speak several.")


def voice_router(studio: Studio) -> APIRouter:
    router = APIRouter(tags=["voices"], responses=PROBLEM)
    voices = studio.desk.voices

    @router.get("/voices")
    async def found(
        language: Annotated[str | None, Query(max_length=40)] = None,
        gender: Annotated[str, Query(pattern="^(female|male|)$")] = "",
    ) -> VoiceList:
        """Those of models on disk first, then espeak-ng's."""
        listed = await asyncio.to_thread(lambda: voices.list(language=language, gender=gender))
        return VoiceList(voices=[told(one) for one in listed])

    @router.get("/voices/languages")
    async def languages() -> LanguageList:
        """Every language that has a voice, the common ones first."""
        spoken = await asyncio.to_thread(voices.languages)
        return LanguageList(languages=[LanguageOut(tag=tag, name=name) for tag, name in spoken])

    @router.get("/voices/{voice_id:path}/sample", response_class=FileResponse, responses=file_of("audio/ogg"))
    async def sample(
        voice_id: str, language: Annotated[str | None, Query(max_length=40)] = None
    ) -> FileResponse:
        """A sentence in this voice, as OGG/Opus."""
        spoken = (await asyncio.to_thread(voices.get, voice_id)).info.languages
        if language and language not in spoken:
            # Each language that is asked for becomes a file.
            raise UnknownLanguage(name=language, hint=near_names(language, list(spoken)))
        path = await studio.hear(voice_id, language)
        return FileResponse(path, media_type="audio/ogg", headers=KEPT)

    @router.post("/voices/{voice_id:path}/say", response_class=Response, responses=file_of("audio/ogg"))
    async def say(voice_id: str, asked: SayIn) -> Response:
        """A few words of your own in this voice, as OGG/Opus."""
        sound = await studio.say(voice_id, asked.text, asked.language)
        return Response(sound, media_type="audio/ogg", headers={"Cache-Control": "no-store"})

    return router


def told(voice: VoiceInfo) -> VoiceOut:
    return VoiceOut(
        id=voice.id,
        name=voice.name,
        engine=voice.engine,
        languages=list(voice.languages),
        gender=voice.gender,
        licence=voice.licence,
    )
