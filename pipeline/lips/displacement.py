"""Where each point of the face frame comes from: smooth fields, cut along the lips only.

Each column of the face frame has seven knots from the nose's base to below the jaw. The speech moves them; between them the
displacement runs smoothly, and at both ends it is nought, so nothing outside moves and there is no seam to hide.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.lips.lipshape import (
    CHIN_FOLLOWS,
    CORNERS_FALL,
    JAW_LINE,
    SEAM,
    THINNEST,
    TUCK_OPENS,
    TUCK_ROLLS,
    UPPER_SHARE,
    Aim,
    Mouth,
    Outlines,
)
from pipeline.lips.ramp import clip, held, step

Array = npt.NDArray[np.float32]

HALF_WIDTH = 0.74
TOP = -0.42
CHEEK_REACH = 0.34  # beyond a corner, eye distances, in which sideways motion dies away
BELOW_JAW = 0.25
BESIDE_JAW = (0.08, 0.26)  # beyond the jaw line, eye distances, motion begins to die away and is gone
NARROWEST_CHIN = 0.24  # half of it: below it the neck moves with the chin
UPPER_SHARE_CLOSING = 0.4
TUCK_SHARE = 0.9
MOST_LEFT_OUT = 0.7  # of a lip's height, as long as it lies where it is tracked
CORNER_HOLLOW = 0.018
UPPER_THINS, LOWER_THINS = 0.18, 0.10  # of an inner edge's way: its outer edge follows so much less
SMOOTH = (0, 4, 5)  # steps between knots that are on skin
MISSED = (0.03, 0.05)  # of a lip, eye distances, that is none: between these the mouth stands open unseen
ANCHOR = 0.016  # lips of open footage are taken a little inside their edge, or teeth would come with them


LeftOut = Callable[[Array], tuple[Array, Array]]
"""From columns to depths of the upper and the lower lip, eye distances"""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Nodes of the face frame: fixed for a presenter."""

    x: Array
    """float32 [nx]"""
    y: Array
    """float32 [ny]"""
    per_eye: float
    """Nodes in one eye distance"""
    within: Array
    """float32 [ny, nx]: nought on the border, one a little inside"""

    @classmethod
    def reaching(cls, bottom: float, per_eye: float) -> "Grid":
        nx, ny = round(2 * HALF_WIDTH * per_eye) + 1, round((bottom - TOP) * per_eye) + 1
        x = (np.arange(nx) / per_eye - HALF_WIDTH).astype(np.float32)
        y = (np.arange(ny) / per_eye + TOP).astype(np.float32)
        return cls(x=x, y=y, per_eye=per_eye, within=_within(x, y))


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One frame's fields."""

    shift: Array
    """float32 [ny, nx, 2]: added to a node's x, y to find its source; eye distances"""
    upper: Array
    """float32 [nx]: where the upper lip's edge is now"""
    lower: Array
    """float32 [nx]: where the lower lip's edge is now"""
    u: Array
    """float32 [nx]: -1..1 from corner to corner of the mouth now"""
    seam: Array
    """float32 [nx]: y of the lips' contact line if they were shut"""
    source_gap: Array
    """float32 [nx]: how far the footage's own lips really part there"""
    left: float
    middle: float
    right: float
    skull: tuple[float, float]
    """The base of the nose, to which the upper teeth keep"""
    jaw: tuple[float, float]
    """The chin as it is now, to which the lower teeth keep"""


def moved(grid: Grid, mouth: Mouth, aim: Aim, spilt: LeftOut | None = None) -> Moved:
    """Work out the fields of one frame. ``spilt`` says how much of each lip's edge is none, see spill.py."""
    shift_x, u = _sideways(grid.x, mouth, aim)
    own = _with_corners(mouth.outlines(grid.x + shift_x, grid.x), u, mouth)
    own_gap = own.lower_inner - own.upper_inner
    gap, share = _gap(own_gap, u, mouth, aim)
    opening = gap - own_gap
    fall = (aim.gap - mouth.gap) * (1 - share)
    chin = _chin(mouth, aim)
    hump = _hump(u) * (CORNERS_FALL * fall + aim.corners)
    upper_in = own.upper_inner - share * opening + hump - aim.lift * _bump(u)
    lower_in = own.lower_inner + (1 - share) * opening + hump
    upper_in = np.minimum(upper_in, lower_in)
    outlines = _outer(own, upper_in, lower_in, share, opening, hump, u, aim)
    parted = clip((own_gap - 0.02) / 0.03, 0, 1) * max(ANCHOR, 1.6 / grid.per_eye)
    above, below = spilt(grid.x + shift_x) if spilt else (parted, parted)
    # Lips that stay as they are keep what lies between them, but for a mouth that is open where the tracker saw it shut.
    changed = max(
        held(abs(aim.gap - mouth.gap) / 0.01, 0, 1),
        held((float(max(above.max(), below.max())) - MISSED[0]) / (MISSED[1] - MISSED[0]), 0, 1),
    )
    anchors = (np.maximum(parted, above * changed), np.maximum(parted, below * changed))
    share_here = grid.within * _about_face(grid, mouth)
    # What is left out beyond the tracked lip says that the lip lies higher.
    higher = np.maximum(anchors[0] - MOST_LEFT_OUT * (own.upper_inner - own.upper_outer), 0)
    real = replace(own, upper_outer=own.upper_outer - higher)
    shift_y = _columns(grid, mouth, real, outlines, chin, aim, u, anchors)
    shift = np.empty((len(grid.y), len(grid.x), 2), np.float32)
    sideways = _sideways_rows(grid.y, mouth)[:, None] * shift_x
    np.multiply(sideways, share_here, out=shift[..., 0])
    np.multiply(shift_y, share_here, out=shift[..., 1])
    k = aim.stretch
    return Moved(
        shift=shift,
        upper=upper_in,
        lower=lower_in,
        u=u,
        seam=own.upper_inner + SEAM * own_gap,
        source_gap=own_gap + (above + below if spilt else 0),
        left=mouth.middle + (mouth.left - mouth.middle) * k,
        middle=mouth.middle,
        right=mouth.middle + (mouth.right - mouth.middle) * k,
        skull=(float(mouth.marks[2, 0]), float(mouth.marks[2, 1])),
        jaw=(float(mouth.marks[152, 0]), float(mouth.marks[152, 1]) + chin),
    )


def _sideways(x: Array, mouth: Mouth, aim: Aim) -> tuple[Array, Array]:
    """Source x less own x on the lips' line, and the column's place between the corners as they are now."""
    from_middle = x - mouth.middle
    own = np.where(from_middle < 0, mouth.middle - mouth.left, mouth.right - mouth.middle)
    now = own * aim.stretch
    u = (from_middle / now).astype(np.float32)
    inside = clip(from_middle, -now, now) * (1 / aim.stretch - 1)
    beyond = np.maximum(np.abs(from_middle) - now, 0)
    return (inside * (1 - step(beyond / CHEEK_REACH))).astype(np.float32), u


def _sideways_rows(y: Array, mouth: Mouth) -> Array:
    top = step((y - mouth.nose - 0.02) / (0.75 * (-mouth.nose - 0.02)))
    return np.asarray(top * (1 - step((y - 0.14) / 0.26)), np.float32)


def _with_corners(own: Outlines, u: Array, mouth: Mouth) -> Outlines:
    """The dark hollows in the corners of an open mouth lie outside the tracked outline; they belong to its inside."""
    hollow = CORNER_HOLLOW * held((mouth.gap - 0.025) / 0.03, 0, 1)
    hollow = hollow * np.exp(-(((np.abs(u) - 0.93) / 0.09) ** 2))
    upper, lower = own.upper_inner - hollow, own.lower_inner + hollow
    return replace(
        own,
        upper_inner=upper.astype(np.float32),
        lower_inner=lower.astype(np.float32),
        upper_outer=np.minimum(own.upper_outer, upper - THINNEST).astype(np.float32),
        lower_outer=np.maximum(own.lower_outer, lower + THINNEST).astype(np.float32),
    )


def _bump(u: Array) -> Array:
    return np.asarray(clip(1 - u * u, 0, 1), np.float32)


def _hump(u: Array) -> Array:
    """0 in the middle of the mouth, 1 at its corners, 0 again in the cheek."""
    return np.asarray(step(np.abs(u)) * (1 - step((np.abs(u) - 1) / 0.9)), np.float32)


def _gap(own_gap: Array, u: Array, mouth: Mouth, aim: Aim) -> tuple[Array, float]:
    """The gap wanted in each column, and the upper lip's share of the change."""
    if aim.gap <= mouth.gap:
        return own_gap * (aim.gap / max(mouth.gap, 1e-6)), UPPER_SHARE_CLOSING
    # A small opening parts the lips in the middle first; a wide one reaches the corners.
    reach = held(0.72 + 1.6 * aim.gap, 0.72, 0.97) * (1 - 0.22 * aim.pointed)
    bow = clip(1 - (u / reach) ** 2, 0, 1)
    lens = bow ** (0.62 - 0.08 * aim.pointed)
    opening = aim.gap - mouth.gap
    # Only what the tuck itself opens is the upper lip's: a jaw already on its way to a vowel must not draw it up as well.
    tucked = held(TUCK_OPENS * aim.tuck / opening, 0, 1)
    share = UPPER_SHARE + (TUCK_SHARE - UPPER_SHARE) * tucked
    return (own_gap + opening * lens).astype(np.float32), share


def _chin(mouth: Mouth, aim: Aim) -> float:
    """How far the chin falls; less than nought: it rises."""
    opening = aim.chin - mouth.gap
    return CHIN_FOLLOWS * opening * (1 - (UPPER_SHARE if opening > 0 else UPPER_SHARE_CLOSING))


def _outer(
    own: Outlines,
    upper_in: Array,
    lower_in: Array,
    share: float,
    opening: Array,
    hump: Array,
    u: Array,
    aim: Aim,
) -> Outlines:
    """The outlines as they are to be: lips keep their height but for what the speech asks."""
    within = clip(1.25 - np.abs(u), 0, 1) / 1.25
    upper_height = (own.upper_inner - own.upper_outer) * (1 + aim.thicker * within)
    lower_height = (own.lower_outer - own.lower_inner) * (1 + (aim.thicker - 0.35 * aim.tuck) * within)
    # A wide opening draws the lips thin: their outer edges follow less than the inner ones.
    upper_outer = upper_in - upper_height + UPPER_THINS * np.maximum(share * opening, 0)
    lower_outer = lower_in + lower_height - LOWER_THINS * np.maximum((1 - share) * opening, 0)
    return Outlines(
        upper_outer=np.minimum(upper_outer, upper_in - 0.006).astype(np.float32),
        upper_inner=upper_in,
        lower_inner=lower_in,
        lower_outer=np.maximum(lower_outer, lower_in + 0.006).astype(np.float32),
        jaw=own.jaw,
    )


def _columns(
    grid: Grid,
    mouth: Mouth,
    own: Outlines,
    now: Outlines,
    chin: float,
    aim: Aim,
    u: Array,
    anchors: tuple[Array, Array],
) -> Array:
    """Vertical displacement [ny, nx]: knots joined by straight lines on the lips and smooth steps on the skin.

    ``chin`` is its fall; ``anchors``: how far inside its edge each lip of the footage is taken.
    """
    nose = np.full_like(own.jaw, mouth.nose + 0.015)
    upper_source = np.maximum(
        own.upper_inner - anchors[0], own.upper_outer + 0.25 * (own.upper_inner - own.upper_outer)
    )
    lower_source = (
        own.lower_inner
        + anchors[1]
        + aim.tuck * TUCK_ROLLS * (own.lower_outer - own.lower_inner) * clip(1.2 - np.abs(u), 0, 1)
    )
    lower_source = np.minimum(lower_source, own.lower_outer - 0.25 * (own.lower_outer - own.lower_inner))
    half = np.where(
        grid.x < mouth.middle,
        mouth.middle - mouth.marks[[132, 58, 172], 0].mean(),
        mouth.marks[[361, 288, 397], 0].mean() - mouth.middle,
    )
    jaw_fall = chin * (1 - step(np.abs(grid.x - mouth.middle) / np.maximum(0.98 * half, 0.2)))
    jaw = np.maximum(own.jaw, own.lower_outer + 0.08) + jaw_fall
    jaw = np.maximum(jaw, now.lower_outer + 0.04)
    below = np.maximum(own.jaw + BELOW_JAW, jaw + 0.08)
    knots = np.stack([nose, now.upper_outer, now.upper_inner, now.lower_inner, now.lower_outer, jaw, below])
    shifts = np.stack(
        [
            np.zeros_like(jaw),
            own.upper_outer - now.upper_outer,
            upper_source - now.upper_inner,
            lower_source - now.lower_inner,
            own.lower_outer - now.lower_outer,
            -jaw_fall,
            np.zeros_like(jaw),
        ]
    )
    knots[1] = np.maximum(knots[1], knots[0] + 0.02)
    knots = np.maximum.accumulate(knots, axis=0)
    return _joined(grid.y, knots.astype(np.float32), shifts.astype(np.float32))


def _joined(y: Array, knots: Array, shifts: Array) -> Array:
    out = np.empty((len(y), knots.shape[1]), np.float32)
    first = np.searchsorted(y, knots.min(axis=1))
    last = np.searchsorted(y, knots.max(axis=1), side="right")
    out[: last[0]] = shifts[0]
    rises = 1 / np.maximum(knots[1:] - knots[:-1], 1e-4)
    steps = shifts[1:] - shifts[:-1]
    for k in range(len(knots) - 1):
        # Rows above are before this step in every column, rows below after it.
        rows = slice(first[k], last[k + 1])
        t = clip((y[rows, None] - knots[k]) * rises[k], 0, 1)
        if k in SMOOTH:
            t = t * t * (3 - 2 * t)
        out[last[k] : last[k + 1]] = shifts[k]
        out[rows] += t * steps[k]
    out[last[-1] :] = shifts[-1]
    return out


def _about_face(grid: Grid, mouth: Mouth) -> Array:
    """One on the face, nought a little beside its jaw line: what stands behind the head does not swim."""
    jaw = mouth.marks[JAW_LINE]
    order = np.argsort(jaw[:, 0])
    tip = int(np.argmax(jaw[order, 1]))
    sides = []
    for side in (jaw[order[: tip + 1]], jaw[order[tip:][::-1]]):
        down = np.maximum.accumulate(side[:, 1] + np.arange(len(side), dtype=np.float32) * 1e-4)
        sides.append(np.interp(grid.y, down, side[:, 0]).astype(np.float32)[:, None])
    middle = float(jaw[order[tip], 0])
    left = np.minimum(sides[0], middle - NARROWEST_CHIN)
    right = np.maximum(sides[1], middle + NARROWEST_CHIN)
    beside = np.maximum(left - grid.x, grid.x - right)
    begins, gone = BESIDE_JAW
    return 1 - step((beside - begins) * (1 / (gone - begins)))


def _within(x: Array, y: Array) -> Array:
    side = step((HALF_WIDTH - np.abs(x)) / 0.16)
    bottom = step((y[-1] - y) / 0.05)
    top = step((y - y[0]) / 0.05)
    return np.asarray((top * bottom)[:, None] * side[None], np.float32)
