"""What the studio remembers beside the line: files people sent, and which orders belong together."""

import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.studio.migrations import MIGRATIONS
from common.database import open_database, saying_disk_full

KEEP_UPLOAD = """
INSERT INTO uploads (id, path, name, kind, size_bytes, duration_s, width, height, has_sound, owner, created_at, key,
                     asked)
VALUES (:id, :path, :name, :kind, :size_bytes, :duration_s, :width, :height, :has_sound, :owner, :created_at, :key,
        :asked)
"""
UPLOADED_ONCE = """
SELECT * FROM uploads WHERE owner = :owner AND key = :key AND created_at > :since ORDER BY created_at DESC LIMIT 1
"""
UPLOAD = "SELECT * FROM uploads WHERE id = :id"
OLD_UPLOADS = "SELECT * FROM uploads WHERE created_at < :before"
UPLOADED = "SELECT coalesce(sum(size_bytes), 0) AS size_bytes FROM uploads"
DROP_UPLOAD = "DELETE FROM uploads WHERE id = :id"
KEEP_BATCH = """
INSERT INTO batches (id, kind, title, asked, owner, who, created_at)
VALUES (:id, :kind, :title, :asked, :owner, :who, :created_at)
"""
BATCH = "SELECT * FROM batches WHERE id = :id"
OLD_BATCHES = "SELECT * FROM batches WHERE created_at < :before"
BATCHES = """
SELECT * FROM batches WHERE seq < coalesce((SELECT seq FROM batches WHERE id = :before), 9223372036854775807)
  AND (:kind IS NULL OR kind = :kind)
ORDER BY seq DESC LIMIT :limit
"""
DROP_BATCH = "DELETE FROM batches WHERE id = :id"


def new_id() -> str:
    """Opaque, sortable by time."""
    return f"{int(time.time() * 1000):012x}{secrets.token_hex(4)}"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file somebody sent."""

    id: str
    path: str
    name: str
    """What the person calls it"""
    kind: str
    """ "sound", "video", "photo" or "table" """
    size_bytes: int
    duration_s: float | None = None
    width: int = 0
    height: int = 0
    has_sound: bool = False
    owner: str = ""
    created_at: float = 0.0
    key: str | None = None
    """What keeps it from being taken in twice, its sender's own"""
    asked: str | None = None
    """Hash of name and content, when there is a key"""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Orders that were asked for together."""

    id: str
    kind: str
    """ "many": one sound, many videos; "names": one template, a table of rows"""
    title: str
    asked: dict[str, Any] = field(default_factory=dict)
    """The request as it came, to make it again"""
    owner: str = ""
    who: str = ""
    created_at: float = 0.0


class StudioStore:
    """One SQLite file."""

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Raises NewerData, DiskFull."""
        return cls(await open_database(path, MIGRATIONS), path)

    async def close(self) -> None:
        await self._connection.close()

    async def keep_upload(self, upload: Upload) -> None:
        await self.change(KEEP_UPLOAD, **asdict(upload))

    async def upload(self, upload_id: str) -> Upload | None:
        rows = await self.rows(UPLOAD, id=upload_id)
        return _upload(rows[0]) if rows else None

    async def uploaded_once(self, owner: str, key: str, *, since: float) -> Upload | None:
        """What an owner sent with a key, after a Unix time."""
        rows = await self.rows(UPLOADED_ONCE, owner=owner, key=key, since=since)
        return _upload(rows[0]) if rows else None

    async def uploads_before(self, at: float) -> Sequence[Upload]:
        return [_upload(row) for row in await self.rows(OLD_UPLOADS, before=at)]

    async def uploaded_bytes(self) -> int:
        """What the files people sent take."""
        return int((await self.rows(UPLOADED))[0]["size_bytes"])

    async def drop_upload(self, upload_id: str) -> None:
        await self.change(DROP_UPLOAD, id=upload_id)

    async def keep_batch(self, batch: Batch) -> None:
        await self.change(KEEP_BATCH, **(asdict(batch) | {"asked": json.dumps(batch.asked)}))

    async def batch(self, batch_id: str) -> Batch | None:
        rows = await self.rows(BATCH, id=batch_id)
        return _batch(rows[0]) if rows else None

    async def batches(
        self, *, kind: str | None = None, before: str | None = None, limit: int = 50
    ) -> Sequence[Batch]:
        """Newest first."""
        return [_batch(row) for row in await self.rows(BATCHES, kind=kind, before=before, limit=limit)]

    async def batches_before(self, at: float) -> Sequence[Batch]:
        return [_batch(row) for row in await self.rows(OLD_BATCHES, before=at)]

    async def drop_batch(self, batch_id: str) -> None:
        await self.change(DROP_BATCH, id=batch_id)

    async def rows(self, query: str, **values: Any) -> Sequence[aiosqlite.Row]:
        async with self._turn:
            return list(await self._connection.execute_fetchall(query, values))

    async def change(self, query: str, **values: Any) -> int:
        """How many rows changed. Raises DiskFull."""
        async with self._turn:
            with saying_disk_full(self._path):
                return (await self._connection.execute(query, values)).rowcount


def _upload(row: aiosqlite.Row) -> Upload:
    return Upload(**{**dict(row), "has_sound": bool(row["has_sound"])})


def _batch(row: aiosqlite.Row) -> Batch:
    values = {name: row[name] for name in row.keys() if name != "seq"}  # noqa: SIM118
    return Batch(**{**values, "asked": json.loads(row["asked"])})
