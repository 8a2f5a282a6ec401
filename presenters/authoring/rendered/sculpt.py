"""Features the cage is too coarse for: lips, nostrils, larger eyes, and each person's own traits."""

from __future__ import annotations

import numpy as np
from cage import Points, Triangles
from numpy.typing import NDArray
from people import Person
from scipy.interpolate import splev, splprep
from scipy.spatial import cKDTree
from subdivide import neighbour_mean

Values = NDArray[np.float64]

OUTER_LIPS = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146]
MOUTH_LINE = [61, 78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 291]
NOSTRILS = [79, 309]


def blob(points: Points, x: float, z: float, wide: float, high: float) -> Values:
    """A soft symmetric spot on the front of the face, 1 at (+-x, z)."""
    spot = np.exp(-(((np.abs(points[:, 0]) - abs(x)) / wide) ** 2) - ((points[:, 2] - z) / high) ** 2)
    return spot * np.clip((1.15 - points[:, 1]) / 0.5, 0, 1)


def smooth_line(points: Points, ids: list[int], *, closed: bool, count: int = 400) -> NDArray[np.float64]:
    """A smooth curve [count, 2] in x, z through the named points."""
    spot = points[ids][:, [0, 2]].T
    if closed:
        spot = np.concatenate([spot, spot[:, :1]], axis=1)
    spline, _ = splprep(spot, s=0.00002 * len(ids), per=closed)
    return np.stack(splev(np.linspace(0, 1, count), spline), 1)


def inside(points: Points, outline: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Even-odd test in x, z."""
    x, z = points[:, 0:1], points[:, 2:3]
    a, b = outline, np.roll(outline, -1, axis=0)
    crosses = (a[:, 1] > z) != (b[:, 1] > z)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = a[:, 0] + (z - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1])
    return (crosses & (x < at)).sum(1) % 2 == 1


def lip_depth(points: Points) -> Values:
    """How far inside the lips' outline (units, negative outside); far points get -1."""
    outline = smooth_line(points, OUTER_LIPS, closed=True)
    depth = np.full(len(points), -1.0)
    near = np.flatnonzero(
        (np.abs(points[:, 0]) < 0.5) & (np.abs(points[:, 2] + 0.64) < 0.3) & (points[:, 1] < 0.35)
    )
    away = cKDTree(outline).query(points[near][:, [0, 2]])[0]
    depth[near] = np.where(inside(points[near], outline), away, -away)
    return depth


def mouth_line_distance(points: Points) -> Values:
    """Distance in x, z to the line where the lips meet."""
    line = smooth_line(points, MOUTH_LINE, closed=False)
    return np.where(points[:, 1] < 0.4, cKDTree(line).query(points[:, [0, 2]])[0], 1.0)


def sculpt(points: Points, triangles: Triangles, person: Person) -> Points:
    points = iron(points, triangles)
    for trait in person.traits:
        spot = blob(points, trait.x, trait.z, trait.wide, trait.high)[:, None]
        side = np.tanh(points[:, 0] / 0.03)
        push = np.stack(
            [side * trait.out, np.full_like(side, -trait.forward), np.full_like(side, trait.up)], 1
        )
        points = points + spot * push
    points = enlarge_eyes(points, person.eye_scale)
    return lips_and_nostrils(points)


def enlarge_eyes(points: Points, scale: float) -> Points:
    """Scale the eye openings about their middles; what lies around gives way softly."""
    middle = np.array([0.348, 0.145])
    side = np.sign(points[:, 0])
    away = np.stack([np.abs(points[:, 0]), points[:, 2]], 1) - middle
    weight = np.exp(-((np.hypot(*away.T) / 0.27) ** 4)) * (points[:, 1] < 0.6)
    moved = points.copy()
    moved[:, 0] += side * away[:, 0] * weight * (scale - 1)
    moved[:, 2] += away[:, 1] * weight * (scale - 1)
    return moved


def lips_and_nostrils(points: Points) -> Points:
    """Fuller lips with an edge, a groove between them, a philtrum, and holes in the nose."""
    depth, line = lip_depth(points), mouth_line_distance(points)
    swell = np.clip(depth / 0.05, 0, 1)
    forward = 0.020 * swell * (2 - swell) - 0.026 * np.exp(-((line / 0.012) ** 2)) * np.clip(
        (0.30 - np.abs(points[:, 0])) / 0.08, 0.15, 1
    )
    forward -= 0.010 * np.exp(-(((points[:, 2] + 0.46) / 0.07) ** 2) - (points[:, 0] / 0.032) ** 2)
    moved = points.copy()
    moved[:, 1] -= forward
    for nostril in NOSTRILS:
        away = (points - points[nostril]) / [0.050, 0.075, 0.030]
        hole = np.exp(-((away**2).sum(1) ** 1.5))
        moved[:, 1] += 0.045 * hole
        moved[:, 2] += 0.012 * hole
    return moved


def iron(points: Points, triangles: Triangles) -> Points:
    """Smooth cheeks, forehead and jaw; leave nose and mouth alone."""
    mean = neighbour_mean(triangles, len(points))
    rim = np.zeros(len(points), bool)
    rim[points[:, 2] < -3.3] = True
    features = blob(points, 0, -0.2, 0.26, 0.30) + blob(points, 0, -0.62, 0.36, 0.14)
    features += 2 * blob(points, 0.35, 0.14, 0.20, 0.10)
    weight = np.clip(1 - 1.4 * features, 0, 1)
    weight[rim] = 0
    for _ in range(40):
        points = points + 0.7 * weight[:, None] * (mean @ points - points)
    return points
