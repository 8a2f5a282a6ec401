"""The face as a relief: a smooth height over the picture, its normals and the light that falls on them."""

import cv2
import numpy as np
from scipy.interpolate import RBFInterpolator

from brush import grid_units, rgb
from people import Skin
from proportions import OVAL

GRID_STEP = 8
"""The relief is solved on every eighth pixel and enlarged: it has no finer detail than that."""

KEY = np.array([-0.52, -0.50, 0.72])
FILL = np.array([0.75, -0.05, 0.62])


def relief(points: np.ndarray) -> np.ndarray:
    """Height towards us in face units, float32 [height, width]: a thin plate through the landmarks.

    Without the points of the skull the plate would run on flat past the hairline and the forehead would
    look like a mask. The points on the face's steep sides are left out: they sit almost behind each other
    and would make the plate ripple.
    """
    skull = np.array(
        [
            (0, -1.06, 0.34),
            (0.4, -1.0, 0.42),
            (0.75, -0.75, 0.72),
            (0.92, -0.3, 1.0),
            (0.95, 0.3, 1.1),
            (0.85, 0.85, 1.0),
            (0.55, 1.2, 0.7),
            (0, 1.4, 0.42),
        ]
    )
    skull = np.vstack([skull, skull[1:-1] * (-1, 1, 1)])
    inner = [
        i for i in range(468) if abs(points[i, 0]) < 0.66 - 0.12 * max(points[i, 1], 0) and i not in OVAL
    ]
    known = np.vstack([points[inner], skull])
    plate = RBFInterpolator(
        known[:, :2], -known[:, 2], kernel="thin_plate_spline", smoothing=1.5e-3, neighbors=None
    )
    x, y = grid_units()
    coarse_x, coarse_y = x[::GRID_STEP, ::GRID_STEP], y[::GRID_STEP, ::GRID_STEP]
    near = (np.abs(coarse_x) < 1.15) & (coarse_y > -1.3) & (coarse_y < 1.5)
    coarse = np.full(coarse_x.shape, -1.2)
    coarse[near] = plate(np.stack([coarse_x[near], coarse_y[near]], 1))
    height = cv2.resize(coarse.astype(np.float32), x.shape[::-1], interpolation=cv2.INTER_CUBIC)
    # Enlarging aligns pixel centres, the coarse grid starts at a corner: shift by half a step.
    shift = np.float32([[1, 0, -(GRID_STEP - 1) / 2], [0, 1, -(GRID_STEP - 1) / 2]])
    height = cv2.warpAffine(height, shift, x.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    return cv2.GaussianBlur(height, (0, 0), 8)


def normals(height: np.ndarray) -> np.ndarray:
    """Unit normals, float32 [height, width, 3], z towards us."""
    x, _ = grid_units()
    step = float(x[0, 1] - x[0, 0])
    slope_y, slope_x = np.gradient(height, step)
    normal = np.stack([-slope_x, -slope_y, np.ones_like(height)], -1)
    return normal / np.linalg.norm(normal, axis=-1, keepdims=True)


def lambert(normal: np.ndarray, light: np.ndarray, wrap: float) -> np.ndarray:
    """Diffuse light that reaches a little around the corner, as it does in skin."""
    direction = (light / np.linalg.norm(light)).astype(np.float32)
    return np.clip((normal @ direction + wrap) / (1 + wrap), 0, 1)


def gloss(normal: np.ndarray, light: np.ndarray, sharpness: float) -> np.ndarray:
    half = light / np.linalg.norm(light) + (0, 0, 1)
    return np.clip(normal @ (half / np.linalg.norm(half)).astype(np.float32), 0, 1) ** sharpness


def hollows(height: np.ndarray) -> np.ndarray:
    """Where the relief lies below its surroundings, 0..1: eye sockets, sides of the nose, under the lip."""
    small = cv2.resize(height, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    deep = np.zeros_like(small)
    for radius, strength in ((9, 9.0), (22, 3.2)):
        deep += np.clip((cv2.GaussianBlur(small, (0, 0), radius) - small) * strength, 0, 0.5)
    return cv2.resize(cv2.GaussianBlur(deep, (0, 0), 2), height.shape[::-1], interpolation=cv2.INTER_CUBIC)


def ramp(tone: np.ndarray, stops: tuple[str, ...]) -> np.ndarray:
    """Colours along a tone ramp: tone 0..1 [h, w] -> float32 [h, w, 3] in 0..1."""
    at = np.linspace(0, 1, len(stops))
    colours = np.array([rgb(c) for c in stops])
    return np.stack([np.interp(tone, at, colours[:, k]) for k in range(3)], -1).astype(np.float32)


def shade(height: np.ndarray, skin: Skin) -> np.ndarray:
    """Skin lit by the window: float32 [h, w, 3] in 0..1, with no features painted yet."""
    normal = normals(height)
    key = lambert(normal, KEY, 0.38)
    fill = lambert(normal, FILL, 0.5)
    tone = 0.10 + 0.64 * key + 0.17 * fill - 0.30 * np.clip(hollows(height), 0, 0.8)
    tone *= 0.62 + 0.38 * np.clip(normal[..., 2] * 1.5, 0, 1)
    picture = ramp(np.clip(tone, 0, 1), skin.ramp)
    # Light that has travelled through skin comes out red: strongest where light turns to shadow.
    edge = np.exp(-(((key - 0.34) / 0.16) ** 2))[..., None]
    picture += edge * np.array([0.022, -0.004, -0.008], np.float32)
    shine = 0.07 * gloss(normal, KEY, 12) + 0.05 * gloss(normal, KEY, 50) + 0.03 * gloss(normal, FILL, 30)
    return np.clip(picture + shine[..., None] * np.array([1.0, 0.95, 0.88], np.float32), 0, 1)
