"""The one loop that makes clips: claims an order, hands it to the warm child, writes down what becomes of it."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock, Timeout

from common.errors import DiskFull, LineTaken, TookTooLong
from common.home import Home
from pipeline.jobs.job import FINAL, Failure, Job
from pipeline.jobs.line import Line
from pipeline.order import Clip, Stage

log = structlog.get_logger()
LINE_LIMIT_BYTES = 1 << 22


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long the worker waits for what, in seconds."""

    start_s: float = 120.0
    beat_s: float = 20.0
    """Without a sign of life for so long the child is taken for stuck"""
    clip_s: float = 180.0
    clip_per_second: float = 40.0
    cancel_s: float = 5.0
    look_s: float = 1.0
    """Between two looks for changes made by another process, such as the command line"""
    respawn_s: float = 1.0
    respawn_most_s: float = 30.0
    disk_s: float = 15.0

    def limit_s(self, job: Job) -> float:
        return self.clip_s + self.clip_per_second * job.length_s


class ChildGone(Exception):
    """The child ended, or was ended, before it was done."""


class Child:
    """The rendering process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid
        self.ready = False

    @classmethod
    async def start(cls, command: Sequence[str], log_file: Path) -> "Child":
        with log_file.open("ab") as words:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                limit=LINE_LIMIT_BYTES,
            )
        return cls(process)

    def tell(self, **words: Any) -> None:
        assert self._process.stdin
        with contextlib.suppress(ConnectionError):
            self._process.stdin.write((json.dumps(words, ensure_ascii=False) + "\n").encode())

    async def hear(self) -> dict[str, Any]:
        """The next line. Raises ChildGone at the end."""
        assert self._process.stdout
        line = await self._process.stdout.readline()
        if not line:
            raise ChildGone
        words: dict[str, Any] = json.loads(line)
        self.ready = self.ready or "ready" in words
        return words

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Worker:
    """Runs until cancelled; then the running order goes back in the line, at no cost to it."""

    def __init__(
        self,
        *,
        line: Line,
        home: Home,
        command: Sequence[str] | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._line = line
        self._home = home
        self._command = command or (sys.executable, "-m", "pipeline.jobs.child", str(home.root))
        self._patience = patience or Patience()
        self._child: Child | None = None
        self._failures = 0
        self._lock = FileLock(home.root / "worker.lock")

    def take_line(self) -> None:
        """One worker a data folder. Raises LineTaken when another program has it."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise LineTaken(path=str(self._home.root)) from error

    @property
    def child_pid(self) -> int | None:
        return self._child.pid if self._child else None

    async def run(self) -> None:
        self.take_line()
        try:
            await self._line.give_back_all()
            while True:
                await self._step()
        finally:
            if self._child:
                await asyncio.shield(self._child.end())
            self._lock.release()

    async def _step(self) -> None:
        try:
            child = await self._warm()
        except (ChildGone, TimeoutError):
            await self._drop()
            self._failures += 1
            wait_s = min(self._patience.respawn_s * 2**self._failures, self._patience.respawn_most_s)
            log.warning("the worker's child does not start", again_in_s=wait_s, log=str(self._log))
            await asyncio.sleep(wait_s)
            return
        self._line.bell.clear()
        job = await self._line.claim()
        if job is None:
            await self._wait(child)
        elif job.state not in FINAL:
            await self._make(child, job)

    @property
    def _log(self) -> Path:
        return self._home.logs / "worker.log"

    async def _warm(self) -> Child:
        if self._child is None:
            self._home.logs.mkdir(parents=True, exist_ok=True)
            self._child = await Child.start(self._command, self._log)
        child = self._child
        async with asyncio.timeout(self._patience.start_s):
            while not child.ready:
                await child.hear()
        self._failures = 0
        return child

    async def _drop(self) -> None:
        if self._child:
            await self._child.end()
            self._child = None

    async def _wait(self, child: Child) -> None:
        """Until the bell rings, or a moment has passed; what the child says meanwhile is only its heartbeat."""
        bell = asyncio.create_task(self._line.bell.wait())
        heard = asyncio.create_task(child.hear())
        try:
            await asyncio.wait(
                {bell, heard}, timeout=self._patience.look_s, return_when=asyncio.FIRST_COMPLETED
            )
            if heard.done() and heard.exception():
                await self._drop()
        finally:
            for task in (bell, heard):
                task.cancel()
            await asyncio.gather(bell, heard, return_exceptions=True)

    async def _make(self, child: Child, job: Job) -> None:
        out = self._home.new_clip()
        log.info("order started", job=job.id, attempt=job.attempt)
        child.tell(job=job.id, order=job.order.to_json(), out=str(out))
        try:
            words = await self._until_done(child, job)
        except asyncio.CancelledError:
            await asyncio.shield(self._line.release(job.id, job.attempt))
            _remove(out)
            raise
        except (ChildGone, TimeoutError) as error:
            await self._drop()
            _remove(out)
            failure = (
                Failure.of(error.args[0]) if error.args and isinstance(error.args[0], TookTooLong) else None
            )
            await asyncio.shield(self._line.give_back(job.id, job.attempt, failure))
            return
        await asyncio.shield(self._settle(job, words, out))

    async def _until_done(self, child: Child, job: Job) -> dict[str, Any]:
        """The child's last word on a job. Raises ChildGone when it dies, hangs, or takes too long."""
        limit_s = self._patience.limit_s(job)
        ends_at = time.monotonic() + limit_s
        beat_at = looked_at = time.monotonic()
        stops_at: float | None = None
        hearing: asyncio.Task[dict[str, Any]] | None = None
        try:
            while True:
                hearing = hearing or asyncio.create_task(child.hear())
                await asyncio.wait({hearing}, timeout=self._patience.look_s)
                now = time.monotonic()
                if hearing.done():
                    words, hearing, beat_at = hearing.result(), None, now
                    if words.get("job") == job.id:
                        if "stage" not in words:
                            return words
                        await self._line.progress(job.id, job.attempt, Stage(words["stage"]), words["share"])
                if now - beat_at > self._patience.beat_s:
                    log.warning("the worker's child hangs", job=job.id)
                    raise ChildGone
                if now > ends_at:
                    raise ChildGone(TookTooLong(limit_s=limit_s))
                if stops_at and now > stops_at:
                    raise ChildGone
                if stops_at is None and now - looked_at >= min(self._patience.look_s, 0.25):
                    looked_at = now
                    if not await self._line.holds(job.id, job.attempt):
                        child.tell(cancel=job.id)
                        stops_at = now + self._patience.cancel_s
        finally:
            if hearing:
                hearing.cancel()
                await asyncio.gather(hearing, return_exceptions=True)

    async def _settle(self, job: Job, words: dict[str, Any], out: Path) -> None:
        if "clip" in words:
            if not await self._line.finish(job.id, job.attempt, Clip.from_json(words["clip"])):
                _remove(out)
            return
        _remove(out)
        failure = Failure(code=words["code"], message=words["message"], details=words["details"])
        log.info("order failed", job=job.id, code=failure.code, why=words.get("why", ""))
        if failure.code == DiskFull.code:
            await self._line.release(job.id, job.attempt)
            await asyncio.sleep(self._patience.disk_s)
        elif words["final"]:
            await self._line.fail(job.id, job.attempt, failure)
        else:
            await self._line.give_back(job.id, job.attempt, failure)


def _remove(clip: Path) -> None:
    for path in (clip, clip.with_suffix(".jpg"), clip.with_suffix(".json")):
        path.unlink(missing_ok=True)
