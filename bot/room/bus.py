"""News inside this process: what changed in a chat, for the pages that look at it."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

MAX_WAITING_NEWS = 200


class Listener:
    """One open page: wakes when its chat changed, and holds the passing news (typing, notices) in between."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self._news: list[dict[str, Any]] = []
        self.closed = False

    def wake(self, news: dict[str, Any] | None = None) -> None:
        if news is not None and len(self._news) < MAX_WAITING_NEWS:
            self._news.append(news)
        self._woken.set()

    def close(self) -> None:
        self.closed = True
        self._woken.set()

    async def wait(self, limit_s: float) -> list[dict[str, Any]]:
        """Passing news since the last call; returns empty when only messages changed or time ran out."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), limit_s)
        self._woken.clear()
        news, self._news = self._news, []
        return news


class Bus:
    """Who listens to which chat. Messages themselves are read from the database by revision, so none can be lost."""

    def __init__(self) -> None:
        self._listeners: defaultdict[int, set[Listener]] = defaultdict(set)

    @contextlib.contextmanager
    def listen(self, chat_id: int) -> Iterator[Listener]:
        listener = Listener()
        self._listeners[chat_id].add(listener)
        try:
            yield listener
        finally:
            self._listeners[chat_id].discard(listener)

    def changed(self, chat_id: int) -> None:
        for listener in self._listeners[chat_id]:
            listener.wake()

    def tell(self, chat_id: int, news: dict[str, Any]) -> None:
        for listener in self._listeners[chat_id]:
            listener.wake(news)

    def tell_all(self, news: dict[str, Any]) -> None:
        for chat_id in list(self._listeners):
            self.tell(chat_id, news)

    def close(self) -> None:
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.close()
