"""Colour of the skin, point by point: [n, 4] linear RGB and roughness."""

from __future__ import annotations

import numpy as np
from cage import Points
from face import Skin, crease, rim_heights
from mouth import parted
from numpy.typing import NDArray
from people import Person
from sculpt import NOSTRILS, Values, blob, lip_depth, mouth_line_distance

BROW_UPPER = [70, 63, 105, 66, 107]
BROW_LOWER = [46, 53, 52, 65, 55]


def paint_skin(skin: Skin, person: Person) -> NDArray[np.float64]:
    points = skin.flat
    colour = np.tile(np.array(person.skin), (len(points), 1))
    roughness = np.full(len(points), 0.46)
    mix(colour, person.blush, (0.42 + 0.16 * person.makeup) * blob(points, 0.46, -0.26, 0.20, 0.17))
    mix(colour, person.blush, 0.38 * blob(points, 0, -0.27, 0.17, 0.11))
    mix(colour, person.blush, 0.18 * blob(points, 0, -1.05, 0.2, 0.14))
    mix(colour, np.array(person.skin) * [1.06, 1.08, 1.06], 0.6 * blob(points, 0, 0.62, 0.5, 0.25))
    mix(colour, np.array(person.skin) * [0.84, 0.72, 0.74], 0.5 * blob(points, 0.31, 0.02, 0.15, 0.05))
    roughness -= 0.08 * blob(points, 0, -0.1, 0.10, 0.35) + 0.05 * blob(points, 0, 0.55, 0.4, 0.2)
    roughness += 0.06 * blob(points, 0.35, 0.1, 0.25, 0.16)
    paint_stubble(points, colour, person)
    paint_lips(skin, colour, roughness, person)
    paint_nostrils(points, colour, roughness)
    paint_lids(skin, colour, roughness, person)
    paint_scalp(points, colour, roughness, person)
    paint_inside(skin, colour, roughness, person)
    return np.concatenate([colour.clip(0, 1), roughness[:, None].clip(0.1, 1)], axis=1)


def mix(colour: NDArray[np.float64], other: NDArray | tuple[float, ...], share: Values) -> None:
    colour += np.clip(share, 0, 1)[:, None] * (np.asarray(other) - colour)


def paint_lips(skin: Skin, colour: NDArray, roughness: Values, person: Person) -> None:
    points = skin.flat
    depth = lip_depth(points)
    lip = np.clip(depth / 0.020 + 0.5, 0, 1)
    mix(colour, person.lips, lip * (0.92 if person.makeup else 0.75))
    roughness += lip * (person.lip_gloss - roughness)
    line = mouth_line_distance(points)
    thin = 0.0115 - 0.004 * np.clip((np.abs(points[:, 0]) - 0.12) / 0.16, 0, 1)
    shut = 1.0
    if skin.slit:  # the dark line is where lips meet
        shut = np.clip(1 - parted(skin.points, points, skin.slit) / 0.02, 0, 1)
    mix(colour, np.array(person.lips) * 0.14, shut * 0.95 * np.exp(-((line / thin) ** 2)))
    mix(colour, np.array(person.lips) * 0.6, 0.3 * np.exp(-((line / 0.035) ** 2)) * lip)


def paint_inside(skin: Skin, colour: NDArray, roughness: Values, person: Person) -> None:
    """Where lips turn in they are wet and redder; the bag behind is flesh."""
    if skin.slit is None:
        return
    flesh = np.array([0.78, 0.34, 0.30])
    wet = 0.6 * np.array(person.lips) + 0.4 * np.array([0.50, 0.13, 0.12])
    roughness[skin.slit.ring] = 0.26
    for number, loop in enumerate(skin.slit.inner):
        share = min(1.0, number / 5)
        colour[loop] = (1 - share) * wet + share * flesh
        roughness[loop] = 0.24


def paint_nostrils(points: Points, colour: NDArray, roughness: Values) -> None:
    for nostril in NOSTRILS:
        away = (points - points[nostril]) / [0.052, 0.10, 0.030]
        hole = np.exp(-((away**2).sum(1) ** 1.5))
        mix(colour, (0.05, 0.015, 0.01), 0.9 * hole)
        roughness += 0.4 * hole


def paint_stubble(points: Points, colour: NDArray, person: Person) -> None:
    """A shaven beard: a cool shade on jaw, chin and upper lip."""
    if not person.stubble:
        return
    jaw = np.clip((-0.42 - 0.55 * np.clip(0.75 - np.abs(points[:, 0]), 0, 0.35) - points[:, 2]) / 0.16, 0, 1)
    jaw *= np.clip((points[:, 2] + 1.5) / 0.2, 0, 1) * np.clip((1.0 - points[:, 1]) / 0.2, 0, 1)
    upper_lip = blob(points, 0, -0.47, 0.24, 0.07)
    clear = 1 - 0.8 * blob(points, 0, -0.84, 0.12, 0.05)
    shade = np.array(person.skin) * [0.52, 0.60, 0.70]
    mix(colour, shade, person.stubble * 0.50 * np.maximum(jaw, upper_lip) * clear)


def paint_lids(skin: Skin, colour: NDArray, roughness: Values, person: Person) -> None:
    """Pink margins, darker lids, and for make-up a line and a shadow."""
    for side, eye in skin.eyes.items():
        points = skin.flat
        near = np.flatnonzero((np.linalg.norm(points - eye.centre, axis=1) < 0.40) & (points[:, 1] < 0.5))
        rim = points[skin.rims[side]]
        upper, lower = rim_heights(rim, eye, points[near, 0])
        above, below = points[near, 2] - upper, lower - points[near, 2]
        across = np.clip(1.25 - (np.abs(points[near, 0] - eye.centre[0]) / eye.radius) ** 4 * 0.8, 0, 1)
        part_colour, part_rough = colour[near], roughness[near]
        warm = np.array(person.skin) * [0.86, 0.66, 0.62]
        lid = np.exp(-((np.clip(above, 0, 1) / 0.07) ** 2)) * (above > -0.02) * across
        mix(part_colour, warm, (0.45 + 0.25 * person.makeup) * lid)
        line = np.exp(-((above / (0.014 + 0.004 * person.makeup)) ** 2)) * across
        mix(part_colour, np.array(person.brow) * 1.3, (0.45 + 0.45 * person.makeup) * line)
        mix(part_colour, warm * [0.62, 0.55, 0.55], 0.55 * crease(points[near], upper, eye))
        under = np.exp(-((below / 0.012) ** 2)) * across
        mix(part_colour, np.array(person.blush) * [0.85, 0.7, 0.7], 0.6 * under)
        part_rough -= 0.16 * under
        colour[near], roughness[near] = part_colour, part_rough
        margin = margin_ids(skin, side)
        colour[margin] = np.array(person.blush) * [1.0, 0.9, 0.9]
        roughness[margin] = 0.25


def margin_ids(skin: Skin, side: str) -> NDArray[np.int64]:
    """The two loops inside the lid margin, appended last in the order of the eyes."""
    sizes = {name: 2 * len(rim) for name, rim in skin.rims.items()}
    start = len(skin.points) - sum(sizes.values())
    for name in skin.eyes:
        if name == side:
            return np.arange(start, start + sizes[name])
        start += sizes[name]
    raise KeyError(side)


# The hair's edge seen from the side: from this y backwards at each height z, and from this z upwards at each y.
HAIR_FRONT = ([-0.2, 0.1, 0.3, 0.5, 0.72, 0.86, 0.95, 1.05], [0.78, 0.70, 0.60, 0.52, 0.44, 0.30, 0.10, -0.3])
HAIR_BOTTOM = ([0.85, 0.95, 1.25, 1.45, 1.6], [-0.12, 0.24, 0.24, -0.5, -0.75])


def hairline(points: Points) -> Values:
    """Roughly the distance to the edge of the hair: positive on the scalp, negative on face and neck."""
    y, z = points[:, 1], points[:, 2]
    return np.minimum(y - np.interp(z, *HAIR_FRONT), z - np.interp(y, *HAIR_BOTTOM))


def paint_scalp(points: Points, colour: NDArray, roughness: Values, person: Person) -> None:
    scalp = np.clip(hairline(points) / 0.10, 0, 1)
    mix(colour, person.brow, 0.85 * scalp)
    roughness += 0.3 * scalp
