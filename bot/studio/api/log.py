"""The log: what happened, as it happens, and as a file."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import FileResponse, PlainTextResponse, StreamingResponse
from pydantic import BaseModel, Field

from bot.logbook import LEVELS, LOOK_EVERY_S, Entry, Found, Source, Wish
from bot.studio.api.events import ALIVE_EVERY_S, HEADERS
from bot.studio.api.problems import PROBLEM, file_of
from bot.studio.studio import Studio
from bot.studio.visitors import Visitor, Visitors

DOWNLOADED = 50_000
PLACE = r"^\d*-\d+$"


class EntryOut(BaseModel):
    at: str = Field(description="UTC, ISO 8601; empty where the line does not say.")
    level: str
    event: str
    order: str | None = None
    fields: dict[str, str] = Field(default_factory=dict)
    trace: str | None = Field(None, description="The traceback of an error.")


class LogOut(BaseModel):
    entries: list[EntryOut] = Field(description="Oldest first.")
    after: str = Field(description="Ask with it for what comes next.")


@dataclass(frozen=True, kw_only=True)
class LogWish:
    source: Source
    wish: Wish


def _asked(
    source: Source = Source.BOT,
    order: Annotated[str | None, Query(max_length=80)] = None,
    level: Annotated[str, Query(pattern=f"^({'|'.join(LEVELS)})$", description="This or worse.")] = "debug",
    words: Annotated[str, Query(max_length=200)] = "",
) -> LogWish:
    return LogWish(source=source, wish=Wish(order=order or None, level=level, words=words))


Asked = Annotated[LogWish, Depends(_asked)]
After = Annotated[str | None, Query(pattern=PLACE)]


def log_router(studio: Studio, visitors: Visitors) -> APIRouter:
    router = APIRouter(tags=["log"], responses=PROBLEM)
    book = studio.logbook

    @router.get("/log")
    async def log(
        asked: Asked, after: After = None, limit: Annotated[int, Query(ge=1, le=2000)] = 500
    ) -> LogOut:
        """The newest entries of the bot's log, or of the worker's; with ``after`` what was written since."""
        if after:
            found = await asyncio.to_thread(book.since, asked.source, after, asked.wish)
        else:
            found = await asyncio.to_thread(lambda: book.last(asked.source, asked.wish, limit=limit))
        return LogOut(entries=[EntryOut(**asdict(entry)) for entry in found.entries], after=found.after)

    @router.get("/log/events", response_class=StreamingResponse)
    async def events(
        request: Request,
        asked: Asked,
        after: After = None,
        last_event_id: Annotated[str | None, Header(pattern=PLACE)] = None,
    ) -> StreamingResponse:
        """Event "entry" for each new one, with the place after it as its id, so that a lost connection leaves no gap."""
        visitor = visitors.of(request)
        said = _said(studio, visitor, asked, last_event_id or after)
        return StreamingResponse(said, media_type="text/event-stream", headers=HEADERS)

    @router.get("/log/file", response_class=FileResponse, responses=file_of("text/plain"))
    async def file(asked: Asked) -> PlainTextResponse:
        """The entries that fit, as a text file to send to somebody."""
        found = await asyncio.to_thread(lambda: book.last(asked.source, asked.wish, limit=DOWNLOADED))
        text = await asyncio.to_thread(_text, found)
        name = f"mouthpiece-{asked.source}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.log"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return PlainTextResponse(text, headers=headers)

    return router


async def _said(studio: Studio, visitor: Visitor, asked: LogWish, after: str | None) -> AsyncIterator[str]:
    book, wish = studio.logbook, asked.wish
    yield "retry: 1500\n\n"
    if after is None:
        after = (await asyncio.to_thread(lambda: book.last(asked.source, wish, limit=1))).after
    spoke_at, trouble = time.monotonic(), None
    while not studio.stopping.is_set():
        found = await asyncio.to_thread(book.news, asked.source, after, wish)
        after = found.after
        told = [_event(entry, after) for entry in found.entries]
        if (now := studio.desk.trouble.sentence(visitor.say)) != trouble:
            trouble = now
            told.append(f"event: trouble\ndata: {json.dumps({'message': trouble})}\n\n")
        if told:
            yield "".join(told)
            spoke_at = time.monotonic()
        elif time.monotonic() - spoke_at > ALIVE_EVERY_S:
            yield ": alive\n\n"
            spoke_at = time.monotonic()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(studio.stopping.wait(), LOOK_EVERY_S)


def _event(entry: Entry, after: str) -> str:
    return f"id: {after}\nevent: entry\ndata: {json.dumps(asdict(entry), ensure_ascii=False)}\n\n"


def _text(found: Found) -> str:
    return "".join(f"{entry.text()}\n" for entry in found.entries)
