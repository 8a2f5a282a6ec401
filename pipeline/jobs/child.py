"""The process that renders: one JSON line in for each order, JSON lines out for what becomes of it.

In:  {"ticket": T, "order": ClipOrder, "out": PATH, "lost": N}   {"cancel": T}
Out: {"ready": true}   {"beat": N}   {"ticket": T, "stage": S, "share": F}   {"ticket": T, "clip": Clip}
     {"ticket": T, "code": C, "message": M, "details": {...}, "final": BOOL, "why": W}
T names one attempt at one order, N says how many before it lost their process. What is not final may turn out better at
another attempt.
"""

import contextlib
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from common.errors import Cancelled, DiskFull, MediaFailed, MouthpieceError
from common.files import is_disk_full
from common.lifeline import end_group
from models.errors import DeviceFailed
from pipeline.jobs.job import Failure
from pipeline.order import Clip, ClipOrder, Progress, Report

BEAT_EVERY_S = 1.0
TELL_EVERY_S = 0.5
STUCK_S = 300.0
"""A child whose threads do not run for so long is ended by the kernel (SIGALRM): it could not see its worker go"""
WHY_LIMIT = 2000
MARK = "=== order "
Render = Callable[[ClipOrder, Path, Report, int], Clip]
"""Takes an order, where its clip is to be, who hears of progress, and how many attempts at it lost their process"""


class Wire:
    """The worker's end of the pipes. Whatever a library prints goes to standard error, and it reads nothing."""

    def __init__(self) -> None:
        self._in: TextIO = os.fdopen(os.dup(0), encoding="utf-8")
        self._out: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8")
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self.orders: queue.Queue[dict[str, Any]] = queue.Queue()
        self.cancelled: set[str] = set()

    def say(self, **words: Any) -> None:
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._out.write(json.dumps(words, ensure_ascii=False) + "\n")
            self._out.flush()

    def listen(self) -> None:
        """Runs in a thread of its own; ends the process, with all it started, when the worker is gone."""
        for line in self._in:
            words = json.loads(line)
            if "cancel" in words:
                self.cancelled.add(words["cancel"])
            else:
                self.orders.put(words)
        end_group()

    def beat(self) -> None:
        for number in range(1 << 62):
            signal.setitimer(signal.ITIMER_REAL, STUCK_S)
            self.say(beat=number)
            time.sleep(BEAT_EVERY_S)


def serve(open_renderer: Callable[[], Render]) -> None:
    """Take orders until the worker goes away. ``open_renderer`` makes warm what stays warm."""
    # Ctrl-C reaches the whole group; the worker decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wire = Wire()
    for task in (wire.listen, wire.beat):
        threading.Thread(target=task, daemon=True).start()
    render = open_renderer()
    wire.say(ready=True)
    while True:
        words = wire.orders.get()
        _make(wire, render, words)


def _make(wire: Wire, render: Render, words: dict[str, Any]) -> None:
    ticket, out = words["ticket"], Path(words["out"])
    # Libraries write to the log without a word on when and for which order.
    print(mark(ticket, time.time()), file=sys.stderr, flush=True)
    told_at = 0.0
    told_stage = ""

    def report(progress: Progress) -> None:
        nonlocal told_at, told_stage
        if ticket in wire.cancelled:
            raise Cancelled
        now = time.monotonic()
        if now - told_at >= TELL_EVERY_S or progress.stage != told_stage:
            told_at, told_stage = now, progress.stage
            wire.say(ticket=ticket, stage=progress.stage, share=round(progress.share, 4))

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        clip = render(ClipOrder.from_json(words["order"]), out, report, words["lost"])
    except MouthpieceError as error:
        _say_failure(wire, ticket, error, final=_is_final(error))
    except Exception as error:
        traceback.print_exc()
        full = isinstance(error, OSError) and is_disk_full(error)
        told = DiskFull(path=str(out.parent)) if full else MouthpieceError()
        _say_failure(wire, ticket, told, final=False, why=repr(error))
    else:
        wire.say(ticket=ticket, clip=clip.to_json())
    wire.cancelled.discard(ticket)


def mark(ticket: str, at: float) -> str:
    """A line in the log from which on everything is about this attempt at an order."""
    return f"{MARK}{ticket} {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(at))}"


def _is_final(error: MouthpieceError) -> bool:
    return type(error) is not MouthpieceError and not isinstance(
        error, MediaFailed | DeviceFailed | Cancelled
    )


def _say_failure(wire: Wire, ticket: str, error: MouthpieceError, *, final: bool, why: str = "") -> None:
    known = Failure.of(error)
    wire.say(
        ticket=ticket,
        code=known.code,
        message=known.message[:WHY_LIMIT],
        details=known.details,
        final=final,
        why=why[:WHY_LIMIT],
    )


def open_real() -> Render:
    """The real renderer, with its heavy parts imported and the default presenter prepared."""
    from common.home import Home
    from pipeline.render import render
    from pipeline.workshop import Workshop

    workshop = Workshop.open(Home(root=Path(sys.argv[1])).make(), tracker=next(iter(sys.argv[2:]), None))
    workshop.warm()
    return lambda order, out, report, lost: render(
        order, workshop=workshop, out=out, report=report, lost=lost
    )


if __name__ == "__main__":
    with contextlib.suppress(OSError):
        os.nice(5)  # the bot answers first
    serve(open_real)
