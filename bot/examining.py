"""Footage that somebody sends is looked at in a process of its own: that loads heavy libraries, and may crash."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import structlog

from bot.locales import Translator
from common.errors import MediaTimeout, MouthpieceError
from common.home import Home
from pipeline.jobs.job import Failure

LIMIT_S = {"mediapipe": 300.0, "face-alignment": 3600.0}
"""By tracker: networks are far slower where there is no graphics processor"""
ROOT = Path(__file__).parents[1]

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was seen in footage, in plain values."""

    grade: str = ""
    """ "good", "fair" or "poor" """
    remarks: tuple[dict[str, Any], ...] = ()
    """Each with code, sentence and details"""
    people: int = 1
    """So many are seen"""
    face: int | None = None
    """Number of the one who speaks when nobody is chosen"""
    failure: Failure | None = None
    """Why it cannot be used at all"""

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Found":
        failure = told.get("failure")
        return cls(
            grade=told.get("grade", ""),
            remarks=tuple(told.get("remarks", ())),
            people=told.get("people", 1),
            face=told.get("face"),
            failure=Failure(**failure) if failure else None,
        )

    def lines(self, say: Translator) -> list[str]:
        return [
            f"• {say.remark(one['code'], one['sentence'], one.get('details', {}))}" for one in self.remarks
        ]


OnShare = Callable[[float], None]


class Examine(Protocol):
    """Looks at footage."""

    async def __call__(
        self, footage: Path, name: str, sheet: Path, *, on_share: OnShare | None = None, film: bool = False
    ) -> Found:
        """``name`` is what the person calls it; a picture of what was found is written to ``sheet``. Of a ``film`` of a
        mouth opening it is asked only whether it shows that.
        """
        ...


def examiner(home: Home, *, tracker: str = "mediapipe", limit_s: float | None = None) -> Examine:
    """Looks at one piece of footage at a time, at most so long. ``tracker`` is used where the footage's own is not told."""
    turn = asyncio.Semaphore(1)
    limit_s = limit_s or LIMIT_S[tracker]

    async def examine(
        footage: Path, name: str, sheet: Path, *, on_share: OnShare | None = None, film: bool = False
    ) -> Found:
        async with turn:
            kind = ("film",) if film else ()
            arguments = (str(home.root), str(footage), name, str(sheet), tracker, *kind)
            return await _examine(arguments, limit_s, on_share or (lambda share: None))

    return examine


async def _examine(arguments: Sequence[str], limit_s: float, on_share: OnShare) -> Found:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "presenters.fitness_worker",
        *arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    words = b""
    try:
        listening = asyncio.gather(_said(process.stdout, on_share), process.stderr.read())
        said, words = await asyncio.wait_for(listening, limit_s)
        return Found.of(said)
    except TimeoutError:
        return Found(failure=Failure.of(MediaTimeout(name=arguments[2], limit_s=limit_s)))
    except ValueError:
        log.error(
            "footage could not be looked at",
            rc=process.returncode,
            words=words.decode("utf-8", "replace")[-2000:],
        )
        return Found(failure=Failure.of(MouthpieceError()))
    finally:
        # The group: an ffmpeg that it started must end with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _said(lines: asyncio.StreamReader, on_share: OnShare) -> dict[str, Any]:
    """What the process found; how far it is goes to ``on_share``. Raises ValueError when it found nothing."""
    told: dict[str, Any] = {}
    async for line in lines:
        # A library may print something of its own.
        with contextlib.suppress(ValueError):
            told = dict(json.loads(line))
        if "share" in told:
            on_share(told["share"])
    if not told or "share" in told:
        raise ValueError("nothing was found")
    return told
