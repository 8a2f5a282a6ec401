"""Looks at footage before it becomes a presenter: one at a time, and whoever asks again hears how far it is."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.examining import Examine, Found
from common.errors import BadInput, MouthpieceError
from common.home import Home
from pipeline.jobs.job import Failure

if TYPE_CHECKING:
    from presenters.registry import Registry

PATIENCE_S = 60.0
"""A look that nobody asks about for so long is stopped"""
FILM = "-film"
"""After the id of an upload that is looked at as a film of a mouth opening"""
KEPT = 16
"""So many reports are remembered"""


@dataclass(kw_only=True)
class Check:
    """One look, going on or done."""

    about: str
    """Id of an upload or of a presenter"""
    share: float = 0.0
    found: Found | None = None
    sheet: bytes | None = None
    """The footage at a glance, as a JPEG"""
    asked_at: float = field(default_factory=time.monotonic)


class Checks:
    """Begins looks, remembers what they found, and stops those nobody waits for."""

    def __init__(
        self, *, home: Home, registry: "Registry", examine: Examine, patience_s: float = PATIENCE_S
    ) -> None:
        self._home = home
        self._registry = registry
        self._examine = examine
        self._patience_s = patience_s
        self._checks: dict[str, Check] = {}
        self._looking: dict[str, asyncio.Task[None]] = {}

    async def ask(self, about: str, footage: Path, name: str, *, wait_s: float, film: bool = False) -> Check:
        """What was found, or how far it is after at most ``wait_s``. Raises why the footage, or the ``film`` of a mouth
        opening, cannot be used.
        """
        about = f"{about}{FILM}" if film else about
        check = self._checks.get(about) or self._begin(about, footage, name, film=film)
        check.asked_at = time.monotonic()
        if looking := self._looking.get(about):
            await asyncio.wait({looking}, timeout=wait_s)
            check.asked_at = time.monotonic()
            if looking.done():
                self._end(check, looking)
        if check.found and check.found.failure:
            raise error_of(check.found.failure)
        return check

    def get(self, about: str) -> Check | None:
        return self._checks.get(about)

    def before(self, about: str) -> int:
        """How many looks come before this one."""
        waiting = list(self._looking)
        return waiting.index(about) if about in waiting else 0

    async def close(self) -> None:
        looking = list(self._looking.values())
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)

    def _begin(self, about: str, footage: Path, name: str, *, film: bool) -> Check:
        done = [key for key in self._checks if key not in self._looking]
        for key in done[: max(0, len(done) - KEPT + 1)]:
            del self._checks[key]
        check = self._checks[about] = Check(about=about)
        self._looking[about] = asyncio.create_task(self._look(check, footage, name, film=film))
        self._mind(check)
        return check

    def _end(self, check: Check, looking: asyncio.Task[None]) -> None:
        """Raises what stopped the look; the next to ask begins another."""
        if self._looking.get(check.about) is looking:
            del self._looking[check.about]
        failed = looking.cancelled() or looking.exception() or (check.found and check.found.failure)
        if failed and self._checks.get(check.about) is check:
            del self._checks[check.about]
        looking.result()

    async def _look(self, check: Check, footage: Path, name: str, *, film: bool) -> None:
        sheet = self._home.new_input(".jpg")
        try:
            await asyncio.to_thread(self._registry.expect, footage)
            found = await self._examine(
                footage, name, sheet, on_share=lambda share: _grow(check, share), film=film
            )
            if sheet.is_file():
                check.sheet = await asyncio.to_thread(sheet.read_bytes)
            check.found = found
        finally:
            sheet.unlink(missing_ok=True)

    def _mind(self, check: Check) -> None:
        looking = self._looking.get(check.about)
        if looking is None or self._checks.get(check.about) is not check:
            return
        idle_s = time.monotonic() - check.asked_at
        if looking.done():
            with contextlib.suppress(Exception, asyncio.CancelledError):
                self._end(check, looking)
        elif idle_s >= self._patience_s:
            looking.cancel()
            del self._looking[check.about], self._checks[check.about]
        else:
            asyncio.get_running_loop().call_later(self._patience_s - idle_s, self._mind, check)


def _grow(check: Check, share: float) -> None:
    check.share = share


def error_of(failure: Failure) -> MouthpieceError:
    """The error that a failure was."""
    kinds = [MouthpieceError]
    for kind in kinds:
        if kind.code == failure.code:
            return kind(**failure.details)
        kinds += kind.__subclasses__()
    return BadInput(reason=failure.message)
