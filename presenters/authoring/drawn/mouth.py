"""The mouth that opens: where lips, jaw and skin go for any shape of it, and the lips painted there."""

# ruff: noqa: RUF005 - arrays of points are shifted by adding a tuple; nothing is concatenated.

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.interpolate import RBFInterpolator

from brush import OVERSAMPLING, Canvas, grid_units, mix, polygon, ribbon, smooth, spline, taper
from frame import PX_PER_UNIT
from people import Person
from proportions import LIP_LINE, LIP_LOWER, LIP_UPPER, OVAL

SAMPLES = 60
UPPER_SHARE = 0.16
"""Of an opening is the upper lip's rise; the rest is the lower lip's fall."""
CORNERS_FALL = 0.26
CHIN_FOLLOWS = 0.55
"""Of the lower lip's fall is the chin's."""
GRID_STEP = 16
"""The skin's motion is worked out on every so many pixels and enlarged: it is smooth."""


@dataclass(frozen=True, kw_only=True)
class MouthShape:
    """One viseme; nought all over is the mouth at rest. Lengths in face units."""

    gap: float = 0.0
    """Between the lips' inner edges."""
    wide: float = 0.0
    """-1 drawn in .. 1 spread."""
    round: float = 0.0
    """0..1: lips pushed forward about a round opening."""
    tuck: float = 0.0
    """0..1: the lower lip under the upper teeth."""
    lift: float = 0.0
    """0..1: the upper lip raised."""
    tongue: float = 0.0
    """0 lying .. 1 its tip at the upper teeth."""
    out: float = 0.0
    """0..1: the tip between the teeth."""

    def toward(self, other: "MouthShape", share: float) -> "MouthShape":
        return MouthShape(**{k: v + (getattr(other, k) - v) * share for k, v in vars(self).items()})


@dataclass(frozen=True, kw_only=True)
class Lips:
    """Four curves from corner to corner, each float [SAMPLES, 2]."""

    upper: np.ndarray
    upper_in: np.ndarray
    lower_in: np.ndarray
    lower: np.ndarray
    gap: float
    drop: float
    """How far the chin has come down."""
    line: np.ndarray
    """Where they meet at rest."""

    @property
    def seam(self) -> float:
        """y of the middle of that line."""
        return float(self.line[SAMPLES // 2, 1])

    @property
    def opening(self) -> np.ndarray:
        return np.vstack([self.upper_in, self.lower_in[::-1]])


def rest_lips(points: np.ndarray) -> Lips:
    """The lips as the landmarks have them: shut."""
    upper, lower = points[list(LIP_UPPER), :2], points[list(LIP_LOWER), :2]
    line = (points[list(LIP_LINE[0]), :2] + points[list(LIP_LINE[1]), :2]) / 2
    line = spline(np.vstack([upper[:1], line[1:-1], upper[-1:]]), SAMPLES)
    return Lips(
        upper=spline(upper, SAMPLES),
        upper_in=line,
        lower_in=line,
        lower=spline(lower, SAMPLES),
        gap=0.0,
        drop=0.0,
        line=line,
    )


def step(value: np.ndarray, low: float, high: float) -> np.ndarray:
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def opened_lips(rest: Lips, shape: MouthShape) -> Lips:
    """Lips at ``shape``."""
    half = float(rest.upper_in[-1, 0])
    share = UPPER_SHARE + 0.45 * shape.tuck
    fall = (1 - share) * shape.gap
    narrow = (1 + 0.17 * max(shape.wide, 0.0) + 0.12 * min(shape.wide, 0.0)) * (1 - 0.26 * shape.round)
    reach = 0.97 - 0.20 * shape.round
    open_ = min(shape.gap / 0.22, 1.0)

    def at(curve: np.ndarray) -> np.ndarray:
        return np.clip(curve[:, 0] / half, -1, 1)

    def line(u: np.ndarray) -> np.ndarray:
        return np.interp(u, at(rest.upper_in), rest.upper_in[:, 1])

    def edge(u: np.ndarray, way: float, lens: np.ndarray) -> np.ndarray:
        flat = step(np.abs(u), 0.0, 1.0)
        hump = CORNERS_FALL * fall * flat - 0.022 * max(shape.wide, 0.0) * flat
        raised = 0.034 * shape.lift * np.clip(1 - u**2, 0, 1)
        moved = -share * shape.gap * lens - raised if way < 0 else (1 - share) * shape.gap * lens
        level = line(u)
        # A rest line bowed by a smile straightens as the mouth opens.
        level = level + (float(line(np.zeros(1))[0]) - level) * 0.35 * open_
        return level + hump + moved

    def inner(u: np.ndarray, way: float) -> np.ndarray:
        # The upper edge keeps the bow's shallow curve, the lower one hangs like a bowl.
        power = (0.74 if way < 0 else 0.58) - 0.16 * shape.round
        return edge(u, way, np.clip(1 - (u / reach) ** 2, 0, 1) ** power)

    def outer(curve: np.ndarray, way: float) -> np.ndarray:
        u = at(curve)
        height = (curve[:, 1] - line(u)) * way
        if way > 0:  # At rest the lower lip is flat below; drawn round it is a bowl.
            bowl = height.max() * np.clip(1 - u**2, 0, 1) ** 0.64
            height = height + (bowl - height) * (0.85 * shape.round + 0.35 * open_ * (1 - shape.round))
        swell = 1 + 0.30 * shape.round - 0.13 * open_ - (0.42 * shape.tuck if way > 0 else 0.0)
        swell -= 0.16 * max(shape.wide, 0.0)
        # Skin follows the lips' edge softly, most of all where they are drawn round.
        soft = np.clip(1 - u**2, 0, 1) ** (0.86 if way > 0 else 0.80)
        return np.stack([curve[:, 0] * narrow, edge(u, way, soft) + way * height * swell], 1)

    u = at(rest.upper_in)
    x = rest.upper_in[:, 0] * narrow
    return Lips(
        upper=outer(rest.upper, -1.0),
        upper_in=np.stack([x, inner(u, -1.0)], 1),
        lower_in=np.stack([x, inner(u, 1.0)], 1),
        lower=outer(rest.lower, 1.0),
        gap=shape.gap,
        drop=CHIN_FOLLOWS * fall - 0.02 * shape.tuck,
        line=rest.line,
    )


class Skin:
    """Draws the face's skin after the jaw and the lips."""

    def __init__(self, points: np.ndarray, rest: Lips) -> None:
        self.rest = rest
        still = [i for i in range(0, 468, 3) if points[i, 1] < 0.38]
        self.jaw = points[[i for i in OVAL if points[i, 1] > 0.38], :2]
        skull = np.array([(-1.1, 0.3), (1.1, 0.3), (-1.1, 0.9), (1.1, 0.9), (-1.0, 1.7), (1.0, 1.7)])
        self.still = np.vstack([points[still, :2], points[[2, 98, 327], :2], skull])
        x, y = grid_units()
        self.size = x.shape[::-1]
        self.coarse = np.stack([x[::GRID_STEP, ::GRID_STEP], y[::GRID_STEP, ::GRID_STEP]], -1)
        self.low = (np.abs(self.coarse[..., 0]) < 1.0) & (np.abs(self.coarse[..., 1] - 0.95) < 0.75)

    def drawn(self, face: np.ndarray, lips: Lips) -> np.ndarray:
        """A layer of the face, uint8 [h, w, 4], with the skin where ``lips`` and the chin pull it."""
        if lips.gap == 0 and lips.drop == 0:
            return face
        before = np.vstack([self.rest.upper[::5], self.rest.lower[4:-4:5], self.jaw, self._below()])
        fall = lips.drop * (1 - step(np.abs(self.jaw[:, 0]), 0.20, 0.74))
        below = self._below() + (0, 0.9 * lips.drop)
        now = np.vstack([lips.upper[::5], lips.lower[4:-4:5], self.jaw + fall[:, None] * (0, 1), below])
        nodes, pulls = np.vstack([now, self.still]), np.vstack([before - now, np.zeros_like(self.still)])
        plate = RBFInterpolator(nodes, pulls, kernel="thin_plate_spline", smoothing=2e-4)
        field = np.zeros((*self.low.shape, 2), np.float32)
        field[self.low] = plate(self.coarse[self.low])
        edge = step(self.coarse[..., 1], 0.22, 0.40) * (1 - step(np.abs(self.coarse[..., 0]), 0.75, 0.95))
        edge *= 1 - step(self.coarse[..., 1], 1.5, 1.68)
        field = cv2.resize(
            field * edge[..., None].astype(np.float32), self.size, interpolation=cv2.INTER_CUBIC
        )
        shift = np.float32([[1, 0, -(GRID_STEP - 1) / 2], [0, 1, -(GRID_STEP - 1) / 2]])
        field = cv2.warpAffine(field, shift, self.size, borderMode=cv2.BORDER_REPLICATE)
        x, y = np.meshgrid(
            np.arange(self.size[0], dtype=np.float32), np.arange(self.size[1], dtype=np.float32)
        )
        scale = PX_PER_UNIT * OVERSAMPLING
        return cv2.remap(face, x + field[..., 0] * scale, y + field[..., 1] * scale, cv2.INTER_LINEAR)

    def _below(self) -> np.ndarray:
        """The hollow and the ball of the chin."""
        deep = float(self.rest.lower[SAMPLES // 2, 1])
        return np.array([(x, deep + y) for y in (0.14, 0.26) for x in (-0.22, -0.08, 0.08, 0.22)])


def paint_lips(canvas: Canvas, person: Person, lips: Lips) -> None:
    """Lips at rest or open; what lies between them is painted before."""
    skin, middle = person.skin, SAMPLES // 2
    upper, lower = lips.upper, lips.lower
    dark, bright = mix(skin.lip, skin.line, 0.45), mix(skin.lip, skin.ramp[4], 0.42)
    parted = min(lips.gap / 0.03, 1.0)
    top = polygon(np.vstack([upper, lips.upper_in[::-1]]))
    bottom = polygon(np.vstack([lips.lower_in, lower[::-1]]))
    with _outside(canvas, lips):
        canvas.fill(top if parted else _whole(lips), skin.lip, skin.lip_strength * 0.5, blur=0.012)
        if parted:
            canvas.fill(bottom, skin.lip, skin.lip_strength * 0.5, blur=0.012)
        with canvas.clipped(smooth(np.vstack([upper[::4], lower[-5:4:-4]]), 240)):
            canvas.fill(top, dark, skin.lip_strength * 0.62, blur=0.006)
            canvas.fill(bottom, skin.lip, skin.lip_strength * 0.62, blur=0.006)
            height = float(lower[middle, 1] - lips.lower_in[middle, 1])
            belly = float(lips.lower_in[middle, 1]) + 0.54 * height
            thin = min(height / 0.075, 1.0)
            canvas.glow((0.0, belly + 0.008), (0.17, 0.045 * thin), bright, 0.60)
            canvas.glow((-0.055, belly - 0.004), (0.055, 0.020 * thin), "#fff4ea", 0.34)
            canvas.glow((0.05, belly - 0.002), (0.035, 0.014 * thin), "#fff4ea", 0.18)
            canvas.stroke(lips.lower_in[::6] + (0, 0.018), 0.035, dark, 0.55 - 0.20 * parted, blur=0.012)
            _lip_creases(canvas, person, lips, dark, bright)
            for end, side in ((0, -1), (-1, 1)):
                moved_x, moved_y = (float(v) for v in lips.upper_in[end] - lips.line[end])
                canvas.glow((side * 0.26 + moved_x, 0.645 + moved_y), (0.07, 0.05), dark, 0.55)
        bow = upper[18:43] - (0, 0.010)
        canvas.stroke(bow[::3], 0.014, skin.ramp[4], 0.42, blur=0.006)
    if not parted:
        canvas.fill(ribbon(lips.upper_in, 0.015 * taper(60, 0.45, 0.45)), skin.line, 0.95, blur=0.0022)
        canvas.fill(ribbon(lips.upper_in, 0.030 * taper(60, 0.2, 0.2)), skin.line, 0.42, blur=0.007)
        return
    # Where lips turn inwards they are wet and dark; without it they would look cut out.
    for edge, width in ((lips.upper_in, 0.015), (lips.lower_in, 0.012)):
        canvas.fill(ribbon(edge, width * taper(60, 0.6, 0.6)), skin.line, 0.85 - 0.25 * parted, blur=0.004)
        canvas.fill(ribbon(edge, 0.030 * taper(60, 0.3, 0.3)), skin.line, 0.34, blur=0.008)
    wet = lips.lower_in[20:36:3] + (-0.01, 0.013)
    canvas.stroke(wet, 0.008, "#fff1e6", 0.30 * parted, blur=0.004)


def _whole(lips: Lips) -> object:
    return polygon(np.vstack([lips.upper, lips.lower[::-1]]))


def _outside(canvas: Canvas, lips: Lips) -> object:
    return canvas.clipped_out(polygon(lips.opening)) if lips.gap > 0 else canvas.clipped(_everything())


def _everything() -> object:
    return polygon([(-9, -9), (9, -9), (9, 9), (-9, 9)])


def _lip_creases(canvas: Canvas, person: Person, lips: Lips, dark: str, bright: str) -> None:
    rng = np.random.default_rng(person.seed + 5)
    moved_up, moved_down = lips.upper_in - lips.line, lips.lower_in - lips.line
    for x in np.linspace(-0.2, 0.2, 34) + rng.normal(0, 0.004, 34):
        reach = 0.062 * (1 - (x / 0.26) ** 2) * rng.uniform(0.5, 1)
        (up_x, up_y), (down_x, down_y) = (
            [float(np.interp(x, lips.line[:, 0], moved[:, k])) for k in (0, 1)]
            for moved in (moved_up, moved_down)
        )
        below = np.array([(x * 0.97, 0.652), (x, 0.655 + reach / 2), (x * 1.03, 0.655 + reach)])
        colour = dark if rng.random() < 0.7 else bright
        canvas.stroke(below + (down_x, down_y), 0.005, colour, 0.16, samples=12)
        above = np.array([(x * 0.98, 0.622), (x, 0.622 - reach * 0.6)])
        canvas.stroke(above + (up_x, up_y), 0.005, dark, 0.16, samples=12)
