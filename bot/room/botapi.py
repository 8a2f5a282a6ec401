"""The Bot API over HTTP: /bot<token>/METHOD and /file/bot<token>/PATH."""

import hmac
import re
from collections.abc import AsyncIterator
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from bot.room import editing, knowing, sending
from bot.room.apierror import ApiError, bad_request, disk_full, not_found, too_large, unauthorized
from bot.room.call import METHODS, Call
from bot.room.forms import FIELDS_LIMIT_BYTES, Form
from bot.room.room import Room
from common.errors import BadInput, DiskFull

log = structlog.get_logger()

BIG_BODY_BYTES = 4 << 30
FAMILIES = (sending, editing, knowing)
"""Importing these fills METHODS"""


async def invoke(room: Room, name: str, form: Form) -> Any:
    """Call one method by name. Raises ApiError."""
    function = METHODS.get(name.lower())
    if function is None:
        raise not_found()
    try:
        return await function(Call(room, form))
    except BadInput as error:
        raise bad_request(str(error)) from error
    except DiskFull as error:
        raise disk_full() from error


async def body(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk


async def fields_of(request: Request, form: Form) -> Form:
    form.fields = {**request.query_params, **form.fields}
    return form


def check_token(room: Room, token: str) -> None:
    if not hmac.compare_digest(token.encode(), room.token.encode()):
        raise unauthorized()


def api_router(room: Room) -> APIRouter:
    router = APIRouter()

    @router.api_route("/bot{token}/{name}", methods=["GET", "POST"])
    async def call(request: Request, token: str, name: str) -> Response:
        try:
            check_token(room, token)
            if int(request.headers.get("content-length") or 0) > BIG_BODY_BYTES:
                raise too_large()
            limit = room.settings.upload_limit_bytes + FIELDS_LIMIT_BYTES
            async with room.vault.form(body(request), request.headers.get("content-type", ""), limit) as form:
                if any(upload.size > room.settings.upload_limit_bytes for upload in form.files.values()):
                    raise too_large()
                result = await invoke(room, name, await fields_of(request, form))
        except ApiError as error:
            return refusal(error)
        return JSONResponse({"ok": True, "result": result})

    @router.get("/file/bot{token}/{path:path}")
    async def download(token: str, path: str) -> Response:
        try:
            check_token(room, token)
            number = re.fullmatch(r"\w+/file_(\d{1,15})(?:\.\w{1,6})?", path)
            file = await room.store.file_by_number(int(number[1])) if number else None
            if file is None or file.file_path != path or not file.path.is_file():
                raise not_found()
            if file.size > room.settings.download_limit_bytes:
                raise bad_request("file is too big")
        except ApiError as error:
            return refusal(error)
        return FileResponse(file.path, media_type="application/octet-stream")

    return router


def refusal(error: ApiError) -> Response:
    log.debug("room refused", code=error.code, description=error.description)
    headers = {"Retry-After": str(error.parameters["retry_after"])} if error.code == 429 else None
    return JSONResponse(error.body(), status_code=error.code, headers=headers)
