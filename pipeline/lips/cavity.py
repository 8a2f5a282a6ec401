"""The inside of the mouth in the face's own light: darkness, tongue, teeth, wet lips; painted where it was never seen.

The upper teeth belong to the skull: opening the jaw does not move them, the lips only uncover them. Sizes are those of
people (Wheeler's Dental Anatomy: upper front tooth 8.5 mm wide) over an outer-eye distance of 90 mm.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.displacement import Moved
from pipeline.lips.harvest import NOTHING, Harvest
from pipeline.lips.light import Colour, Light, Shade
from pipeline.lips.lipshape import Aim
from pipeline.lips.piece import Piece, Tongue
from pipeline.lips.ramp import clip, held, step

Array = npt.NDArray[np.float32]

TOOTH_BORDERS = np.array([0.0, 0.092, 0.160, 0.222, 0.268, 0.300], np.float32)
TOOTH_LENGTHS = np.array([0.0, 0.005, 0.002, 0.011, 0.018], np.float32)
UPPER_EDGE = 0.024  # how far the upper front teeth reach below the line where the lips meet
LOWER_TOOTH = 0.058
DARKNESS = 0.085  # of the mouth's depth, over the skin's luma, where it was never seen
DARKEST = 0.04
SHUT_GAP = 0.004
LENS_BLUR = 0.8  # nodes: no camera draws a tooth with a ruler
SHADED_REDDER = 12.0
TONGUE_SEEN = (0.04, 0.09)  # it comes into sight between these gaps
STEEPEST = 4.0
CREASE = 0.0085  # half the height of the dark line between lips brought together
CREASE_PX = 1.1  # and no less: a pixel of the footage's open mouth is left on either side


@dataclass(frozen=True, kw_only=True)
class Inside:
    """What is seen between the lips."""

    picture: npt.NDArray[np.uint8]
    """uint8 [ny, nx, 4]: Y, U, V, opacity"""
    x: float
    """Face coordinates of the first node's centre"""
    y: float
    per_eye: float


def inside(
    grid_x: Array,
    moved: Moved,
    aim: Aim,
    light: Light,
    per_eye: float,
    harvest: Harvest = NOTHING,
    blur: float = LENS_BLUR,
    pixel: float = 0.0,
) -> Inside | None:
    """Draw the cavity at ``per_eye`` nodes an eye distance; None when there is nothing to see.

    What the footage itself showed of teeth, tongue and darkness is taken from ``harvest``, the rest is painted.
    ``blur`` is the lens's, in nodes; ``pixel`` one of the footage, in eye distances.
    """
    gap = moved.lower - moved.upper
    # Lips brought together from an open mouth need the dark line that shut lips have.
    crease = np.asarray(
        clip((moved.source_gap - 0.015) / 0.02, 0, 1) * clip(1 - gap / 0.016, 0, 1), np.float32
    )
    seen = (np.abs(moved.u) < 1.03) & ((gap > SHUT_GAP) | (crease > 0))
    if not seen.any():
        return None
    columns = np.flatnonzero(seen)
    left, right = float(grid_x[columns[0]]), float(grid_x[columns[-1]])
    top = float(moved.upper[columns].min()) - 0.03
    bottom = float(moved.lower[columns].max()) + 0.03
    x = np.arange(left - 0.03, right + 0.03, 1 / per_eye, dtype=np.float32)
    y = np.arange(top, bottom, 1 / per_eye, dtype=np.float32)[:, None]
    lines = _Lines.at(x, grid_x, moved, crease)
    planes = np.empty((4, len(y), len(x)), np.float32)
    canvas = planes[:3]
    _paint(canvas, x, y, lines, moved, aim, light, harvest)
    for plane in canvas:
        cv2.GaussianBlur(plane, (0, 0), blur, dst=plane)
    np.maximum(np.minimum(canvas, 240, out=canvas), 16, out=canvas)
    planes[3] = _opacity(y, lines, per_eye, max(CREASE, CREASE_PX * pixel)) * 255 + 0.5
    picture = np.asarray(cv2.merge(list(planes.astype(np.uint8))), np.uint8)
    return Inside(picture=picture, x=float(x[0]), y=top, per_eye=per_eye)


@dataclass(frozen=True, kw_only=True)
class _Lines:
    """Curves at the cavity's own columns."""

    upper: Array
    lower: Array
    u: Array
    seam: Array
    crease: Array
    from_middle: Array

    @classmethod
    def at(cls, x: Array, grid_x: Array, moved: Moved, crease: Array) -> "_Lines":
        def read(line: Array) -> Array:
            return np.interp(x, grid_x, line).astype(np.float32)

        return cls(
            upper=read(moved.upper),
            lower=read(moved.lower),
            u=read(moved.u),
            seam=read(moved.seam),
            crease=read(crease),
            from_middle=x - moved.middle,
        )


def _opacity(y: Array, lines: _Lines, per_eye: float, crease: float) -> Array:
    pad = crease * lines.crease
    soft = 1.3 / per_eye + 0.006 * lines.crease
    # An edge that is steep is as soft across as a level one: a ramp counted in rows alone makes stairs of it.
    edges = np.stack([lines.upper, lines.lower])
    slope = np.zeros_like(edges)
    slope[:, 1:-1] = (edges[:, 2:] - edges[:, :-2]) * (0.5 * per_eye)
    np.minimum(slope * slope, STEEPEST**2, out=slope)
    upper, lower = 1 / (soft * np.sqrt(1 + slope))
    gap = lines.lower - lines.upper
    inside = _ramp(y - (lines.upper - pad), upper)
    inside *= _ramp((lines.lower + pad) - y, lower)
    open_ = clip((gap - SHUT_GAP) / 0.010, 0, 1)
    ends = clip((1.03 - np.abs(lines.u)) / 0.06, 0, 1)
    return np.asarray(inside * np.maximum(open_, clip(2.5 * lines.crease, 0, 0.97)) * ends, np.float32)


def _ramp(within: Array, steep: Array) -> Array:
    """Nought to one over an edge that is ``within`` away, in place."""
    within *= steep
    within += 0.5
    np.maximum(within, 0, out=within)
    return np.minimum(within, 1, out=within)


def _lay(canvas: Array, colour: Shade, cover: Array) -> None:
    """Lay a colour that is everywhere the same over the planes of ``canvas``, float32 [3, ny, nx]."""
    tones = np.array(colour, np.float32)[:, None, None]
    canvas += (tones - canvas) * cover


def _mix(canvas: Array, shade: Shade, cover: Array) -> None:
    """The same with a colour that differs from place to place."""
    for plane, tone in zip(canvas, shade, strict=True):
        plane += (tone - plane) * cover


def _dim(luma: Array, share: Array) -> None:
    """Bring luma above black to ``share`` of itself."""
    luma -= 16
    luma *= share
    luma += 16


def _paint(
    canvas: Array,
    x: Array,
    y: Array,
    lines: _Lines,
    moved: Moved,
    aim: Aim,
    light: Light,
    harvest: Harvest,
) -> None:
    """Fill ``canvas``, float32 [3, ny, nx]: Y, U, V."""
    below_upper, above_lower = y - lines.upper, lines.lower - y
    gap = np.maximum(lines.lower - lines.upper, 1e-3)
    depth = DARKNESS if harvest.darkness is None else max(harvest.darkness, DARKEST)
    canvas[:] = np.array(light.flesh(depth), np.float32)[:, None, None]
    # Light reaches the front of the mouth's floor and not its roof.
    floor = step(1 - above_lower / np.maximum(0.8 * gap, 0.03))
    _lay(canvas, light.flesh(2.2 * depth), floor * (0.8 - 0.4 * lines.u**2))
    if harvest.tongue is not None:
        _own_tongue(canvas, harvest.tongue, x, y, moved.jaw, float(gap.max()), aim, light)
    else:
        _tongue(canvas, lines, above_lower, gap, aim, light)
    if harvest.lower is not None:
        _own_teeth(canvas, harvest.lower, x, y, moved.jaw, lines, above_lower, aim, light)
    elif harvest.upper is None:
        _lower_teeth(canvas, lines, above_lower, aim, light)
    if harvest.upper is None:
        _upper_teeth(canvas, y, lines, below_upper, aim, light, _tone(harvest, light))
    _dim(canvas[0], light.across(lines.from_middle))
    if harvest.upper is not None:
        _own_teeth(canvas, harvest.upper, x, y, moved.skull, lines, below_upper, aim, light)
    _lip_shadows(canvas, lines, below_upper, above_lower, light)
    # Little light enters between lips that hardly part.
    narrow = clip(1 - gap / 0.026, 0, 0.97) * (1 - aim.tuck)
    if narrow.any():
        dim = 0.42 + 0.14 * lines.crease * clip(lines.u**2 + 0.3, 0, 1)
        _mix(canvas, light.inner_lip(dim), narrow)


def _own_teeth(
    canvas: Array,
    teeth: Piece,
    x: Array,
    y: Array,
    anchor: tuple[float, float],
    lines: _Lines,
    from_lip: Array,
    aim: Aim,
    light: Light,
) -> None:
    """Teeth that were seen, lit as the skin is now. The lip they stand behind shades them, a mouth that opens little or
    is drawn round leaves them in shadow, and so do the cheeks at both ends."""
    seen = teeth.seen_at(x, y[:, 0], anchor)
    entering = 0.60 + 0.40 * held(float((lines.lower - lines.upper).max()) / 0.16, 0, 1)
    shade = (0.66 + 0.34 * step(from_lip / 0.032)) * entering * (1 - 0.42 * aim.pointed)
    shade = shade * (1 - 0.40 * step((np.abs(lines.u) - 0.45) / 0.50))
    luma = 16 + seen[..., 0] * (light.skin[0] - 16) * shade
    # What light there is in a shaded mouth came off lips and tongue.
    blue = 128 + seen[..., 1] * (0.4 + 0.6 * shade)
    red = 128 + seen[..., 2] + SHADED_REDDER * (1 - shade)
    _mix(canvas, (luma.astype(np.float32), blue.astype(np.float32), red.astype(np.float32)), seen[..., 3])


def _own_tongue(
    canvas: Array,
    tongue: Tongue,
    x: Array,
    y: Array,
    jaw: tuple[float, float],
    gap: float,
    aim: Aim,
    light: Light,
) -> None:
    """A tongue that was seen lies in the jaw; its tip rises for l, n, t, d and th behind the upper teeth."""
    seen = tongue.seen_at(x, y[:, 0], (jaw[0], jaw[1] - tongue.lift * aim.tongue))
    reached = held((gap - 0.015) / 0.035, 0, 1)
    # The further the mouth opens, and the nearer the tip is to the teeth, the more light reaches it.
    near = max(aim.tongue, held((gap - 0.03) / 0.12, 0, 1))
    lit = (0.62 + 0.38 * near) * (1 - 0.35 * aim.pointed)
    luma = 16 + seen[..., 0] * (light.skin[0] - 16) * lit
    _mix(
        canvas,
        (luma, 128 + seen[..., 1], 128 + seen[..., 2]),
        seen[..., 3] * reached * (1 - 0.6 * aim.pointed),
    )


def _tongue(canvas: Array, lines: _Lines, above_lower: Array, gap: Array, aim: Aim, light: Light) -> None:
    middle_gap = float(gap.max())
    if middle_gap <= TONGUE_SEEN[0]:
        return
    width = clip(1 - (lines.from_middle / 0.20) ** 2, 0, 1)
    rise = np.sqrt(width) * (middle_gap * (0.52 + 0.30 * aim.tongue) * (1 - 0.4 * aim.pointed))
    depth = clip((rise - above_lower) * (1 / np.maximum(rise, 0.01)), 0, 1)
    begins, whole = TONGUE_SEEN
    shown = held((middle_gap - begins) / (whole - begins), 0, 1)
    cover = step(depth * 1.25) * (clip(width * 2, 0, 1) * shown)
    groove = 1 - (0.14 * np.exp(-((lines.from_middle / 0.020) ** 2))) * depth
    lit = (0.20 + 0.34 * np.sqrt(depth) - 0.10 * depth**3) * groove * (0.7 + 0.3 * width)
    y, u, v = light.tone(1.0, 0.75, 1.30, 6)
    colour = np.minimum(1.0, 1.8 * lit)
    _mix(canvas, (16 + (y - 16) * lit, 128 + (u - 128) * colour, 128 + (v - 128) * colour), cover)


def _tone(harvest: Harvest, light: Light) -> Colour:
    """The upper teeth's: that of the lower ones, where only those were seen."""
    if harvest.lower is None:
        return light.tooth(1.0)
    luma, u, v = harvest.lower.tone
    return (16 + luma * (light.skin[0] - 16), 128 + u, 128 + v)


def _lower_teeth(canvas: Array, lines: _Lines, above_lower: Array, aim: Aim, light: Light) -> None:
    shown = 0.030 * held((aim.gap - 0.07) / 0.12, 0, 1) * (1 - aim.pointed)
    if shown < 0.004:
        return
    height = shown * clip(1 - (lines.from_middle / 0.19) ** 2, 0, 1)
    cell = lines.from_middle / LOWER_TOOTH
    between = np.exp(-(((cell - np.round(cell)) / 0.10) ** 2))
    cover = clip((height - above_lower) / 0.010 + 0.3, 0, 1) * clip(height / 0.012, 0, 1)
    tone = light.tooth(0.56)
    _mix(canvas, (16 + (tone[0] - 16) * (1 - 0.22 * between), tone[1], tone[2]), 0.85 * cover)


def _upper_teeth(
    canvas: Array, y: Array, lines: _Lines, below_upper: Array, aim: Aim, light: Light, tone: Colour
) -> None:
    place = np.abs(lines.from_middle)
    tooth = clip(np.searchsorted(TOOTH_BORDERS, place, side="right") - 1, 0, 4)
    start, end = TOOTH_BORDERS[tooth], TOOTH_BORDERS[tooth + 1]
    within = clip((place - start) / (end - start), 0, 1) * 2 - 1
    # Round corners leave small dark notches between the edges.
    edge = UPPER_EDGE - TOOTH_LENGTHS[tooth] - 0.005 * within**4 - 0.08 * place**2
    edge = edge + 0.010 * aim.tuck - 0.010 * aim.pointed
    soft = 0.007
    cover = clip((lines.seam + edge - y) / soft + 0.5, 0, 1)
    cover = cover * clip((0.292 - place) / 0.05, 0, 1)
    between = np.exp(-(((1 - np.abs(within)) * (end - start) / 0.0065) ** 2))
    round_ = 1 - 0.62 * (place / 0.27) ** 2 - 0.05 * within**2
    shade = (0.60 + 0.40 * step(below_upper / 0.030)) * clip(round_, 0.2, 1) * (1 - 0.20 * between)
    shade = shade * (1 - 0.30 * aim.pointed)
    _mix(canvas, (16 + (tone[0] - 16) * shade, tone[1], tone[2]), cover)


def _lip_shadows(canvas: Array, lines: _Lines, below_upper: Array, above_lower: Array, light: Light) -> None:
    """Lips are round and wet where they turn inwards; a cut edge would look like paper."""
    below, above = np.maximum(below_upper, 0), np.maximum(above_lower, 0)
    _dim(canvas[0], 1 - 0.45 * np.exp(below * (-1 / 0.008)))
    _lay(canvas, light.inner_lip(0.58), 0.75 * np.exp(above * above * (-1 / 0.010**2)))
    _lay(canvas, light.inner_lip(0.40), 0.65 * np.exp(below * below * (-1 / 0.006**2)))
    dark = clip((np.abs(lines.u) - 0.72) / 0.28, 0, 1)
    _dim(canvas[0], 1 - 0.25 * dark)
    _lay(canvas, light.inner_lip(0.34), 0.8 * step(dark))
