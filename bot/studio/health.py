"""Whether this machine can make clips now, and if not, why."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.studio import tally
from bot.studio.studio import Studio
from common.errors import MouthpieceError
from common.home import Home
from pipeline.jobs.job import State
from pipeline.jobs.line import Line
from pipeline.jobs.worker import Pulse

ANSWER_S = 2.0
"""So long may the database take"""
SILENT_S = 30.0
"""A child that lives says something every second"""
FREE_BYTES = 100_000_000
"""With less space nothing is rendered"""
GPU_ANSWER_S = 1.0
KEPT_S = 60.0
"""So long is known which GPU there is"""
COUNTED_S = 5.0
"""So long are counts kept, so that being watched closely costs nothing"""


@dataclass(frozen=True, kw_only=True)
class Readiness:
    ready: bool
    reasons: tuple[str, ...]
    """What is wrong, in English"""
    database: bool
    worker: Pulse
    free_bytes: int
    gpu: str | None
    trouble: str | None


@dataclass(kw_only=True)
class Health:
    home: Home
    line: Line
    studio: Studio
    pulse: Callable[[], Pulse]
    gpu_command: tuple[str, ...] = ("nvidia-smi", "--query-gpu=name", "--format=csv,noheader")
    _gpu: tuple[float, str | None] = (-KEPT_S, None)
    _counted: tuple[float, Mapping[State, int], int] = field(default_factory=lambda: (-COUNTED_S, {}, 0))

    async def look(self) -> Readiness:
        database = await self._database()
        free = shutil.disk_usage(self.home.root).free
        pulse = self.pulse()
        trouble = self.studio.desk.trouble.now
        reasons = []
        if not database:
            reasons.append("The database does not answer.")
        if free < FREE_BYTES:
            reasons.append(f"Only {free // 1_000_000} MB are free on the disk.")
        if trouble:
            reasons.append(trouble.message)
        elif pulse.pid is None or not pulse.ready:
            reasons.append("The worker is starting.")
        elif pulse.silent_s > SILENT_S:
            reasons.append(f"The worker has said nothing for {pulse.silent_s:.0f} s.")
        return Readiness(
            ready=not reasons,
            reasons=tuple(reasons),
            database=database,
            worker=pulse,
            free_bytes=free,
            gpu=await self.gpu(),
            trouble=trouble.message if trouble else None,
        )

    async def _database(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER_S):
                await self.line.counted()
        except (TimeoutError, sqlite3.Error, MouthpieceError, ValueError):
            return False
        return True

    async def gpu(self) -> str | None:
        """The name of the first one, as its driver's tool says; None without that tool or without an answer."""
        asked_at, name = self._gpu
        if time.monotonic() - asked_at >= KEPT_S:
            name = await self._ask_gpu()
            self._gpu = (time.monotonic(), name)
        return name

    async def _ask_gpu(self) -> str | None:
        program = shutil.which(self.gpu_command[0])
        if program is None:
            return None
        try:
            process = await asyncio.create_subprocess_exec(
                program,
                *self.gpu_command[1:],
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError:
            return None
        try:
            said, _ = await asyncio.wait_for(process.communicate(), GPU_ANSWER_S)
        except TimeoutError:
            process.kill()
            await process.wait()
            return None
        lines = said.decode("utf-8", "replace").splitlines()
        return lines[0].strip() or None if lines and process.returncode == 0 else None

    async def counted(self) -> tuple[Mapping[State, int], int]:
        """Orders by state, and bytes of what people sent."""
        counted_at, states, sent = self._counted
        if time.monotonic() - counted_at >= COUNTED_S:
            states, sent = await self.line.counted(), await self.studio.desk.store.uploaded_bytes()
            self._counted = (time.monotonic(), states, sent)
        return states, sent

    async def metrics(self) -> str:
        states, sent = await self.counted()
        pulse = self.pulse()
        up = pulse.ready and pulse.silent_s <= SILENT_S and self.studio.desk.trouble.now is None
        every = {str(state): float(states.get(state, 0)) for state in State}
        free = shutil.disk_usage(self.home.root).free
        return tally.text(
            [
                tally.by("orders", "gauge", "Orders in the line and its history, by state.", "state", every),
                tally.one("orders_waiting", "gauge", "Orders that wait.", every[State.QUEUED]),
                *tally.made(self.studio.tally),
                tally.one("uploads_bytes", "gauge", "Bytes of the files people sent that are kept.", sent),
                tally.one("disk_free_bytes", "gauge", "Free space where the data is.", free),
                tally.one("worker_up", "gauge", "Whether clips can be made now.", float(up)),
            ]
        )
