"""The door to SQLite: WAL, foreign keys, numbered migrations by ``PRAGMA user_version``."""

from collections.abc import Sequence
from pathlib import Path

import aiosqlite


async def open_database(path: Path, migrations: Sequence[str]) -> aiosqlite.Connection:
    """Open (and make) a database and bring it to the newest version.

    ``migrations[n]`` is the script that takes version n to n + 1. Each runs in one transaction with its version number,
    so a crash in between leaves the older version whole.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = await aiosqlite.connect(path, isolation_level=None)
    connection.row_factory = aiosqlite.Row
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        await connection.execute(f"PRAGMA {pragma}")
    row = await (await connection.execute("PRAGMA user_version")).fetchone()
    version = int(row[0]) if row else 0
    if version > len(migrations):
        await connection.close()
        raise RuntimeError(
            f"{path} was written by a newer version of Mouthpiece ({version} > {len(migrations)})"
        )
    for number in range(version, len(migrations)):
        await connection.executescript(
            f"BEGIN IMMEDIATE;\n{migrations[number]}\nPRAGMA user_version={number + 1};\nCOMMIT;"
        )
    return connection
