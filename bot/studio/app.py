"""The studio as part of the web application: its pages under /studio, its API under /api/v1."""

from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.staticfiles import StaticFiles

from bot.room.doors import Doors
from bot.studio.api.events import event_router
from bot.studio.api.orders import order_router
from bot.studio.api.presenters import presenter_router
from bot.studio.api.problems import answer_problems
from bot.studio.api.uploads import upload_router
from bot.studio.api.voices import voice_router
from bot.studio.pages import HERE, page_router
from bot.studio.studio import Studio
from bot.studio.visitors import Visitors

API = "/api/v1"
STATIC = "/studio/static"


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
    api = APIRouter(prefix=API)
    api.include_router(upload_router(studio.desk, visitors))
    api.include_router(event_router(studio.desk, visitors, studio.stopping))
    api.include_router(order_router(studio.desk, visitors))
    api.include_router(presenter_router(studio.desk))
    api.include_router(voice_router(studio))
    app.include_router(api)
    app.mount(STATIC, Fresh(directory=HERE / "static"), name="studio-static")
    app.include_router(page_router(studio, visitors))
    answer_problems(app, visitors, under=f"{API}/")
