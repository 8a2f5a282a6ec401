"""A face that a network drew, laid into the picture so that only its mouth is seen to be new.

The network's face is soft, and a little off in colour and place. Taken is a patch about the mouth, from below the nose
to the chin, with a wide soft edge. What the two faces differ by around the patch is carried into it, so that nothing
differs at its edge. Where the drawn face shows what the footage shows, the footage's own detail is put back; elsewhere
edges are made as steep as a sharpening can.
"""

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.cavity import Inside
from pipeline.lips.engine import Frame
from pipeline.lips.facecrop import SIDE_PX, Cut
from pipeline.lips.paste import Placed, cover
from pipeline.lips.ramp import held, step

Array = npt.NDArray[np.float32]

UPPER_EDGE = (205, 165, 164, 391, 425)
"""From cheek to cheek, above the lips"""
LOWER_EDGE = (416, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 192)
CHIN_LEFT_OUT = 0.02  # of the box: so far below the chin the patch goes
SIDES_DRAWN_IN = 0.94  # towards the middle, so that cheeks keep their outline
EDGE_PX = 2.2  # standard deviation of the patch's soft edge, in the network's pixels
FADE_ROWS = 4  # in which the patch dies away at the box's border
FAINTEST = 1 / 510

CARRY_PX = 9.0  # how far a difference of colour is carried into the patch
ALIKE_LUMA = 14.0  # differences of colour beyond this are differences of shape
SAME_LUMA = 7.0  # below this, own detail may come back
SHARPEST = 1.6
BLUR_SHARE = 0.55  # of a network's pixel
STEADY = 0.25  # share of a new look at the sharpness

Mask = Array


def patch(marks: Array, cut: Cut) -> Mask:
    """0..1 [SIDE_PX, SIDE_PX]: how much of the drawn face is taken; ``marks`` [478, 2], pixels."""
    inverse = np.linalg.inv(cut.placed.axes)
    upper, lower = ((marks[list(part)] - cut.placed.origin) @ inverse.T for part in (UPPER_EDGE, LOWER_EDGE))
    lower[:, 1] += CHIN_LEFT_OUT
    outline = np.concatenate([upper, lower])
    middle = float(outline[:, 0].mean())
    outline[:, 0] = middle + (outline[:, 0] - middle) * SIDES_DRAWN_IN
    mask = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    fixed = np.round((outline * SIDE_PX - 0.5) * 16).astype(np.int32)
    cv2.fillPoly(mask, [fixed], (1.0,), lineType=cv2.LINE_AA, shift=4)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), EDGE_PX), np.float32)
    inwards = np.minimum(np.arange(SIDE_PX), np.arange(SIDE_PX)[::-1]).astype(np.float32)
    border = step(inwards / FADE_ROWS)
    mask *= border[:, None] * border
    mask[mask < FAINTEST] = 0
    return mask


class Layer:
    """Lays one presenter's drawn faces; remembers how sharp the footage is."""

    def __init__(self) -> None:
        self._sharpen: float | None = None

    def lay(self, out: Frame, cut: Cut, drawn: Array, mask: Mask, strength: float) -> None:
        """Change ``out``, I420, inside the patch. ``drawn`` is Y, U, V, float32 [SIDE_PX, SIDE_PX, 3]."""
        drawn = matched(drawn, cut.small, mask)
        luma = self._detailed(drawn[..., 0], cut, mask)
        side = len(luma)
        chroma = cv2.resize(drawn[..., 1:], (side, side), interpolation=cv2.INTER_LINEAR)
        opacity = cv2.resize(mask, (side, side), interpolation=cv2.INTER_LINEAR) * strength
        picture = np.dstack([luma, chroma, opacity * 255])
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        if len(rows) == 0:
            return
        top, left = (max(0, int(part[0]) - 1) * cut.times for part in (rows, columns))
        bottom, right = ((int(part[-1]) + 2) * cut.times for part in (rows, columns))
        part = np.clip(np.rint(picture[top:bottom, left:right]), 0, 255).astype(np.uint8)
        # Where an edge of the patch's rectangle is sampled it is repeated, so the last one must be clear.
        part[[0, -1], :, 3] = 0
        part[:, [0, -1], 3] = 0
        seen = Inside(picture=part, x=(left + 0.5) / side, y=(top + 0.5) / side, per_eye=float(side))
        # Boxes are told by corners, and the picture's pixels by centres.
        cover(out, seen, Placed(axes=cut.placed.axes, origin=cut.placed.origin - 0.5))

    def _detailed(self, luma: Array, cut: Cut, mask: Mask) -> Array:
        """At the footage's fineness: float32 [n, n]."""
        side = len(cut.fine)
        soft = _larger(luma, side)
        own_detail = cut.fine - _larger(cut.small[..., 0], side)
        blurred = cv2.GaussianBlur(soft, (0, 0), BLUR_SHARE * cut.times)
        steeper = (soft - blurred) * self._sharpening(soft - blurred, cut, mask)
        far = np.abs(cv2.GaussianBlur(luma - cut.small[..., 0], (0, 0), 1.0)) / SAME_LUMA
        same = _larger(np.asarray(cv2.GaussianBlur(step(1.5 - far), (0, 0), 1.5), np.float32), side)
        same = np.clip(same, 0, 1)
        return np.asarray(soft + same * own_detail + (1 - same) * steeper, np.float32)

    def _sharpening(self, edges: Array, cut: Cut, mask: Mask) -> float:
        """How much steeper edges must be to be the footage's own, judged about the patch, where both show the same."""
        side = len(cut.fine)
        about = cv2.dilate((mask > 0).astype(np.uint8), np.ones((9, 9), np.uint8)) - (mask > 0.5)
        where = cv2.resize(about.astype(np.uint8), (side, side), interpolation=cv2.INTER_NEAREST) > 0
        own = cut.fine - cv2.GaussianBlur(cut.fine, (0, 0), BLUR_SHARE * cut.times)
        drawn_hard, own_hard = (float(np.abs(part[where]).mean()) for part in (edges, own))
        now = held(own_hard / max(drawn_hard, 0.05) - 1, 0.0, SHARPEST)
        self._sharpen = now if self._sharpen is None else self._sharpen + STEADY * (now - self._sharpen)
        return self._sharpen


def _larger(small: Array, side: int) -> Array:
    return np.asarray(cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC), np.float32)


def matched(drawn: Array, own: Array, mask: Mask) -> Array:
    """The drawn face with what it differs by around the patch taken off, all [SIDE_PX, SIDE_PX, 3], Y, U, V."""
    differs = own - drawn
    around = (1 - mask) * np.exp(-((differs[..., 0] / ALIKE_LUMA) ** 2))
    weight = cv2.GaussianBlur(around, (0, 0), CARRY_PX) + 1e-4
    carried = cv2.GaussianBlur(differs * around[..., None], (0, 0), CARRY_PX) / weight[..., None]
    return np.asarray(drawn + carried, np.float32)
