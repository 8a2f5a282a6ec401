"""What people chose: the language they read, who speaks for them, how, and how it looks."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import aiosqlite

from common.database import open_database, saying_disk_full
from pipeline.order import Style, Subtitles

MIGRATIONS = (
    """
    CREATE TABLE people (
        id TEXT PRIMARY KEY,
        language TEXT,
        presenter TEXT,
        voice TEXT,
        style TEXT NOT NULL DEFAULT 'video'
    ) STRICT;
    """,
    "ALTER TABLE people ADD COLUMN subtitles TEXT NOT NULL DEFAULT 'off';",
    "ALTER TABLE people ADD COLUMN engine TEXT;",
)
FIND = "SELECT * FROM people WHERE id=:id"
KEEP = """
    INSERT INTO people (id, language, presenter, voice, style, subtitles, engine)
    VALUES (:id, :language, :presenter, :voice, :style, :subtitles, :engine)
    ON CONFLICT (id) DO UPDATE SET {name}=excluded.{name}
"""
"""Writes one choice: two choices made at once do not undo each other"""
FORGET = "DELETE FROM people WHERE id=:id"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody and what they chose. None means not chosen."""

    id: str
    """Whom fair share counts too, such as "telegram:12345" """
    language: str | None = None
    """One of bot.locales.LOCALES"""
    presenter: str | None = None
    voice: str | None = None
    style: Style = Style.VIDEO
    subtitles: Subtitles = Subtitles.OFF
    engine: str | None = None
    """Lips; one of pipeline.lips.engines.ENGINES"""


CHOICES = frozenset(field.name for field in fields(Person)) - {"id"}


class People:
    """Choices in one SQLite file."""

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    async def open(cls, path: Path) -> Self:
        return cls(await open_database(path, MIGRATIONS), path)

    async def close(self) -> None:
        await self._connection.close()

    async def get(self, person_id: str) -> Person:
        """Somebody unknown has chosen nothing."""
        row = next(iter(await self._connection.execute_fetchall(FIND, {"id": person_id})), None)
        if row is None:
            return Person(id=person_id)
        return Person(**{**dict(row), "style": Style(row["style"]), "subtitles": Subtitles(row["subtitles"])})

    async def choose(self, person_id: str, name: str, value: str | None) -> Person:
        """Keep one choice: ``name`` is "language", "presenter", "voice", "style", "subtitles" or "engine".

        Raises DiskFull."""
        if name not in CHOICES:
            raise ValueError(f"nobody can choose {name!r}")
        values = dict.fromkeys(CHOICES) | {
            "style": Style.VIDEO,
            "subtitles": Subtitles.OFF,
            "id": person_id,
            name: value,
        }
        with saying_disk_full(self._path):
            await self._connection.execute(KEEP.format(name=name), values)
        return await self.get(person_id)

    async def forget(self, person_id: str) -> bool:
        """False when there was nothing to forget."""
        return (await self._connection.execute(FORGET, {"id": person_id})).rowcount > 0
