"""The one loop that makes clips: claims an order, hands it to the warm child, writes down what becomes of it."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog
from filelock import FileLock, Timeout

from common.errors import Cancelled, DiskFull, LineTaken, TookTooLong, UnknownJob, WorkerBroken
from common.home import Home
from pipeline.jobs.job import FINAL, Failure, Job
from pipeline.jobs.line import Line
from pipeline.jobs.warmchild import Awake, WarmChild
from pipeline.order import Clip, Stage

log = structlog.get_logger()
R = TypeVar("R")

CLEARLY_FURTHER = 0.1
"""Share of a clip beyond the point where the disk was full, from which there is space again: progress is told in steps"""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long the worker waits for what, in seconds."""

    start_s: float = 900.0
    """For a child that lives but is not ready: its first start prepares a presenter"""
    beat_s: float = 30.0
    """Without a sign of life for so long the child is taken for stuck"""
    clip_s: float = 600.0
    """For any clip; tracking a new presenter is in it"""
    clip_per_second: float = 40.0
    clip_most_s: float = 4 * 3600.0
    cancel_s: float = 5.0
    look_s: float = 1.0
    """Between two looks for changes made by another process, such as the command line"""
    respawn_s: float = 1.0
    respawn_most_s: float = 30.0
    disk_s: float = 15.0

    def limit_s(self, job: Job) -> float:
        return min(self.clip_s + self.clip_per_second * job.length_s, self.clip_most_s)


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """Signs of life of the child."""

    pid: int | None
    ready: bool
    silent_s: float
    """Since it last said anything; it says something every second"""


class ChildLost(Exception):
    """The child died or had to be ended before it was done; ``failure`` says why when that is known."""

    def __init__(self, failure: Failure | None = None) -> None:
        super().__init__()
        self.failure = failure


class Worker:
    """Runs until cancelled; then the running order goes back in the line, at no cost to it."""

    def __init__(
        self,
        *,
        line: Line,
        home: Home,
        command: Sequence[str] | None = None,
        tracker: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._line = line
        self._home = home
        self._command = command or (
            *(sys.executable, "-m", "pipeline.jobs.child", str(home.root)),
            *([tracker] if tracker else []),
        )
        self._patience = patience or Patience()
        self._child: WarmChild | None = None
        self._failures = 0
        self._share = 0.0
        self._full_at = 0.0
        self._lock = FileLock(home.root / "worker.lock")
        self.trouble: Failure | None = None
        """Why nothing is made at present: a full disk, a child that does not start"""
        self.on_trouble: Callable[[Failure | None], None] | None = None
        """Called when ``trouble`` changes"""

    def take_line(self) -> None:
        """One worker a data folder. Raises LineTaken when another program has it."""
        if self._lock.is_locked:
            return
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise LineTaken(path=str(self._home.root)) from error

    @property
    def child_pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def pulse(self) -> Pulse:
        child = self._child
        if child is None:
            return Pulse(pid=None, ready=False, silent_s=0.0)
        return Pulse(pid=child.pid, ready=child.ready and not child.gone, silent_s=child.silent_s())

    async def run(self) -> None:
        """Raises LineTaken."""
        self.take_line()
        try:
            await self._patiently(self._line.give_back_all)
            while True:
                try:
                    await self._step()
                except DiskFull as full:
                    await self._wait_for_space(Failure.of(full))
        finally:
            await self._drop()
            self._lock.release()

    async def _step(self) -> None:
        child = await self._warm()
        if child is None:
            return
        self._line.bell.clear()
        job = await self._claim()
        if job is None:
            self._say_trouble(None)  # nobody waits for it to end
            await self._idle(child)
        elif job.state not in FINAL:
            await self._make(child, job)

    # The child

    async def _warm(self) -> WarmChild | None:
        """The child, ready for an order; None when it did not start, after a pause that grows."""
        try:
            if self._child is None:
                self._child = await WarmChild.start(
                    self._command,
                    log_file=self._home.logs / "worker.log",
                    scratch=self._home.root / "scratch",
                    bell=self._line.bell,
                    step_s=2 * self._patience.look_s,
                )
            await self._until_ready(self._child)
        except (ChildLost, OSError) as error:
            await self._cannot_start(error)
            return None
        self._failures = 0
        if self.trouble and self.trouble.code == WorkerBroken.code:
            self._say_trouble(None)
        return self._child

    async def _until_ready(self, child: WarmChild) -> None:
        awake = Awake(2 * self._patience.look_s)
        while not child.ready:
            if child.gone or self._hangs(child) or awake.look() > self._patience.start_s:
                raise ChildLost
            await self._listen()

    async def _cannot_start(self, error: Exception) -> None:
        reason = str(error) or (self._child.last_words() if self._child else "") or "it gave no reason"
        await self._drop()
        self._say_trouble(Failure.of(WorkerBroken(reason=reason)))
        wait_s = min(self._patience.respawn_s * 2**self._failures, self._patience.respawn_most_s)
        self._failures += 1
        log.error("the worker's child does not start", reason=reason, again_in_s=wait_s)
        await asyncio.sleep(wait_s)

    def _hangs(self, child: WarmChild) -> bool:
        return child.silent_s() > self._patience.beat_s

    async def _idle(self, child: WarmChild) -> None:
        if child.gone or self._hangs(child):
            log.warning("the worker's child was lost between orders", pid=child.pid)
            await self._drop()
        else:
            await self._listen()

    async def _listen(self) -> None:
        """Until the bell rings, or it is time to look."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience.look_s):
                await self._line.bell.wait()
        self._line.bell.clear()

    async def _drop(self) -> None:
        child, self._child = self._child, None
        if child:
            await surely(child.end())

    # One order

    async def _claim(self) -> Job | None:
        claiming = asyncio.ensure_future(self._line.claim())
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            # The claim is written all the same; nobody would make its order, and the next start would count a loss.
            (claimed,) = await asyncio.gather(claiming, return_exceptions=True)
            if isinstance(claimed, Job):
                await self._let_go(claimed)
            raise

    async def _make(self, child: WarmChild, job: Job) -> None:
        out = self._out(job)
        log.info("order started", job=job.id, attempt=job.attempt)
        started_at = time.monotonic()
        self._share = 0.0
        try:
            _remove(out)
            child.tell(ticket=ticket(job), order=job.order.to_json(), out=str(out), lost=job.lost)
            words = await self._until_done(child, job)
        except asyncio.CancelledError:
            await surely(self._stop(job, out))
            raise
        except ChildLost as lost:
            await self._drop()
            _remove(out)
            await self._give_back(job, lost.failure)
        else:
            await self._settle(job, words, out)
        log.info("order left the worker", job=job.id, after_s=round(time.monotonic() - started_at, 1))

    def _out(self, job: Job) -> Path:
        """The same path for every attempt, so that what a crash left behind is written over."""
        day = time.strftime("%Y/%m/%d", time.gmtime(job.created_at))
        return self._home.clips / day / f"{job.id}.mp4"

    async def _until_done(self, child: WarmChild, job: Job) -> dict[str, Any]:
        """The child's last word on a job. Raises ChildLost when it dies, hangs, or takes too long."""
        limit_s = self._patience.limit_s(job)
        awake = Awake(2 * self._patience.look_s)
        stops_at: float | None = None
        while True:
            while words := child.news():
                if words.get("ticket") != ticket(job):
                    continue
                if "stage" not in words:
                    return words
                await self._pass_on(job, words)
            now = awake.look()
            if child.gone:
                log.warning("the worker's child died", job=job.id, attempt=job.attempt)
                raise ChildLost
            if self._hangs(child):
                log.warning("the worker's child hangs", job=job.id, attempt=job.attempt)
                raise ChildLost
            if now > limit_s:
                raise ChildLost(Failure.of(TookTooLong(limit_s=limit_s)))
            if stops_at is not None and now > stops_at:
                raise ChildLost
            if stops_at is None and not await self._line.holds(job.id, job.attempt):
                child.tell(cancel=ticket(job))
                stops_at = now + self._patience.cancel_s
            await self._listen()

    async def _pass_on(self, job: Job, words: dict[str, Any]) -> None:
        self._share = words["share"]
        if self.trouble and self._share > self._full_at + CLEARLY_FURTHER:
            self._say_trouble(None)
        # A full disk must not stop a clip that may be nearly done; how far it is will be told again.
        with contextlib.suppress(DiskFull):
            await self._line.progress(job.id, job.attempt, Stage(words["stage"]), words["share"])

    async def _stop(self, job: Job, out: Path) -> None:
        await self._drop()
        _remove(out)
        await self._let_go(job)

    async def _let_go(self, job: Job) -> None:
        try:
            await surely(self._line.release(job.id, job.attempt))
        except DiskFull:
            log.warning("the disk is full: the order goes back in the line at the next start", job=job.id)

    # What became of it

    async def _settle(self, job: Job, words: dict[str, Any], out: Path) -> None:
        if "clip" in words:
            await self._finish(job, Clip.from_json(words["clip"]), out)
            return
        _remove(out)
        failure = Failure(code=words["code"], message=words["message"], details=words["details"])
        log.info("order not made", job=job.id, code=failure.code, why=words.get("why", ""))
        if failure.code == DiskFull.code:
            await self._patiently(lambda: self._line.release(job.id, job.attempt))
            await self._wait_for_space(failure, reached=self._share)
        elif words["final"]:
            await self._patiently(lambda: self._line.fail(job.id, job.attempt, failure))
            self._say_trouble(None)
        else:
            if failure.code != Cancelled.code:
                # What is not foreseen may have broken what the child keeps warm.
                await self._drop()
            await self._give_back(job, failure)

    async def _finish(self, job: Job, clip: Clip, out: Path) -> None:
        if not await self._patiently(lambda: self._line.finish(job.id, job.attempt, clip)):
            _remove(out)
        self._say_trouble(None)

    async def _give_back(self, job: Job, failure: Failure | None) -> None:
        with contextlib.suppress(UnknownJob):  # forgotten by its owner meanwhile
            await self._patiently(lambda: self._line.give_back(job.id, job.attempt, failure))

    async def _patiently(self, change: Callable[[], Coroutine[Any, Any, R]]) -> R:
        """Write down a change, whole even when this task is cancelled; on a full disk, as soon as there is space."""
        waited = False
        while True:
            try:
                result = await surely(change())
            except DiskFull as full:
                await self._wait_for_space(Failure.of(full))
                waited = True
            else:
                if waited:
                    self._say_trouble(None)
                return result

    async def _wait_for_space(self, failure: Failure, *, reached: float = 0.0) -> None:
        """``reached`` is the share of a clip at which there was none left."""
        self._full_at = reached
        log.error("no space on the disk: the line waits", again_in_s=self._patience.disk_s, **failure.details)
        self._say_trouble(failure)
        await asyncio.sleep(self._patience.disk_s)

    def _say_trouble(self, trouble: Failure | None) -> None:
        before, self.trouble = self.trouble, trouble
        if before != trouble and self.on_trouble:
            self.on_trouble(trouble)


def ticket(job: Job) -> str:
    """What the child calls an attempt: a late word on an earlier one is not taken for this one's."""
    return f"{job.id}:{job.attempt}"


async def surely(work: Awaitable[R]) -> R:
    """Finish what was begun even when this task is cancelled; then let it be cancelled."""
    doing = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait({doing})
        if not doing.cancelled() and (error := doing.exception()):
            log.warning("what had to be finished failed", error=repr(error))
        raise


def _remove(clip: Path) -> None:
    """A clip, what lies beside it, and what a killed child had begun to write."""
    for path in (
        clip,
        clip.with_suffix(".jpg"),
        clip.with_suffix(".json"),
        clip.with_suffix(".srt"),
        clip.with_suffix(".vtt"),
        *clip.parent.glob(f".{clip.stem}.*"),
    ):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("a file could not be removed", path=str(path), reason=str(error))
