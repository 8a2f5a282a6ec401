"""Orders: ask for a clip, follow it, get it, cancel, retry, delete."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse

from bot.studio.api.problems import PROBLEM, file_of
from bot.studio.api.schema import BatchName, DeletedOut, DeleteIn, NotDeleted, OrderIn, OrderList, OrderOut
from bot.studio.desk import Desk, label_of
from bot.studio.visitors import Visitors
from common.errors import BadInput, UnknownJob
from pipeline.jobs.job import Job, State, Wanted

NAMED = 60
SUBTITLES = {"srt": "application/x-subrip", "vtt": "text/vtt"}


class NotReady(BadInput):
    code = "not-ready"
    sentence = "There is no clip yet: the order is {state}."


class StillBeingMade(BadInput):
    code = "still-being-made"
    sentence = "The order is still being made. Cancel it first."


class FileGone(BadInput):
    code = "file-gone"
    sentence = "This file is not there any more, or was never asked for."


def order_router(desk: Desk, visitors: Visitors) -> APIRouter:
    router = APIRouter(tags=["orders"], responses=PROBLEM)

    @router.post("/orders", status_code=202)
    async def order(asked: OrderIn, request: Request) -> OrderOut:
        """Ask for a clip. It is in the line, written to disk, when this answers."""
        visitor = visitors.of(request)
        return await desk.told(await desk.order(asked, visitor), visitor)

    @router.get("/orders")
    async def found(
        request: Request,
        words: Annotated[str | None, Query(max_length=200)] = None,
        presenter: Annotated[str | None, Query(max_length=120)] = None,
        state: Annotated[list[State] | None, Query()] = None,
        batch: Annotated[str | None, Query(max_length=80)] = None,
        before: Annotated[str | None, Query(max_length=80)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> OrderList:
        """The newest orders first, by words, presenter, state or batch."""
        visitor = visitors.of(request)
        states = (*state, State.DELIVERED) if state and State.DONE in state else state
        wanted = Wanted(
            words=words, presenter=presenter or None, states=tuple(states) if states else None, batch=batch
        )
        jobs = await desk.find(wanted, before=before, limit=limit)
        told = await desk.told_all(jobs, visitor)
        batches = {name: await desk.store.batch(name) for name in {job.batch for job in jobs if job.batch}}
        return OrderList(
            orders=told,
            before=jobs[-1].id if len(jobs) == limit else None,
            batches={
                name: BatchName(kind=batch.kind, title=batch.title)
                for name, batch in batches.items()
                if batch
            },
        )

    @router.get("/orders/{order_id}")
    async def one(order_id: str, request: Request) -> OrderOut:
        """One order as it is now."""
        return await desk.told(await desk.job(order_id), visitors.of(request))

    @router.post("/orders/{order_id}/cancel")
    async def cancel(order_id: str, request: Request) -> OrderOut:
        """Stop it, or take it out of the line. What has ended stays as it is."""
        await desk.job(order_id)
        await desk.line.cancel(order_id)
        return await desk.told(await desk.job(order_id), visitors.of(request))

    @router.post("/orders/{order_id}/retry")
    async def retry(order_id: str, request: Request) -> OrderOut:
        """Put what failed or was cancelled back in the line."""
        await desk.job(order_id)
        await desk.line.retry(order_id)
        return await desk.told(await desk.job(order_id), visitors.of(request))

    @router.post("/orders/{order_id}/again", status_code=202)
    async def again(order_id: str, request: Request) -> OrderOut:
        """Ask for the same clip once more, as a new order. It is done at once when the clip made before is still there."""
        visitor = visitors.of(request)
        return await desk.told(await desk.again(order_id, visitor), visitor)

    @router.delete("/orders/{order_id}", status_code=204)
    async def delete(order_id: str) -> Response:
        """Delete an ended order and its clip."""
        if not await desk.delete(order_id):
            raise StillBeingMade
        return Response(status_code=204)

    @router.post("/orders/delete")
    async def delete_many(asked: DeleteIn, request: Request) -> DeletedOut:
        """Delete many ended orders with their clips. Each by itself: one that waits, runs or is gone stops no other."""
        say = visitors.of(request).say
        deleted, kept = [], []
        for order_id in dict.fromkeys(asked.orders):
            try:
                if not await desk.delete(order_id):
                    raise StillBeingMade
                deleted.append(order_id)
            except (UnknownJob, StillBeingMade) as error:
                message = say.error(error.code, str(error), error.details)
                kept.append(NotDeleted(id=order_id, code=error.code, message=message))
        return DeletedOut(deleted=deleted, kept=kept)

    @router.get("/orders/{order_id}/clip", response_class=FileResponse, responses=file_of("video/mp4"))
    async def clip(order_id: str, download: bool = False) -> FileResponse:
        """The clip, also in parts (Range)."""
        job = await desk.job(order_id)
        return clip_file(job, ".mp4", "video/mp4", name=clip_name(job) if download else None)

    @router.get("/orders/{order_id}/thumbnail", response_class=FileResponse, responses=file_of("image/jpeg"))
    async def thumbnail(order_id: str) -> FileResponse:
        """A picture of the clip."""
        return clip_file(await desk.job(order_id), ".jpg", "image/jpeg")

    @router.get(
        "/orders/{order_id}/receipt", response_class=FileResponse, responses=file_of("application/json")
    )
    async def receipt(order_id: str) -> FileResponse:
        """What was made, and how long each stage took."""
        return clip_file(await desk.job(order_id), ".json", "application/json")

    @router.get(
        "/orders/{order_id}/subtitles.{kind}",
        response_class=FileResponse,
        responses=file_of(*SUBTITLES.values()),
    )
    async def subtitles(order_id: str, kind: Literal["srt", "vtt"]) -> FileResponse:
        """Subtitles as .srt or .vtt, when they were asked for."""
        job = await desk.job(order_id)
        return clip_file(job, f".{kind}", SUBTITLES[kind], name=f"{Path(clip_name(job)).stem}.{kind}")

    return router


def clip_file(job: Job, suffix: str, media_type: str, *, name: str | None = None) -> FileResponse:
    if job.clip is None:
        raise NotReady(state=str(job.state))
    path = Path(job.clip.path).with_suffix(suffix)
    if not path.is_file():
        raise FileGone
    headers = {"Cache-Control": "private, max-age=86400"}
    if name:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return FileResponse(path, media_type=media_type, headers=headers)


def clip_name(job: Job) -> str:
    """A name that says what the clip is: its label, or its first words, or the recording's name."""
    said = label_of(job) or job.order.text or Path(job.order.sound_name or "").stem or job.id
    plain = " ".join("".join(c if c.isalnum() or c in " -_.,()" else " " for c in said).split())
    return f"{plain[:NAMED].strip(' .') or job.id}.mp4"
