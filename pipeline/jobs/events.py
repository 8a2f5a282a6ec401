"""What happens in the line, told to whoever listens in this process."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pipeline.jobs.job import FINAL, Job, State

WAITING_LIMIT = 1000
"""Events a slow listener may fall behind by, before news of progress is dropped for it"""


class Kind(StrEnum):
    QUEUED = "queued"
    STARTED = "started"
    PROGRESS = "progress"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class JobEvent:
    kind: Kind
    job: Job
    """As it is after what happened"""


class Listener:
    """An endless iterator of events. Progress may be skipped when the listener is slow; an ending never is."""

    def __init__(self) -> None:
        self._waiting: deque[JobEvent] = deque()
        self._news = asyncio.Event()

    def put(self, event: JobEvent) -> None:
        if event.kind is Kind.PROGRESS:
            if len(self._waiting) >= WAITING_LIMIT:
                return
            last = self._waiting[-1] if self._waiting else None
            if last and last.kind is Kind.PROGRESS and last.job.id == event.job.id:
                self._waiting.pop()
        self._waiting.append(event)
        self._news.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> JobEvent:
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()


class Events:
    """The board on which the line's news is pinned."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def publish(self, kind: Kind, job: Job) -> None:
        for listener in self._listeners:
            listener.put(JobEvent(kind=kind, job=job))

    def publish_change(self, job: Job) -> None:
        """Tell of a job by the state it is in now."""
        if job.state in FINAL:
            self.publish(Kind.ENDED, job)
        else:
            self.publish(Kind.STARTED if job.state is State.RUNNING else Kind.QUEUED, job)

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """A listener that hears everything from now to the end of the block."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def subscribe(self) -> AsyncIterator[JobEvent]:
        """Events from the first step of the iteration on."""
        with self.listening() as listener:
            async for event in listener:
                yield event
