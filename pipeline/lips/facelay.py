"""A face that a network drew, laid into the picture so that only its mouth is seen to be new.

The network's face is soft, and a little off in colour and place. Taken is a patch about the mouth, from below the nose
to the chin, with a wide soft edge. What the two faces differ by around the patch is carried into it, so that nothing
differs at its edge. Where the drawn face shows what the footage shows, the footage's own detail is put back; elsewhere
edges are made as steep as a sharpening can.
"""

from typing import Any

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
STEPS_SHARE = 0.4  # of a network's pixel: the blur that hides its steps
BLUR_SHARE = 0.7  # and the blur that edges are compared with
STRONGEST = 95  # percentile of the edges looked at: skin has few, and noise is none
LOOK_EVERY = 8
"""Frames between looks at the sharpness"""
STEADY = 0.5  # share of a new look at the sharpness

Mask = Array


def patch(marks: Array, cut: Cut) -> Mask:
    """0..1 [SIDE_PX, SIDE_PX]: how much of the drawn face is taken; ``marks`` [478, 2], pixels."""
    upper, lower = (cut.placed.to_own(marks[list(part)]) for part in (UPPER_EDGE, LOWER_EDGE))
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
        self._laid = 0

    def lay(self, out: Frame, cut: Cut, drawn: Array, mask: Mask, strength: float) -> None:
        """Change ``out``, I420, inside the patch. ``drawn`` is Y, U, V, float32 [SIDE_PX, SIDE_PX, 3]."""
        rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
        if len(rows) == 0:
            return
        drawn = matched(drawn, cut.small, mask)
        if self._laid % LOOK_EVERY == 0:
            self._look(drawn[..., 0], cut, mask)
        self._laid += 1
        top, left = (max(0, int(part[0]) - 1) for part in (rows, columns))
        here = slice(top, int(rows[-1]) + 2), slice(left, int(columns[-1]) + 2)
        fine = cut.fine[tuple(slice(part.start * cut.times, part.stop * cut.times) for part in here)]
        luma = self._detailed(drawn[here][..., 0], cut.small[here][..., 0], fine, cut.times)
        size = fine.shape[::-1]
        chroma = cv2.resize(drawn[here][..., 1:], size, interpolation=cv2.INTER_LINEAR)
        opacity = cv2.resize(mask[here], size, interpolation=cv2.INTER_LINEAR) * (strength * 255)
        planes = (luma, chroma[..., 0], chroma[..., 1], opacity)
        picture = np.asarray(cv2.merge([_in_bytes(plane) for plane in planes]), np.uint8)
        # What is sampled beyond its edges is repeated from there, so those must be clear.
        picture[[0, -1], :, 3] = 0
        picture[:, [0, -1], 3] = 0
        side = len(cut.fine)
        x, y = ((at * cut.times + 0.5) / side for at in (left, top))
        # Boxes are told by corners, and the picture's pixels by centres.
        placed = Placed(axes=cut.placed.axes, origin=cut.placed.origin - 0.5)
        cover(out, Inside(picture=picture, x=x, y=y, per_eye=float(side)), placed)

    def _detailed(self, luma: Array, own: Array, fine: Array, times: int) -> Array:
        """At the footage's fineness, like ``fine``."""
        soft, own_soft = (_smoothed(_larger(part, times), times) for part in (luma, own))
        steeper = _edges(soft, times) * (self._sharpen or 0.0)
        differs = np.abs(cv2.GaussianBlur(luma - own, (0, 0), 0.7))
        # Beside a difference too: own detail of an edge that has moved would be a second edge.
        far = cv2.dilate(differs, np.ones((5, 5), np.uint8)) / SAME_LUMA
        same = np.asarray(cv2.GaussianBlur(step(1.5 - far), (0, 0), 1.5), np.float32)
        same = np.clip(_larger(same, times), 0, 1)
        return np.asarray(soft + steeper + same * (fine - own_soft - steeper), np.float32)

    def _look(self, luma: Array, cut: Cut, mask: Mask) -> None:
        """How much steeper edges must be to be the footage's own, judged where both faces show the same."""
        side = len(cut.fine)
        where = cv2.resize(mask, (side, side), interpolation=cv2.INTER_NEAREST) == 0
        soft = _smoothed(_larger(luma, cut.times), cut.times)
        drawn, own = (
            float(np.percentile(np.abs(_edges(part, cut.times)[where]), STRONGEST))
            for part in (soft, cut.fine)
        )
        now = held(own / max(drawn, 0.2) - 1, 0.0, SHARPEST)
        self._sharpen = now if self._sharpen is None else self._sharpen + STEADY * (now - self._sharpen)


def _in_bytes(plane: npt.NDArray[Any]) -> Frame:
    """Rounded, and held to 0..255."""
    return np.asarray(cv2.addWeighted(plane, 1.0, plane, 0.0, 0.0, dtype=cv2.CV_8U), np.uint8)


def _edges(luma: Array, times: int) -> Array:
    return np.asarray(luma - cv2.GaussianBlur(luma, (0, 0), BLUR_SHARE * times), np.float32)


def _smoothed(luma: Array, times: int) -> Array:
    """Without the steps that slanting edges have at the network's fineness."""
    return np.asarray(cv2.GaussianBlur(luma, (0, 0), STEPS_SHARE * times), np.float32)


def _larger(small: Array, times: int) -> Array:
    size = small.shape[1] * times, small.shape[0] * times
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC), np.float32)


def matched(drawn: Array, own: Array, mask: Mask) -> Array:
    """The drawn face with what it differs by around the patch taken off, all [SIDE_PX, SIDE_PX, 3], Y, U, V."""
    differs = own - drawn
    around = (1 - mask) * np.exp(-((differs[..., 0] / ALIKE_LUMA) ** 2))
    weight = cv2.GaussianBlur(around, (0, 0), CARRY_PX) + 1e-4
    carried = cv2.GaussianBlur(differs * around[..., None], (0, 0), CARRY_PX) / weight[..., None]
    return np.asarray(drawn + carried, np.float32)
