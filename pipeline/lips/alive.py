"""A photo that lives while it speaks: it blinks, breathes and moves its head a little.

Lips and lids are drawn on the photo as it is; then head and chest move as a whole, so everything on the face moves along.
"""

from collections.abc import Generator
from contextlib import closing

import numpy as np

from pipeline.lips.engine import Frame
from pipeline.lips.eye import eyes_of
from pipeline.lips.eyelids import shut
from pipeline.lips.headfield import Head
from pipeline.lips.movement import Array, movement
from presenters.footage import play
from presenters.presenter import Prepared
from voices.voice import Speech


class Alive:
    """One photo, ready to move."""

    def __init__(self, prepared: Prepared) -> None:
        with closing(play(prepared)) as footage:
            photo = next(footage)
        self._eyes = eyes_of(photo, prepared.landmarks[0])
        self._head = Head.of(
            prepared.landmarks[0], prepared.depth[0], width=prepared.width, height=prepared.height
        )

    def pose(self, frame: Frame, head: Array, lids: float) -> Frame:
        """The photo, its lips moved already, with its head at ``head`` (a row of Movement.head) and its lids down by
        ``lids``; ``frame`` is left as it is."""
        if lids > 0 and self._eyes:
            frame = frame.copy()
            shut(frame, self._eyes, lids)
        return self._head.turned(frame, head)


def enliven(
    spoken: Generator[Frame, None, None], prepared: Prepared, speech: Speech, frames: int
) -> Generator[Frame, None, None]:
    """The frames of a photo whose lips speak, moved by the movement that belongs to ``speech``."""
    alive = Alive(prepared)
    moves = movement(speech, prepared.digest, frames=frames, fps=prepared.fps)
    with closing(spoken):
        for frame, head, lids in zip(spoken, moves.head, moves.lids, strict=True):
            yield alive.pose(frame, np.asarray(head), float(lids))
