"""Ears, neck, shoulders and clothes."""

# ruff: noqa: RUF005 - arrays of points are shifted by adding a tuple; nothing is concatenated.

import numpy as np
import skia

from brush import Canvas, ink, linear, mix, polygon, smooth, spline
from people import Person


def paint_ears(canvas: Canvas, person: Person) -> None:
    skin, wide = person.skin, person.shape.width
    for side in (-1, 1):

        def at(x: float, y: float, side: int = side) -> tuple[float, float]:
            return side * x * wide, y

        lit = 1 if side < 0 else 0
        shell = [
            at(0.775, -0.10),
            at(0.83, -0.215),
            at(0.905, -0.20),
            at(0.935, -0.07),
            at(0.905, 0.09),
            at(0.86, 0.22),
            at(0.80, 0.28),
            at(0.755, 0.20),
            at(0.752, 0.02),
        ]
        base = mix(skin.ramp[1 + lit], skin.blush, 0.25)
        canvas.fill(smooth(shell), base)
        with canvas.clipped(smooth(shell)):
            canvas.glow(at(0.825, 0.03), (0.05, 0.12), skin.ramp[0], 0.75)
            canvas.stroke(
                [at(0.80, -0.12), at(0.84, -0.178), at(0.895, -0.15), at(0.912, -0.05), at(0.88, 0.1)],
                0.03,
                skin.ramp[2 + lit],
                0.8,
                blur=0.008,
            )
            canvas.stroke(
                [at(0.83, -0.09), at(0.868, -0.02), at(0.86, 0.08), at(0.82, 0.15)],
                0.02,
                skin.ramp[2 + lit],
                0.6,
                blur=0.006,
            )
            canvas.glow(at(0.81, 0.21), (0.045, 0.05), skin.ramp[2 + lit], 0.6)
            canvas.glow(at(0.755, 0.05), (0.04, 0.22), skin.ramp[0], 0.6)


def paint_neck(canvas: Canvas, person: Person) -> None:
    skin, half = person.skin, person.shape.neck_half_width
    right = [
        (half, 0.55),
        (half * 0.97, 1.05),
        (half * 1.02, 1.32),
        (half * 1.16, 1.54),
        (half * 1.75, 1.80),
        (1.15, 2.15),
    ]
    edge = spline(right, 80)
    outline = polygon(np.vstack([edge, [(1.15, 3.0), (-1.15, 3.0)], (edge * (-1, 1))[::-1]]))
    tones = [ink(skin.ramp[k]) for k in (1, 2, 3, 2, 1)]
    canvas.fill(
        outline, shader=linear((-half * 1.15, 0), (half * 1.15, 0), tones, (0.0, 0.2, 0.42, 0.72, 1.0))
    )
    with canvas.clipped(outline):
        canvas.glow((-0.1, 2.0), (0.8, 0.55), skin.ramp[3], 0.7)
        jaw = [
            (-0.72, 0.3),
            (-0.62, 0.85),
            (-0.36, 1.17),
            (0.06, 1.30),
            (0.44, 1.22),
            (0.72, 0.9),
            (0.8, 0.3),
        ]
        canvas.fill(smooth(jaw), skin.ramp[0], 0.80, blur=0.06)
        canvas.fill(smooth(jaw), skin.ramp[0], 0.45, blur=0.02)
        for side in (-1, 1):
            cord = [(side * half * 0.86, 1.0), (side * half * 0.52, 1.42), (side * 0.10, 1.75)]
            canvas.stroke(cord, 0.07, skin.ramp[1], 0.42, blur=0.03)
            canvas.stroke(np.array(cord) - (0.05, 0), 0.05, skin.ramp[3], 0.35, blur=0.025)
            bone = [(side * 0.14, 1.80), (side * 0.5, 1.77), (side * 0.95, 1.70)]
            canvas.stroke(bone, 0.05, skin.ramp[4], 0.40, blur=0.02)
            canvas.stroke(np.array(bone) + (0, 0.05), 0.05, skin.ramp[1], 0.55, blur=0.025)
        canvas.glow((0, 1.80), (0.14, 0.10), skin.ramp[1], 0.35)


def _shoulders(slope: float, top: float) -> np.ndarray:
    """The outline of the upper body from the collar's side outwards, right half: float [n, 2]."""
    return spline(
        [
            (0.40, top),
            (0.72, top + 0.14),
            (1.15, top + 0.30 + slope * 0.3),
            (1.52, top + 0.52 + slope),
            (1.72, top + 0.95),
            (1.85, 3.4),
        ],
        80,
    )


def _torso(slope: float, top: float) -> skia.Path:
    right = _shoulders(slope, top)
    return polygon(np.vstack([right, (right * (-1, 1))[::-1]]))


def _cloth(canvas: Canvas, outline: skia.Path, dark: str, mid: str, light: str) -> None:
    """Fabric lit from the left: a broad gradient and a rounded chest."""
    canvas.fill(
        outline, shader=linear((-1.6, 1.6), (1.6, 3.0), [ink(light), ink(mid), ink(dark)], (0.0, 0.45, 1.0))
    )
    with canvas.clipped(outline):
        canvas.glow((-0.85, 2.05), (0.75, 0.42), light, 0.55)
        canvas.glow((0.95, 2.1), (0.5, 0.3), light, 0.28)
        canvas.glow((0.0, 3.3), (1.9, 0.75), dark, 0.75)
        canvas.glow((1.6, 2.7), (0.55, 1.0), dark, 0.8)


def _fold(
    canvas: Canvas, line: list[tuple[float, float]], width: float, dark: str, light: str, depth: float
) -> None:
    canvas.stroke(line, width, dark, depth, blur=width * 0.35)
    canvas.stroke(
        np.array(line) - (width * 0.55, width * 0.25), width * 0.7, light, depth * 0.65, blur=width * 0.3
    )


def _mirrored(points: list[tuple[float, float]], side: int) -> list[tuple[float, float]]:
    return [(side * x, y) for x, y in points]


def paint_clothes(canvas: Canvas, person: Person) -> None:
    if person.outfit == "blazer":
        _blouse(canvas)
        _blazer(canvas, 0.10, 1.50, ("#5c2c16", "#b0622c", "#d99450"), (0.20, 2.95), 0.44)
    else:
        _shirt(canvas)
        _blazer(canvas, 0.02, 1.44, ("#161f2a", "#33445a", "#5a708a"), (0.16, 3.05), 0.52)


def _blouse(canvas: Canvas) -> None:
    """A cream blouse with a soft round neckline."""
    neck = spline([(-0.72, 1.58), (-0.50, 1.86), (0, 2.04), (0.50, 1.86), (0.72, 1.58)], 60)
    outline = polygon(np.vstack([neck, [(1.2, 3.4), (-1.2, 3.4)]]))
    canvas.fill(polygon(np.vstack([neck - (0, 0.03), [(1.2, 3.4), (-1.2, 3.4)]])), "#5a3324", 0.40, blur=0.03)
    canvas.fill(
        outline, shader=linear((-0.6, 1.8), (0.6, 3.0), [ink("#fbf3e6"), ink("#eadcc9"), ink("#bfa993")])
    )
    canvas.stroke(neck[::6] + (0, 0.016), 0.020, "#c9b39c", 0.9, blur=0.004, root=1, tip=1)
    canvas.stroke(neck[::6] + (0, 0.004), 0.012, "#fffaf0", 0.9, blur=0.002, root=1, tip=1)
    for x in (-0.34, -0.16, 0.05, 0.22, 0.38):
        _fold(
            canvas,
            [(x, 1.98 - abs(x) * 0.25), (x * 0.9 + 0.02, 2.35), (x * 0.6, 2.9)],
            0.06,
            "#b79f89",
            "#fffdf6",
            0.42,
        )


def _shirt(canvas: Canvas) -> None:
    """A pale blue shirt with an open collar."""
    gap = [(-0.26, 1.68), (-0.02, 1.95), (0.02, 1.95), (0.26, 1.68)]
    body = [(-0.52, 1.44), *gap, (0.52, 1.44), (1.2, 3.4), (-1.2, 3.4)]
    canvas.fill(polygon(np.array(body)), "#3a2a2a", 0.5, blur=0.04)
    canvas.fill(
        polygon(np.array(body)),
        shader=linear((-0.6, 1.5), (0.6, 3.0), [ink("#e4eef6"), ink("#bdd0e0"), ink("#7f98ae")]),
    )
    canvas.stroke([(0.0, 1.95), (0.01, 2.4), (0.0, 3.3)], 0.022, "#7d95aa", 0.8, blur=0.006, root=1, tip=1)
    for y in (2.12, 2.5, 2.9):
        button = skia.Path()
        button.addCircle(-0.045, y, 0.022)
        canvas.fill(button, "#6c8296", 0.6, blur=0.008)
        canvas.fill(button, "#f3f7fa", 0.95)
    for x in (-0.25, 0.2, 0.34):
        _fold(canvas, [(x * 1.2, 1.9), (x, 2.3), (x * 0.7, 2.8)], 0.06, "#7f98ae", "#f4f9fd", 0.45)
    for side in (-1, 1):
        fold = spline([(0.03, 1.88), (0.22, 1.64), (0.42, 1.40), (0.485, 1.27)], 30)
        back = spline([(0.485, 1.27), (0.535, 1.27), (0.585, 1.42), (0.55, 1.62), (0.40, 1.92)], 30)
        wing = np.vstack([fold, back]) * (side, 1)
        canvas.fill(polygon(np.array(wing) + (0.02, 0.04)), "#3c5064", 0.55, blur=0.035)
        tones = ("#f3f8fc", "#c8d8e6") if side < 0 else ("#dbe6ef", "#9fb4c6")
        canvas.fill(
            polygon(np.array(wing)),
            shader=linear((side * 0.3, 1.3), (side * 0.25, 1.95), [ink(t) for t in tones]),
        )
        canvas.stroke(
            _mirrored([(0.56, 1.52), (0.51, 1.68), (0.39, 1.89)], side), 0.008, "#8ea4b8", 0.8, root=1, tip=1
        )


def _blazer(
    canvas: Canvas,
    slope: float,
    top: float,
    tones: tuple[str, str, str],
    button: tuple[float, float],
    neck: float,
) -> None:
    """A jacket open in a V, with lapels; `neck` is where its collar leaves the neck."""
    dark, mid, light = tones
    right = _shoulders(slope, top)
    front = [
        (-0.03, button[1] + 0.02),
        (0.08, button[1] - 0.10),
        (0.30, 2.35),
        (0.50, 1.85),
        (neck, top - 0.10),
    ]
    for side in (1, -1):
        half = np.vstack([spline(front, 60), right[6:], [(-0.12, 3.4)]]) * (side, 1)
        outline = polygon(half)
        canvas.fill(polygon(half - (side * 0.05, 0)), "#1a0f0a", 0.45, blur=0.05)
        _cloth(canvas, outline, dark, mid, light)
        with canvas.clipped(outline):
            for fold in (
                ((1.05, 2.05), (1.0, 2.5), (1.12, 3.2)),
                ((1.32, 2.15), (1.22, 2.6), (1.30, 3.2)),
                ((0.72, 2.55), (0.80, 2.8), (0.75, 3.2)),
            ):
                _fold(canvas, _mirrored(list(fold), side), 0.10, dark, light, 0.42)
            canvas.stroke(
                _mirrored([(1.20, 1.84), (1.26, 2.2), (1.22, 2.8), (1.28, 3.3)], side),
                0.025,
                dark,
                0.55,
                blur=0.008,
                root=0.6,
                tip=1,
            )
        _lapel(canvas, side, tones, button, neck, top)


def _lapel(
    canvas: Canvas,
    side: int,
    tones: tuple[str, str, str],
    button: tuple[float, float],
    neck: float,
    top: float,
) -> None:
    dark, mid, light = tones
    edge = spline(
        [(-0.03, button[1] + 0.02), (0.08, button[1] - 0.10), (0.30, 2.35), (0.50, 1.85), (neck, top - 0.10)],
        50,
    )
    outer = np.array(
        [
            (neck + 0.17, top + 0.02),
            (0.78, 1.86),
            (0.70, 1.93),
            (0.93, 2.02),
            (0.70, 2.42),
            (-0.03, button[1] + 0.02),
        ]
    )
    shape = np.vstack([edge, outer]) * (side, 1)
    canvas.fill(polygon(shape + (0.03, 0.05)), dark, 0.65, blur=0.04)
    shades = [ink(mix(mid, light, 0.75 if side < 0 else 0.25)), ink(mid), ink(mix(mid, dark, 0.5))]
    canvas.fill(polygon(shape), shader=linear((side * 0.5, 1.5), (side * 0.4, 2.9), shades))
    with canvas.clipped(polygon(shape)):
        canvas.stroke(edge[::5] * (side, 1), 0.06, light, 0.45, blur=0.02, root=1, tip=1)
        notch = _mirrored([(0.70, 1.93), (0.55, 1.87)], side)
        canvas.stroke(notch, 0.016, dark, 0.85, blur=0.004, root=1)
        canvas.stroke(outer * (side, 1), 0.012, dark, 0.5, blur=0.004, root=1, tip=1)
    canvas.stroke(
        (edge[::5] + (0.004, 0)) * (side, 1), 0.010, mix(light, "#ffffff", 0.25), 0.55, root=1, tip=1
    )
