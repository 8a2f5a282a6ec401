"""How SQLite is asked: one at a time, in whole transactions, and saying so when the disk is full."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from common.errors import DiskFull

R = TypeVar("R")


class Transactions:
    """What a store in one SQLite file stands on."""

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._turn = asyncio.Lock()
        self._changes: set[asyncio.Future[Any]] = set()

    async def close(self) -> None:
        if self._changes:
            await asyncio.wait(self._changes)
        await self._connection.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        async with self._turn, self._full_disk():
            await self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                await self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    await self._connection.execute("ROLLBACK")
                raise

    @asynccontextmanager
    async def _full_disk(self) -> AsyncIterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise DiskFull(path=str(self._path.parent)) from error
            raise

    async def _whole(self, transaction: Coroutine[Any, Any, R]) -> R:
        """Run a transaction to its end even when whoever asked is cancelled: half of one would stay open."""
        change = asyncio.ensure_future(transaction)
        self._changes.add(change)
        change.add_done_callback(self._changes.discard)
        return await asyncio.shield(change)

    async def _change(self, query: str, **values: Any) -> bool:
        return await self._whole(self._changed(query, values))

    async def _changed(self, query: str, values: dict[str, Any]) -> bool:
        return await self._counted_change(query, values) > 0

    async def _counted_change(self, query: str, values: dict[str, Any]) -> int:
        async with self._turn, self._full_disk():
            return (await self._connection.execute(query, values)).rowcount

    async def _read(self, query: str, **values: Any) -> Sequence[aiosqlite.Row]:
        async with self._turn:
            return await self._all(query, **values)

    async def _all(self, query: str, **values: Any) -> Sequence[aiosqlite.Row]:
        return list(await self._connection.execute_fetchall(query, values))

    async def _maybe(self, query: str, **values: Any) -> aiosqlite.Row | None:
        return next(iter(await self._all(query, **values)), None)

    async def _one(self, query: str, **values: Any) -> aiosqlite.Row:
        (row,) = await self._all(query, **values)
        return row
