"""The presenter's own tongue, gathered from pictures of the open mouth about the chin.

A tongue is as red as lips, darker than teeth and lighter than the mouth's depth, and hangs together in the middle of the
lower half. How it looks is the median of the pictures in which it lies; how far it rises is read from those in which it
stands highest.
"""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.piece import PER_EYE, Tongue, completed, largest

Array = npt.NDArray[np.float32]
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
    picture = np.zeros((*kept.shape, 4), np.float32)
    picture[kept, :3] = middle
    picture[..., 3] = kept
    whole = completed(picture, kept, down=False)
    whole[..., :3] = cv2.GaussianBlur(whole[..., :3], (0, 0), 1.0)
    return Tongue(picture=whole, x=float(x[0]), y=float(y[0]), lift=lift)


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
