"""Files people send to the studio: streamed to disk within limits, looked into, kept under opaque names."""

import asyncio
import hashlib
import os
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from bot.studio.answers import KEPT_S, KeyMismatch
from bot.studio.store import StudioStore, Upload, new_id
from common.errors import (
    BadInput,
    DiskFull,
    EmptyFile,
    FileTooLarge,
    MediaTimeout,
    MouthpieceError,
    UnsupportedFile,
)
from common.files import is_disk_full
from common.home import Home
from pipeline.jobs.job import Wanted
from pipeline.jobs.line import Line

TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods"})
"""Whether one can be read is told from its content, with what to do about it"""
NAME_LIMIT = 120
UNUSED_S = 86_400.0
"""A file that no order asks for is deleted after so long"""
BLOCK = 1 << 20
SPARE_BYTES = 200_000_000
"""So much of the disk stays free for the clips themselves"""
MB = 1_000_000

log = structlog.get_logger()


class UnknownUpload(BadInput):
    code = "unknown-upload"
    sentence = "The file “{name}” is not here any more. Choose it again."


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file that was sent."""

    upload: Upload
    again: bool = False
    """It was here already, sent with the same key"""


class Uploads:
    """Receives, finds and forgets files."""

    def __init__(
        self,
        *,
        home: Home,
        store: StudioStore,
        line: Line,
        limit_mb: float,
        limit_s: float = 3600.0,
        forget: Callable[[Path], None] | None = None,
    ) -> None:
        """``forget`` deletes what was made of a picture, before the picture itself goes."""
        self._home = home
        self._store = store
        self._line = line
        self.limit_mb = limit_mb
        self._limit_s = limit_s
        self._forget = forget

    async def receive(
        self,
        chunks: AsyncIterator[bytes],
        *,
        name: str,
        owner: str,
        expected: int | None = None,
        key: str | None = None,
    ) -> Received:
        """Write a file as it comes and look into it. With a ``key`` of the owner's, the same file is kept once.

        Raises KeyMismatch, FileTooLarge, EmptyFile, DiskFull, MediaTimeout, UnsupportedFile and what ``probe`` raises; nothing is
        left behind then.
        """
        shown = plain_name(name)
        if expected is not None and expected > self.limit_mb * MB:
            raise FileTooLarge(name=shown, size_mb=expected / MB, limit_mb=self.limit_mb)
        path = self._home.new_input(_suffix(shown))
        try:
            asked = await self._write(chunks, path, shown)
            if key and (before := await self._sent_before(owner, key, asked)):
                path.unlink(missing_ok=True)
                return Received(upload=before, again=True)
            upload = await self._looked_into(path, shown, owner)
            if key:
                upload = replace(upload, key=key, asked=asked)
            await self._store.keep_upload(upload)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Received(upload=upload)

    async def _sent_before(self, owner: str, key: str, asked: str) -> Upload | None:
        """Raises KeyMismatch when the key was used for something else."""
        before = await self._store.uploaded_once(owner, key, since=time.time() - KEPT_S)
        if before is None or not Path(before.path).is_file():
            return None
        if before.asked != asked:
            raise KeyMismatch
        return before

    async def get(self, upload_id: str) -> Upload:
        """Raises UnknownUpload."""
        upload = await self._store.upload(upload_id)
        if upload is None or not Path(upload.path).is_file():
            raise UnknownUpload(name=plain_name(upload.name if upload else upload_id))
        return upload

    async def drop(self, upload: Upload) -> None:
        """Forget a file; it goes from the disk when no order needs it."""
        await self._store.drop_upload(upload.id)
        if not await self._line.find(Wanted(file=Path(upload.path).name), limit=1):
            await asyncio.to_thread(self._delete, upload)

    async def sweep(self, *, unused_s: float = UNUSED_S) -> int:
        """Delete what nobody asked anything of for long; how many files that were."""
        unused = await self.unused_before(time.time() - unused_s)
        for upload in unused:
            await asyncio.to_thread(self._delete, upload)
            await self._store.drop_upload(upload.id)
        return len(unused)

    async def unused_before(self, at: float) -> Sequence[Upload]:
        """What was sent before a Unix time and no order reads."""
        return [
            upload
            for upload in await self._store.uploads_before(at)
            if not await self._line.find(Wanted(file=Path(upload.path).name), limit=1)
        ]

    def _delete(self, upload: Upload) -> None:
        path = Path(upload.path)
        if self._forget and upload.kind in ("video", "photo") and path.is_file():
            self._forget(path)
        path.unlink(missing_ok=True)

    async def _write(self, chunks: AsyncIterator[bytes], path: Path, shown: str) -> str:
        """A hash of name and content."""
        size = 0
        digest = hashlib.sha256(shown.encode() + b"\0")
        limit_bytes = self.limit_mb * MB
        try:
            async with asyncio.timeout(self._limit_s):
                file = await asyncio.to_thread(path.open, "wb")
                try:
                    async for chunk in _blocks(chunks):
                        size += len(chunk)
                        if size > limit_bytes:
                            raise FileTooLarge(name=shown, size_mb=size / MB, limit_mb=self.limit_mb)
                        _check_space(path)
                        await asyncio.to_thread(file.write, chunk)
                        await asyncio.to_thread(digest.update, chunk)
                finally:
                    await asyncio.to_thread(file.close)
        except TimeoutError as error:
            raise MediaTimeout(name=shown, limit_s=self._limit_s) from error
        except OSError as error:
            if is_disk_full(error):
                raise DiskFull(path=str(path.parent)) from error
            raise
        if size == 0:
            raise EmptyFile(name=shown)
        return digest.hexdigest()

    async def _looked_into(self, path: Path, shown: str, owner: str) -> Upload:
        about = {
            "id": new_id(),
            "path": str(path),
            "name": shown,
            "size_bytes": path.stat().st_size,
            "owner": owner,
            "created_at": time.time(),
        }
        if path.suffix in TABLES:
            return Upload(kind="table", **about)  # type: ignore[arg-type]
        # numpy comes along with it, which the bot's process should not pay for before the first file.
        from common.media import probe

        info = await asyncio.to_thread(probe, path, name=shown)
        if not (info.has_picture or info.has_sound):
            raise UnsupportedFile(name=shown)
        kind = "sound" if not info.has_picture else "photo" if info.still else "video"
        return Upload(
            kind=kind,
            duration_s=info.duration_s,
            width=info.width,
            height=info.height,
            has_sound=info.has_sound,
            **about,  # type: ignore[arg-type]
        )


async def _blocks(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Chunks gathered, so that a disk and a thread are asked once a megabyte."""
    block = bytearray()
    async for chunk in chunks:
        block += chunk
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)


def _check_space(path: Path) -> None:
    stat = os.statvfs(path.parent)
    if stat.f_bavail * stat.f_frsize < SPARE_BYTES:
        raise DiskFull(path=str(path.parent))


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 6 else ""


def plain_name(name: str) -> str:
    """A file's name as it can be shown: without folders, in one line, not too long."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    plain = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C"
    ).strip()
    if len(plain) > NAME_LIMIT:
        stem, dot, suffix = plain.rpartition(".")
        plain = f"{stem[: NAME_LIMIT - len(suffix) - 2]}…{dot}{suffix[:10]}" if dot else plain[:NAME_LIMIT]
    return plain or "file"


async def sweeping(uploads: Uploads, *, every_s: float = 3600.0) -> None:
    """For ever: what nobody needs goes."""
    while True:
        try:
            await uploads.sweep()
        except (MouthpieceError, OSError) as error:
            log.warning("uploads were not swept", reason=str(error))
        await asyncio.sleep(every_s)
