"""Hair: a dark mass first, then strands in locks laid between two guide lines, then highlights."""

from dataclasses import dataclass

import numpy as np
import skia

from brush import Canvas, Points, mix, polygon, ribbon, smooth, spline, taper
from people import Hair, Person

SAMPLES = 44
ATOP = skia.BlendMode.kSrcATop
"""Paint only over what is already there: a shadow of hair falls on the face, not on the air beside it."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A curtain of hair between two guide lines, both from root to tip."""

    outer: Points
    inner: Points
    strands: int
    locks: int
    wave: float = 0.0
    """How far the strands swing from side to side, in face units."""
    width: float = 0.012
    shine_at: tuple[float, ...] = (0.25,)
    """Where along the strand the light catches, 0 root .. 1 tip."""
    shine: float = 0.6
    dim_inner: float = 0.5
    """How much darker the inner side is: hair next to the face lies in its own shadow."""
    grey: float = 0.0
    solid: float = 1.0
    """Share of the length under which the dark mass lies; past it the strands thin out."""
    spread: float = 0.02


def _lines(sheet: Sheet, across: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Strands at positions 0 outer .. 1 inner: float [strands, samples, 2]."""
    outer, inner = spline(sheet.outer, SAMPLES), spline(sheet.inner, SAMPLES)
    t = np.linspace(0, 1, SAMPLES)
    lock = np.clip(np.floor(across * sheet.locks), 0, sheet.locks - 1)
    centre = (lock + 0.5) / sheet.locks
    # Strands of a lock run together towards the tips: this is what makes hair look combed and not like rain.
    share = across[:, None] + (centre - across)[:, None] * (0.80 * t**1.4)[None]
    lines = outer[None] + (inner - outer)[None] * share[..., None]
    phase = 0.9 * np.sin(lock * 1.7) + 1.1 * across + rng.normal(0, 0.18, len(across))
    swing = np.sin(t[None] ** 1.1 * 2 * np.pi * 2.4 + phase[:, None]) * sheet.wave * (t[None] ** 0.9)
    lines[..., 0] += swing
    stray = rng.normal(0, sheet.spread, (len(across), 1, 2)) * (t[None, :, None] ** 1.4)
    return lines + stray


def _tone(hair: Hair, light: float, grey: bool) -> str:
    colour = (
        mix(hair.dark, hair.mid, min(light * 2, 1))
        if light < 0.5
        else mix(hair.mid, hair.light, light * 2 - 1)
    )
    return mix(colour, "#b9b4ae", 0.30 + 0.55 * light) if grey else colour


def paint_sheet(canvas: Canvas, hair: Hair, sheet: Sheet, rng: np.random.Generator) -> None:
    outer, inner = spline(sheet.outer, SAMPLES), spline(sheet.inner, SAMPLES)
    solid = int(SAMPLES * sheet.solid)
    canvas.fill(polygon(np.vstack([outer[:solid], inner[:solid][::-1]])), hair.dark, 0.95, blur=0.02)
    across = rng.permutation(np.linspace(0.0, 1.0, sheet.strands))
    lines = _lines(sheet, across, rng)
    lock_light = np.random.default_rng(3).uniform(-0.17, 0.17, sheet.locks)
    for k, line in enumerate(lines):
        u = float(across[k])
        line = line[: int(SAMPLES * (1 - 2.2 * (1 - sheet.solid) * rng.beta(1.0, 1.8)))]
        within = u * sheet.locks % 1.0
        light = (
            0.40 + lock_light[min(int(u * sheet.locks), sheet.locks - 1)] - sheet.dim_inner * 0.55 * u**1.6
        )
        light += 0.16 * np.sin(np.pi * within) - 0.08 + rng.normal(0, 0.07)
        grey = rng.random() < sheet.grey
        width = sheet.width * rng.uniform(0.5, 1.0) * taper(len(line), 0.55, 0.05)
        canvas.fill(
            ribbon(line, width), _tone(hair, float(np.clip(light, 0.03, 1)), grey), rng.uniform(0.55, 0.9)
        )
        _catch_light(canvas, hair, sheet, line, u, within, grey, rng)


def _catch_light(
    canvas: Canvas,
    hair: Hair,
    sheet: Sheet,
    line: np.ndarray,
    u: float,
    within: float,
    grey: bool,
    rng: np.random.Generator,
) -> None:
    """A thin light stretch where the strand bends towards the window."""
    for at in sheet.shine_at:
        strength = (
            sheet.shine
            * np.sin(np.pi * min(within, 1))
            * (1 - 0.75 * sheet.dim_inner * u)
            * rng.uniform(0, 1)
        )
        if strength < 0.12:
            continue
        first = int(np.clip(at + rng.normal(0, 0.035) - rng.uniform(0.05, 0.12), 0, 0.9) * SAMPLES)
        last = min(first + int(rng.uniform(0.12, 0.25) * SAMPLES) + 4, len(line))
        part = line[first:last]
        if len(part) > 3:
            colour = _tone(hair, 1.0, grey)
            canvas.fill(
                ribbon(part, sheet.width * 0.42 * taper(len(part), 0.0, 0.0)), colour, 0.75 * strength
            )


def paint_back(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    """What lies behind the neck and the face."""
    if person.hair.style != "waves":
        return
    mass = [
        (0, -1.12),
        (-0.7, -0.95),
        (-1.0, -0.3),
        (-1.02, 0.6),
        (-1.1, 1.5),
        (-0.95, 2.1),
        (-0.5, 2.0),
        (0, 1.7),
        (0.5, 2.0),
        (0.95, 2.1),
        (1.1, 1.5),
        (1.02, 0.6),
        (1.0, -0.3),
        (0.7, -0.95),
    ]
    canvas.fill(
        smooth(np.array(mass) * (0.93, 0.97)), mix(person.hair.dark, "#000000", 0.35), 1.0, blur=0.012
    )
    for side in (-1, 1):
        sheet = Sheet(
            outer=[(side * 0.84, 0.0), (side * 0.9, 0.8), (side * 0.98, 1.5), (side * 0.86, 2.1)],
            inner=[(side * 0.4, 0.0), (side * 0.46, 0.8), (side * 0.42, 1.4), (side * 0.40, 1.95)],
            strands=160,
            locks=9,
            wave=0.03,
            dim_inner=1.0,
            shine=0.0,
            spread=0.03,
        )
        paint_sheet(canvas, person.hair, sheet, rng)


def paint_front(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    if person.hair.style == "waves":
        _waves(canvas, person, rng)
    else:
        _swept(canvas, person, rng)


def _waves(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    """Long waves parted at the side, falling over the shoulders."""
    hair = person.hair
    far = Sheet(
        outer=[
            (0.10, -1.20),
            (0.46, -1.17),
            (0.80, -0.90),
            (0.96, -0.35),
            (0.98, 0.4),
            (1.12, 1.15),
            (1.05, 1.8),
            (0.86, 2.35),
        ],
        inner=[
            (0.15, -0.765),
            (0.37, -0.70),
            (0.58, -0.45),
            (0.685, -0.05),
            (0.715, 0.45),
            (0.64, 1.15),
            (0.50, 1.7),
            (0.66, 2.3),
        ],
        strands=760,
        locks=15,
        wave=0.06,
        solid=0.93,
        shine_at=(0.17, 0.52, 0.80),
        shine=0.55,
        dim_inner=0.75,
    )
    near = Sheet(
        outer=[
            (0.12, -1.20),
            (-0.26, -1.24),
            (-0.70, -1.04),
            (-0.96, -0.5),
            (-1.00, 0.35),
            (-1.16, 1.15),
            (-1.10, 1.85),
            (-0.86, 2.5),
        ],
        inner=[
            (0.15, -0.765),
            (-0.12, -0.735),
            (-0.45, -0.56),
            (-0.66, -0.18),
            (-0.73, 0.4),
            (-0.66, 1.15),
            (-0.50, 1.75),
            (-0.68, 2.4),
        ],
        strands=900,
        locks=18,
        wave=0.065,
        solid=0.94,
        shine_at=(0.20, 0.50, 0.78),
        shine=0.8,
        dim_inner=0.6,
    )
    for sheet in (far, near):
        inner = spline(sheet.inner, SAMPLES)
        # The curtain's shadow on the forehead and cheek ties the hair to the face.
        canvas.fill(ribbon(inner, np.full(SAMPLES, 0.10)), person.skin.ramp[0], 0.50, blur=0.035, mode=ATOP)
        paint_sheet(canvas, hair, sheet, rng)
    _parting(canvas, person)
    _sheen(canvas, hair, near, far)
    frame = Sheet(
        outer=[
            (0.14, -0.98),
            (-0.38, -0.92),
            (-0.74, -0.52),
            (-0.86, 0.05),
            (-0.83, 0.6),
            (-0.95, 1.2),
            (-0.78, 1.75),
        ],
        inner=[
            (0.16, -0.78),
            (-0.16, -0.75),
            (-0.50, -0.52),
            (-0.70, -0.1),
            (-0.74, 0.35),
            (-0.78, 0.8),
            (-0.70, 1.3),
        ],
        strands=70,
        locks=5,
        wave=0.045,
        shine_at=(0.22, 0.55),
        shine=0.9,
        dim_inner=0.3,
        width=0.010,
    )
    for line in _lines(frame, rng.uniform(0, 1, frame.strands), rng):
        canvas.fill(
            ribbon(line, 0.008 * taper(SAMPLES, 0.5, 0.0)),
            mix(hair.mid, hair.light, rng.uniform(0, 0.6)),
            0.6,
        )
    _flyaways(canvas, hair, near, rng)
    _flyaways(canvas, hair, far, rng)


def _parting(canvas: Canvas, person: Person) -> None:
    line = [(0.155, -0.76), (0.13, -0.95), (0.105, -1.10), (0.10, -1.21)]
    canvas.stroke(line, 0.10, person.hair.dark, 0.75, blur=0.03, root=0.8, tip=0.8)
    canvas.stroke(line[:3], 0.014, person.skin.ramp[1], 0.75, blur=0.004, root=0.9)
    rng = np.random.default_rng(person.seed + 3)
    for _ in range(130):
        t = rng.uniform(0, 1)
        root = np.array([0.155 - 0.055 * t + rng.normal(0, 0.006), -0.765 - 0.44 * t])
        way = np.sign(rng.normal()) * np.array([rng.uniform(0.12, 0.26), 0]) + (
            0,
            -0.035 * (1 - t) + rng.normal(0.01, 0.012),
        )
        canvas.stroke(
            [root, root + way * (0.5, 0.9), root + way + (0, 0.012)],
            0.007,
            mix(person.hair.dark, person.hair.mid, rng.uniform(0.1, 1)),
            0.7,
            samples=14,
            root=0.2,
        )


def _sheen(canvas: Canvas, hair: Hair, near: Sheet, far: Sheet) -> None:
    """The window's broad reflection on the curve of the head, and shade where the hair turns away."""
    for sheet, spots in (
        (
            near,
            (
                (-0.50, -0.92, 0.34, 0.16, -28, 0.42),
                (-0.93, 0.2, 0.13, 0.5, 0, 0.22),
                (-1.0, 1.25, 0.2, 0.35, 0, 0.22),
            ),
        ),
        (far, ((0.52, -0.92, 0.25, 0.13, 30, 0.20), (0.98, 1.2, 0.16, 0.4, 0, 0.12))),
    ):
        area = polygon(np.vstack([spline(sheet.outer, SAMPLES), spline(sheet.inner, SAMPLES)[::-1]]))
        with canvas.clipped(area):
            for x, y, rx, ry, angle, alpha in spots:
                canvas.glow((x, y), (rx, ry), hair.light, alpha, angle_deg=angle, mode=skia.BlendMode.kScreen)
            canvas.glow((0, -0.1), (0.82, 0.9), hair.dark, 0.28, mode=skia.BlendMode.kMultiply)


def _flyaways(canvas: Canvas, hair: Hair, sheet: Sheet, rng: np.random.Generator) -> None:
    """Single hairs off the outline: without them hair looks like a helmet."""
    outer = spline(sheet.outer, SAMPLES)
    out = np.sign(outer[SAMPLES // 2, 0])
    for _ in range(46):
        first = int(rng.uniform(0.05, 0.7) * SAMPLES)
        part = outer[first : first + int(rng.uniform(8, 14))].copy()
        away = np.sin(np.linspace(0, 2.4, len(part))) * rng.uniform(0.01, 0.05)
        part += np.stack([out * away, -0.5 * away], 1)
        canvas.fill(
            ribbon(part, 0.0045 * taper(len(part), 0.5, 0)),
            mix(hair.mid, hair.light, 0.5),
            rng.uniform(0.2, 0.55),
        )


def _swept(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    """Short hair: cropped grey sides, the top brushed up from the forehead and over to one side."""
    hair = person.hair
    mass = [
        (-0.73, -0.14),
        (-0.70, -0.30),
        (-0.635, -0.52),
        (-0.48, -0.70),
        (-0.15, -0.765),
        (0.2, -0.76),
        (0.5, -0.70),
        (0.635, -0.52),
        (0.70, -0.30),
        (0.73, -0.14),
        (0.80, -0.16),
        (0.83, -0.5),
        (0.74, -0.90),
        (0.4, -1.15),
        (0, -1.21),
        (-0.4, -1.15),
        (-0.74, -0.90),
        (-0.83, -0.5),
        (-0.80, -0.16),
    ]
    canvas.fill(smooth(mass, 300), person.skin.ramp[0], 0.30, blur=0.05, mode=ATOP)
    canvas.fill(
        smooth(np.array(mass) * (0.975, 1) + [(0, 0.025 if y < -0.85 else 0) for _, y in mass], 300),
        hair.dark,
        0.9,
        blur=0.016,
    )
    for side in (-1, 1):
        for _ in range(900):
            down, across = rng.uniform(0, 1), rng.uniform(0, 1)
            inner = np.array([0.64 + 0.105 * down**0.7, -0.52 + 0.62 * down])
            edge = np.array([0.79 + 0.035 * np.sin(np.pi * down), -0.72 + 0.72 * down])
            root = inner + (edge - inner) * across
            step = np.array([0.020 + 0.035 * across, 0.075]) * rng.uniform(0.6, 1.2) + rng.normal(0, 0.008, 2)
            light = float(np.clip(rng.normal(0.42 + (0.2 if side < 0 else -0.05), 0.16), 0.03, 1))
            canvas.stroke(
                [root * (side, 1), (root + step * 0.5) * (side, 1), (root + step) * (side, 1)],
                0.007,
                _tone(hair, light, rng.random() < hair.grey),
                rng.uniform(0.3, 0.7) * (0.6 + 0.4 * across),
                samples=8,
                root=0.5,
            )
    _crest(canvas, person, rng)


def _crest(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    hair = person.hair
    roots = spline(
        [
            (-0.70, -0.40),
            (-0.60, -0.60),
            (-0.36, -0.735),
            (0.0, -0.765),
            (0.36, -0.735),
            (0.60, -0.60),
            (0.70, -0.40),
        ],
        100,
    )
    tips = spline(
        [
            (-0.80, -0.62),
            (-0.70, -0.98),
            (-0.30, -1.20),
            (0.16, -1.22),
            (0.56, -1.08),
            (0.80, -0.80),
            (0.84, -0.48),
        ],
        100,
    )
    locks = 26
    lock_light = rng.uniform(-0.16, 0.2, locks)
    order = [(depth, u) for depth in np.linspace(1, 0, 11) for u in rng.permutation(np.linspace(0, 1, 130))]
    for depth, u in order:
        u = float(np.clip(u + rng.normal(0, 0.012), 0, 1))
        lock = min(int(u * locks), locks - 1)
        i = int(u * 99)
        start = roots[i] + (tips[i] - roots[i]) * depth * 0.62
        lean = min(int(np.clip(u + 0.13 + 0.05 * np.sin(lock * 2.1), 0, 1) * 99), 99)
        goal = roots[lean] + (tips[lean] - roots[lean]) * min(depth * 0.62 + 0.42, 1.03)
        goal = goal + rng.normal(0, 0.016, 2)
        bend = (start + goal) / 2 + np.array([-0.05, -0.055]) * (1 - 0.6 * depth)
        light = (
            0.34
            + lock_light[lock]
            + 0.16 * np.sin(np.pi * (u * locks % 1))
            + 0.24 * np.exp(-(((u - 0.3) / 0.2) ** 2))
        )
        light += rng.normal(0, 0.09) - 0.18 * depth * u
        grey = rng.random() < hair.grey * (0.25 + 1.1 * abs(u - 0.5))
        canvas.stroke(
            [start, bend, goal],
            0.0125 * rng.uniform(0.5, 1),
            _tone(hair, float(np.clip(light, 0.03, 1)), grey),
            rng.uniform(0.5, 0.9),
            samples=18,
            root=0.35,
        )
