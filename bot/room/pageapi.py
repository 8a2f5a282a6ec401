"""What the chat page asks of the room: history, live events, sending, tapping, files."""

import re
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse

from bot.room import media
from bot.room.apierror import ApiError
from bot.room.botapi import body
from bot.room.call import caption_of
from bot.room.forms import FIELDS_LIMIT_BYTES, Form, Upload
from bot.room.live import follow
from bot.room.markup import units
from bot.room.pages import Visitors
from bot.room.room import GROUP_ID, TEXT_LIMIT, Room
from bot.room.settings import MB
from bot.room.store import Person, StoredFile
from bot.room.texts import texts_in
from common.errors import BadInput, DiskFull

SHOWN_INLINE = {
    "video/mp4",
    "video/webm",
    "audio/ogg",
    "audio/mpeg",
    "audio/mp4",
    "audio/wav",
    "audio/x-wav",
    "audio/flac",
    "audio/aac",
    "audio/webm",
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
}
PLACE = "/chat/{person_id:int}/{place:str}"
FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=31536000, immutable",
}
WRONG = {
    "message text is empty": "wrong_send",
    "message caption is too long": "wrong_caption",
    "IMAGE_PROCESS_FAILED": "wrong_picture",
    "message to press not found": "wrong_gone",
}

ApiObject = dict[str, Any]


class Refused(Exception):
    """A page's request that cannot be done, with the key of the sentence that says why."""

    def __init__(self, key: str, status: int = 400, **details: Any) -> None:
        super().__init__(key)
        self.key = key
        self.status = status
        self.details = details

    def answer(self, language: str) -> Response:
        sentence = texts_in(language)[self.key].format(**self.details)
        return JSONResponse({"error": self.key, "sentence": sentence}, self.status)


def refusal_of(error: ApiError | BadInput | DiskFull) -> Refused:
    if isinstance(error, DiskFull):
        return Refused("wrong_disk", 507)
    if isinstance(error, BadInput):
        return Refused("wrong_sound", 400)
    if error.code == 507:
        return Refused("wrong_disk", 507)
    return Refused(WRONG.get(error.description.removeprefix("Bad Request: "), "wrong_send"), error.code)


def place_id(person: Person, place: str) -> int:
    """The chat that a path means. Raises HTTPException 404."""
    if place not in ("own", "everyone"):
        raise HTTPException(404)
    return GROUP_ID if place == "everyone" else person.id


async def send_upload(room: Room, person: Person, chat_id: int, form: Form) -> None:
    """A file from the page becomes a message of its kind. Raises Refused, ApiError, BadInput."""
    upload = form.files.get("file")
    if upload is None:
        raise Refused("wrong_send")
    if upload.size == 0:
        raise Refused("wrong_empty", name=upload.name)
    caption = caption_of({"caption": form.fields.get("caption", "")}, None)
    if form.fields.get("voice"):
        content = await room.vault.take_in_voice(upload, owner=person.id)
    else:
        content = await _taken_in(room, person, upload)
    album = str(form.fields.get("album") or "")
    if re.fullmatch(r"\d{1,16}", album) and ("photo" in content or "video" in content):
        content["media_group_id"] = album
    reply_to = str(form.fields.get("reply_to") or "")
    await room.receive(person, chat_id, {**content, **caption}, int(reply_to) if reply_to.isdigit() else None)


async def _taken_in(room: Room, person: Person, upload: Upload) -> ApiObject:
    contents = await media.look_into(upload.path)
    kind = contents.kind(upload.name)
    if kind == "photo" and upload.size > room.settings.photo_limit_bytes:
        kind = "document"
    return await room.vault.take_in(upload, kind, owner=person.id, given={})


def page_api_router(room: Room, visitors: Visitors) -> APIRouter:
    router = APIRouter()

    @router.get(f"{PLACE}/history")
    async def history(request: Request, person_id: int, place: str, before: int = 0) -> ApiObject:
        person = visitors.person(request, person_id)
        rev = await room.store.rev()
        stored = await room.store.history(place_id(person, place), before)
        return {"rev": rev, "messages": [await room.page_message(one) for one in stored]}

    @router.get(f"{PLACE}/events")
    async def events(request: Request, person_id: int, place: str, after: int = 0) -> Response:
        person = visitors.person(request, person_id)
        last = request.headers.get("last-event-id", "")
        after_rev = int(last) if last.isdigit() else after
        stream: AsyncIterator[bytes] = follow(room, person, place_id(person, place), after_rev)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    @router.post(f"{PLACE}/send")
    async def send(request: Request, person_id: int, place: str) -> Response:
        person = visitors.person(request, person_id)
        try:
            fields = await _fields(room, request)
            text = str(fields.get("text") or "").strip()
            if (excess := units(text) - TEXT_LIMIT) > 0:
                return Refused("wrong_long", excess=excess).answer(person.language)
            content = room.text_content(text)
            reply_to = fields.get("reply_to")
            await room.receive(
                person, place_id(person, place), content, reply_to if isinstance(reply_to, int) else None
            )
        except ApiError as error:
            return refusal_of(error).answer(person.language)
        return JSONResponse({})

    @router.post(f"{PLACE}/upload")
    async def upload(request: Request, person_id: int, place: str) -> Response:
        person = visitors.person(request, person_id)
        limit = room.settings.person_limit_bytes
        try:
            kind = request.headers.get("content-type", "")
            async with room.vault.form(body(request), kind, limit + FIELDS_LIMIT_BYTES) as form:
                await send_upload(room, person, place_id(person, place), form)
        except Refused as refused:
            return refused.answer(person.language)
        except ApiError as error:
            if error.code == 413:
                return Refused("wrong_large", 413, name="", limit=limit // MB).answer(person.language)
            return refusal_of(error).answer(person.language)
        except (BadInput, DiskFull) as error:
            return refusal_of(error).answer(person.language)
        return JSONResponse({})

    @router.post(f"{PLACE}/press")
    async def press(request: Request, person_id: int, place: str) -> Response:
        person = visitors.person(request, person_id)
        try:
            fields = await _fields(room, request)
            number, data = fields.get("message_id"), str(fields.get("data") or "")
            answer = await room.press(
                person, place_id(person, place), number if isinstance(number, int) else 0, data
            )
        except ApiError as error:
            return refusal_of(error).answer(person.language)
        return JSONResponse({"answered": bool(answer), **answer})

    @router.post(f"{PLACE}/block")
    async def block(request: Request, person_id: int, place: str) -> Response:
        await room.block(visitors.person(request, person_id))
        return JSONResponse({})

    @router.post(f"{PLACE}/clear")
    async def clear(request: Request, person_id: int, place: str) -> Response:
        await room.clear(visitors.person(request, person_id))
        return JSONResponse({})

    @router.get("/chat/{person_id:int}/files/{file_id}")
    async def file(request: Request, person_id: int, file_id: str, save: bool = False) -> Response:
        visitors.person(request, person_id)
        found = await room.store.file(file_id)
        if found is None or not found.path.is_file():
            raise HTTPException(404)
        return serve(found, save=save)

    return router


def serve(file: StoredFile, *, save: bool) -> Response:
    """A file with a type from the safe list, or as bytes to save; never as something a browser would run."""
    inline = file.mime in SHOWN_INLINE and not save
    return FileResponse(
        file.path,
        media_type=file.mime if file.mime in SHOWN_INLINE else "application/octet-stream",
        filename=file.name if "." in file.name else f"{file.name}{file.path.suffix}",
        content_disposition_type="inline" if inline else "attachment",
        headers=FILE_HEADERS,
    )


async def _fields(room: Room, request: Request) -> ApiObject:
    kind = request.headers.get("content-type", "")
    async with room.vault.form(body(request), kind, FIELDS_LIMIT_BYTES) as form:
        return form.fields
