"""What is behind the presenter: a room painted in linear light and thrown out of focus."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, float, float]
Box = tuple[float, float, float, float, Colour]  # left, top, right, bottom (0..1 of the picture), linear RGB


@dataclass(frozen=True, kw_only=True)
class Room:
    wall_light: Colour  # where the window's light falls
    wall_dark: Colour
    boxes: tuple[Box, ...]
    leaves: tuple[tuple[float, float, float], ...] = ()  # plants: x, y, size
    leaf: Colour = (0.07, 0.15, 0.06)
    blur_px: int = 24


OFFICE = Room(
    wall_light=(0.70, 0.66, 0.60),
    wall_dark=(0.36, 0.34, 0.32),
    boxes=(
        (-0.05, 0.02, 0.17, 0.60, (1.15, 1.18, 1.20)),  # window
        (0.050, 0.02, 0.060, 0.60, (0.55, 0.55, 0.55)),
        (-0.05, 0.30, 0.17, 0.307, (0.55, 0.55, 0.55)),
        (0.76, 0.165, 1.05, 0.178, (0.30, 0.19, 0.11)),  # shelves
        (0.76, 0.335, 1.05, 0.348, (0.30, 0.19, 0.11)),
        (0.76, 0.505, 1.05, 0.518, (0.30, 0.19, 0.11)),
        (0.80, 0.235, 0.825, 0.335, (0.10, 0.22, 0.28)),  # books
        (0.827, 0.225, 0.856, 0.335, (0.62, 0.55, 0.42)),
        (0.858, 0.245, 0.880, 0.335, (0.45, 0.14, 0.09)),
        (0.884, 0.230, 0.915, 0.335, (0.20, 0.30, 0.28)),
        (0.86, 0.42, 0.93, 0.505, (0.66, 0.60, 0.52)),
        (0.94, 0.40, 0.97, 0.505, (0.12, 0.20, 0.24)),
        (-0.05, 0.66, 0.30, 1.05, (0.40, 0.33, 0.26)),  # a low cabinet
    ),
    leaves=((0.86, 0.125, 0.055), (0.205, 0.58, 0.085)),
)
STUDY = Room(
    wall_light=(0.42, 0.47, 0.52),
    wall_dark=(0.17, 0.20, 0.24),
    boxes=(
        (0.78, -0.05, 1.05, 0.52, (0.95, 1.02, 1.10)),  # window
        (0.885, -0.05, 0.897, 0.52, (0.35, 0.37, 0.40)),
        (0.78, 0.22, 1.05, 0.228, (0.35, 0.37, 0.40)),
        (0.06, 0.13, 0.25, 0.27, (0.62, 0.62, 0.60)),  # a picture on the wall
        (0.075, 0.14, 0.235, 0.26, (0.24, 0.32, 0.36)),
        (0.075, 0.20, 0.235, 0.26, (0.40, 0.34, 0.26)),
        (-0.05, 0.545, 0.26, 0.558, (0.22, 0.15, 0.10)),  # shelf
        (0.03, 0.46, 0.055, 0.545, (0.50, 0.26, 0.12)),
        (0.058, 0.45, 0.085, 0.545, (0.14, 0.22, 0.30)),
        (0.088, 0.47, 0.112, 0.545, (0.58, 0.56, 0.50)),
        (0.74, 0.62, 1.05, 1.05, (0.20, 0.22, 0.25)),
    ),
    leaves=((0.19, 0.505, 0.05), (0.90, 0.56, 0.09)),
    leaf=(0.05, 0.12, 0.07),
)
ROOMS = {"vera": OFFICE, "tomas": STUDY}


def paint_room(room: Room, width: int, height: int) -> NDArray[np.float32]:
    """[height, width, 3] sRGB 0..1."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width, y / height
    from_left = sum(0.5 * (b[0] + b[2]) for b in room.boxes[:1]) < 0.5
    share = np.clip((x if from_left else 1 - x) * 0.8 + 0.35 * y, 0, 1)[..., None]
    picture = (1 - share) * np.array(room.wall_light, np.float32) + share * np.array(
        room.wall_dark, np.float32
    )
    for left, top, right, bottom, colour in room.boxes:
        picture[(x >= left) & (x < right) & (y >= top) & (y < bottom)] = colour
    for spot in room.leaves:
        draw_plant(picture, spot, room.leaf)
    return to_srgb(out_of_focus(picture, room.blur_px * width // 720))


def draw_plant(picture: NDArray[np.float32], spot: tuple[float, float, float], leaf: Colour) -> None:
    """A tuft of leaves over a pot."""
    height, width = picture.shape[:2]
    x, y, size = spot
    rng = np.random.default_rng(round(1000 * x))
    centre = np.array([x * width, y * height])
    for _ in range(46):
        angle, far = rng.uniform(-np.pi, 0), rng.uniform(0.2, 1.0)
        at = centre + far * size * width * np.array([np.cos(angle), 1.25 * np.sin(angle)])
        shade = tuple(float(c) * rng.uniform(0.5, 1.9) for c in leaf)
        axes = (int(size * width * 0.34), int(size * width * 0.12))
        cv2.ellipse(
            picture,
            (int(at[0]), int(at[1])),
            axes,
            float(np.degrees(angle)) + rng.normal(0, 25),
            0,
            360,
            shade,
            -1,
        )
    foot = (centre + np.array([0.42, 0.75]) * size * width).astype(int)
    head = (centre - np.array([0.42, 0.0]) * size * width).astype(int)
    cv2.rectangle(picture, head.tolist(), foot.tolist(), (0.55, 0.50, 0.44), -1)


def out_of_focus(picture: NDArray[np.float32], radius_px: int) -> NDArray[np.float32]:
    """A lens' round blur, in linear light so that bright things stay bright."""
    y, x = np.mgrid[-radius_px : radius_px + 1, -radius_px : radius_px + 1]
    disc = np.clip(radius_px + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    wide = cv2.copyMakeBorder(picture, *[radius_px] * 4, cv2.BORDER_REPLICATE)
    soft = cv2.filter2D(wide, -1, disc / disc.sum())
    return cv2.GaussianBlur(soft, (0, 0), radius_px / 4)[radius_px:-radius_px, radius_px:-radius_px]


def to_srgb(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """A soft shoulder above 0.8, then the sRGB curve."""
    bright = np.where(linear > 0.7, 0.7 + 0.3 * (1 - np.exp(-(linear - 0.7) / 0.45)), linear).clip(0, 1)
    return np.where(bright < 0.0031308, bright * 12.92, 1.055 * bright.clip(1e-6) ** (1 / 2.4) - 0.055)
