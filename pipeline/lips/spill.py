"""Where a footage's teeth and darkness lie beyond the tracked edge of its lips.

A tracker's outline is smoother than a mouth that talks. What it takes for lip and is none would be dragged along when the
lips are brought together, as a blot; here each column of the lip is read from the edge outwards until it looks like lip.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.engine import Frame
from pipeline.lips.light import Light
from pipeline.lips.lipshape import Mouth
from pipeline.lips.paste import Placed
from pipeline.lips.ramp import held, step

Array = npt.NDArray[np.float32]

COLUMNS = 48
STEPS, STEPS_WIDE = 14, 26
FURTHEST = 0.7  # of the lip's height
BEYOND = 0.05  # eye distances further above: a tracker may miss the upper lip of a wide mouth altogether
WIDE = (0.05, 0.10)  # gaps of such a mouth
MISSED = (0.004, 0.012)  # eye distances above the lip: there the darkness of its own corners has ended
BRIDGED = 4
LEAST = (0.010, 0.018)  # eye distances: the line between shut lips is dark and thin
GAPS = (0.003, 0.009)  # between these gaps the tracked lips are less and less taken for shut
DARK = 0.62  # of the lips' luma
BRIGHT = 1.15
PALE = 0.65  # of the lips' redness
_NO_SECOND_MAP = np.empty(0, np.float32)


@dataclass(frozen=True, kw_only=True)
class Spill:
    """Depths to leave out, eye distances."""

    x: Array
    """float32 [columns], face coordinates"""
    upper: Array
    """float32 [columns]"""
    lower: Array

    def at(self, x: Array) -> tuple[Array, Array]:
        """Of the upper and the lower lip at ``x``."""
        return (
            np.interp(x, self.x, self.upper, left=0.0, right=0.0).astype(np.float32),
            np.interp(x, self.x, self.lower, left=0.0, right=0.0).astype(np.float32),
        )


def columns(mouth: Mouth) -> Array:
    """Where a mouth is read, float32 [COLUMNS], face coordinates."""
    return np.linspace(mouth.left + 0.02, mouth.right - 0.02, COLUMNS, dtype=np.float32)


def depths(frame: Frame, mouth: Mouth, placed: Placed, light: Light) -> Array:
    """Of the upper and the lower lip at ``columns``, float32 [2, COLUMNS], eye distances; nought while they are shut."""
    open_ = held((mouth.gap - GAPS[0]) / (GAPS[1] - GAPS[0]), 0, 1)
    if open_ == 0:
        return np.zeros((2, COLUMNS), np.float32)
    x = columns(mouth)
    own = mouth.outlines(x, x)
    beyond = BEYOND * held((mouth.gap - WIDE[0]) / (WIDE[1] - WIDE[0]), 0, 1)
    upper = _depth(frame, placed, light, x, own.upper_inner, own.upper_outer, beyond)
    lower = _depth(frame, placed, light, x, own.lower_inner, own.lower_outer)
    return np.asarray(open_ * np.stack([upper, lower]), np.float32)


def _depth(
    frame: Frame, placed: Placed, light: Light, x: Array, inner: Array, outer: Array, beyond: float = 0.0
) -> Array:
    height = np.abs(outer - inner)
    most = FURTHEST * height
    reach = most + beyond
    count = STEPS_WIDE if beyond else STEPS
    share = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    y = inner + np.sign(outer - inner) * reach * share
    luma, red = _read(frame, placed, np.broadcast_to(x, y.shape), y)
    lip_luma, lip_red = light.lip[0] - 16, light.lip[2] - 128
    dark = luma < DARK * lip_luma
    # Beyond the lip there is skin, which may be as bright and pale as a tooth.
    tooth = (luma > BRIGHT * lip_luma) & (red < PALE * lip_red) & (reach * share <= most)
    # The mouth's own corner, or a tooth in shadow, may stand between the tracked edge and the dark beyond it.
    none = np.pad((dark | tooth).astype(np.uint8), ((BRIDGED, 0), (0, 0)), constant_values=1)
    none = cv2.morphologyEx(none, cv2.MORPH_CLOSE, np.ones((BRIDGED + 1, 1), np.uint8))[BRIDGED:]
    steps = np.minimum.accumulate(none, axis=0).sum(axis=0)
    depth = (steps + 1) * reach / (count - 1)
    depth = (depth * step((depth - LEAST[0]) / (LEAST[1] - LEAST[0]))).astype(np.float32)
    missed = step((depth - height - MISSED[0]) / (MISSED[1] - MISSED[0]))
    further = np.asarray(missed * np.maximum(depth - most, 0), np.float32)
    return np.asarray(np.minimum(_spread(np.minimum(depth, most)), most) + _spread(further))


def _spread(depth: Array) -> Array:
    """Smooth, and nowhere less than seen."""
    return np.asarray(cv2.GaussianBlur(cv2.dilate(depth[None], np.ones((1, 5), np.uint8)), (0, 0), 1.0)[0])


def _read(frame: Frame, placed: Placed, x: Array, y: Array) -> tuple[Array, Array]:
    """Luma above black and redness above grey at points of the face frame."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    pixels = np.stack([x, y], axis=-1) @ placed.axes.T + placed.origin
    red = frame[height:].reshape(2, height // 2, width // 2)[1]
    planes = ((frame[:height], pixels), (red, pixels / 2))
    luma, chroma = (
        cv2.remap(
            plane, at.astype(np.float32), _NO_SECOND_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        for plane, at in planes
    )
    return luma.astype(np.float32) - 16, chroma.astype(np.float32) - 128
