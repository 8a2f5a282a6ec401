"""The face's proportions: 478 landmarks in Face Mesh order, bent into one person's shape."""

from pathlib import Path

import numpy as np

from people import Shape

DATA = Path(__file__).with_name("proportions.npz")

EYES = {
    "left": ((33, 246, 161, 160, 159, 158, 157, 173, 133), (33, 7, 163, 144, 145, 153, 154, 155, 133)),
    "right": ((263, 466, 388, 387, 386, 385, 384, 398, 362), (263, 249, 390, 373, 374, 380, 381, 382, 362)),
}
"""Per side of the picture: upper and lower lid, from the outer corner to the inner."""
BROWS = {
    "left": ((107, 66, 105, 63, 70), (55, 65, 52, 53, 46)),
    "right": ((336, 296, 334, 293, 300), (285, 295, 282, 283, 276)),
}
"""Per side: upper and lower edge, from the nose outwards."""
LIP_UPPER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
LIP_LOWER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
LIP_LINE = (
    (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308),
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308),
)
OVAL = (
    10,
    338,
    297,
    332,
    284,
    251,
    389,
    356,
    454,
    323,
    361,
    288,
    397,
    365,
    379,
    378,
    400,
    377,
    152,
    148,
    176,
    149,
    150,
    136,
    172,
    58,
    132,
    93,
    234,
    127,
    162,
    21,
    54,
    103,
    67,
    109,
)
IRIS = {"left": 468, "right": 473}


def _step(value: np.ndarray, low: float, high: float) -> np.ndarray:
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _around(points: np.ndarray, x: float, y: float, radius: float) -> np.ndarray:
    return np.exp(-((points[:, 0] - x) ** 2 + (points[:, 1] - y) ** 2) / (2 * radius**2))[:, None]


def _rest_mouth(points: np.ndarray, smile: float) -> None:
    """A mouth at rest and friendly: the upper lip's sides lower than the mean's, the corners a little up."""
    for i in LIP_UPPER[1:-1]:
        flank = min(abs(points[i, 0]) / 0.2, 1.0)
        points[i, 1] += (0.632 - points[i, 1]) * (0.10 + 0.22 * flank)
    for i in LIP_LOWER[2:-2]:
        points[i, 1] -= 0.24 * (points[i, 1] - 0.632) * np.exp(-((points[i, 0] / 0.11) ** 2))
    for i in LIP_LOWER[1:-1]:
        flank = np.clip((abs(points[i, 0]) - 0.17) / 0.10, 0, 1)
        points[i, 1] -= 0.28 * flank * (points[i, 1] - 0.645)
    lips = set(LIP_UPPER) | set(LIP_LOWER) | set(LIP_LINE[0]) | set(LIP_LINE[1])
    for i in lips:
        points[i, 1] -= smile * (abs(points[i, 0]) / 0.27) ** 2.2


def face_points(shape: Shape) -> np.ndarray:
    """Landmarks of this person looking straight at us: float [478, 3], face units, z away from us."""
    points = np.load(DATA)["points"].astype(float)
    points[:, 0] *= shape.width
    points[:, 0] *= 1 - shape.jaw_taper * _step(points[:, 1], 0.05, 1.15)
    nose = np.maximum(_around(points, 0, 0.26, 0.2), _around(points, 0, 0.05, 0.12))[:, 0]
    points[:, 0] *= 1 - (1 - shape.nose_width) * nose
    for x in (-0.348, 0.348):
        pull = (shape.eye_scale - 1) * _around(points, x, -0.14, 0.16)
        points[:, :2] += pull * (points[:, :2] - (x, -0.14)) * (1.0, 1.5)
    for upper, lower in EYES.values():
        # Lower lids a little raised: the eyes of someone about to smile.
        points[list(lower[2:7]), 1] -= 0.010
        points[list(upper[2:7]), 1] -= shape.eye_open * np.array([0.7, 1, 1, 0.9, 0.6])
    points[:, 0] *= 1 + (shape.mouth_width - 1) * _around(points, 0, 0.64, 0.22)[:, 0]
    points[:, 1] -= 0.022 * _around(points, 0, 0.30, 0.14)[:, 0]
    low = points[:, 1] > 0.76
    points[low, 1] = 0.76 + (points[low, 1] - 0.76) * shape.chin_length
    points[:, 1] += (points[:, 1] - 0.632) * (shape.lip_height - 1) * _around(points, 0, 0.64, 0.2)[:, 0]
    _rest_mouth(points, shape.smile)
    brows = [i for side in BROWS.values() for edge in side for i in edge]
    tail = np.clip((np.abs(points[brows, 0]) - 0.42) / 0.2, 0, 1)
    points[brows, 1] -= shape.brow_lift + 0.030 * tail
    return points
