"""The face without its eyes: shaded skin, blush, folds, nose, lips and brows."""

import cv2
import numpy as np

from brush import Canvas, grid_units, mask, mix, polygon, rgb, smooth, spline
from mouth import paint_lips, rest_lips
from people import Person
from proportions import BROWS, OVAL
from surface import relief, shade


def face_outline(points: np.ndarray) -> np.ndarray:
    """The face's edge, raised at the top to where the hair starts: float [n, 2]."""
    edge = points[list(OVAL), :2].copy()
    high = edge[:, 1] < -0.25
    edge[high, 1] = -0.25 + (edge[high, 1] + 0.25) * 1.32
    return edge


def paint_skin(person: Person, points: np.ndarray) -> np.ndarray:
    """Shaded skin cut to the face's outline, premultiplied RGBA uint8."""
    picture = shade(relief(points), person.skin)
    x, y = grid_units()
    blush = rgb(person.skin.blush).astype(np.float32)
    zones = (
        (-0.46, 0.28, 0.25, 0.20, 1.0),
        (0.46, 0.28, 0.25, 0.20, 1.0),
        (0, 0.27, 0.16, 0.12, 0.55),
        (0, 0.98, 0.2, 0.14, 0.35),
        (-0.35, -0.22, 0.2, 0.08, 0.4),
        (0.35, -0.22, 0.2, 0.08, 0.4),
    )
    for cx, cy, rx, ry, strength in zones:
        share = np.exp(-(((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2)) * strength * person.skin.blush_strength
        picture += share[..., None] * (picture * (0.25 + 1.1 * blush) - picture)
    picture = _stubble(picture, person, x, y)
    rng = np.random.default_rng(person.seed)
    grain = rng.normal(0, 1, x.shape).astype(np.float32)
    mottle = cv2.GaussianBlur(grain, (0, 0), 9) * 9 + cv2.GaussianBlur(grain, (0, 0), 1.6) * 1.6
    picture *= 1 + 0.012 * mottle[..., None]
    cover = mask(smooth(face_outline(points), 400), blur=0.004)[..., None]
    return (np.concatenate([np.clip(picture, 0, 1) * cover, cover], -1) * 255 + 0.5).astype(np.uint8)


def _stubble(picture: np.ndarray, person: Person, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A cool shade where a beard would grow, thinner over the chin's front."""
    if not person.skin.stubble:
        return picture
    jaw = 1 / (1 + np.exp(-(y - 0.50 - 0.30 * np.exp(-(((np.abs(x) - 0.42) / 0.20) ** 2))) / 0.06))
    lips = 1 - np.exp(-((x / 0.32) ** 4) - ((y - 0.645) / 0.125) ** 4)
    share = (person.skin.stubble * 0.30 * jaw * lips)[..., None]
    return picture * (1 - share) + share * picture * np.array([0.60, 0.66, 0.74], np.float32)


def paint_folds(canvas: Canvas, person: Person, points: np.ndarray) -> None:
    """Shadows that the relief is too coarse for: lid hollow, smile folds, philtrum, chin, temples."""
    skin, shade_colour, light = person.skin, person.skin.ramp[1], person.skin.ramp[4]
    for side in (-1, 1):
        dark = 0.85 if side > 0 else 0.6
        canvas.stroke(
            [(side * 0.24, 0.30), (side * 0.33, 0.42), (side * 0.40, 0.56)],
            0.05 + 0.02 * skin.age,
            shade_colour,
            (0.10 + 0.30 * skin.age) * dark,
            blur=0.022,
        )
        canvas.stroke(
            [(side * 0.20, 0.00), (side * 0.29, 0.055), (side * 0.42, 0.07), (side * 0.5, 0.03)],
            0.035,
            shade_colour,
            0.10 + 0.20 * skin.age * dark,
            blur=0.014,
        )
        canvas.glow((side * 0.36, 0.10), (0.17, 0.06), light, 0.16)
        canvas.glow((side * 0.055, 0.49), (0.022, 0.09), light, 0.20, angle_deg=-4 * side)
        canvas.stroke(
            [(side * 0.305, 0.615), (side * 0.32, 0.655), (side * 0.315, 0.69)],
            0.05,
            shade_colour,
            0.22,
            blur=0.02,
        )
        canvas.glow((side * 0.74, -0.1), (0.2, 0.5), skin.ramp[0], 0.30 if side > 0 else 0.16)
    canvas.glow((0, 0.48), (0.035, 0.09), shade_colour, 0.28)
    canvas.glow((0.01, 0.83), (0.24, 0.055), shade_colour, 0.55)
    canvas.glow((-0.04, 1.0), (0.16, 0.09), light, 0.22)
    for i in range(3 if skin.age > 0.5 else 0):
        y = -0.62 + 0.085 * i
        line = [(-0.38 + 0.05 * i, y + 0.025), (-0.1, y), (0.15, y + 0.012), (0.40 - 0.05 * i, y + 0.02)]
        canvas.stroke(line, 0.022, shade_colour, 0.20, blur=0.010)


def paint_nose(canvas: Canvas, person: Person) -> None:
    skin, wide = person.skin, person.shape.nose_width
    deep, shadow, light = skin.line, skin.ramp[1], skin.ramp[4]
    underside = [
        (-0.17 * wide, 0.318),
        (-0.1 * wide, 0.30),
        (0, 0.325),
        (0.1 * wide, 0.30),
        (0.175 * wide, 0.315),
        (0.12 * wide, 0.355),
        (0, 0.38),
        (-0.12 * wide, 0.355),
    ]
    canvas.fill(smooth(underside), skin.ramp[0], 0.40, blur=0.018)
    canvas.glow((0.05, 0.415), (0.2 * wide, 0.07), shadow, 0.42)
    canvas.stroke(
        [(0.10 * wide, -0.16), (0.085 * wide, 0.02), (0.12 * wide, 0.17)], 0.1, shadow, 0.24, blur=0.035
    )
    canvas.stroke([(-0.13 * wide, -0.17), (-0.10 * wide, -0.05)], 0.07, shadow, 0.28, blur=0.03)
    for side in (-1, 1):
        wing = [
            (side * 0.175 * wide, 0.185),
            (side * 0.225 * wide, 0.235),
            (side * 0.228 * wide, 0.29),
            (side * 0.19 * wide, 0.33),
        ]
        canvas.stroke(wing, 0.030, shadow, 0.80, blur=0.008)
        canvas.stroke(wing[1:], 0.015, deep, 0.50, blur=0.004)
        nostril = [
            (side * 0.055 * wide, 0.338),
            (side * 0.085 * wide, 0.318),
            (side * 0.125 * wide, 0.314),
            (side * 0.152 * wide, 0.331),
            (side * 0.12 * wide, 0.343),
            (side * 0.08 * wide, 0.350),
        ]
        canvas.fill(smooth(nostril), deep, 0.82, blur=0.006)
        canvas.glow((side * 0.165 * wide, 0.25), (0.045, 0.05), light, 0.20 if side < 0 else 0.08)
    canvas.glow((-0.012, 0.04), (0.04, 0.2), light, 0.22)
    canvas.glow((-0.022, 0.225), (0.065, 0.055), light, 0.36)
    canvas.glow((-0.03, 0.215), (0.024, 0.018), "#ffffff", 0.28)


def paint_brows(canvas: Canvas, person: Person, points: np.ndarray) -> None:
    rng = np.random.default_rng(person.seed + 1)
    for side in ("left", "right"):
        upper, lower = (spline(points[list(edge), :2], 60) for edge in BROWS[side])
        middle = upper * 0.52 + lower * 0.48
        half = (lower - upper)[:, 1:] * 0.36 * person.hair.brow_thickness
        half = half * np.linspace(1.0, 0.30, 60)[:, None] ** 0.8
        body = np.vstack([middle - half * (0, 1), (middle + half * (0, 1))[::-1]])
        canvas.fill(polygon(body), person.hair.brow, 0.44, blur=0.014)
        out = -1 if side == "left" else 1
        for _ in range(380):
            t, across = rng.beta(1.1, 1.15), rng.uniform(-1, 1)
            i = min(int(t * 59), 58)
            root = middle[i] + half[i] * (0, across)
            along = np.array(
                [out, (middle[i + 1] - middle[i])[1] / abs((middle[i + 1] - middle[i])[0] + 1e-9) * 1.0]
            )
            lift = np.array([0.0, -1.0]) * (0.55 * (1 - t) ** 1.5) + np.array([0, -0.35 * across * t])
            step = along + lift + (0, 0.25 * (across < -0.3))
            step = step / np.linalg.norm(step) * rng.uniform(0.045, 0.075)
            grey = person.hair.grey * 0.35 > rng.random()
            colour = mix(person.hair.brow, person.hair.light, 0.6) if grey else person.hair.brow
            canvas.stroke(
                [root, root + step * 0.5 + (0, -0.003), root + step],
                0.0075,
                colour,
                rng.uniform(0.30, 0.66) * min(1, 0.45 + 3 * t),
                samples=10,
                root=0.6,
            )


def paint_face(person: Person, points: np.ndarray) -> Canvas:
    """The whole face at rest."""
    canvas = bare_face(person, points)
    with canvas.clipped(smooth(face_outline(points), 400)):
        paint_lips(canvas, person, rest_lips(points))
    return canvas


def bare_face(person: Person, points: np.ndarray) -> Canvas:
    """All but the lips."""
    canvas = Canvas()
    canvas.paste(paint_skin(person, points))
    with canvas.clipped(smooth(face_outline(points), 400)):
        paint_folds(canvas, person, points)
        paint_nose(canvas, person)
        paint_brows(canvas, person, points)
    return canvas
