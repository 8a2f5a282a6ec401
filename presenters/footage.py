"""Playing a prepared presenter for ever: round, there and back, or to the end and no further."""

from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.media import read_frames
from presenters.presenter import Loop, Prepared

Frame = npt.NDArray[np.uint8]


def play(prepared: Prepared, *, start: int = 0, threads: int | None = 1) -> Generator[Frame, None, None]:
    """I420 frames in the order of ``Prepared.played``: uint8 [height * 3 // 2, width], streamed, one at a time.

    ``start`` is the place in that order to begin at; for ``threads`` see ``read_frames``.
    """
    if prepared.still:
        (frame,) = read_frames(prepared.forth, width=prepared.width, height=prepared.height)
        while True:
            yield frame
    if prepared.loop is Loop.FREEZE:
        yield from _held(prepared, start, threads)
    ways = [(prepared.forth, prepared.frames)]
    if prepared.back is not None:
        ways.append((prepared.back, prepared.frames - 2))
    skipped = start % sum(count for _, count in ways)
    while True:
        for path, count in ways:
            if skipped < count:
                yield from _frames(prepared, path, skipped, threads)
            skipped = max(0, skipped - count)


def _held(prepared: Prepared, start: int, threads: int | None) -> Generator[Frame, None, None]:
    """Once through, and its last frame for ever."""
    frame = None
    for frame in _frames(prepared, prepared.forth, min(start, prepared.frames - 1), threads):
        yield frame
    while frame is not None:
        yield frame


def _frames(prepared: Prepared, path: Path, skipped: int, threads: int | None) -> Iterator[Frame]:
    # Dropped by number inside ffmpeg: as quick as seeking, and right whatever the times in the file are.
    later = f"select=gte(n\\,{skipped})" if skipped else ""
    return read_frames(path, width=prepared.width, height=prepared.height, filters=later, threads=threads)
