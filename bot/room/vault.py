"""Files of the room: taken in, described as the Bot API describes them, found again by file_id."""

import contextlib
import errno
import mimetypes
import secrets
import shutil
import uuid
from collections.abc import AsyncIterator, Collection
from pathlib import Path
from typing import Any

from bot.room import media
from bot.room.apierror import bad_request, disk_full
from bot.room.forms import Form, Upload, read_form
from bot.room.store import Store, StoredFile

ApiObject = dict[str, Any]
SUFFIXES = {
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "video/quicktime": ".mov",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/avif": ".avif",
}
NAMES = {
    "video": "Video",
    "video_note": "VideoNote",
    "voice": "VoiceNote",
    "audio": "Audio",
    "photo": "Photo",
    "document": "Document",
    "animation": "Animation",
    "thumbnail": "Thumbnail",
}


class Vault:
    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._incoming = folder / "incoming"
        shutil.rmtree(self._incoming, ignore_errors=True)
        self._incoming.mkdir(parents=True)

    @contextlib.asynccontextmanager
    async def form(
        self, stream: AsyncIterator[bytes], content_type: str, limit_bytes: int
    ) -> AsyncIterator[Form]:
        """A request's form; its files lie in the vault's antechamber and go when the block ends unless taken in."""
        try:
            form = await read_form(stream, content_type, folder=self._incoming, limit_bytes=limit_bytes)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise disk_full() from error
            raise
        try:
            yield form
        finally:
            form.discard()

    async def find(self, file_id: str, kind: str) -> ApiObject:
        """The object of a file that was sent before. Raises ApiError 400 for an unknown id or another kind's."""
        file = await self._store.file(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind and not (kind == "document" and file.kind == "animation"):
            raise bad_request(f"can't use file of type {NAMES[file.kind]} as {NAMES[kind]}")
        if "largest" in file.about and (largest := await self._store.file(file.about["largest"])):
            file = largest
        return described(file)

    async def take_in(
        self, upload: Upload, kind: str, *, owner: int, given: ApiObject, thumbnail: Upload | None = None
    ) -> ApiObject:
        """Keep an upload and give its Bot API object. ``given`` is what the sender says (width, duration, title)."""
        contents = await media.look_into(upload.path)
        if kind == "photo":
            return await self._photo(upload, contents, owner)
        mime = _mime(upload, kind, contents)
        path = self._keep(upload.path, upload.name, mime)
        about: ApiObject = {}
        if kind in ("video", "animation"):
            about |= media.rounded(contents)
        elif kind == "video_note":
            about |= {"length": min(contents.width, contents.height), "duration": round(contents.duration_s)}
        elif kind in ("voice", "audio"):
            about |= {"duration": round(contents.duration_s)}
        about |= {key: value for key, value in given.items() if value}
        if kind != "video_note":
            about["mime_type"] = mime
        if kind not in ("video_note", "voice"):
            about["file_name"] = upload.name
        if thumbnail or (contents.picture and kind in ("video", "video_note", "document", "animation")):
            about |= await self._thumbnail(path, thumbnail, owner)
        if kind in ("voice", "audio"):
            about["_wave"] = await media.wave(path)
        return described(await self._add(path, kind, upload.name, mime, about, owner))

    async def take_in_voice(self, upload: Upload, *, owner: int) -> ApiObject:
        """A person's recording, whatever the browser made of it, as OGG/Opus. Raises BadInput without sound."""
        path = await media.as_voice(upload.path, self._incoming)
        voice = Upload(path=path, name="voice.ogg", mime="audio/ogg", size=path.stat().st_size)
        return await self.take_in(voice, "voice", owner=owner, given={})

    async def forget(self, file_ids: Collection[str]) -> None:
        """Remove files for good."""
        files = [file for one in file_ids if (file := await self._store.file(one))]
        async with self._store.writing():
            for file in files:
                await self._store.forget_file(file.file_id)
        for file in files:
            file.path.unlink(missing_ok=True)

    async def _photo(self, upload: Upload, contents: media.Contents, owner: int) -> ApiObject:
        sizes = await media.photo_sizes(upload.path, self._folder, contents) if contents.picture else []
        if not sizes:
            raise bad_request("IMAGE_PROCESS_FAILED")
        largest_id = _new_id()
        api: list[ApiObject] = []
        for path in sizes:
            size = await media.look_into(path)
            last = path is sizes[-1]
            about: ApiObject = {"width": size.width, "height": size.height}
            about |= {"sizes": api} if last else {"largest": largest_id}
            file_id = largest_id if last else _new_id()
            file = await self._add(path, "photo", "photo.jpg", "image/jpeg", about, owner, file_id)
            api = [*api, _photo_size(file)]
        return {"photo": api}

    async def _thumbnail(self, path: Path, given: Upload | None, owner: int) -> ApiObject:
        made = await media.poster(given.path if given else path, self._folder)
        if made is None:
            return {}
        contents = await media.look_into(made)
        about = {"width": contents.width, "height": contents.height}
        file = await self._add(made, "thumbnail", "thumbnail.jpg", "image/jpeg", about, owner)
        return {"thumbnail": _photo_size(file)}

    def _keep(self, path: Path, name: str, mime: str) -> Path:
        suffix = Path(name).suffix.lower()
        if not (suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 6):
            suffix = SUFFIXES.get(mime, "")
        return path.rename(self._folder / f"{uuid.uuid4().hex}{suffix}")

    async def _add(
        self, path: Path, kind: str, name: str, mime: str, about: ApiObject, owner: int, file_id: str = ""
    ) -> StoredFile:
        file = StoredFile(
            id=0,
            file_id=file_id or _new_id(),
            unique_id=f"AQAD{secrets.token_urlsafe(9)}",
            kind=kind,
            path=path,
            name=name,
            mime=mime,
            size=path.stat().st_size,
            about=about,
            owner=owner,
        )
        async with self._store.writing():
            await self._store.add_file(file)
        return file


def _new_id() -> str:
    return f"BAACAgI{secrets.token_urlsafe(32)}"


def _mime(upload: Upload, kind: str, contents: media.Contents) -> str:
    """Type of a file: what its container says, else what its name or sender says."""
    if kind == "voice":
        return "audio/ogg" if "ogg" in contents.formats else upload.mime
    if kind in ("video", "video_note"):
        return "video/webm" if "webm" in contents.formats else "video/mp4"
    guessed = mimetypes.guess_type(upload.name)[0]
    plain = upload.mime in ("", "application/octet-stream")
    return (guessed or "application/octet-stream") if plain else upload.mime


def _photo_size(file: StoredFile) -> ApiObject:
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "width": file.about["width"],
        "height": file.about["height"],
    }


def described(file: StoredFile) -> ApiObject:
    """The content of a message that carries this file: ``{"video": {...}}``."""
    if file.kind == "photo":
        return {"photo": [*file.about.get("sizes", []), _photo_size(file)]}
    about = dict(file.about)
    wave = about.pop("_wave", None)
    named = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    content: ApiObject = {file.kind: {**named, **about}}
    if file.kind == "animation":
        content["document"] = content["animation"]
    return {**content, "_wave": wave} if wave else content
