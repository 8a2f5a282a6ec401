"""The worker's view of its child: the process that renders, its pipes and its signs of life."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger()
LINE_LIMIT_BYTES = 1 << 22
LOG_LIMIT_BYTES = 5_000_000


class Awake:
    """Seconds that this process was awake. ``step_s`` is the longest it believes between two looks.

    When this process was stopped or starved itself, its clock jumps; a living child must not look dead for that.
    """

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._looked_at = time.monotonic()
        self._sum_s = 0.0

    def look(self) -> float:
        now = time.monotonic()
        self._sum_s += min(now - self._looked_at, self._step_s)
        self._looked_at = now
        return self._sum_s


class WarmChild:
    """The process, in a group of its own so that what it started ends with it."""

    def __init__(
        self, process: asyncio.subprocess.Process, *, bell: asyncio.Event, step_s: float, log_file: Path
    ) -> None:
        self._process = process
        self._bell = bell
        self._awake = Awake(step_s)
        self._heard_at = 0.0
        self._words: deque[dict[str, Any]] = deque()
        self._listening = asyncio.create_task(self._listen())
        self.log_file = log_file
        self.pid = process.pid
        self.ready = False

    @classmethod
    async def start(
        cls, command: Sequence[str], *, log_file: Path, scratch: Path, bell: asyncio.Event, step_s: float
    ) -> "WarmChild":
        """``scratch`` is emptied and becomes the child's folder for temporary files; ``bell`` rings at its news.

        Raises OSError when the process cannot be started.
        """
        _empty(scratch)
        with _open_log(log_file) as words:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                limit=LINE_LIMIT_BYTES,
                env=_environment(scratch),
                start_new_session=True,
            )
        return cls(process, bell=bell, step_s=step_s, log_file=log_file)

    def tell(self, **words: Any) -> None:
        assert self._process.stdin
        with contextlib.suppress(ConnectionError):
            self._process.stdin.write((json.dumps(words, ensure_ascii=False) + "\n").encode())

    def news(self) -> dict[str, Any] | None:
        """The next of its words, heartbeats left out; None when it has said no more."""
        return self._words.popleft() if self._words else None

    @property
    def gone(self) -> bool:
        return self._listening.done()

    def silent_s(self) -> float:
        """Seconds since its last sign of life. Look often: seconds between far looks are not believed."""
        return self._awake.look() - self._heard_at

    async def end(self) -> None:
        # The group outlives its leader while an ffmpeg runs; it is gone once nothing of it is left.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        await self._process.wait()
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    def last_words(self) -> str:
        """The end of its log, for whoever asks why it does not start."""
        with contextlib.suppress(OSError):
            lines = self.log_file.read_text("utf-8", "replace")[-4000:].splitlines()
            return next((line.strip() for line in reversed(lines) if line.strip()), "")[:300]
        return ""

    async def _listen(self) -> None:
        assert self._process.stdout
        try:
            while line := await self._process.stdout.readline():
                self._heard_at = self._awake.look()
                try:
                    words = json.loads(line)
                except ValueError:
                    log.warning("the worker's child said what is not JSON", line=line[:200])
                    continue
                if "beat" in words:
                    _cap(self.log_file)
                    continue
                self.ready = self.ready or "ready" in words
                self._words.append(words)
                self._bell.set()
        finally:
            self._bell.set()


def _environment(scratch: Path) -> Mapping[str, str]:
    return os.environ | {"TMPDIR": str(scratch)}


def _empty(folder: Path) -> None:
    """A child that was killed leaves its temporary files behind."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def _open_log(path: Path) -> Any:
    path.parent.mkdir(parents=True, exist_ok=True)
    _cap(path)
    return path.open("ab")


def _cap(path: Path) -> None:
    """Set what a log of this length holds aside, as .old.log, and let it begin anew.

    Copied and emptied, not renamed: the child holds it open, to append, and goes on at its new end.
    """
    with contextlib.suppress(OSError):
        if path.stat().st_size > LOG_LIMIT_BYTES:
            shutil.copyfile(path, path.with_suffix(".old.log"))
            os.truncate(path, 0)
