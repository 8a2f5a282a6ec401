"""A part of the mouth's inside as it was seen: a row of teeth, a tongue."""

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

PER_EYE = 192.0
LIP_SHADE = 0.030  # eye distances
EVEN, LINE = 5.0, 0.7  # nodes
TOOTH = 0.10  # eye distances: a front tooth's height
MIDDLE = 0.05
OVER_TEETH = (0.035, 0.060)  # bounds of how far a lying tongue is seen above the lower teeth
END = 0.045  # eye distances over which a row fades at both ends: it goes on into the cheeks' shadow
PALEST = 40
"""Percentile of redness: what is redder may be lip or gum"""
STANDS_OVER = 1.0
"""Nodes by which a tooth may stand over an even row"""
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

    @property
    def top(self) -> float:
        """Where it begins in the middle, below the base of the nose or the chin."""
        x = self.x + np.arange(self.picture.shape[1]) / PER_EYE
        shown = (self.picture[..., 3] > 0.5)[:, np.abs(x) < MIDDLE].mean(axis=1) > 0.5
        return self.y + float(np.argmax(shown)) / PER_EYE

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

    def behind(self, teeth: Piece) -> "Tongue":
        """The same, standing a little over the lower teeth: they were seen from the chin at other openings."""
        top = float(np.clip(self.top, teeth.top - OVER_TEETH[1], teeth.top - OVER_TEETH[0]))
        return replace(self, y=self.y + top - self.top)


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
    begins = _evened(np.argmax(kept, axis=0).astype(np.float32), kept.any(axis=0))
    for column in np.flatnonzero(kept.any(axis=0)):
        rows = np.flatnonzero(kept[:, column])
        # Next to the lip it was seen in the lip's shadow, and of an edge nobody knows how much was lip.
        inner = float(begins[column]) + min(LIP_SHADE * PER_EYE, 2 * len(rows) / 3)
        above = np.arange(max(0, int(rows[0]) - int(LONGEST * PER_EYE)), int(rows[-1]) + 1)
        # What was seen goes over into what was not by and by, or a seam would be seen.
        seen = np.clip((above - inner) / max(rows[-1] - inner, 1.0), 0, 1)[:, None]
        seen = seen * seen * (3 - 2 * seen) * kept[above, column, None]
        filled[above, column, :3] = (
            further_in[column] + (picture[above, column, :3] - further_in[column]) * seen
        )
        deep = np.clip((rows[-1] - above) / PER_EYE / TOOTH, 0, 1)
        filled[above, column, 0] *= 1 - 0.20 * deep**2
        filled[above, column, 3] = 1
    columns = np.flatnonzero(kept.any(axis=0))
    place = np.arange(kept.shape[1])
    ends = np.minimum(place - columns[0] + 1, columns[-1] - place + 1) / (END * PER_EYE)
    opacity = cv2.GaussianBlur(filled[..., 3], (0, 0), 0.9) * np.clip(ends, 0, 1)
    # Teeth are of one colour: what else is seen at their edges came over from lips, tongue and gum.
    pale = kept & (picture[..., 2] <= np.percentile(picture[kept, 2], PALEST))
    filled[filled[..., 3] > 0, 1:3] = np.median(picture[pale, 1:3], axis=0)
    # Colour beyond the edge, so that the soft edge does not fade to black.
    weight = cv2.GaussianBlur(filled[..., 3], (0, 0), 2.0)[..., None]
    spread = cv2.GaussianBlur(filled[..., :3] * filled[..., 3:], (0, 0), 2.0) / np.maximum(weight, 1e-3)
    filled[..., :3] = np.where(filled[..., 3:] > 0, filled[..., :3], spread)
    filled[..., 3] = opacity
    return filled


def levelled(picture: Array, x: Array, share: float) -> Array:
    """A lower row, float32 [ny, nx, 4], with ``share`` of its rise towards the sides.

    A jaw that hangs shows its teeth from above: the further back they stand the higher, and further than in speech.
    """
    shown = picture[..., 3] > 0.5
    columns = np.flatnonzero(shown.any(axis=0))
    tops = np.argmax(shown, axis=0)[columns].astype(np.float32)
    # The middle counts most: what stands at the ends may be cheek.
    bend, flat = np.polyfit(np.square(x[columns]), tops, 1, w=np.hanning(len(columns) + 2)[1:-1])
    rise = max(-float(bend), 0.0) * np.square(x)
    rows = np.arange(len(picture), dtype=np.float32)
    out = np.empty_like(picture)
    for column, by in enumerate(rise * (1 - share)):
        for plane in range(4):
            out[:, column, plane] = np.interp(rows - by, rows, picture[:, column, plane])
    even = flat - share * rise - STANDS_OVER
    out[..., 3] *= np.clip(rows[:, None] - even + 0.5, 0, 1)
    return out


def _evened(values: Array, known: Mask) -> Array:
    """Smoothed over the columns in which they are known, float32 [nx]."""
    weight = cv2.GaussianBlur(known.astype(np.float32)[None], (0, 0), EVEN)[0]
    spread = cv2.GaussianBlur((values * known)[None], (0, 0), EVEN)[0]
    return np.asarray(spread / np.maximum(weight, 1e-3), np.float32)


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
    return np.concatenate([wide[:, :1] * np.clip(lines, 0.72, 1.04), wide[:, 1:]], axis=1)
