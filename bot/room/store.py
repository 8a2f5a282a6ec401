"""What the room remembers: people, chats, messages, files, updates that nobody fetched yet."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite

from bot.room.schema import MIGRATIONS
from common.database import open_database

HISTORY_LIMIT = 60
ADD_MESSAGE = """
    INSERT INTO messages (chat_id, sender_id, reply_to, date, content, rev)
    VALUES (?, ?, ?, ?, ?, (SELECT COALESCE(MAX(rev), 0) + 1 FROM messages)) RETURNING *
"""
CHANGE_MESSAGE = """
    UPDATE messages SET content=?, rev=(SELECT MAX(rev) + 1 FROM messages)
    WHERE chat_id=? AND id=? AND content IS NOT NULL RETURNING *
"""
DELETE_MESSAGE = """
    UPDATE messages SET content=NULL, rev=(SELECT MAX(rev) + 1 FROM messages)
    WHERE chat_id=? AND id=? AND content IS NOT NULL RETURNING id
"""


@dataclass(frozen=True, kw_only=True)
class Person:
    id: int
    name: str
    language: str

    def user(self) -> dict[str, Any]:
        """The Bot API's User."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }


@dataclass(frozen=True, kw_only=True)
class Chat:
    id: int
    type: str
    title: str
    keyboard: dict[str, Any] | None
    """The reply keyboard that is shown now"""
    blocked: bool

    def api(self) -> dict[str, Any]:
        """The Bot API's Chat."""
        named = {"first_name": self.title} if self.type == "private" else {"title": self.title}
        return {"id": self.id, "type": self.type, **named}


@dataclass(frozen=True, kw_only=True)
class Stored:
    """One message as it is kept. ``content`` is None once it was deleted."""

    id: int
    chat_id: int
    sender_id: int
    reply_to: int | None
    date: int
    content: dict[str, Any] | None
    rev: int
    """Grows with every change in the room; a page asks for what came after the last one it saw"""


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    id: int
    file_id: str
    unique_id: str
    kind: str
    """As the Bot API names it: video, video_note, voice, audio, photo, document, animation, thumbnail"""
    path: Path
    name: str
    mime: str
    size: int
    about: dict[str, Any]
    owner: int

    @property
    def file_path(self) -> str:
        """What getFile answers, for the download address."""
        return f"{self.kind}s/file_{self.id}{self.path.suffix}"


class Store:
    """Writing happens inside ``writing()``: one transaction, one writer at a time."""

    def __init__(self, connection: aiosqlite.Connection, files: Path) -> None:
        self._db = connection
        self._files = files
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, database: Path, files: Path) -> "Store":
        files.mkdir(parents=True, exist_ok=True)
        return cls(await open_database(database, MIGRATIONS), files)

    async def close(self) -> None:
        async with self._lock:
            await self._db.close()

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        async with self._lock:
            await self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                await asyncio.shield(self._db.commit())
            except BaseException:
                if self._db.in_transaction:
                    await asyncio.shield(self._db.rollback())
                raise

    async def _all(self, query: str, *values: Any) -> list[aiosqlite.Row]:
        return list(await self._db.execute_fetchall(query, values))

    async def _one(self, query: str, *values: Any) -> aiosqlite.Row | None:
        rows = await self._all(query, *values)
        return rows[0] if rows else None

    async def _write(self, query: str, *values: Any) -> list[aiosqlite.Row]:
        assert self._lock.locked(), "writes belong inside writing()"
        return await self._all(query, *values)

    # Facts: single values by name.

    async def fact(self, name: str) -> Any:
        row = await self._one("SELECT value FROM facts WHERE name=?", name)
        return json.loads(row["value"]) if row else None

    async def facts(self, prefix: str) -> dict[str, Any]:
        rows = await self._all("SELECT name, value FROM facts WHERE name GLOB ?", f"{prefix}*")
        return {row["name"]: json.loads(row["value"]) for row in rows}

    async def set_fact(self, name: str, value: Any) -> None:
        await self._write("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, json.dumps(value))

    # People and chats.

    async def add_person(self, name: str, language: str) -> Person:
        """A new person with a private chat of the same id. Raises sqlite3.IntegrityError for a name that is taken."""
        rows = await self._write(
            "INSERT INTO people (name, language, created_at) VALUES (?, ?, ?) RETURNING *",
            name,
            language,
            time.time(),
        )
        await self.add_chat(rows[0]["id"], "private", name)
        return _person(rows[0])

    async def people(self) -> list[Person]:
        return [_person(row) for row in await self._all("SELECT * FROM people ORDER BY name COLLATE NOCASE")]

    async def set_language(self, person_id: int, language: str) -> None:
        await self._write("UPDATE people SET language=? WHERE id=?", language, person_id)

    async def add_chat(self, chat_id: int, kind: str, title: str) -> None:
        await self._write(
            "INSERT OR IGNORE INTO chats (id, type, title) VALUES (?, ?, ?)", chat_id, kind, title
        )

    async def chat(self, chat_id: int) -> Chat | None:
        row = await self._one("SELECT * FROM chats WHERE id=?", chat_id)
        if row is None:
            return None
        return Chat(
            id=row["id"],
            type=row["type"],
            title=row["title"],
            keyboard=json.loads(row["keyboard"]) if row["keyboard"] else None,
            blocked=bool(row["blocked"]),
        )

    async def set_keyboard(self, chat_id: int, keyboard: dict[str, Any] | None) -> None:
        await self._write(
            "UPDATE chats SET keyboard=? WHERE id=?", json.dumps(keyboard) if keyboard else None, chat_id
        )

    async def set_blocked(self, chat_id: int, blocked: bool) -> bool:
        """Whether that changed anything."""
        rows = await self._write(
            "UPDATE chats SET blocked=? WHERE id=? AND blocked<>? RETURNING id", blocked, chat_id, blocked
        )
        return bool(rows)

    # Messages.

    async def add_message(
        self, chat_id: int, sender_id: int, content: dict[str, Any], reply_to: int | None
    ) -> Stored:
        rows = await self._write(
            ADD_MESSAGE, chat_id, sender_id, reply_to, int(time.time()), json.dumps(content)
        )
        return _stored(rows[0])

    async def change_message(self, chat_id: int, message_id: int, content: dict[str, Any]) -> Stored | None:
        rows = await self._write(CHANGE_MESSAGE, json.dumps(content), chat_id, message_id)
        return _stored(rows[0]) if rows else None

    async def delete_messages(self, chat_id: int, message_ids: Sequence[int]) -> int:
        """How many there were; what is left of each is its number and that it is gone."""
        gone = [await self._write(DELETE_MESSAGE, chat_id, one) for one in message_ids]
        return sum(map(len, gone))

    async def all_messages(self, chat_id: int) -> list[Stored]:
        rows = await self._all("SELECT * FROM messages WHERE chat_id=? AND content IS NOT NULL", chat_id)
        return [_stored(row) for row in rows]

    async def message(self, chat_id: int, message_id: int) -> Stored | None:
        row = await self._one(
            "SELECT * FROM messages WHERE chat_id=? AND id=? AND content IS NOT NULL", chat_id, message_id
        )
        return _stored(row) if row else None

    async def history(self, chat_id: int, before: int | None = None) -> list[Stored]:
        """The newest messages (older than ``before``), oldest first."""
        rows = await self._all(
            "SELECT * FROM messages WHERE chat_id=? AND id<? AND content IS NOT NULL ORDER BY id DESC LIMIT ?",
            chat_id,
            before or (1 << 62),
            HISTORY_LIMIT,
        )
        return [_stored(row) for row in reversed(rows)]

    async def rev(self) -> int:
        row = await self._one("SELECT COALESCE(MAX(rev), 0) AS rev FROM messages")
        return int(row["rev"]) if row else 0

    async def changes(self, chat_id: int, after_rev: int) -> list[Stored]:
        """Messages that came, changed or went since a revision, in that order."""
        rows = await self._all(
            "SELECT * FROM messages WHERE chat_id=? AND rev>? ORDER BY rev LIMIT 500", chat_id, after_rev
        )
        return [_stored(row) for row in rows]

    # Updates for the bot.

    async def add_update(self, kind: str, content: dict[str, Any]) -> int:
        rows = await self._write(
            "INSERT INTO updates (kind, content) VALUES (?, ?) RETURNING id", kind, json.dumps(content)
        )
        return int(rows[0]["id"])

    async def updates(self, limit: int) -> list[dict[str, Any]]:
        rows = await self._all("SELECT * FROM updates ORDER BY id LIMIT ?", limit)
        return [{"update_id": row["id"], row["kind"]: json.loads(row["content"])} for row in rows]

    async def update_span(self) -> tuple[int, int]:
        """How many updates wait, and the newest number of them."""
        row = await self._one("SELECT COUNT(*) AS waiting, COALESCE(MAX(id), 0) AS newest FROM updates")
        return (int(row["waiting"]), int(row["newest"])) if row else (0, 0)

    async def forget_updates(self, before: int) -> None:
        await self._write("DELETE FROM updates WHERE id<?", before)

    async def add_press(self, press_id: str, person_id: int, chat_id: int) -> None:
        await self._write(
            "INSERT INTO presses VALUES (?, ?, ?, ?)", press_id, person_id, chat_id, time.time()
        )

    async def press(self, press_id: str, within_s: float) -> aiosqlite.Row | None:
        return await self._one(
            "SELECT * FROM presses WHERE id=? AND pressed_at>?", press_id, time.time() - within_s
        )

    async def forget_presses(self, older_than_s: float) -> None:
        await self._write("DELETE FROM presses WHERE pressed_at<?", time.time() - older_than_s)

    # Commands of the bot.

    async def set_commands(self, scope: str, language: str, commands: list[dict[str, str]] | None) -> None:
        if commands:
            await self._write(
                "INSERT OR REPLACE INTO commands VALUES (?, ?, ?)", scope, language, json.dumps(commands)
            )
        else:
            await self._write("DELETE FROM commands WHERE scope=? AND language=?", scope, language)

    async def commands(self, scope: str, language: str) -> list[dict[str, str]]:
        row = await self._one("SELECT content FROM commands WHERE scope=? AND language=?", scope, language)
        return list(json.loads(row["content"])) if row else []

    # Files.

    async def add_file(self, file: StoredFile) -> None:
        await self._write(
            "INSERT INTO files (file_id, unique_id, kind, stored, name, mime, size, about, owner, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(file.file_id, file.unique_id, file.kind, file.path.name, file.name, file.mime, file.size),
            *(json.dumps(file.about), file.owner, time.time()),
        )

    async def file(self, file_id: str) -> StoredFile | None:
        row = await self._one("SELECT * FROM files WHERE file_id=?", file_id)
        return self._stored_file(row) if row else None

    async def file_by_number(self, number: int) -> StoredFile | None:
        row = await self._one("SELECT * FROM files WHERE id=?", number)
        return self._stored_file(row) if row else None

    async def forget_file(self, file_id: str) -> None:
        await self._write("DELETE FROM files WHERE file_id=?", file_id)

    def _stored_file(self, row: aiosqlite.Row) -> StoredFile:
        return StoredFile(
            id=row["id"],
            file_id=row["file_id"],
            unique_id=row["unique_id"],
            kind=row["kind"],
            path=self._files / row["stored"],
            name=row["name"],
            mime=row["mime"],
            size=row["size"],
            about=json.loads(row["about"]),
            owner=row["owner"],
        )


def _person(row: aiosqlite.Row) -> Person:
    return Person(id=row["id"], name=row["name"], language=row["language"])


def _stored(row: aiosqlite.Row) -> Stored:
    return Stored(
        id=row["id"],
        chat_id=row["chat_id"],
        sender_id=row["sender_id"],
        reply_to=row["reply_to"],
        date=row["date"],
        content=json.loads(row["content"]) if row["content"] else None,
        rev=row["rev"],
    )
