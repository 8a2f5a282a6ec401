"""The pages of who can be seen and who can be heard."""

import asyncio
import importlib.util
from collections.abc import Sequence
from itertools import combinations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.studio.api.presenters import told
from bot.studio.api.voices import SAY_LIMIT
from bot.studio.cast import LONGEST_S
from bot.studio.pages import Pages, Values
from bot.studio.studio import Studio
from bot.studio.visitors import Visitor, Visitors
from common.home import Home
from models.manifest import manifest
from models.trusted import lacking
from pipeline.jobs.length import LETTERS_S, SYLLABLES_S
from voices import coqui
from voices.catalog import Voices

TIPS = ("light", "frame", "mouth", "still", "length")
SHOWN = ("good", "dark", "small", "turned", "hidden")
"""Pictures of good and bad footage"""
TRACKERS = ("mediapipe", "face-alignment")
NEEDED = ("s3fd", "2dfan4")
"""Weights of the second tracker"""


def gallery_router(studio: Studio, visitors: Visitors) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    pages = Pages(studio, visitors)

    @router.get("/studio/presenters")
    async def presenters(request: Request) -> HTMLResponse:
        async def filling(visitor: Visitor) -> Values:
            cast = [told(one).model_dump() for one in await studio.cast.all()]
            return {
                "tips": TIPS,
                "shown": SHOWN,
                "trackers": await asyncio.to_thread(_trackers, studio.desk.home),
                "config": {"presenters": cast, "longest_min": round(LONGEST_S / 60)},
            }

        return await pages.draw(request, "presenters", filling)

    @router.get("/studio/compare")
    async def compare(request: Request) -> HTMLResponse:
        async def filling(visitor: Visitor) -> Values:
            cast = await studio.cast.all()
            engines = await pages.engines(visitor)
            ready = [one.model_dump() for one in engines if one.ready]
            return {
                "voices": await pages.voices(),
                "engines": engines,
                "ready": ready,
                "config": {
                    "presenters": [{"id": one.id, "name": one.name, "engine": one.engine} for one in cast],
                    "presenter": await studio.desk.presenter(None),
                    "pairs": [[a["id"], b["id"]] for a, b in combinations(ready, 2)],
                    "sample_voice": f"{visitor.say.locale}-female",
                    "letters_s": SYLLABLES_S if visitor.say.locale == "zh" else LETTERS_S,
                },
            }

        return await pages.draw(request, "compare", filling)

    @router.get("/studio/voices")
    async def voices(request: Request) -> HTMLResponse:
        async def filling(visitor: Visitor) -> Values:
            home, known = studio.desk.home, studio.desk.voices
            return {
                "limit": SAY_LIMIT,
                "folder": str(home.voices / "coqui"),
                "config": await asyncio.to_thread(_voices, known, home),
            }

        return await pages.draw(request, "voices", filling)

    return router


def _trackers(home: Home) -> Sequence[str]:
    """Names to choose from; none where there is but one that can work here."""
    needed = [manifest().get(name) for name in NEEDED]
    if importlib.util.find_spec("torch") is None or lacking(home, needed):
        return ()
    return TRACKERS


def _voices(voices: Voices, home: Home) -> Values:
    """Short, for there are hundreds: each voice as [id, its language's place, gender, engine, name]."""
    languages = {tag: (number, name) for number, (tag, name) in enumerate(voices.languages())}
    order = list(languages)
    listed = []
    for one in voices.list():
        tag = next((tag for tag in one.languages if tag in languages), one.languages[0])
        listed.append(
            [one.id, order.index(tag) if tag in languages else -1, one.gender, one.engine, one.name]
        )
    models = [{"id": model.id, "folder": str(model.folder)} for model in coqui.find_models(home)]
    return {
        "voices": listed,
        "languages": [[tag, name] for tag, (_, name) in languages.items()],
        "coqui": {"installed": coqui.installed(), "models": models},
    }
