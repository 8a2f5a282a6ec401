"""The presenter's own tongue, gathered from pictures of the open mouth about the chin.

A tongue is as red as lips, darker than teeth and lighter than the mouth's depth, and hangs together in the middle of the
lower half. How it looks is the median of the pictures in which it lies; how far it rises is read from those in which it
stands highest. Its outline is smoothed to an even curve about the middle of the mouth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.piece import PER_EYE, Tongue, largest

Array = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float32] | npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FEWEST = 6
LEAST_RED = 0.55  # of the lips' redness
LEAST_OVER_DEPTH = 0.14  # of the skin's luma, above the mouth's darkness
BESIDE_LIPS = 0.022  # eye distances next to a lip nobody can tell one from the other
MIDDLE = 0.05
HIGHEST = 0.35  # of the opening: what is red above it is gum or lip
SMALLEST = 0.06 * 0.02  # square eye distances
LIES_WITHIN = 0.02
FURTHEST_LIFT = 0.09
FEWEST_RAISED = 3
CERTAIN = 0.5
NARROWEST = 0.06  # to either side of the middle
WIDEST = 0.19
ROUNDS = 6
OUTLIER = 2.5  # median distances from the curve
EVEN = 3.0  # nodes: a tongue has no lines
ROUND = 0.03  # eye distances by which its outline is drawn down at the sides: no tongue has corners
EDGE, SIDE = 0.030, 0.050  # eye distances over which it goes over into the dark


def tongue_of(
    pictures: Sequence[Array], inside: Sequence[Mask], x: Array, y: Array, *, lip_red: float, depth: float
) -> Tongue | None:
    """From ``pictures``, float32 [ny, nx, 3] about the chin as in ``Piece``, and the masks of what lies between the lips."""
    found = [
        (picture, flesh, within, top)
        for picture, mask in zip(pictures, inside, strict=True)
        for within in [_off_lips(mask)]
        for flesh in [_flesh(picture, within, lip_red, depth)]
        for top in [_top(flesh, within, x)]
        if top is not None
    ]
    if len(found) < FEWEST:
        return None
    tops = np.array([top for *_, top in found]) / PER_EYE
    lies_at = float(np.percentile(tops, 80))
    lying = [one for one, top in zip(found, tops, strict=True) if abs(top - lies_at) < LIES_WITHIN]
    raised = np.sort(lies_at - tops)[::-1]
    lift = (
        float(np.clip(raised[FEWEST_RAISED - 1], 0, FURTHEST_LIFT)) if len(raised) >= FEWEST_RAISED else 0.0
    )
    level = round(lies_at * PER_EYE)
    shifted = [tuple(_rolled(part, level - top) for part in parts) for *parts, top in lying]
    flesh, seen = (np.stack([parts[k] for parts in shifted]) for k in (1, 2))
    share = np.where(seen.any(axis=0), flesh.sum(axis=0) / np.maximum(seen.sum(axis=0), 1), 0.0)
    kept = largest(share > CERTAIN)
    columns = x[kept.any(axis=0)]
    if len(columns) == 0 or columns[0] > -NARROWEST or columns[-1] < NARROWEST:
        return None
    middle = np.nanmedian(
        np.where(flesh[..., None], np.stack([parts[0] for parts in shifted]), np.nan)[:, kept], axis=0
    )
    colours = np.zeros((*kept.shape, 3), np.float32)
    colours[kept] = middle
    back = Back.of(kept, x, float(np.median([_middle(within, x) for _, _, within, _ in lying])))
    return Tongue(picture=_drawn(colours, kept, back, x), x=float(x[0]), y=float(y[0]), lift=lift)


@dataclass(frozen=True, kw_only=True)
class Back:
    """The outline of a tongue that lies: an even curve, for what is seen of it is cut by lips and mixed with gum."""

    middle: float
    """x, eye distances"""
    half: float
    """Half its width, eye distances"""
    fall: tuple[float, float, float]
    """Row of its highest place, and how many rows it falls by the square and the fourth power of x over ``half``"""

    @classmethod
    def of(cls, kept: Mask, x: Array, middle: float) -> "Back":
        """Through the highest rows of ``kept`` by least squares; what lies far off the curve is left out."""
        columns = np.flatnonzero(kept.any(axis=0))
        off = x[columns] - middle
        half = float(np.clip(min(-off[0], off[-1]), NARROWEST, WIDEST))
        within = np.abs(off) <= half
        tops, place = np.argmax(kept[:, columns], axis=0)[within].astype(float), off[within] / half
        used = np.ones(len(tops), np.bool_)
        for _ in range(ROUNDS):
            fall = _falling(place[used], tops[used])
            apart = np.abs(tops - _even(fall, place))
            used = apart <= max(OUTLIER * float(np.median(apart)), 1.0)
        return cls(middle=middle, half=half, fall=fall)

    def at(self, x: Array) -> Array:
        """Its row at ``x``, float32."""
        return np.asarray(_even(self.fall, np.minimum(np.abs(x - self.middle) / self.half, 1.3)), np.float32)


def _falling(place: Doubles, tops: Doubles) -> tuple[float, float, float]:
    """The best even curve that nowhere rises towards the sides."""
    best, least = (float(np.median(tops)), 0.0, 0.0), np.inf
    for powers in ((2, 4), (2,), (4,)):
        terms = np.stack([np.ones_like(place), *(place**power for power in powers)], axis=1)
        found = np.linalg.lstsq(terms, tops, rcond=None)[0]
        apart = float(np.square(terms @ found - tops).sum())
        if (found[1:] >= 0).all() and apart < least:
            by = dict(zip(powers, found[1:], strict=True))
            best, least = (float(found[0]), float(by.get(2, 0.0)), float(by.get(4, 0.0))), apart
    return best


def _even(fall: tuple[float, float, float], place: Doubles) -> Doubles:
    return fall[0] + fall[1] * place**2 + fall[2] * place**4


def _middle(within: Mask, x: Array) -> float:
    """Of the opening."""
    columns = x[within.any(axis=0)]
    return float(columns[0] + columns[-1]) / 2


def _drawn(colours: Array, kept: Mask, back: Back, x: Array) -> Array:
    """Float32 [ny, nx, 4]: within its outline, down to the last row, in what was seen so far below the outline.

    Both sides are one, and where nothing was seen its surroundings go on: no gap is left above teeth or lip.
    """
    ny, nx = kept.shape
    top = back.at(x)
    mirrored = (2 * back.middle - x - x[0]) * PER_EYE
    columns, rows = np.meshgrid(np.arange(nx, dtype=np.float32), np.arange(ny, dtype=np.float32))
    beneath = rows + top  # row of the picture, of a place so far below the outline
    seen = np.dstack([colours * kept[..., None], kept.astype(np.float32)])
    sides = [
        cv2.remap(seen, np.ascontiguousarray(where), beneath, cv2.INTER_LINEAR)
        for where in (columns, np.broadcast_to(mirrored.astype(np.float32), (ny, nx)))
    ]
    level = sides[0] + sides[1]
    level = level * (level[..., 3:] > 0.5)
    filled = np.zeros((ny, nx, 3), np.float32)
    weight = np.full((ny, nx, 1), 1e-6, np.float32)
    # Each wider look counts only where the finer ones found next to nothing.
    for nodes, share in ((EVEN, 1.0), (4 * EVEN, 1e-2), (16 * EVEN, 1e-4)):
        spread = cv2.GaussianBlur(level, (0, 0), nodes)
        filled += share * spread[..., :3]
        weight += share * spread[..., 3:]
    even = cv2.remap(
        filled / weight, columns, np.maximum(rows - top, 0), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    rounded = top + ROUND * PER_EYE * np.minimum(np.abs(x - back.middle) / back.half, 1.3) ** 8
    below = np.clip((rows - rounded) / (EDGE * PER_EYE) + 0.5, 0, 1)
    beside = np.clip((back.half - np.abs(x - back.middle)) / SIDE + 0.5, 0, 1)
    opacity = below * below * (3 - 2 * below) * beside
    return np.asarray(np.dstack([even, opacity]), np.float32)


def _off_lips(mask: Mask) -> Mask:
    by = round(BESIDE_LIPS * PER_EYE)
    return np.asarray(mask & _rolled(mask, by) & _rolled(mask, -by))


def _rolled(picture: npt.NDArray[Any], rows: int) -> npt.NDArray[Any]:
    """Moved down by ``rows``; what comes in is empty."""
    moved = np.roll(picture, rows, 0)
    if rows > 0:
        moved[:rows] = 0
    elif rows < 0:
        moved[rows:] = 0
    return moved


def _flesh(picture: Array, within: Mask, lip_red: float, depth: float) -> Mask:
    red = picture[..., 2] > LEAST_RED * lip_red
    return largest(within & red & (picture[..., 0] > depth + LEAST_OVER_DEPTH))


def _top(flesh: Mask, within: Mask, x: Array) -> int | None:
    """The row of the tongue's back; None when what is there is no tongue."""
    if flesh.sum() < SMALLEST * PER_EYE**2:
        return None
    middle = np.abs(x) < MIDDLE
    rows, opening = (
        np.flatnonzero(flesh[:, middle].any(axis=1)),
        np.flatnonzero(within[:, middle].any(axis=1)),
    )
    if len(rows) == 0 or rows.mean() < opening[0] + HIGHEST * len(opening):
        return None
    return int(rows[0])
