"""How small the pictures are that a tracker looks at: as small as the faces in them allow, for that is what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Frame = npt.NDArray[np.uint8]

BESIDE = 0.33
"""Of the largest face's width: smaller ones are posters and passers-by"""
KEPT = 0.9
"""A face may grow so much smaller before the pictures are made larger again, so that sizes do not change to and fro"""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What size of picture a tracker wants."""

    long_side_px: int
    """At most"""
    clear_face_px: float | None
    """A face so wide is read as well as a larger one; None is one that reads any better the larger it is"""


class View:
    """One stream of frames as pictures for a tracker."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._shrink = 1

    def of(self, frame: Frame) -> Frame:
        """An I420 frame as RGB, uint8 [h, w, 3]."""
        over = max(frame.shape[0] * 2 // 3, frame.shape[1]) / self._sight.long_side_px
        if self._sight.clear_face_px is None:
            return small_rgb(frame, shrink=max(1.0, over))
        # By whole numbers: averaging is then ten times as quick.
        while self._shrink < over:
            self._shrink *= 2
        return small_rgb(frame, shrink=self._shrink)

    def suit(self, face_widths: Sequence[float]) -> None:
        """Faces of these widths were seen, pixels of a frame: the next pictures show them large enough."""
        clear_px = self._sight.clear_face_px
        if not face_widths or clear_px is None:
            return
        least = min(width for width in face_widths if width >= BESIDE * max(face_widths))
        while least >= 2 * self._shrink * clear_px:
            self._shrink *= 2
        while self._shrink > 1 and least < KEPT * self._shrink * clear_px:
            self._shrink //= 2


def small_rgb(frame: Frame, *, shrink: float) -> Frame:
    """An I420 frame as RGB, made ``shrink`` times smaller first: uint8 [h, w, 3]."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    if shrink == 1:
        return np.asarray(cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_I420), np.uint8)
    size = (max(1, int(width / shrink / 2)) * 2, max(1, int(height / shrink / 2)) * 2)
    small = np.empty((size[1] * 3 // 2, size[0]), np.uint8)
    cv2.resize(frame[:height], size, dst=small[: size[1]], interpolation=cv2.INTER_AREA)
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    for plane, made in zip(chroma, small[size[1] :].reshape(2, size[1] // 2, size[0] // 2), strict=True):
        cv2.resize(plane, (size[0] // 2, size[1] // 2), dst=made, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_YUV2RGB_I420), np.uint8)
