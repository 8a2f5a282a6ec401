"""What happens, as server-sent events: to one order, to a batch, or to all."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from bot.studio.api.problems import PROBLEM
from bot.studio.desk import Desk, order_out
from bot.studio.visitors import Visitor, Visitors
from pipeline.jobs.events import JobEvent
from pipeline.jobs.job import FINAL, Job

ALIVE_EVERY_S = 15.0
PLACES_EVERY_S = 1.0
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Events, as they happen.", "content": {"text/event-stream": {}}}
}
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event_router(desk: Desk, visitors: Visitors, stopping: asyncio.Event) -> APIRouter:
    router = APIRouter(tags=["events"], responses=PROBLEM)

    def stream(visitor: Visitor, *, order: str | None = None, batch: str | None = None) -> StreamingResponse:
        said = _said(desk, visitor, stopping, order, batch)
        return StreamingResponse(said, media_type="text/event-stream", headers=HEADERS)

    @router.get("/events", response_class=StreamingResponse, responses=STREAM)
    async def events(request: Request, batch: str | None = None) -> StreamingResponse:
        """Event "order" with an order as it is now, whenever one changes; "places" with how far the waiting ones are;
        "trouble" at the start, and when it changes, with why nothing is made at present, or null.

        After a lost connection ask for the orders again: events are not kept.
        """
        return stream(visitors.of(request), batch=batch)

    @router.get("/orders/{order_id}/events", response_class=StreamingResponse, responses=STREAM)
    async def order_events(order_id: str, request: Request) -> StreamingResponse:
        """The same for one order; it begins with the order as it is and ends when the order does."""
        await desk.job(order_id)
        return stream(visitors.of(request), order=order_id)

    return router


async def _said(
    desk: Desk, visitor: Visitor, stopping: asyncio.Event, order: str | None, batch: str | None
) -> AsyncIterator[str]:
    names = await asyncio.to_thread(desk.names)
    told_at, stale = 0.0, False

    def concerns(job: Job) -> bool:
        return desk.shows(job) and order in (None, job.id) and batch in (None, job.batch)

    with desk.line.events.listening() as heard:
        yield "retry: 1500\n\n"
        trouble = desk.trouble.changed
        if order is None:
            yield _trouble(desk, visitor)
        else:
            job = await desk.line.get(order)
            yield _event("order", (await desk.told(job, visitor)).model_dump_json())
            if job.state in FINAL:
                return
        stop = asyncio.ensure_future(stopping.wait())
        coming = asyncio.ensure_future(anext(heard))
        changed = asyncio.ensure_future(trouble.wait())
        try:
            while not stopping.is_set():
                # A batch puts a thousand orders in the line at once: the places are told once a second at most.
                due_s = told_at + PLACES_EVERY_S - time.monotonic()
                if stale and due_s <= 0:
                    told_at, stale = time.monotonic(), False
                    yield _event("places", await _places(desk))
                wait_s = due_s if stale else ALIVE_EVERY_S
                awaited = {stop, coming, changed}
                await asyncio.wait(awaited, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
                if changed.done():
                    changed = asyncio.ensure_future(desk.trouble.changed.wait())
                    if order is None:
                        yield _trouble(desk, visitor)
                    continue
                if not coming.done():
                    if not stale:
                        yield ": alive\n\n"
                    continue
                event: JobEvent = coming.result()
                coming = asyncio.ensure_future(anext(heard))
                if concerns(event.job):
                    if event.job.order.presenter not in names:
                        names = await asyncio.to_thread(desk.names)
                    yield _event("order", order_out(event.job, visitor, None, names).model_dump_json())
                    if order and event.job.state in FINAL:
                        return
                stale = not order
        finally:
            stop.cancel()
            coming.cancel()
            changed.cancel()


async def _places(desk: Desk) -> str:
    places = await desk.line.places()
    return json.dumps({job: [place.ahead, place.estimate_s] for job, place in places.items()})


def _trouble(desk: Desk, visitor: Visitor) -> str:
    return _event("trouble", json.dumps({"message": desk.trouble.sentence(visitor.say)}, ensure_ascii=False))


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
