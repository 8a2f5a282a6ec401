"""Files in: sounds, videos, photos and tables."""

from pathlib import Path
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from bot.studio.answers import REPLAYED
from bot.studio.api.forms import OTHER_FIELDS_BYTES, FormFile
from bot.studio.api.problems import PROBLEM, file_of
from bot.studio.api.schema import UploadOut
from bot.studio.desk import Desk
from bot.studio.store import Upload
from bot.studio.visitors import Visitors

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
OTHER = "application/octet-stream"


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
    async def upload(request: Request, response: Response, name: str = "") -> UploadOut:
        """Send a file, as the body itself (with ?name=) or as the field "file" of a form."""
        visitor = visitors.of(request)
        length = request.headers.get("content-length", "")
        size = int(length) if length.isdecimal() else None
        if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            form = await FormFile.open(request)
            chunks, name = form.chunks(), name or form.name
            size = max(0, size - OTHER_FIELDS_BYTES) if size is not None else None
        else:
            chunks, name = request.stream(), unquote(name)
        received = await desk.uploads.receive(
            chunks,
            name=name or "file",
            owner=visitor.owner,
            expected=size,
            key=visitor.once.key if visitor.once else None,
        )
        if received.again:
            response.headers[REPLAYED] = "true"
        return told(received.upload)

    @router.get("/uploads/{upload_id}")
    async def look(upload_id: str) -> UploadOut:
        """What is known of a file."""
        return told(await desk.uploads.get(upload_id))

    @router.get(
        "/uploads/{upload_id}/file",
        response_class=FileResponse,
        responses=file_of(*sorted({*TYPES.values(), OTHER})),
    )
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


def told(upload: Upload) -> UploadOut:
    return UploadOut(**{name: getattr(upload, name) for name in UploadOut.model_fields})


def media_type(upload: Upload) -> str:
    """By the name, among types no browser runs."""
    return TYPES.get(Path(upload.path).suffix, OTHER)
