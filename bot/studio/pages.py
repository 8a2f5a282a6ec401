"""The studio's pages: what a browser is given before its scripts run."""

import asyncio
import base64
import gzip
import re
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, Field

from bot.locales import LOCALES, NAMES
from bot.studio.api.engines import EngineOut, engine_out
from bot.studio.desk import OWN, SMALL_PX
from bot.studio.studio import Studio
from bot.studio.visitors import COOKIE_LASTS_S, Visitor, Visitors
from bot.studio.words import LANGUAGE_COOKIE, script_words
from pipeline.jobs.job import Wanted
from pipeline.jobs.length import LETTERS_S, SYLLABLES_S
from pipeline.lips.engines import ENGINES

HERE = Path(__file__).parent
PAGES = (
    ("one", "/studio"),
    ("many", "/studio/many"),
    ("names", "/studio/names"),
    ("presenters", "/studio/presenters"),
    ("voices", "/studio/voices"),
    ("history", "/studio/history"),
    ("log", "/studio/log"),
)
WITHIN = {"compare": "presenters"}
"""Pages that are reached from another, which is shown as where one is"""
NEWEST = 12
INLINED = 8
"""So many presenters' pictures come with the page itself"""
GZIP_LEVEL = 5
IMPORT = re.compile(r"""^import\b[^"]*"\./(?P<name>[a-z]+\.js)";""", re.MULTILINE)
Values = dict[str, Any]
Filling = Callable[[Visitor], Awaitable[Values]]


class Me(BaseModel):
    """What a browser chose."""

    name: str | None = Field(None, max_length=200)
    language: str | None = Field(None, max_length=12)


class Pages:
    """Draws pages: the frame they share, and what each adds."""

    def __init__(self, studio: Studio, visitors: Visitors) -> None:
        self.studio = studio
        self.visitors = visitors
        loader = jinja2.FileSystemLoader(HERE / "templates")
        self._templates = Jinja2Templates(
            env=jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        )
        mark = (HERE / "static" / "icon.svg").read_bytes()
        self._mark = f"data:image/svg+xml;base64,{base64.b64encode(mark).decode()}"

    async def draw(self, request: Request, page: str, filling: Filling) -> HTMLResponse:
        """``filling`` gives the template's values; what is under "config" goes to the page's scripts."""
        visitor = self.visitors.of(request)
        values = await filling(visitor)
        language = visitor.say.locale
        config = {
            "page": page,
            "language": language,
            "words": script_words(language, "studio-", f"{page}-"),
            "engines": {name: visitor.say(f"lips-{name}") for name in ENGINES},
            **values.pop("config", {}),
        }
        answer = self._templates.TemplateResponse(
            request,
            f"{page}.html",
            {
                "t": visitor.say,
                "language": language,
                "languages": list(NAMES.items()),
                "page": page,
                "pages": PAGES,
                "within": WITHIN.get(page),
                "mark": self._mark,
                "who": visitor.who,
                "config": config,
                "scripts": scripts_of(f"{page}.js"),
                **values,
            },
            headers={"Cache-Control": "no-store"},
        )
        if "gzip" in request.headers.get("accept-encoding", ""):
            answer.body = gzip.compress(bytes(answer.body), GZIP_LEVEL)
            answer.headers["Content-Encoding"] = "gzip"
            answer.headers["Content-Length"] = str(len(answer.body))
        self.visitors.welcome(request, answer)
        return answer

    async def presenters(self) -> list[Values]:
        return await asyncio.to_thread(self._presenters)

    def _presenters(self) -> list[Values]:
        desk = self.studio.desk
        told = []
        for number, one in enumerate(desk.presenters.list(OWN)):
            poster = f"/api/v1/presenters/{one.id}/poster?small=1"
            small = desk.presenters.poster_path(one, side_px=SMALL_PX)
            if number < INLINED and small.is_file():
                poster = f"data:image/jpeg;base64,{base64.b64encode(small.read_bytes()).decode()}"
            told.append({"id": one.id, "name": one.name, "description": one.description, "poster": poster})
        return told

    async def engines(self, visitor: Visitor) -> list[EngineOut]:
        """What can draw lips."""
        states = await asyncio.to_thread(self.studio.desk.engines.list)
        return [engine_out(one, visitor) for one in states]

    async def voices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Voices by language, those of one's own models first."""
        return await asyncio.to_thread(self._voices)

    def _voices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        voices = self.studio.desk.voices
        everything = voices.list()
        groups = [("Coqui", [(one.id, one.name) for one in everything if one.engine == "coqui"])]
        spoken: dict[str, list[tuple[str, str]]] = {}
        for one in everything:
            if one.engine != "coqui":
                spoken.setdefault(one.languages[0], []).append((one.id, one.name))
        for tag, name in voices.languages():
            if tag in spoken:
                groups.append((name, spoken[tag]))
        return [group for group in groups if group[1]]


@cache
def scripts_of(script: str) -> tuple[str, ...]:
    """The scripts that one imports, and those they do: told to the browser at once, they come beside each other."""
    found = {script: None}
    waiting = [script]
    while waiting:
        source = (HERE / "static" / waiting.pop()).read_text(encoding="utf-8")
        new = [name for name in IMPORT.findall(source) if name not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return tuple(found)[1:]


def page_router(studio: Studio, visitors: Visitors) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    pages = Pages(studio, visitors)

    @router.get("/studio")
    async def one(request: Request) -> HTMLResponse:
        async def filling(visitor: Visitor) -> Values:
            desk = studio.desk
            jobs = [job for job in await desk.find(Wanted(), limit=NEWEST) if job.batch is None]
            places = await desk.line.places()
            chinese = visitor.say.locale == "zh"
            return {
                "voices": await pages.voices(),
                "engines": await pages.engines(visitor),
                "config": {
                    "presenters": await pages.presenters(),
                    "presenter": await desk.presenter(None),
                    "orders": [
                        (await desk.told(job, visitor, places)).model_dump(mode="json") for job in jobs
                    ],
                    "sample_voice": f"{visitor.say.locale}-female",
                    "letters_s": SYLLABLES_S if chinese else LETTERS_S,
                },
            }

        return await pages.draw(request, "one", filling)

    @router.post("/studio/me")
    async def me(told: Me, request: Request) -> Response:
        answer = Response(status_code=204)
        if told.language in LOCALES:
            answer.set_cookie(LANGUAGE_COOKIE, told.language, max_age=COOKIE_LASTS_S, samesite="lax")
        if told.name is not None:
            visitors.welcome(request, answer, name=told.name)
        return answer

    return router
