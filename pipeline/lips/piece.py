"""A part of the mouth's inside as it was seen: a row of teeth, a tongue."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

PER_EYE = 192.0
LIP_SHADE = 0.030  # eye distances
EVEN, LINE = 5.0, 0.7  # nodes
LONGEST = 0.12
"""Eye distances by which a piece goes on under the lip, where it was never seen"""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """See the module; anchored to the skull or to the jaw."""

    picture: Array
    """float32 [ny, nx, 4]: luma over the skin's, U - 128, V - 128, opacity"""
    x: float
    """Of the first node, from the base of the nose or the chin"""
    y: float

    @cached_property
    def tone(self) -> tuple[float, float, float]:
        """Its colour in the light: luma over the skin's, U - 128, V - 128."""
        shown = self.picture[self.picture[..., 3] > 0.9]
        luma = float(np.percentile(shown[:, 0], 75))
        return luma, float(np.median(shown[:, 1])), float(np.median(shown[:, 2]))

    def seen_at(self, x: Array, y: Array, anchor: tuple[float, float]) -> Array:
        """Read at columns ``x`` and rows ``y`` (regular) of the face frame: float32 [len(y), len(x), 4]."""
        step = float(x[1] - x[0]) * PER_EYE if len(x) > 1 else 1.0
        first_x, first_y = (float(x[0]) - anchor[0] - self.x), (float(y[0]) - anchor[1] - self.y)
        matrix = np.array([[step, 0, first_x * PER_EYE], [0, step, first_y * PER_EYE]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(self.picture, matrix, (len(x), len(y)), flags=flags), np.float32)


@dataclass(frozen=True, kw_only=True)
class Tongue(Piece):
    """Anchored to the chin, as it lies."""

    lift: float
    """How far its tip was seen to rise, eye distances"""


def largest(mask: Mask) -> Mask:
    """The largest piece of a mask, its ragged edge smoothed."""
    smooth = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.2) > 0.5
    _, labels, stats, _ = cv2.connectedComponentsWithStats(smooth.astype(np.uint8))
    if len(stats) < 2:
        return np.zeros_like(mask)
    return np.asarray((labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))) & mask)


def completed(picture: Array, kept: Mask, *, down: bool) -> Array:
    """A piece goes on under the lip, where it was never seen, a little darker the further in.

    ``down``: it hangs from the upper lip; else it stands behind the lower one.
    """
    if not down:
        return np.asarray(completed(picture[::-1], kept[::-1], down=True)[::-1])
    filled = picture.copy()
    further_in = _further_in(picture, kept)
    for column in np.flatnonzero(kept.any(axis=0)):
        rows = np.flatnonzero(kept[:, column])
        # Next to the lip it was seen in the lip's shadow, and of an edge nobody knows how much was lip.
        inner = int(rows[0]) + min(round(LIP_SHADE * PER_EYE), 2 * len(rows) // 3)
        above = np.arange(max(0, int(rows[0]) - int(LONGEST * PER_EYE)), inner)
        filled[above, column, :3] = further_in[column]
        filled[above, column, 0] *= 1 - 0.20 * np.clip((inner - above) / (0.08 * PER_EYE), 0, 1)
        filled[above, column, 3] = 1
    opacity = cv2.GaussianBlur(filled[..., 3], (0, 0), 0.9)
    # Colour beyond the edge, so that the soft edge does not fade to black.
    weight = cv2.GaussianBlur(filled[..., 3], (0, 0), 2.0)[..., None]
    spread = cv2.GaussianBlur(filled[..., :3] * filled[..., 3:], (0, 0), 2.0) / np.maximum(weight, 1e-3)
    filled[..., :3] = np.where(filled[..., 3:] > 0, filled[..., :3], spread)
    filled[..., 3] = opacity
    return filled


def _further_in(picture: Array, kept: Mask) -> Array:
    """What each column goes on with: float32 [nx, 3]. Even, or noise would make streaks, but for the lines between teeth."""
    columns = np.flatnonzero(kept.any(axis=0))
    colour = np.zeros((picture.shape[1], 3), np.float32)
    for column in columns:
        rows = np.flatnonzero(kept[:, column])
        middle = rows[len(rows) // 2 : max(len(rows) // 2 + 1, 4 * len(rows) // 5)]
        colour[column] = np.median(picture[middle, column, :3], axis=0)
    seen = np.isin(np.arange(len(colour)), columns).astype(np.float32)[None]

    def even(values: Array, nodes: float) -> Array:
        spread = cv2.GaussianBlur(values[None] * seen[..., None], (0, 0), nodes)[0].reshape(len(values), -1)
        return np.asarray(
            spread / np.maximum(cv2.GaussianBlur(seen, (0, 0), nodes)[0][:, None], 1e-3), np.float32
        )

    wide = even(colour, EVEN)
    lines = even(colour[:, :1] / np.maximum(wide[:, :1], 1e-3), LINE)
    return np.concatenate([wide[:, :1] * np.clip(lines, 0.5, 1.05), wide[:, 1:]], axis=1)
