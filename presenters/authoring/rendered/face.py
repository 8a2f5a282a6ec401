"""Skin: the cage made smooth, given its features, and eyelids that meet the eyeballs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from cage import EYE_RIMS, Points, Triangles, head_cage
from mouth import Mouth, Slit, opened, part_lips
from numpy.typing import NDArray
from people import Person
from sculpt import sculpt
from subdivide import border_loops, neighbour_mean, refine

LID_GAP = 0.008  # the lids float this far off the eyeball
RIM_DEPTH = 0.035  # how far the lid margin turns in
CREASE_DEPTH = 0.016
LID_REACH = 0.15  # up to here the skin above the rim is lid


@dataclass(frozen=True, kw_only=True)
class Eye:
    centre: NDArray[np.float64]
    radius: float
    inner: NDArray[np.float64]
    outer: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Skin:
    points: Points
    triangles: Triangles
    flat: Points  # the same points with lids open: colours are painted by these
    eyes: dict[str, Eye]
    rims: dict[str, NDArray[np.int64]]  # the lid margins, closed loops of point ids
    slit: Slit | None = None  # where the lips part; None while they are welded


def make_skin(person: Person, *, close: float = 0.0, mouth: Mouth | None = None, steps: int = 3) -> Skin:
    """The person's skin; `close` is 0 for open eyes and 1 for shut ones. Without a `mouth` the lips are welded."""
    cage, triangles = head_cage(person)
    points, triangles = refine(cage, triangles, steps, keep=468)
    points = sculpt(points, triangles, person)
    eyes = {side: eye_of(points, side, person) for side in EYE_RIMS}
    rims = {
        side: rim for rim in border_loops(triangles) for side in EYE_RIMS if at_eye(points[rim], eyes[side])
    }
    points = smooth_lids(points, triangles, eyes, rims)
    slit = None
    if mouth:
        points, triangles, slit = part_lips(points, triangles)
    flat = points.copy()
    if mouth and slit:
        points = opened(points, triangles, slit, mouth)
    for side, eye in eyes.items():
        points = move_lids(points, rims[side], eye, close, person)
        flat = move_lids(flat, rims[side], eye, 0.0, person)
    points = thicken(points, rims, eyes)
    flat = thicken(flat, rims, eyes)
    triangles = with_margins(triangles, rims, len(points) - sum(map(len, rims.values())) * 2)
    return Skin(points=points, triangles=triangles, flat=flat, eyes=eyes, rims=rims, slit=slit)


def eye_of(points: Points, side: str, person: Person) -> Eye:
    """The eyeball that fits behind the corners of one eye."""
    outer, inner = points[EYE_RIMS[side][0][0]], points[EYE_RIMS[side][0][-1]]
    centre = (outer + inner) / 2
    across = abs(outer[0] - centre[0])
    centre[1] = outer[1] + np.sqrt(max(person.eye_radius**2 - across**2, 0.0025))
    centre[2] += 0.01
    return Eye(centre=centre, radius=person.eye_radius, inner=inner, outer=outer)


def at_eye(loop: Points, eye: Eye) -> bool:
    return bool(np.linalg.norm(loop.mean(0) - eye.centre) < 0.3)


def smooth_lids(
    points: Points, triangles: Triangles, eyes: dict[str, Eye], rims: dict[str, NDArray[np.int64]]
) -> Points:
    """Iron the skin around the eyes; the cage is too coarse there."""
    mean = neighbour_mean(triangles, len(points))
    fixed = np.zeros(len(points), bool)
    fixed[np.concatenate(list(rims.values()))] = True
    weight = np.zeros(len(points))
    for eye in eyes.values():
        away = np.hypot((points[:, 0] - eye.centre[0]) / 0.3, (points[:, 2] - eye.centre[2]) / 0.24)
        weight = np.maximum(weight, np.clip(1.6 - away, 0, 1) * (points[:, 1] < 0.5))
    weight[fixed] = 0
    for _ in range(14):
        points = points + 0.6 * weight[:, None] * (mean @ points - points)
    return points


def rim_heights(rim: Points, eye: Eye, x: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
    """Height (z) of the upper and the lower lid margin at each x."""
    corner_a, corner_b = rim[np.argmin(rim[:, 0])], rim[np.argmax(rim[:, 0])]
    share = (rim[:, 0] - corner_a[0]) / (corner_b[0] - corner_a[0])
    line = corner_a[2] + share * (corner_b[2] - corner_a[2])
    heights = []
    for part in (rim[rim[:, 2] >= line - 1e-9], rim[rim[:, 2] <= line + 1e-9]):
        part = part[np.argsort(part[:, 0])]
        heights.append(np.interp(x, part[:, 0], part[:, 2]))
    return heights[0], heights[1]


def smoothstep(t: NDArray[np.float64]) -> NDArray[np.float64]:
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def move_lids(points: Points, rim_ids: NDArray[np.int64], eye: Eye, close: float, person: Person) -> Points:
    """Open the lids as the person holds them, close them by `close`, and lay them on the eyeball."""
    points = points.copy()
    near = np.flatnonzero(np.linalg.norm(points - eye.centre, axis=1) < 0.45)
    near = near[points[near, 1] < eye.centre[1] + 0.02]
    spot = points[near]
    upper, lower = rim_heights(points[rim_ids], eye, spot[:, 0])
    middle = (upper + lower) / 2
    above = spot[:, 2] >= middle
    gap = upper - lower
    meet = lower + 0.12 * gap  # the upper lid does most of the way
    open_by = (person.eye_open - 1) * gap
    upper_by = 0.75 * open_by * (1 - close) - close * (upper - meet)
    lower_by = -0.25 * open_by * (1 - close) + close * (meet - lower)
    fall_up = 1 - smoothstep((spot[:, 2] - upper) / LID_REACH)
    fall_down = 1 - smoothstep((lower - spot[:, 2]) / 0.10)
    spot[:, 2] += np.where(above, fall_up * upper_by, fall_down * lower_by)
    spot = lay_on(spot, eye)
    spot[:, 1] += (1 - 0.8 * close) * crease(spot, upper + upper_by, eye) * CREASE_DEPTH
    points[near] = spot
    return points


def crease(spot: Points, upper: NDArray[np.float64], eye: Eye) -> NDArray[np.float64]:
    """0..1 along the fold of the upper lid, which runs a little above the margin."""
    across = (spot[:, 0] - eye.centre[0]) / (1.15 * eye.radius)
    height = 0.058 * (1 - 0.35 * across**2)
    return np.exp(-(((spot[:, 2] - upper - height) / 0.014) ** 2)) * np.clip(1.2 - across**4, 0, 1)


def lay_on(spot: Points, eye: Eye) -> Points:
    """Push what would lie inside the eyeball out to its surface, with a soft shoulder."""
    away = spot - eye.centre
    distance = np.linalg.norm(away, axis=1)
    want = eye.radius + LID_GAP
    softness = 0.02
    excess = (distance - want) / softness
    lifted = want + softness * np.logaddexp(0, excess)
    return eye.centre + away * (np.where(excess > 6, distance, lifted) / distance)[:, None]


def thicken(points: Points, rims: dict[str, NDArray[np.int64]], eyes: dict[str, Eye]) -> Points:
    """Append two loops per eye behind the margin, so that the lid has an edge."""
    added = []
    for side in EYE_RIMS:
        rim, eye = points[rims[side]], eyes[side]
        inward = eye.centre - rim
        inward /= np.linalg.norm(inward, axis=1)[:, None]
        added += [rim + inward * 0.012 + [0, 0.006, 0], rim + inward * RIM_DEPTH + [0, 0.05, 0]]
    return np.concatenate([points, *added])


def with_margins(triangles: Triangles, rims: dict[str, NDArray[np.int64]], count: int) -> Triangles:
    """Triangles for the loops that `thicken` appended after `count` points."""
    parts = [triangles]
    for side in EYE_RIMS:
        rim = rims[side]
        loops = [rim, count + np.arange(len(rim)), count + len(rim) + np.arange(len(rim))]
        count += 2 * len(rim)
        for a, b in pairwise(loops):
            a2, b2 = np.roll(a, -1), np.roll(b, -1)
            parts += [np.stack([a2, a, b], 1), np.stack([a2, b, b2], 1)]
    return np.concatenate(parts)
