"""Files in: sounds, videos, photos and tables."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import UploadFile

from bot.studio.api.problems import PROBLEM
from bot.studio.api.schema import UploadOut
from bot.studio.desk import Desk
from bot.studio.store import Upload
from bot.studio.visitors import Visitors
from common.errors import EmptyFile

BLOCK = 1 << 20


def upload_router(desk: Desk, visitors: Visitors) -> APIRouter:
    router = APIRouter(tags=["uploads"], responses=PROBLEM)

    @router.post(
        "/uploads",
        status_code=201,
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "properties": {"file": {"type": "string", "format": "binary"}},
                            "required": ["file"],
                        }
                    },
                },
            }
        },
    )
    async def upload(request: Request, name: str = "") -> UploadOut:
        """Send a file, as the body itself (with ?name=) or as the field "file" of a form."""
        owner = visitors.of(request).owner
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form(max_files=1, max_fields=8) as form:
                file = form.get("file")
                if not isinstance(file, UploadFile):
                    raise EmptyFile(name="file")
                return told(
                    await desk.uploads.receive(
                        _chunks(file), name=name or file.filename or "file", owner=owner, expected=file.size
                    )
                )
        length = request.headers.get("content-length", "")
        received = await desk.uploads.receive(
            request.stream(),
            name=unquote(name) or "file",
            owner=owner,
            expected=int(length) if length.isdigit() else None,
        )
        return told(received)

    @router.get("/uploads/{upload_id}")
    async def look(upload_id: str) -> UploadOut:
        return told(await desk.uploads.get(upload_id))

    @router.get("/uploads/{upload_id}/file", response_class=FileResponse)
    async def file(upload_id: str) -> FileResponse:
        """The file itself; never as a page, whatever it says it is."""
        upload = await desk.uploads.get(upload_id)
        return FileResponse(
            upload.path, media_type=media_type(upload), headers={"Content-Security-Policy": "sandbox"}
        )

    @router.delete("/uploads/{upload_id}", status_code=204)
    async def drop(upload_id: str) -> Response:
        """Forget a file. Orders that use it keep it."""
        await desk.uploads.drop(await desk.uploads.get(upload_id))
        return Response(status_code=204)

    return router


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(BLOCK):
        yield chunk


def told(upload: Upload) -> UploadOut:
    return UploadOut(**{name: getattr(upload, name) for name in UploadOut.model_fields})


TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
    ".aac": "audio/aac",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


def media_type(upload: Upload) -> str:
    """By the name, among types no browser runs."""
    return TYPES.get(Path(upload.path).suffix, "application/octet-stream")
