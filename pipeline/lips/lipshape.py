"""The lips' outlines: as the footage has them, and as the speech wants them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.lips.faceframe import FaceFrames
from pipeline.lips.ramp import held
from pipeline.mouthtrack import APERTURE_PER_JAW, JAW, PRESS, RAISE, ROUND, TUCK, WIDE, WIDTH_PER_WIDE

Array = npt.NDArray[np.float32]

UPPER_INNER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
LOWER_INNER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
UPPER_OUTER = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
LOWER_OUTER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]
JAW_LINE = [132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361]
NOSE_BASE = [98, 2, 327]
INNER_MIDDLE = [13, 14]

UPPER_SHARE = 0.15  # of an opening is the upper lip's rise, the rest the lower lip's fall
CORNERS_FALL = 0.15  # of the lower lip's fall is the corners'
CHIN_FOLLOWS = 0.50
ROUND_NARROWS = 0.10  # of the mouth's width, beyond what `wide` asks
ROUND_THICKENS = 0.16
ROUND_OPENS = 0.2  # of the opening: it is narrow, and seen as less than it is
PRESS_THINS = 0.20
WIDE_THINS = 0.10
RAISE_LIFTS = 0.030  # eye distances
TUCK_OPENS = 0.032
TUCK_ROLLS = 0.42  # of the lower lip goes under the teeth
REST_GAP_KEPT = 0.022  # lips that part no further at rest are left so, others are shut
GRIN = (1.12, 1.35)  # mouth widths over the presenter's own rest between which a grin is drawn in
GRIN_DRAWN_IN = 0.75
SEAM = 0.4  # of a gap lies above the line where the lips would meet
THINNEST = 0.012
CALM_WITHIN = 250


@dataclass(frozen=True, kw_only=True)
class Outlines:
    """Curves over columns of the face frame, each float32 [columns], y in eye distances."""

    upper_outer: Array
    upper_inner: Array
    lower_inner: Array
    lower_outer: Array
    jaw: Array


@dataclass(frozen=True, kw_only=True)
class Rest:
    """The presenter's mouth when it says nothing."""

    width: float
    """Corner to corner, eye distances"""
    corners: float
    """y of the corners below the middle of the lips"""


def rest_of(frames: FaceFrames, has_face: npt.NDArray[np.bool_]) -> Rest:
    """From the calmest frames: those whose lips part least."""
    marks = frames.marks[has_face] if has_face.any() else frames.marks
    gap = np.linalg.norm(marks[:, 13] - marks[:, 14], axis=-1)
    width = np.linalg.norm(marks[:, 61] - marks[:, 291], axis=-1)
    calm = gap <= np.percentile(gap, 30) + 1e-6
    corners = marks[:, [61, 291], 1].mean(-1) - marks[:, INNER_MIDDLE, 1].mean(-1)
    return Rest(width=float(np.median(width[calm])), corners=float(np.median(corners[calm])))


def calm_frames(frames: FaceFrames, has_face: npt.NDArray[np.bool_], count: int) -> list[int]:
    """Up to ``count`` early frames, apart in time, in which the lips part least and face the viewer most."""
    gap = np.linalg.norm(frames.marks[:, 13] - frames.marks[:, 14], axis=-1)
    cost = np.where(has_face, gap + 0.3 * (1 - np.minimum(frames.eyes, 1.0)), np.inf)
    first = np.flatnonzero(has_face)[:CALM_WITHIN]
    parts = np.array_split(first, min(count, len(first)))
    return [int(part[np.argmin(cost[part])]) for part in parts]


def _finer() -> Array:
    """[41, 11]: eleven points of an outline to forty-one on a Catmull-Rom spline."""
    matrix = np.zeros((41, 11), np.float32)
    for row, at in enumerate(np.linspace(0, 10, 41)):
        i = min(int(at), 9)
        t = at - i
        weights = (
            -0.5 * t + t**2 - 0.5 * t**3,
            1 - 2.5 * t**2 + 1.5 * t**3,
            0.5 * t + 2 * t**2 - 1.5 * t**3,
            -0.5 * t**2 + 0.5 * t**3,
        )
        for k, weight in enumerate(weights):
            matrix[row, min(max(i + k - 1, 0), 10)] += weight
    return matrix


FINER = _finer()


def _curve(points: Array, columns: Array) -> Array:
    """An outline of eleven points read at columns; beyond its ends it goes on level."""
    fine = FINER @ points
    x = np.maximum.accumulate(fine[:, 0] + np.arange(len(fine), dtype=np.float32) * 1e-5)
    return np.interp(columns, x, fine[:, 1]).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Mouth:
    """One frame's own mouth."""

    marks: Array
    """float32 [478, 2], face coordinates"""
    left: float
    """x of the outer corners and of the middle"""
    middle: float
    right: float
    nose: float
    """y of the nose's base"""
    gap: float
    corners: float
    """y of the corners below the middle of the lips"""
    eyes: float

    @classmethod
    def of(cls, frames: FaceFrames, index: int) -> "Mouth":
        marks = frames.marks[index]
        middle = float(marks[[0, 13, 14, 17], 0].mean())
        return cls(
            marks=marks,
            left=float(min(marks[61, 0], middle - 0.05)),
            middle=middle,
            right=float(max(marks[291, 0], middle + 0.05)),
            nose=float(min(marks[NOSE_BASE, 1].max(), -0.12)),
            gap=float(max(marks[14, 1] - marks[13, 1], 0.0)),
            corners=float(marks[[61, 291], 1].mean() - marks[INNER_MIDDLE, 1].mean()),
            eyes=float(frames.eyes[index]),
        )

    def outlines(self, columns: Array, chin_columns: Array) -> Outlines:
        """The lips at ``columns`` and the jaw line at ``chin_columns``; the outlines never cross."""
        upper, lower = _curve(self.marks[UPPER_INNER], columns), _curve(self.marks[LOWER_INNER], columns)
        fold = np.maximum(upper - lower, 0) / 2
        upper, lower = upper - fold, lower + fold
        jaw = self.marks[JAW_LINE]
        order = np.argsort(jaw[:, 0])
        return Outlines(
            upper_outer=np.minimum(_curve(self.marks[UPPER_OUTER], columns), upper - THINNEST),
            upper_inner=upper,
            lower_inner=lower,
            lower_outer=np.maximum(_curve(self.marks[LOWER_OUTER], columns), lower + THINNEST),
            jaw=np.interp(chin_columns, jaw[order, 0], jaw[order, 1]).astype(np.float32),
        )


def edges(mouth: Mouth, columns: Array) -> tuple[Array, Array]:
    """The inner edges of the footage's own lips at ``columns``, each float32 [columns]."""
    return _curve(mouth.marks[UPPER_INNER], columns), _curve(mouth.marks[LOWER_INNER], columns)


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What one frame's mouth is to do, worked out from the track; lengths in eye distances."""

    stretch: float
    """Mouth width over the footage's own"""
    corners: float
    """How far a grin's corners are let down"""
    gap: float
    """Inner-lip gap at the middle"""
    lift: float
    """The upper lip's rise beyond its share"""
    thicker: float
    """Lip height over the footage's own, less 1"""
    tuck: float
    press: float
    pointed: float
    """0..1: how much the opening narrows towards its corners (rounded)"""
    tongue: float
    drop: float
    """The lower lip's fall at the middle"""
    chin: float
    """The gap at which the chin stands where it does, see chin.py"""


def aim(
    values: Array,
    mouth: Mouth,
    rest: Rest,
    strength: float,
    draw: Callable[[float], float],
    chin: float | None = None,
) -> Aim:
    """From one row of a MouthTrack.

    ``strength`` 0..1 fades the whole effect in and out; ``draw`` gives the gap to draw for a gap to be seen; ``chin`` is
    the opening, in units of JAW, at which the chin stands, by itself that of the lips.
    """
    jaw, wide, round_ = float(max(values[JAW], 0)), float(values[WIDE]), held(values[ROUND], 0, 1)
    press, tuck, raise_ = (held(values[i], 0, 1) for i in (PRESS, TUCK, RAISE))
    own_width = mouth.right - mouth.left
    grin = held((own_width / rest.width - GRIN[0]) / (GRIN[1] - GRIN[0]), 0, 1) * GRIN_DRAWN_IN
    neutral = 1 + grin * (rest.width / own_width - 1)
    stretch = neutral * (1 + WIDTH_PER_WIDE * wide - ROUND_NARROWS * round_)
    kept = mouth.gap if mouth.gap < REST_GAP_KEPT else max(2 * REST_GAP_KEPT - mouth.gap, 0.0)
    lowered = max(kept, draw(max(jaw if chin is None else chin, 0.0) * APERTURE_PER_JAW) * mouth.eyes)
    kept = kept * (1 - press)
    opened = (
        draw(jaw * APERTURE_PER_JAW)
        * mouth.eyes
        * (1 + ROUND_OPENS * round_)
        * (1 - press)
        * (1 - 0.75 * tuck)
    )
    opened = opened + TUCK_OPENS * tuck * (1 - press)
    gap = max(kept * (1 - tuck), opened)
    gap = mouth.gap + (gap - mouth.gap) * strength
    return Aim(
        stretch=1 + (stretch - 1) * strength,
        corners=grin * (rest.corners - mouth.corners) * strength,
        gap=gap,
        lift=RAISE_LIFTS * raise_ * min(1.0, gap / 0.05) * (1 - press) * strength,
        thicker=(ROUND_THICKENS * round_ - PRESS_THINS * press - WIDE_THINS * max(wide, 0.0)) * strength,
        tuck=tuck * strength,
        press=press * strength,
        pointed=round_,
        tongue=held(values[6], 0, 1),
        drop=gap * (1 - UPPER_SHARE),
        chin=mouth.gap + (lowered - mouth.gap) * strength,
    )
