"""Who a face belongs to, told from what it looks like: a small picture of it set upright, its colours, its shape.

Nothing is learned and nothing is downloaded: it tells the few people of one piece of footage apart, not anybody from
anybody.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Frame = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]
Values = npt.NDArray[np.float32]

SIDE = 28
"""Pixels of the small picture's side"""
EYES_Y, EYES_APART = 0.36, 0.50
"""Where the eyes stand in it, and how far apart their outer corners are, in sides"""
LEFT, RIGHT, MOUTH = (33, 133), (263, 362), (13, 14)
RIGID = (
    33,
    133,
    263,
    362,
    168,
    6,
    197,
    4,
    98,
    327,
    10,
    151,
    9,
    234,
    454,
    127,
    356,
    132,
    361,
    172,
    397,
    152,
    70,
    300,
)
"""Points that speech and blinks hardly move: eye corners, nose, brow, cheeks, jaw"""
PICTURE, COLOUR, SHAPE = 0.45, 0.35, 0.20
"""What each of the three counts for"""
COLOUR_SCALE, SHAPE_SCALE = 18.0, 0.10
"""CIELAB; eye distances: what two different people easily differ by"""


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How one face looks in one picture."""

    picture: Values
    """float32 [SIDE, SIDE]: luma of the face set upright, mean 0 and spread 1"""
    colours: Values
    """float32 [4, 3]: CIELAB of brow, cheeks, what is above the face and what is below it"""
    shape: Values
    """float32 [24, 3]: RIGID set upright in space, in eye distances"""

    def apart(self, other: "Likeness") -> float:
        """About 0 for the same face a moment later, about 1 for another's."""
        picture = 1.0 - float((self.picture * other.picture).mean())
        colour = float(np.linalg.norm(self.colours - other.colours, axis=1).mean()) / COLOUR_SCALE
        shape = float(np.linalg.norm(self.shape - other.shape, axis=1).mean()) / SHAPE_SCALE
        return PICTURE * picture + COLOUR * min(colour, 2.0) + SHAPE * min(shape, 2.0)


def likeness(rgb: Frame, points: Points, *, scale: float) -> Likeness:
    """Of the face at ``points`` (float32 [478, 3]) times ``scale`` in ``rgb``, uint8 [h, w, 3]."""
    placed = points[:, :2] * scale
    patch = _upright(rgb, placed)
    luma = cv2.cvtColor(patch[SIDE // 2 : SIDE // 2 + SIDE, SIDE // 2 : SIDE // 2 + SIDE], cv2.COLOR_RGB2GRAY)
    values = luma.astype(np.float32)
    lab = cv2.cvtColor((patch / 255.0).astype(np.float32), cv2.COLOR_RGB2LAB)
    return Likeness(
        picture=np.asarray((values - values.mean()) / max(float(values.std()), 2.0), np.float32),
        colours=_colours(np.asarray(lab, np.float32)),
        shape=_shape(points),
    )


def _upright(rgb: Frame, placed: npt.NDArray[np.float32]) -> Frame:
    """uint8 [2 * SIDE, 2 * SIDE, 3]: the face in the middle SIDE x SIDE, what is around it around it."""
    left, right = placed[list(LEFT)].mean(axis=0), placed[list(RIGHT)].mean(axis=0)
    middle, across = (left + right) / 2, right - left
    size = EYES_APART * SIDE * 0.77 / max(float(np.linalg.norm(across)), 1e-3)
    turn = np.arctan2(across[1], across[0])
    cos, sin = size * np.cos(turn), size * np.sin(turn)
    shift = np.array([[cos, sin, 0.0], [-sin, cos, 0.0]])
    shift[:, 2] = np.array([SIDE, SIDE / 2 + EYES_Y * SIDE]) - shift[:, :2] @ middle
    # Far smaller than it is in the picture: averaged first, or single pixels would decide.
    if size < 0.5:
        shrink = max(size * 2, 1e-2)
        rgb = np.asarray(cv2.resize(rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
        shift[:, :2] /= shrink
    return np.asarray(
        cv2.warpAffine(
            rgb, shift, (2 * SIDE, 2 * SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def _colours(lab: Values) -> Values:
    half, whole = SIDE // 2, SIDE
    brow = lab[half + whole // 10 : half + whole // 4, whole - 4 : whole + 4]
    cheeks = lab[whole + 3 : whole + 8, [*range(whole - 8, whole - 4), *range(whole + 4, whole + 8)]]
    above = lab[2:8, whole - 6 : whole + 6]
    below = lab[-6:, whole - 12 : whole + 12]
    parts = (brow, cheeks, above, below)
    return np.array([np.median(part.reshape(-1, 3), axis=0) for part in parts], np.float32)


def _shape(points: Points) -> Values:
    rigid = points[list(RIGID)].astype(np.float64)
    across = points[list(RIGHT)].mean(axis=0).astype(np.float64) - points[list(LEFT)].mean(axis=0)
    down = points[152].astype(np.float64) - points[10]
    size = max(float(np.linalg.norm(across)), 1e-3)
    x = across / size
    y = down - (down @ x) * x
    y /= max(float(np.linalg.norm(y)), 1e-3)
    axes = np.stack([x, y, np.cross(x, y)], axis=1)
    return np.asarray((rigid - rigid.mean(axis=0)) @ axes / size, np.float32)
