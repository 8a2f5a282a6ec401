"""Answers kept by Idempotency-Key, so that a program may ask again and nothing is made twice.

What orders and uploads come from which key stands with them, written together with them; so a key whose answer was lost
in a power cut finds what it made all the same.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from bot.studio.store import StudioStore
from common.errors import BadInput

KEPT_S = 86_400.0
REPLAYED = "Idempotency-Replayed"
KEPT = """
SELECT asked, status, answer FROM answered WHERE owner = :owner AND key = :key AND created_at > :since
"""
KEEP = """
INSERT OR REPLACE INTO answered (owner, key, asked, status, answer, created_at)
VALUES (:owner, :key, :asked, :status, :answer, :at)
"""
FORGET = "DELETE FROM answered WHERE created_at <= :before"


class KeyMismatch(BadInput):
    code = "idempotency-mismatch"
    sentence = "This Idempotency-Key was used for another request. Take a new key for each thing you ask for."


@dataclass(frozen=True, kw_only=True)
class Answer:
    asked: str
    """Hash of what was asked"""
    status: int
    body: str


class Answers:
    """What was answered to whom by which key."""

    def __init__(self, store: StudioStore, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._turns: dict[tuple[str, str], tuple[asyncio.Lock, int]] = {}

    @contextlib.asynccontextmanager
    async def turn(self, owner: str, key: str) -> AsyncIterator[None]:
        """Let one request with this key in at a time: the second finds the first one's answer."""
        lock, count = self._turns.get((owner, key), (asyncio.Lock(), 0))
        self._turns[owner, key] = (lock, count + 1)
        try:
            async with lock:
                yield
        finally:
            lock, count = self._turns[owner, key]
            if count == 1:
                del self._turns[owner, key]
            else:
                self._turns[owner, key] = (lock, count - 1)

    async def kept(self, owner: str, key: str) -> Answer | None:
        rows = await self._store.rows(KEPT, owner=owner, key=key, since=self._clock() - KEPT_S)
        if not rows:
            return None
        return Answer(asked=rows[0]["asked"], status=rows[0]["status"], body=rows[0]["answer"])

    async def keep(self, owner: str, key: str, answer: Answer) -> None:
        """Raises DiskFull."""
        values = {"owner": owner, "key": key, "asked": answer.asked, "status": answer.status}
        await self._store.change(KEEP, **values, answer=answer.body, at=self._clock())

    async def tidy(self) -> int:
        """Forget what is too old; how many."""
        return await self._store.change(FORGET, before=self._clock() - KEPT_S)
