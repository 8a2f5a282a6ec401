"""The studio as part of the web application: its pages under /studio, its API under /api/v1."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import cookie_parser

from bot.room.doors import Doors
from bot.studio.api.batches import batch_router
from bot.studio.api.comparisons import comparison_router
from bot.studio.api.description import FOR_PROGRAMS, description_router
from bot.studio.api.engines import engine_router
from bot.studio.api.events import event_router
from bot.studio.api.gate import Gate
from bot.studio.api.log import log_router
from bot.studio.api.models import model_router
from bot.studio.api.orders import order_router
from bot.studio.api.presenters import presenter_router
from bot.studio.api.problems import answer, answer_problems
from bot.studio.api.schema import Problem
from bot.studio.api.storage import storage_router
from bot.studio.api.uploads import upload_router
from bot.studio.api.voices import voice_router
from bot.studio.batchpages import batch_page_router
from bot.studio.galleries import gallery_router
from bot.studio.pages import HERE, page_router
from bot.studio.past import past_router
from bot.studio.studio import Studio
from bot.studio.visitors import Visitors
from bot.studio.words import LANGUAGE_COOKIE, locale_of, translator

API = "/api/v1"
STATIC = "/studio/static"
FILES = (f"{API}/uploads",)
"""Where files of any size come in; all other bodies are small JSON"""


class Fresh(StaticFiles):
    """Files a browser asks about each time, so that after an update it does not mix old scripts with new pages."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def mount_studio(app: FastAPI, studio: Studio, doors: Doors, secret: str) -> None:
    """Add the studio to an application that the doors guard already."""
    visitors = Visitors(secret)
    doors.open_paths = (*doors.open_paths, f"{STATIC}/")
    doors.token_paths = (f"{API}/", *FOR_PROGRAMS)
    doors.find_token = studio.tokens.find
    doors.explain = explain_door
    api = APIRouter(prefix=API)
    api.include_router(upload_router(studio.desk, visitors))
    api.include_router(event_router(studio.desk, visitors, studio.stopping))
    api.include_router(order_router(studio.desk, visitors))
    api.include_router(batch_router(studio.desk, visitors))
    api.include_router(presenter_router(studio.cast, visitors))
    api.include_router(voice_router(studio))
    api.include_router(comparison_router(studio.desk, visitors))
    api.include_router(engine_router(studio.desk, visitors))
    api.include_router(model_router(studio.fetches, visitors))
    api.include_router(storage_router(studio))
    api.include_router(log_router(studio, visitors))
    app.include_router(api)
    app.include_router(description_router(app, visitors, prefix=API))
    app.mount(STATIC, Fresh(directory=HERE / "static"), name="studio-static")
    app.include_router(page_router(studio, visitors))
    app.include_router(gallery_router(studio, visitors))
    app.include_router(batch_page_router(studio, visitors))
    app.include_router(past_router(studio, visitors))
    answer_problems(app, visitors, under=f"{API}/")
    # The last in this list is the innermost: nothing of a request is read before the doors let it in.
    gate = Middleware(
        Gate,
        under=f"{API}/",
        files=FILES,
        visitors=visitors,
        answers=studio.answers,
        line=studio.desk.line,
    )
    app.user_middleware.append(gate)


def explain_door(headers: Headers, code: str, status: int, told: dict[str, str]) -> Response:
    """A refusal at the door as a problem, in the asker's language."""
    cookie = cookie_parser(headers.get("cookie", "")).get(LANGUAGE_COOKIE)
    say = translator(locale_of(cookie, headers.get("accept-language", "")))
    title = HTTPStatus(status).phrase
    return answer(Problem(title=title, status=status, detail=say(f"door-{code}"), code=code), headers=told)
