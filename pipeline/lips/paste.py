"""From the face frame back into the picture: one sampling of each plane, at the footage's own resolution."""

from dataclasses import dataclass
from functools import lru_cache
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


def box_around(placed: Placed, corners: list[tuple[float, float]], width: int, height: int) -> Box | None:
    """The box of points of the face frame, cut at the picture's borders; None when nothing of it is in the picture."""
    points = np.array([placed.to_pixels(x, y) for x, y in corners])
    x0, y0 = (max(0, int(v) // 2 * 2) for v in np.floor(points.min(0)))
    x1 = min(width, int(points[:, 0].max()) // 2 * 2 + 2)
    y1 = min(height, int(points[:, 1].max()) // 2 * 2 + 2)
    return Box(x0=x0, y0=y0, x1=x1, y1=y1) if x1 - x0 >= 4 and y1 - y0 >= 4 else None


def paste(frame: Frame, grid: Grid, moved: Moved, seen: Inside | None, placed: Placed) -> Frame:
    """A copy of an I420 frame with its mouth moved; what lies outside the mouth's box is copied untouched."""
    width, height = frame.shape[1], frame.shape[0] * 2 // 3
    reach = (np.abs(moved.shift[..., 0]) + np.abs(moved.shift[..., 1])) > FAINTEST_PX / float(
        np.abs(placed.axes).max()
    )
    rows, columns = np.flatnonzero(reach.any(axis=1)), np.flatnonzero(reach.any(axis=0))
    if len(rows) == 0:
        return frame
    left, right = float(grid.x[columns[0]]), float(grid.x[columns[-1]])
    top, bottom = float(grid.y[rows[0]]), float(grid.y[rows[-1]])
    box = box_around(placed, [(left, top), (right, top), (left, bottom), (right, bottom)], width, height)
    if box is None:
        return frame
    out = frame.copy()
    resample(frame, out, _pixel_field(grid, moved, placed, box), box)
    if seen is not None:
        cover(out, seen, placed)
    return out


def resample(frame: Frame, out: Frame, field: Array, box: Box) -> None:
    """Fill the box of ``out`` from ``frame``: each pixel from where ``field``, float32 [h, w, 2], pixels, points."""
    width, height = frame.shape[1], frame.shape[0] * 2 // 3
    _sample(frame[:height], out[:height], field, box, cv2.INTER_CUBIC)
    before, after = (f[height:].reshape(2, height // 2, width // 2) for f in (frame, out))
    half = Box(x0=box.x0 // 2, y0=box.y0 // 2, x1=box.x1 // 2, y1=box.y1 // 2)
    small = cv2.resize(field, half.size, interpolation=cv2.INTER_AREA) * 0.5
    for k in (0, 1):
        _sample(before[k], after[k], np.asarray(small, np.float32), half, cv2.INTER_LINEAR)


def _pixel_field(grid: Grid, moved: Moved, placed: Placed, box: Box) -> Array:
    """float32 [h, w, 2]: displacement of each pixel of the box, in pixels."""
    matrix = placed.from_nodes(float(grid.x[0]), float(grid.y[0]), grid.per_eye, box.x0, box.y0)
    pixels = cv2.transform(moved.shift, placed.axes)
    return np.asarray(
        cv2.warpAffine(pixels, matrix, box.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    )


@lru_cache(maxsize=4)
def _places(height: int, width: int) -> Array:
    """Every pixel's own x and y, float32 [height, width, 2]."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.dstack([x, y])


def _sample(plane: Frame, target: Frame, field: Array, box: Box, how: int) -> None:
    where = field + _places(*plane.shape)[box.y0 : box.y1, box.x0 : box.x1]
    target[box.y0 : box.y1, box.x0 : box.x1] = cv2.remap(
        plane, where, _NO_SECOND_MAP, how, borderMode=cv2.BORDER_REPLICATE
    )


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
    half = cv2.resize(layer, (box.size[0] // 2, box.size[1] // 2), interpolation=cv2.INTER_AREA)
    chroma = out[height:].reshape(2, height // 2, width // 2)
    for k in (0, 1):
        part = chroma[k][box.y0 // 2 : box.y1 // 2, box.x0 // 2 : box.x1 // 2]
        _blend(part, half[..., 1 + k], half[..., 3])


def _blend(target: Frame, tone: npt.NDArray[Any], opacity: npt.NDArray[Any]) -> None:
    share = opacity.astype(np.float32) * (1 / 255)
    target[:] = (target + (tone.astype(np.float32) - target) * share + 0.5).astype(np.uint8)
