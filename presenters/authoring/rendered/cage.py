"""The cage: a coarse closed head (face, skull, neck, chest) that subdivision turns into skin.

Units: one unit is the distance between the outer eye corners (about 92 mm). x to the viewer's right,
y away from the viewer, z up; the origin lies between the eyes and the nose tip.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from people import Person
from scipy.interpolate import CubicSpline

Points = NDArray[np.float64]  # [n, 3]
Triangles = NDArray[np.int64]  # [n, 3]

FACE_FILE = Path(__file__).with_name("face_cage.npz")

# MediaPipe's face oval, from the top of the forehead round by the viewer's right ear to the chin and back.
OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
        152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]  # fmt: skip
# Pairs (upper, lower) along the inner lips: welding them closes the mouth for good.
LIP_PAIRS = [
    (191, 95),
    (80, 88),
    (81, 178),
    (82, 87),
    (13, 14),
    (312, 317),
    (311, 402),
    (310, 318),
    (415, 324),
]
EYE_RIMS = {
    "right": ([33, 246, 161, 160, 159, 158, 157, 173, 133], [33, 7, 163, 144, 145, 153, 154, 155, 133]),
    "left": ([263, 466, 388, 387, 386, 385, 384, 398, 362], [263, 249, 390, 373, 374, 380, 381, 382, 362]),
}

# Where the surface goes behind the oval: for six places on it (index into OVAL), nine rings (x, y, z)
# that sweep over the skull and under the jaw down the neck to the chest.
SWEEP_AT = [0, 4, 8, 12, 15, 18]
SWEEP = np.array([
    [(0, .20, 1.06), (0, .55, 1.32), (0, 1.12, 1.42), (0, 1.70, 1.14), (0, 1.98, .45), (0, 1.80, -.25),
     (0, 1.50, -.80), (0, 1.50, -1.30), (0, 1.62, -1.90), (0, 1.75, -2.20), (0, 1.90, -3.60)],
    [(.72, .48, .74), (.75, .82, .94), (.71, 1.20, .98), (.60, 1.62, .76), (.52, 1.82, .25), (.47, 1.70, -.35),
     (.42, 1.42, -.85), (.42, 1.40, -1.30), (.55, 1.48, -1.90), (.90, 1.60, -2.12), (1.60, 1.70, -3.40)],
    [(.80, .92, -.13), (.81, 1.08, -.10), (.80, 1.24, -.08), (.75, 1.42, -.10), (.69, 1.48, -.20),
     (.63, 1.38, -.50), (.57, 1.15, -.85), (.55, 1.10, -1.30), (.68, 1.15, -1.90), (1.25, 1.20, -2.17),
     (2.20, 1.20, -3.20)],
    [(.66, .66, -.80), (.66, .80, -.76), (.64, .92, -.74), (.62, .98, -.78), (.60, 1.00, -.85), (.57, .96, -.95),
     (.54, .90, -1.08), (.51, .85, -1.40), (.57, .90, -1.90), (.95, .85, -2.26), (1.70, .70, -3.40)],
    [(.365, .33, -1.115), (.37, .46, -1.12), (.38, .57, -1.12), (.39, .66, -1.12), (.40, .72, -1.14),
     (.40, .76, -1.18), (.39, .78, -1.26), (.35, .76, -1.50), (.38, .82, -1.90), (.50, .68, -2.33),
     (.90, .40, -3.60)],
    [(0, .12, -1.215), (0, .25, -1.225), (0, .36, -1.22), (0, .46, -1.21), (0, .55, -1.215), (0, .62, -1.25),
     (0, .66, -1.34), (0, .67, -1.57), (0, .73, -1.90), (0, .60, -2.35), (0, .35, -3.60)],
])  # fmt: skip
FIRST_NECK_RING = 6


def head_cage(person: Person) -> tuple[Points, Triangles]:
    """The person's cage: [n, 3] points and triangles; the first 468 points are MediaPipe's."""
    with np.load(FACE_FILE) as data:
        face, triangles = data[person.name].astype(float), data["triangles"].astype(int)
    rings = skull_rings(face, person)
    points = np.concatenate([face, rings.reshape(-1, 3)])
    ids = [np.array(OVAL), *(len(face) + np.arange(rings.shape[0] * 36).reshape(-1, 36))]
    strips = [strip(a, b) for a, b in pairwise(ids)]
    return close_mouth(points, np.concatenate([triangles, *strips]))


def skull_rings(face: Points, person: Person) -> NDArray[np.float64]:
    """[rings, 36, 3] behind the oval, symmetric, following the person's own oval near the face."""
    half = CubicSpline(SWEEP_AT, SWEEP, axis=0, bc_type="natural")(np.arange(19))
    half = half.transpose(1, 0, 2)
    half[:, [0, 18], 0] = 0
    rings = np.concatenate([half, half[:, 17:0:-1] * [-1, 1, 1]], axis=1)
    neutral = np.load(FACE_FILE)["neutral"].astype(float)
    follow = np.array([0.85, 0.6, 0.4, 0.25, 0.12, 0.05, 0.02, 0, 0, 0, 0])[:, None, None]
    rings += follow * (face[OVAL] - neutral[OVAL])
    neck = np.zeros(len(rings))
    neck[FIRST_NECK_RING - 1 :] = [0.5, 1, 1, 0.7, 0.2, 0]
    rings[:, :, 0] *= 1 + neck[:, None] * (person.neck_width - 1)
    rings[:, :, 2] += np.where(rings[:, :, 2] < -1.25, -person.neck_drop, 0)
    return rings


def strip(a: NDArray[np.int64], b: NDArray[np.int64]) -> Triangles:
    """Two triangles for each quad between two closed rings of equal length."""
    a2, b2 = np.roll(a, -1), np.roll(b, -1)
    return np.concatenate([np.stack([a, b2, b], 1), np.stack([a, a2, b2], 1)])


def close_mouth(points: Points, triangles: Triangles) -> tuple[Points, Triangles]:
    """Weld the inner lips along one line, set back so that the lips meet in a groove."""
    points = points.copy()
    for upper, lower in LIP_PAIRS:
        points[upper] = (points[upper] + points[lower]) / 2
    weld = np.arange(len(points))
    for upper, lower in LIP_PAIRS:
        weld[lower] = upper
    triangles = weld[triangles]
    whole = (triangles[:, 0] != triangles[:, 1]) & (triangles[:, 1] != triangles[:, 2])
    whole &= triangles[:, 0] != triangles[:, 2]
    return points, triangles[whole]
