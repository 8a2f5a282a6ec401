"""What is seen between parted lips: the dark, the tongue, two rows of teeth, and the light that reaches them."""

# ruff: noqa: RUF005 - arrays of points are shifted by adding a tuple; nothing is concatenated.

import numpy as np
import skia

from brush import Canvas, ink, linear, mix, polygon, ribbon, smooth, spline
from mouth import Lips, MouthShape
from people import Person

UPPER_TEETH = (0.0, 0.092, 0.160, 0.222, 0.268, 0.305)
"""Borders of the upper teeth beside the middle, in face units (Wheeler's Dental Anatomy: the front one 8.5 mm)."""
UPPER_LENGTHS = (0.0, -0.005, -0.003, -0.009, -0.016)
"""How much shorter than the front one each is."""
UPPER_EDGE = 0.030
"""How far the front teeth reach below the line of shut lips."""
TOOTH_HEIGHT = 0.118
LOWER_TEETH = (0.0, 0.058, 0.118, 0.182, 0.238, 0.280)
LOWER_EDGE = 0.036
DEPTH, THROAT, FLOOR = "#140605", "#1f0a08", "#5b221d"
TONGUE = ("#5e201e", "#a34d49", "#c4706a", "#dc978f")
GUM = "#b4605a"
IVORY = ("#b3967c", "#e2d2bc", "#f6ecdf")

IVORY_DARK = "#4d2f25"


def paint_inside(canvas: Canvas, person: Person, lips: Lips, shape: MouthShape) -> None:
    """Everything between the lips' inner edges; nothing when they are shut."""
    if lips.gap < 0.004:
        return
    top, bottom = float(lips.upper_in[:, 1].min()), float(lips.lower_in[:, 1].max())
    canvas.fill(polygon(lips.opening), DEPTH, 1.0, blur=0.003)
    with canvas.clipped(polygon(lips.opening)):
        shades = [ink(DEPTH), ink(DEPTH), ink(mix(THROAT, FLOOR, 0.35)), ink(FLOOR)]
        canvas.fill(
            polygon(lips.opening), shader=linear((0, top), (0, bottom + 0.02), shades, (0, 0.45, 0.8, 1))
        )
        _tongue(canvas, person, lips, shape)
        _lower_teeth(canvas, person, lips)
        _upper_teeth(canvas, person, lips, shape)
        if shape.out > 0.02:
            _tip_out(canvas, person, lips, shape)
        _shadows(canvas, person, lips, shape)


def _tongue_tones(person: Person) -> list[str]:
    """Nobody's tongue is redder than their lips let one expect."""
    return [mix(tone, person.skin.lip, 0.22) for tone in TONGUE]


def _tongue(canvas: Canvas, person: Person, lips: Lips, shape: MouthShape) -> None:
    """A broad back that lies behind the lower teeth; its tip rises to the upper ones."""
    tones = _tongue_tones(person)
    floor = lips.seam + LOWER_EDGE + lips.drop
    lying, raised = floor - 0.052, min(lips.seam + 0.004, floor - 0.05)
    top = lying + (raised - lying) * shape.tongue
    half = 0.190 - 0.055 * shape.tongue
    shoulder = top + 0.030 + 0.020 * shape.tongue
    back = [
        (-half * 1.25, floor + 0.10),
        (-half, shoulder + 0.028),
        (-half * 0.62, top + 0.010),
        (0.0, top + 0.004 * (1 - shape.tongue)),
        (half * 0.62, top + 0.010),
        (half, shoulder + 0.028),
        (half * 1.25, floor + 0.10),
    ]
    edge = spline(back, 80)
    outline = polygon(np.vstack([edge, [(half * 1.25, floor + 0.3), (-half * 1.25, floor + 0.3)]]))
    canvas.fill(outline, tones[0], 0.5, blur=0.014)
    shades = [ink(tones[1]), ink(tones[2]), ink(tones[1]), ink(mix(tones[0], tones[1], 0.6))]
    canvas.fill(
        outline,
        shader=linear((0, top), (0, floor + 0.06), shades, (0.0, 0.30, 0.7, 1.0)),
        blur=0.007,
    )
    with canvas.clipped(outline):
        canvas.glow((-0.045, top + 0.034), (0.12, 0.036), tones[3], 0.55)
        canvas.glow((0.10, top + 0.05), (0.10, 0.05), tones[1], 0.35)
        groove = [(0.0, top + 0.012), (0.004, top + 0.05), (0.0, floor + 0.04)]
        canvas.stroke(groove, 0.022, tones[0], 0.30 - 0.12 * shape.tongue, blur=0.011, root=0.4, tip=0.8)
        canvas.glow((-0.062, top + 0.026), (0.030, 0.008), "#fff0ea", 0.34)
        canvas.glow((-0.018, top + 0.020), (0.014, 0.005), "#fff0ea", 0.22)
    for side in (-1, 1):
        canvas.glow((side * half * 1.05, floor - 0.01), (0.10, 0.10), DEPTH, 0.70)


def _tip_out(canvas: Canvas, person: Person, lips: Lips, shape: MouthShape) -> None:
    """The tip that lies between the teeth, in front of the upper ones' edge."""
    tones = _tongue_tones(person)
    edge = lips.seam + UPPER_EDGE
    top = edge - 0.016 * shape.out + 0.030 * (1 - shape.out)
    half = 0.135
    back = [
        (-half, edge + 0.09),
        (-half * 0.86, top + 0.028),
        (-half * 0.45, top + 0.006),
        (0.0, top),
        (half * 0.45, top + 0.006),
        (half * 0.86, top + 0.028),
        (half, edge + 0.09),
    ]
    outline = polygon(np.vstack([spline(back, 60), [(half, edge + 0.3), (-half, edge + 0.3)]]))
    canvas.fill(outline, DEPTH, 0.55 * shape.out, blur=0.012)
    shades = [ink(tones[1]), ink(tones[2]), ink(mix(tones[1], tones[2], 0.4)), ink(tones[1])]
    canvas.fill(outline, shader=linear((0, top), (0, edge + 0.12), shades, (0, 0.25, 0.7, 1)), blur=0.004)
    with canvas.clipped(outline):
        canvas.glow((-0.035, top + 0.026), (0.085, 0.024), tones[3], 0.60)
        canvas.glow((-0.045, top + 0.020), (0.028, 0.008), "#fff0ea", 0.42)
        canvas.stroke([(0.0, top + 0.02), (0.002, top + 0.07)], 0.016, tones[0], 0.30, blur=0.006)


def _tooth(left: float, right: float, gum: float, edge: float, *, down: bool) -> skia.Path:
    """One tooth between two borders; its free corners are round, its neck a little narrower."""
    way = 1.0 if down else -1.0
    wide, gap = right - left, 0.0008
    a, b = left + gap, right - gap
    corner = 0.22 * wide
    return smooth(
        [
            (a + 0.10 * wide, gum),
            (a + 0.03 * wide, gum + 0.45 * (edge - gum)),
            (a, edge - way * 0.9 * corner),
            (a + 0.35 * corner, edge - way * 0.22 * corner),
            (a + corner, edge - way * 0.02 * corner),
            ((a + b) / 2, edge),
            (b - corner, edge - way * 0.02 * corner),
            (b - 0.35 * corner, edge - way * 0.22 * corner),
            (b, edge - way * 0.9 * corner),
            (b - 0.03 * wide, gum + 0.45 * (edge - gum)),
            (b - 0.10 * wide, gum),
        ],
        90,
    )


def _light_at(x: float, reach: float) -> float:
    """The arch turns away to both sides, sooner on the side away from the window."""
    return float(np.clip(1 - (x / reach) ** 2 * (0.62 if x < 0 else 0.80), 0.10, 1))


def _paint_tooth(
    canvas: Canvas, path: skia.Path, x: tuple[float, float], gum: float, edge: float, light: float
) -> None:
    low, mid, high = (mix(DEPTH, tone, 0.16 + 0.84 * light) for tone in IVORY)
    rim = mix(mid, "#b9b4b2", 0.35)
    shades = [ink(low), ink(mid), ink(high), ink(mid), ink(rim)]
    canvas.fill(path, shader=linear((0, gum), (0, edge), shades, (0.0, 0.35, 0.68, 0.92, 1.0)), blur=0.0016)
    middle, half = (x[0] + x[1]) / 2, (x[1] - x[0]) / 2
    with canvas.clipped(path):
        for side, dark in ((-1, 0.26), (1, 0.42)):
            canvas.glow((middle + side * half, (gum + 2 * edge) / 3), (0.5 * half, 0.07), low, dark)
        canvas.glow(
            (middle - 0.22 * half, gum + 0.62 * (edge - gum)), (0.40 * half, 0.022), "#fffaf2", 0.5 * light
        )


def _upper_teeth(canvas: Canvas, person: Person, lips: Lips, shape: MouthShape) -> None:
    """They keep to the skull: lips uncover them."""
    edge = lips.seam + UPPER_EDGE
    gum = edge - TOOTH_HEIGHT
    canvas.fill(
        polygon([(-0.3, gum - 0.1), (0.3, gum - 0.1), (0.3, gum + 0.05), (-0.3, gum + 0.05)]),
        GUM,
        0.9,
        blur=0.01,
    )
    for side in (-1, 1):
        for k in range(len(UPPER_TEETH) - 2, -1, -1):
            near, far = UPPER_TEETH[k], UPPER_TEETH[k + 1]
            centre = side * (near + far) / 2
            own = edge + UPPER_LENGTHS[k] - 0.06 * centre**2
            x = (min(side * near, side * far), max(side * near, side * far))
            path = _tooth(*x, gum, own, down=True)
            canvas.fill(path, IVORY_DARK, 0.75, blur=0.0035)
            light = _light_at(centre, 0.42) * (1 - 0.34 * shape.round)
            _paint_tooth(canvas, path, x, gum, own, light)


def _lower_teeth(canvas: Canvas, person: Person, lips: Lips) -> None:
    """They keep to the jaw and are less lit; mostly their edges show."""
    edge = lips.seam + LOWER_EDGE + lips.drop
    rng = np.random.default_rng(person.seed + 31)
    for side in (-1, 1):
        for k in range(len(LOWER_TEETH) - 2, -1, -1):
            near, far = LOWER_TEETH[k], LOWER_TEETH[k + 1]
            centre = side * (near + far) / 2
            own = edge + 0.30 * centre**2 + float(rng.uniform(0, 0.003))
            x = (min(side * near, side * far), max(side * near, side * far))
            path = _tooth(*x, own + 0.10, own, down=False)
            canvas.fill(path, IVORY_DARK, 0.6, blur=0.004)
            _paint_tooth(canvas, path, x, own + 0.10, own, 0.92 * _light_at(centre, 0.34))


def _shadows(canvas: Canvas, person: Person, lips: Lips, shape: MouthShape) -> None:
    """The upper lip shades the teeth, the cheeks the corners."""
    half = float(lips.upper_in[-1, 0])
    canvas.fill(
        ribbon(lips.upper_in + (0, 0.004), np.full(len(lips.upper_in), 0.030)), DEPTH, 0.62, blur=0.011
    )
    canvas.fill(
        ribbon(lips.lower_in + (0, 0.002), np.full(len(lips.lower_in), 0.014)), DEPTH, 0.40, blur=0.006
    )
    middle = float((lips.upper_in[30, 1] + lips.lower_in[30, 1]) / 2)
    for side, dark in ((-1, 0.80), (1, 0.92)):
        canvas.glow((side * half, middle), (0.42 * half, 0.05 + 0.8 * lips.gap), DEPTH, dark)
    if shape.round > 0.05:
        ring = polygon(lips.opening)
        canvas.fill(ring, DEPTH, 0.55 * shape.round**2)
