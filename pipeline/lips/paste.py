"""From the face frame back into the picture: one sampling of each plane, at the footage's own resolution."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.cavity import Inside
from pipeline.lips.displacement import Grid, Moved
from pipeline.lips.engine import Frame

Array = npt.NDArray[np.float32]
FAINTEST_PX = 0.04
"""A shift below this hardly changes a pixel by a whole step"""
COARSE_NODE_PX = 2.0
"""Nodes no nearer than this are read at every second pixel, but along the lips: between them a field runs straight"""
CUBIC_REACH = 2
"""Pixels beside a point that a cubic reads"""
_NO_SECOND_MAP = np.empty(0, np.float32)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Where a face frame lies in the picture."""

    axes: Array
    """float32 [2, 2], pixels in an eye distance along x and y"""
    origin: Array
    """float32 [2], pixels"""

    def to_pixels(self, x: float, y: float) -> Array:
        return np.asarray(self.origin + self.axes @ np.array([x, y], np.float32))

    def to_own(self, points: Array) -> Array:
        """Pixels, [..., 2], in its own lengths."""
        (a, b), (c, d) = self.axes
        # By hand: a library of linear algebra wakes all its threads for these four numbers.
        inverse = np.array([[d, -b], [-c, a]], np.float32) / (a * d - b * c)
        return np.asarray((points - self.origin) @ inverse.T, np.float32)

    def from_nodes(self, x: float, y: float, per_eye: float, x0: int, y0: int) -> npt.NDArray[np.float64]:
        """Affine [2, 3] from a node grid that starts at (x, y) to pixels of a box that starts at (x0, y0)."""
        matrix = np.empty((2, 3), np.float64)
        matrix[:, :2] = self.axes / per_eye
        matrix[:, 2] = self.to_pixels(x, y) - (x0, y0)
        return matrix


@dataclass(frozen=True, kw_only=True)
class Box:
    """Pixels [y0:y1, x0:x1], all even, inside the picture."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def size(self) -> tuple[int, int]:
        return self.x1 - self.x0, self.y1 - self.y0

    @property
    def half(self) -> "Box":
        """The same in a plane of colour, half as wide and as high."""
        return Box(x0=self.x0 // 2, y0=self.y0 // 2, x1=self.x1 // 2, y1=self.y1 // 2)


def box_around(placed: Placed, corners: list[tuple[float, float]], width: int, height: int) -> Box | None:
    """The box of points of the face frame, cut at the picture's borders; None when nothing of it is in the picture."""
    # By hand: for four points numpy takes five times as long.
    (a, b), (c, d) = placed.axes.tolist()
    left, top = placed.origin.tolist()
    along = [left + a * x + b * y for x, y in corners]
    down = [top + c * x + d * y for x, y in corners]
    x0, y0 = (max(0, floor(least) // 2 * 2) for least in (min(along), min(down)))
    right, bottom = max(along), max(down)
    x1, y1 = min(width, int(right) // 2 * 2 + 2), min(height, int(bottom) // 2 * 2 + 2)
    return Box(x0=x0, y0=y0, x1=x1, y1=y1) if x1 - x0 >= 4 and y1 - y0 >= 4 else None


def paste(
    frame: Frame, grid: Grid, moved: Moved, seen: Inside | None, placed: Placed, *, over: bool = False
) -> Frame:
    """An I420 frame with its mouth moved; what lies outside the mouth's box is kept untouched.

    ``over`` draws into ``frame`` itself, else a copy is made where anything is changed.
    """
    width, height = frame.shape[1], frame.shape[0] * 2 // 3
    shift = np.abs(moved.shift)
    reach = (shift[..., 0] + shift[..., 1]) > FAINTEST_PX / float(np.abs(placed.axes).max())
    rows, columns = np.flatnonzero(reach.any(axis=1)), np.flatnonzero(reach.any(axis=0))
    if len(rows) == 0:
        return frame
    left, right = float(grid.x[columns[0]]), float(grid.x[columns[-1]])
    top, bottom = float(grid.y[rows[0]]), float(grid.y[rows[-1]])
    box = box_around(placed, [(left, top), (right, top), (left, bottom), (right, bottom)], width, height)
    if box is None:
        return frame
    out = frame if over else frame.copy()
    field, coarse = _pixel_fields(grid, moved, placed, box)
    _resample(frame, out, field, coarse, box)
    if seen is not None:
        cover(out, seen, placed)
    return out


def resample(frame: Frame, out: Frame, field: Array, box: Box) -> None:
    """Fill the box of ``out`` from ``frame``: each pixel from where ``field``, float32 [h, w, 2], pixels, points."""
    _resample(frame, out, field, _halved(field, box), box)


def _resample(frame: Frame, out: Frame, field: Array, coarse: Array, box: Box) -> None:
    """The same with the field of each two by two pixels at hand. ``out`` may be ``frame``."""
    width, height = frame.shape[1], frame.shape[0] * 2 // 3
    _sample_finely(frame[:height], out[:height], field, box)
    before, after = (f[height:].reshape(2, height // 2, width // 2) for f in (frame, out))
    small = coarse * 0.5
    for k in (0, 1):
        _sample(before[k], after[k], small, box.half)


def _halved(field: Array, box: Box) -> Array:
    return np.asarray(cv2.resize(field, box.half.size, interpolation=cv2.INTER_AREA), np.float32)


def _pixel_fields(grid: Grid, moved: Moved, placed: Placed, box: Box) -> tuple[Array, Array]:
    """Displacement in pixels, float32 [h, w, 2]: of each pixel of the box, and of each two by two."""
    matrix = placed.from_nodes(float(grid.x[0]), float(grid.y[0]), grid.per_eye, box.x0, box.y0)
    pixels = cv2.transform(moved.shift, placed.axes)
    flags = cv2.INTER_LINEAR
    if min(np.hypot(*matrix[:, 0]), np.hypot(*matrix[:, 1])) < COARSE_NODE_PX:
        field = np.asarray(cv2.warpAffine(pixels, matrix, box.size, flags=flags), np.float32)
        return field, _halved(field, box)
    # A pixel's middle is half a pixel from its corner, in the large picture and in the small one.
    halved = matrix / 2
    halved[:, 2] -= 0.25
    coarse = np.asarray(cv2.warpAffine(pixels, halved, box.half.size, flags=flags), np.float32)
    field = np.asarray(cv2.resize(coarse, box.size, interpolation=cv2.INTER_LINEAR), np.float32)
    lips = _cut_along(grid, moved, placed, box)
    if lips:
        matrix[:, 2] -= (lips.x0, lips.y0)
        field[lips.y0 : lips.y1, lips.x0 : lips.x1] = cv2.warpAffine(pixels, matrix, lips.size, flags=flags)
    return field, coarse


def _cut_along(grid: Grid, moved: Moved, placed: Placed, box: Box) -> Box | None:
    """The part of the box, told from its corner, in which fields are cut: along the lips' edges."""
    columns = np.flatnonzero(np.abs(moved.u) < 1)
    if len(columns) == 0:
        return None
    room = 1.5 / grid.per_eye
    left, right = float(grid.x[columns[0]]) - room, float(grid.x[columns[-1]]) + room
    top, bottom = float(moved.upper[columns].min()) - room, float(moved.lower[columns].max()) + room
    within = Placed(axes=placed.axes, origin=placed.origin - np.array([box.x0, box.y0], np.float32))
    return box_around(within, [(left, top), (right, top), (left, bottom), (right, bottom)], *box.size)


@lru_cache(maxsize=4)
def _places(height: int, width: int) -> Array:
    """Every pixel's own x and y, float32 [height, width, 2]."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.dstack([x, y])


def _sample(plane: Frame, target: Frame, field: Array, box: Box) -> None:
    where = cv2.add(field, _places(*plane.shape)[box.y0 : box.y1, box.x0 : box.x1])
    target[box.y0 : box.y1, box.x0 : box.x1] = cv2.remap(
        plane, where, _NO_SECOND_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def _sample_finely(plane: Frame, target: Frame, field: Array, box: Box) -> None:
    """By cubics, which OpenCV is quicker at in single precision."""
    room = ceil(cv2.norm(field, cv2.NORM_INF)) + CUBIC_REACH
    x0, y0 = max(0, box.x0 - room), max(0, box.y0 - room)
    around = plane[y0 : box.y1 + room, x0 : box.x1 + room].astype(np.float32)
    rows, columns = slice(box.y0 - y0, box.y1 - y0), slice(box.x0 - x0, box.x1 - x0)
    where = cv2.add(field, _places(*plane.shape)[rows, columns])
    moved = cv2.remap(around, where, _NO_SECOND_MAP, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    target[box.y0 : box.y1, box.x0 : box.x1] = cv2.add(moved, 0.0, dtype=cv2.CV_8U)  # type: ignore[call-overload]


def cover(out: Frame, seen: Inside, placed: Placed) -> None:
    """Lay the painted inside over the moved picture."""
    width, height = out.shape[1], out.shape[0] * 2 // 3
    ny, nx = seen.picture.shape[:2]
    right, bottom = seen.x + nx / seen.per_eye, seen.y + ny / seen.per_eye
    corners = [(seen.x, seen.y), (right, seen.y), (seen.x, bottom), (right, bottom)]
    box = box_around(placed, corners, width, height)
    if box is None:
        return
    matrix = placed.from_nodes(seen.x, seen.y, seen.per_eye, box.x0, box.y0)
    layer = cv2.warpAffine(
        seen.picture, matrix, box.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    _blend(out[:height][box.y0 : box.y1, box.x0 : box.x1], layer[..., 0], layer[..., 3])
    half = cv2.resize(layer, box.half.size, interpolation=cv2.INTER_AREA)
    chroma = out[height:].reshape(2, height // 2, width // 2)
    for k in (0, 1):
        part = chroma[k][box.y0 // 2 : box.y1 // 2, box.x0 // 2 : box.x1 // 2]
        _blend(part, half[..., 1 + k], half[..., 3])


def _blend(target: Frame, tone: npt.NDArray[Any], opacity: npt.NDArray[Any]) -> None:
    share = opacity.astype(np.float32) * (1 / 255)
    target[:] = (target + (tone.astype(np.float32) - target) * share + 0.5).astype(np.uint8)
