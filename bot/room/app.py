"""The room as one web application: the Bot API, the chat page, and the doors before them."""

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bot.room.botapi import api_router
from bot.room.doors import Doors, DoorsMiddleware, Network
from bot.room.pageapi import page_api_router
from bot.room.pages import HERE, Visitors, page_router
from bot.room.room import Room


async def make_doors(room: Room, password: str | None, networks: Sequence[Network] = ()) -> Doors:
    """The doors of this room: sessions are signed with the room's own secret and outlive a restart."""
    return Doors(secret=await room.secret(), password=password, networks=networks)


async def room_app(room: Room, doors: Doors) -> FastAPI:
    """An application with absolute paths (/bot..., /file/bot..., /chat, /login), to serve alone or mount at "".

    A webhook is delivered to only while ``bot.room.webhook.delivering(room)`` is open.
    """
    app = FastAPI(title="Mouthpiece chat room", docs_url=None, redoc_url=None, openapi_url=None)
    visitors = Visitors(room, await room.secret())
    app.include_router(api_router(room), include_in_schema=False)
    app.mount("/chat/static", StaticFiles(directory=HERE / "static"), name="chat-static")
    app.include_router(page_router(room, doors, visitors), include_in_schema=False)
    app.include_router(page_api_router(room, visitors), include_in_schema=False)
    app.add_middleware(DoorsMiddleware, doors=doors)
    return app
