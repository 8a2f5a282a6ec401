"""A real line on a real SQLite file, a real worker and a real child process, in a data folder of their own."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from common.home import Home
from pipeline.jobs.events import Events, JobEvent, Kind, Listener
from pipeline.jobs.job import FINAL, Failure, Job, State
from pipeline.jobs.line import Line
from pipeline.jobs.sqlite import SqliteStore
from pipeline.jobs.worker import Patience, Worker
from pipeline.order import Clip, ClipOrder

LIMIT_S = 40.0
QUICK = Patience(look_s=0.1, respawn_s=0.05, disk_s=0.1, cancel_s=2.0)


@dataclass(kw_only=True)
class Clock:
    """Time that passes when a test says so."""

    now_s: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home").make()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(home: Home, clock: Clock) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(home.line_db, now=clock)
    yield store
    await store.close()


def finished(home: Home, name: str, *, duration_s: float = 1.0) -> Clip:
    """A clip whose file is there."""
    path = home.clips / f"{name}.mp4"
    path.write_bytes(b"clip")
    return Clip(
        path=str(path),
        thumbnail=str(path.with_suffix(".jpg")),
        receipt=str(path.with_suffix(".json")),
        duration_s=duration_s,
        width=64,
        height=64,
        fps=25.0,
        frames=25,
        size_bytes=4,
    )


class Works:
    """A line, its worker, and an ear on the events."""

    def __init__(self, home: Home, store: SqliteStore, line: Line, heard: Listener) -> None:
        self.home = home
        self.store = store
        self.line = line
        self.events: list[JobEvent] = []
        self.troubles: list[Failure | None] = []
        self.worker: Worker
        self._new_troubles: asyncio.Queue[Failure | None] = asyncio.Queue()
        self._heard = heard
        self._running: asyncio.Task[None] | None = None

    def start(self, patience: Patience = QUICK, **changes: float) -> None:
        odd = (sys.executable, str(Path(__file__).with_name("odd_child.py")), str(self.home.root))
        self.worker = Worker(
            line=self.line, home=self.home, command=odd, patience=replace(patience, **changes)
        )
        self.worker.on_trouble = self._trouble_changed
        self._running = asyncio.create_task(self.worker.run())

    async def stop(self) -> None:
        if self._running:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    def _trouble_changed(self, trouble: Failure | None) -> None:
        self.troubles.append(trouble)
        self._new_troubles.put_nowait(trouble)

    async def trouble(self) -> Failure | None:
        """What the worker says next of its troubles; None when they are over."""
        return await asyncio.wait_for(self._new_troubles.get(), LIMIT_S)

    async def order(self, text: str, *, owner: str = "ann") -> Job:
        return await self.line.add(ClipOrder(text=text), owner=owner, channel="test", address="{}")

    async def until(self, what: Callable[[JobEvent], bool]) -> JobEvent:
        """The next event that is like this; a worker that ended instead is an error."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                hearing = asyncio.ensure_future(anext(self._heard))
                await asyncio.wait(
                    {hearing, self._running} if self._running else {hearing},
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if not hearing.done():
                    hearing.cancel()
                    assert self._running
                    await self._running
                event = await hearing
                self.events.append(event)
                if what(event):
                    return event

    async def started(self, job: Job, *, attempt: int = 1) -> Job:
        """Until the child works on it."""

        def working(event: JobEvent) -> bool:
            return event.kind is Kind.PROGRESS and event.job.id == job.id and event.job.attempt == attempt

        return (await self.until(working)).job

    async def ended(self, job: Job) -> Job:
        return (await self.until(lambda event: event.job.id == job.id and event.job.state in FINAL)).job

    async def made(self, job: Job) -> Job:
        done = await self.ended(job)
        assert done.state is State.DONE, done.failure
        return done

    def children(self) -> list[int]:
        """The ids of all child processes there ever were, oldest first."""
        started = (self.home.root / "pids").iterdir()
        return [int(file.name) for file in sorted(started, key=lambda file: file.stat().st_mtime_ns)]

    def files(self) -> set[str]:
        """What lies in the folder of clips."""
        return {path.name for path in self.home.clips.rglob("*") if path.is_file()}


@pytest.fixture
async def works(home: Home) -> AsyncIterator[Works]:
    store = await SqliteStore.open(home.line_db)
    line = Line(store, Events())
    with line.events.listening() as heard:
        works = Works(home, store, line, heard)
        yield works
        await works.stop()
    await store.close()


def is_gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def until_gone(pid: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(LIMIT_S)
