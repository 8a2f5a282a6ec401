"""Playing a prepared presenter for ever: round, there and back, or to the end and no further."""

from collections.abc import Generator

import numpy as np
import numpy.typing as npt

from common.media import read_frames
from presenters.presenter import Loop, Prepared


def play(prepared: Prepared) -> Generator[npt.NDArray[np.uint8], None, None]:
    """I420 frames in the order of ``Prepared.played``: uint8 [height * 3 // 2, width], streamed, one at a time."""
    if prepared.still:
        (frame,) = read_frames(prepared.forth, width=prepared.width, height=prepared.height)
        while True:
            yield frame
    if prepared.loop is Loop.FREEZE:
        for frame in read_frames(prepared.forth, width=prepared.width, height=prepared.height):
            yield frame
        while True:
            yield frame
    while True:
        for path in (prepared.forth, prepared.back):
            if path is not None:
                yield from read_frames(path, width=prepared.width, height=prepared.height, threads=1)
