"""face-alignment's networks as a tracker: a face is looked for now and then, and followed by its landmarks between.

A look for faces costs two seconds of processor time, so the detector's box is carried along with the landmarks for up to
CARRIED frames. It looks again at once after a cut, where a face is lost, and where none is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import cv2
import numpy as np
import numpy.typing as npt

from presenters.faces import Frame, Points, pick
from presenters.mesh import FIRM_MARKS, points_of, unlikely
from presenters.view import Sight

Array = npt.NDArray[np.float32]

CARRIED = 10
"""Frames for which a box is carried along"""
NO_FACE = 0.2
"""Landmarks that lie further beside any turned face, in eye distances, are of none; of faces they lie up to 0.06"""
CUT = 12.0
"""Levels of 255, mean, between neighbouring pictures: what moves changes less"""
SMALL_PX = 64


class Finder(Protocol):
    """Finds faces and their 68 landmarks in a picture, see models/aligner.py."""

    def boxes(self, rgb: Frame) -> Array: ...

    def marks(self, rgb: Frame, boxes: Sequence[Array]) -> Array: ...


@dataclass(frozen=True, kw_only=True)
class Held:
    """A detected box as it lies about its landmarks."""

    middle: npt.NDArray[np.float64]
    sides: npt.NDArray[np.float64]
    """[2] each, in spreads of the landmarks"""

    @classmethod
    def of(cls, box: Array, marks: Array) -> "Held":
        place, spread = _place(marks)
        corners = box[:4].reshape(2, 2).astype(np.float64)
        return cls(middle=(corners.mean(axis=0) - place) / spread, sides=(corners[1] - corners[0]) / spread)

    def box(self, marks: Array) -> Array:
        """float32 [4], about these landmarks."""
        place, spread = _place(marks)
        middle, half = place + self.middle * spread, self.sides * spread / 2
        return np.asarray(np.concatenate([middle - half, middle + half]), np.float32)


def _place(marks: Array) -> tuple[npt.NDArray[np.float64], float]:
    firm = marks[FIRM_MARKS].astype(np.float64)
    place = firm.mean(axis=0)
    return place, max(float(np.sqrt(((firm - place) ** 2).sum(axis=1).mean())), 1e-3)


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """A face in the last picture."""

    held: Held
    marks: Array
    """[68, 2], pixels of the picture"""
    points: Points
    """[478, 3], pixels of the frame"""


class AlignmentTracker:
    """See the module and ``Tracker``."""

    sight = Sight(long_side_px=960, clear_face_px=None)

    def __init__(self, finder: Finder, *, faces: int = 1, still: bool = False) -> None:
        self._finder = finder
        self._most = faces
        self._carries = not still
        self._seen: list[Seen] = []
        self._age = 0
        self._small: Frame | None = None
        self._last: Points | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._seen = []

    def all_faces(self, rgb: Frame, *, width: int, height: int) -> list[Points]:
        """See Tracker."""
        return [face.points for face in self._looked(rgb, width)[: self._most]]

    def seen(self, rgb: Frame, *, width: int, height: int) -> list[Points]:
        """See Tracker."""
        self._seen = self._next(rgb, width)[: self._most]
        return [face.points for face in self._seen]

    def follow(self, rgb: Frame, *, width: int, height: int) -> Points | None:
        """See Tracker."""
        found = self._next(rgb, width)
        self._last = pick([face.points for face in found], self._last)
        self._seen = [face for face in found if face.points is self._last]
        return self._last

    def _next(self, rgb: Frame, width: int) -> list[Seen]:
        uncut = self._goes_on(rgb)
        if self._carries and self._seen and uncut and self._age < CARRIED:
            self._age += 1
            carried = self._marked(rgb, [face.held.box(face.marks) for face in self._seen], width)
            if len(carried) == len(self._seen):
                return [
                    Seen(held=before.held, marks=now.marks, points=now.points)
                    for before, now in zip(self._seen, carried, strict=True)
                ]
        self._age = 0
        return self._looked(rgb, width)

    def _goes_on(self, rgb: Frame) -> bool:
        before = self._small
        self._small = now = np.asarray(
            cv2.resize(rgb, (SMALL_PX, SMALL_PX), interpolation=cv2.INTER_AREA), np.uint8
        )
        return before is not None and float(cv2.absdiff(before, now).mean()) < CUT

    def _looked(self, rgb: Frame, width: int) -> list[Seen]:
        """Every face, the widest first."""
        boxes = sorted(self._finder.boxes(rgb), key=lambda box: float(box[0] - box[2]))
        return self._marked(rgb, boxes, width)

    def _marked(self, rgb: Frame, boxes: Sequence[Array], width: int) -> list[Seen]:
        if not boxes:
            return []
        marks = self._finder.marks(rgb, boxes)
        points = points_of(marks * (width / rgb.shape[1]))
        return [
            Seen(held=Held.of(box, one), marks=one, points=placed)
            for box, one, placed, beside in zip(boxes, marks, points, unlikely(marks), strict=True)
            if beside < NO_FACE
        ]
