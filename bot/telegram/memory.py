"""What must survive a restart on Telegram's side: updates not yet answered, what people are in the
middle of, and what Telegram calls files sent before."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import aiosqlite

from common.database import open_database, saying_disk_full
from common.errors import DiskFull

MIGRATIONS = (
    """
    CREATE TABLE updates (
        bot_id INTEGER NOT NULL,
        id INTEGER NOT NULL,
        body TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (bot_id, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE files (
        bot_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        file_id TEXT NOT NULL,
        PRIMARY KEY (bot_id, name)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE drafts (
        bot_id INTEGER NOT NULL,
        person TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (bot_id, person)
    ) STRICT, WITHOUT ROWID;
    """,
)
KEEP = "INSERT INTO updates (bot_id, id, body) VALUES (:bot_id, :id, :body) ON CONFLICT DO NOTHING"
PENDING = "SELECT id, body FROM updates WHERE bot_id=:bot_id ORDER BY id"
TRY = "UPDATE updates SET tries=tries+1 WHERE bot_id=:bot_id AND id=:id RETURNING tries"
DONE = "DELETE FROM updates WHERE bot_id=:bot_id AND id=:id"
FILE = "SELECT file_id FROM files WHERE bot_id=:bot_id AND name=:name"
KEEP_FILE = """
    INSERT INTO files (bot_id, name, file_id) VALUES (:bot_id, :name, :file_id)
    ON CONFLICT (bot_id, name) DO UPDATE SET file_id=excluded.file_id
"""
FORGET_FILES = "DELETE FROM files WHERE substr(name, 1, length(:name)) = :name"
DRAFT = "SELECT body FROM drafts WHERE bot_id=:bot_id AND person=:person"
DRAFTS = "SELECT body FROM drafts WHERE bot_id=:bot_id"
KEEP_DRAFT = """
    INSERT INTO drafts (bot_id, person, body) VALUES (:bot_id, :person, :body)
    ON CONFLICT (bot_id, person) DO UPDATE SET body=excluded.body
"""
DROP_DRAFT = "DELETE FROM drafts WHERE bot_id=:bot_id AND person=:person"


@dataclass(frozen=True, kw_only=True)
class KeptUpdate:
    id: int
    body: str
    """JSON as it came"""


class Memory:
    """One SQLite file, shared by every bot (token) that ever worked here; update ids count for each bot alone."""

    def __init__(self, connection: aiosqlite.Connection, path: Path, bot_id: int) -> None:
        self._connection = connection
        self._path = path
        self._bot_id = bot_id

    @classmethod
    async def open(cls, path: Path, bot_id: int) -> Self:
        connection = await open_database(path, MIGRATIONS)
        # Telegram forgets an update once we said we have it: it must outlive a power cut.
        await connection.execute("PRAGMA synchronous=FULL")
        return cls(connection, path, bot_id)

    async def close(self) -> None:
        await self._connection.close()

    async def keep(self, update: KeptUpdate) -> bool:
        """False when it is kept already: Telegram sent it twice. Raises DiskFull."""
        values = {"bot_id": self._bot_id, "id": update.id, "body": update.body}
        with saying_disk_full(self._path):
            return (await self._connection.execute(KEEP, values)).rowcount > 0

    async def pending(self) -> Sequence[KeptUpdate]:
        """Updates taken and not yet answered, oldest first."""
        rows = await self._connection.execute_fetchall(PENDING, {"bot_id": self._bot_id})
        return [KeptUpdate(id=row["id"], body=row["body"]) for row in rows]

    async def start(self, update_id: int) -> int:
        """How often answering it was begun, this time included; 0 when it is done already. Raises DiskFull."""
        values = {"bot_id": self._bot_id, "id": update_id}
        with saying_disk_full(self._path):
            row = next(iter(await self._connection.execute_fetchall(TRY, values)), None)
        return int(row["tries"]) if row else 0

    async def done(self, update_id: int) -> None:
        """Raises DiskFull."""
        with saying_disk_full(self._path):
            await self._connection.execute(DONE, {"bot_id": self._bot_id, "id": update_id})

    async def file_id(self, name: str) -> str | None:
        """What Telegram calls the file we call ``name``."""
        values = {"bot_id": self._bot_id, "name": name}
        row = next(iter(await self._connection.execute_fetchall(FILE, values)), None)
        return str(row["file_id"]) if row else None

    async def keep_file(self, name: str, file_id: str) -> None:
        """A full disk is no reason to fail here: the file is uploaded once more next time."""
        values = {"bot_id": self._bot_id, "name": name, "file_id": file_id}
        with contextlib.suppress(DiskFull), saying_disk_full(self._path):
            await self._connection.execute(KEEP_FILE, values)

    async def forget_files(self, beginning: str) -> None:
        """Forget what Telegram calls files whose name begins so; such files are removed for good. Raises DiskFull."""
        with saying_disk_full(self._path):
            await self._connection.execute(FORGET_FILES, {"name": beginning})

    async def draft(self, person: str) -> str | None:
        """What somebody is in the middle of, as JSON."""
        values = {"bot_id": self._bot_id, "person": person}
        row = next(iter(await self._connection.execute_fetchall(DRAFT, values)), None)
        return str(row["body"]) if row else None

    async def drafts(self) -> Sequence[str]:
        rows = await self._connection.execute_fetchall(DRAFTS, {"bot_id": self._bot_id})
        return [str(row["body"]) for row in rows]

    async def keep_draft(self, person: str, body: str) -> None:
        """Raises DiskFull."""
        with saying_disk_full(self._path):
            values = {"bot_id": self._bot_id, "person": person, "body": body}
            await self._connection.execute(KEEP_DRAFT, values)

    async def drop_draft(self, person: str) -> None:
        """Raises DiskFull."""
        with saying_disk_full(self._path):
            await self._connection.execute(DROP_DRAFT, {"bot_id": self._bot_id, "person": person})
