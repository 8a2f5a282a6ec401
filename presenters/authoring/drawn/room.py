"""The room behind: simple shapes, thrown far out of focus."""

# ruff: noqa: RUF005 - arrays of points are shifted by adding a tuple; nothing is concatenated.

import cv2
import numpy as np
import skia

from brush import Canvas, ink, linear, mix, ribbon, spline, taper
from frame import HEIGHT_PX, WIDTH_PX
from people import Person

LEFT, RIGHT, TOP, BOTTOM = -4.4, 4.6, -2.5, 3.2


def _box(left: float, top: float, right: float, bottom: float) -> skia.Path:
    path = skia.Path()
    path.addRect(skia.Rect.MakeLTRB(left, top, right, bottom))
    return path


def _plant(
    canvas: Canvas, x: float, y: float, size: float, rng: np.random.Generator, tones: tuple[str, str]
) -> None:
    for angle in np.linspace(-2.75, -0.4, 17) + rng.normal(0, 0.08, 17):
        reach = size * rng.uniform(0.6, 1.0)
        tip = np.array([x + np.cos(angle) * reach, y + np.sin(angle) * reach])
        droop = tip + (np.cos(angle) * 0.25 * size, 0.30 * size)
        leaf = spline([(x, y), tip, droop], 30)
        canvas.fill(ribbon(leaf, 0.20 * size * taper(30, 0.1, 0.0)), mix(*tones, rng.random()), 0.95)


def _window_room(canvas: Canvas, rng: np.random.Generator) -> None:
    """A bright morning: pale wall, a tall window on the left, a plant and a picture on the right."""
    wall = [ink(c) for c in ("#e9e6df", "#d3d2cb", "#b3b5b1")]
    canvas.fill(_box(LEFT, TOP, RIGHT, BOTTOM), shader=linear((-1.6, 0), (1.6, 0.6), wall))
    canvas.fill(_box(-1.7, -2.3, -0.72, 1.75), "#fdfaf2")
    canvas.fill(
        _box(-1.7, 0.5, -0.72, 1.75), shader=linear((0, 0.3), (0, 1.75), [ink("#eef3e4"), ink("#a8bf93")])
    )
    canvas.fill(
        _box(-1.7, -2.3, -0.72, -0.4), shader=linear((0, -2.3), (0, -0.3), [ink("#dcebf5"), ink("#fffdf6")])
    )
    for x in (-1.22, -0.70):
        canvas.fill(_box(x - 0.03, -2.4, x + 0.03, 1.8), "#c9c5bb")
    canvas.fill(_box(-1.7, -0.62, -0.7, -0.56), "#c9c5bb")
    curtain = [ink(c) for c in ("#efe6d8", "#fbf6ec", "#dccfbd", "#f3eadc", "#cdbfac")]
    canvas.fill(_box(-0.82, -2.5, -0.42, 2.3), shader=linear((-0.82, 0), (-0.42, 0), curtain))
    canvas.fill(_box(0.62, -1.62, 1.34, -0.62), "#8f7a62")
    canvas.fill(_box(0.67, -1.57, 1.29, -0.67), "#f1ebe0")
    canvas.glow((0.90, -1.12), (0.26, 0.36), "#d08a62", 0.9)
    canvas.glow((1.08, -0.98), (0.2, 0.25), "#5f8a86", 0.9)
    canvas.fill(_box(0.4, 1.55, 1.7, 3.3), "#a98a68")
    canvas.fill(_box(0.4, 1.55, 1.7, 1.63), "#cfae86")
    _plant(canvas, 1.22, 1.2, 1.0, rng, ("#3f6b46", "#8cae6c"))
    canvas.fill(_box(1.02, 1.15, 1.42, 1.56), "#d9cfc2")
    canvas.glow((-1.3, -0.3), (1.5, 2.2), "#fff6e2", 0.55)


def _study(canvas: Canvas, rng: np.random.Generator) -> None:
    """An evening study: dark green wall, a picture and a warm lamp on the left, shelves of books on the right."""
    wall = [ink(c) for c in ("#5d6a5c", "#4a584f", "#2f3a37")]
    canvas.fill(_box(LEFT, TOP, RIGHT, BOTTOM), shader=linear((-1.6, -1), (1.6, 1), wall))
    canvas.fill(_box(0.25, -2.5, RIGHT, 3.3), "#4b3424")
    spines = ("#8e4b36", "#b98b4e", "#43616a", "#c9b48c", "#6b3030", "#58704e", "#a66a3c", "#d8cbb0")
    for shelf in range(6):
        y = -2.3 + shelf * 0.86
        canvas.fill(_box(0.32, y - 0.02, RIGHT, y + 0.78), "#2a1d15")
        x = 0.34
        while x < RIGHT:
            wide, tall = rng.uniform(0.05, 0.12), rng.uniform(0.45, 0.66)
            if rng.random() > 0.12:
                canvas.fill(_box(x, y + 0.76 - tall, x + wide, y + 0.76), spines[rng.integers(len(spines))])
            x += wide + 0.008
        canvas.fill(_box(0.25, y + 0.76, RIGHT, y + 0.84), "#7a5638")
    canvas.glow((-1.12, -0.55), (1.35, 1.5), "#ffcf87", 0.62)
    canvas.fill(_box(-1.14, 0.0, -1.09, 1.6), "#6f5230")
    shade = skia.Path()
    shade.addPoly(
        [
            skia.Point(-1.34, -0.75),
            skia.Point(-0.90, -0.75),
            skia.Point(-0.72, 0.05),
            skia.Point(-1.52, 0.05),
        ],
        True,
    )
    canvas.fill(shade, shader=linear((0, -0.75), (0, 0.05), [ink("#ffdf9f"), ink("#fff4d2")]))
    for upright in (1.9, 3.5):
        canvas.fill(_box(upright, -2.5, upright + 0.09, 3.3), "#6a4a30")
    canvas.fill(_box(-3.35, -1.55, -2.15, 0.15), "#6b5233")
    canvas.fill(_box(-3.27, -1.47, -2.23, 0.07), "#cfc3a4")
    canvas.glow((-2.9, -0.5), (0.35, 0.5), "#7f8f70", 0.8)
    canvas.glow((-2.6, -0.9), (0.3, 0.35), "#b98b5e", 0.8)
    canvas.fill(_box(LEFT, 1.45, -0.2, 3.3), "#54402d")
    canvas.fill(_box(LEFT, 1.45, -0.2, 1.52), "#7a5d40")
    _plant(canvas, -3.5, 1.4, 0.9, rng, ("#39573c", "#7d9a63"))
    _plant(canvas, -0.55, 1.4, 0.55, rng, ("#39573c", "#7d9a63"))
    canvas.glow((-1.12, -0.35), (0.9, 0.9), "#fff1c4", 0.5)


def paint_room(person: Person) -> np.ndarray:
    """The finished background, opaque RGBA uint8 [height, width, 4] at final size."""
    canvas, rng = Canvas(), np.random.default_rng(person.seed + 40)
    (_window_room if person.room == "window" else _study)(canvas, rng)
    picture = cv2.resize(canvas.pixels[..., :3], (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    # A lens blurs light, not paint: squaring before the blur lets bright spots swell as they do in a photo.
    light = (picture.astype(np.float32) / 255) ** 2.2
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (37, 37)).astype(np.float32)
    light = cv2.filter2D(light, -1, disc / disc.sum(), borderType=cv2.BORDER_REPLICATE)
    light = cv2.GaussianBlur(light, (0, 0), 7)
    picture = np.clip(light, 0, 1) ** (1 / 2.2) * 255
    return np.dstack([picture + 0.5, np.full(picture.shape[:2], 255)]).astype(np.uint8)
