"""The door to SQLite: WAL, foreign keys, numbered migrations by ``PRAGMA user_version``."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import aiosqlite

from common.errors import DiskFull, NewerData

PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")


async def open_database(path: Path, migrations: Sequence[str]) -> aiosqlite.Connection:
    """Open (and make) a database and bring it to the newest version.

    ``migrations[n]`` is the script that takes version n to n + 1. Each runs in one transaction with its version number,
    so a crash in between leaves the older version whole. Raises NewerData and DiskFull.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = await aiosqlite.connect(path, isolation_level=None)
    try:
        connection.row_factory = aiosqlite.Row
        for pragma in PRAGMAS:
            await connection.execute(f"PRAGMA {pragma}")
        version = await _version(connection)
        if version > len(migrations):
            raise NewerData(path=str(path), version=version, known=len(migrations))
        while version < len(migrations):
            await _migrate(connection, migrations[version], version + 1)
            version = await _version(connection)
    except BaseException as error:
        # An open connection keeps its thread, and with it the program, alive.
        await connection.close()
        if isinstance(error, sqlite3.Error) and error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise DiskFull(path=str(path.parent)) from error
        raise
    return connection


@contextlib.contextmanager
def saying_disk_full(path: Path) -> Iterator[None]:
    """SQLite's word for a full disk as DiskFull; ``path`` is the database."""
    try:
        yield
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise DiskFull(path=str(path.parent)) from error
        raise


async def _version(connection: aiosqlite.Connection) -> int:
    row = await (await connection.execute("PRAGMA user_version")).fetchone()
    return int(row[0]) if row else 0


async def _migrate(connection: aiosqlite.Connection, script: str, version: int) -> None:
    try:
        await connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version={version};\nCOMMIT;")
    except sqlite3.Error:
        if connection.in_transaction:
            await connection.rollback()
        # Two programs that open a new folder at once: the second finds the tables of the first.
        if await _version(connection) < version:
            raise
