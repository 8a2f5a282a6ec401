"""The line of updates from the room to its bot: long polling, or delivery to a webhook."""

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.room.apierror import ApiError
from bot.room.store import Store

LONGEST_POLL_S = 50
MOST_UPDATES = 100
WEBHOOK_FACT = "webhook"
ALLOWED_FACT = "allowed_updates"
TAKEN_OVER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class UpdateLine:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._came = asyncio.Event()
        self._webhook_bell = asyncio.Event()
        self._poller: asyncio.Event | None = None
        self._closed = False

    async def add(self, kind: str, content: dict[str, Any]) -> None:
        """Put an update in the line, inside ``store.writing()``; kinds the bot does not want are dropped."""
        allowed = await self._store.fact(ALLOWED_FACT)
        if not allowed or kind in allowed:
            await self._store.add_update(kind, content)

    def ring(self) -> None:
        """Wake whoever waits, once what was added is committed."""
        self._came.set()
        self._webhook_bell.set()

    def close(self) -> None:
        """End every wait at once: the program stops."""
        self._closed = True
        self._came.set()

    async def allow(self, kinds: Sequence[str] | None) -> None:
        """Remember which kinds the bot wants; None leaves what was said before."""
        if kinds is not None:
            async with self._store.writing():
                await self._store.set_fact(ALLOWED_FACT, list(kinds))

    async def poll(self, *, offset: int, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        """What getUpdates answers. The newest poll wins: an older one that still waits ends with 409."""
        if await self._store.fact(WEBHOOK_FACT):
            raise ApiError(409, WEBHOOK_SET)
        if self._poller:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        try:
            await self._confirm(offset)
            return await self._wait(mine, limit, timeout_s)
        finally:
            if self._poller is mine:
                self._poller = None

    async def _confirm(self, offset: int) -> None:
        waiting, newest = await self._store.update_span()
        if offset < 0 and waiting:
            # A negative offset asks for the last few and forgets all before them.
            offset = max(1, newest + 1 + offset)
        if offset > 0 and waiting:
            async with self._store.writing():
                await self._store.forget_updates(offset)

    async def _wait(self, mine: asyncio.Event, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        loop = asyncio.get_running_loop()
        until_s = loop.time() + min(timeout_s, LONGEST_POLL_S)
        while True:
            if mine.is_set():
                raise ApiError(409, TAKEN_OVER)
            self._came.clear()
            updates = await self._store.updates(limit)
            left_s = until_s - loop.time()
            if updates or left_s <= 0 or self._closed:
                return updates
            await self._first(left_s, self._came, mine)

    async def webhook_rings(self) -> None:
        """For the webhook: until something may have come since the last call."""
        await self._webhook_bell.wait()
        self._webhook_bell.clear()

    async def _first(self, limit_s: float, *events: asyncio.Event) -> None:
        tasks = [asyncio.ensure_future(event.wait()) for event in events]
        try:
            await asyncio.wait(tasks, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
