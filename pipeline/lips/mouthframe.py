"""The mouth's own coordinates: where each pixel of a box lies relative to the mouth, in outer-eye distances.

u runs along the line of the eyes to the viewer's right, v down the face; the origin is the middle of the closed lips.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]

UPPER_INNER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
LOWER_INNER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
UPPER_OUTER = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
LOWER_OUTER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]
LEFT_CORNER, RIGHT_CORNER = 78, 308
NOSE_BASE, CHIN = 2, 152
REACH_U = 1.02
REACH_UP = 0.36
REACH_DOWN = 1.12
GRID_LIMIT = 208
"""Fields are computed on a grid of at most this many points a side and enlarged: they are smooth"""
COLUMNS = 257


@dataclass(frozen=True, kw_only=True)
class Box:
    """Pixels [y0:y1, x0:x1], all even."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0


@dataclass(frozen=True, kw_only=True)
class MouthFrame:
    """The mouth of one frame of footage."""

    box: Box
    eyes_px: float
    u: Field
    """float32 [grid height, grid width]"""
    v: Field
    axis: Field
    """float32 [2]: the u direction in pixels, of length eyes_px"""
    left: float
    """Distance of the left mouth corner from the middle, in eye distances"""
    right: float
    seam: Field
    """float32 [COLUMNS]: v of the line where the lips meet, over u in -REACH_U..REACH_U"""
    gap: Field
    """float32 [COLUMNS]: how far the lips part in the footage itself"""
    upper_lip: float
    """Height of the upper lip at the middle"""
    lower_lip: float
    nose: float
    """v of the base of the nose (negative)"""
    chin: float
    """v of the chin"""


def mouth_frame(marks: npt.NDArray[np.float32], width: int, height: int) -> MouthFrame | None:
    """From landmarks [478, 2] in pixels; None when the mouth lies outside the picture."""
    eye_axis = marks[263] - marks[33]
    eyes_px = float(np.linalg.norm(eye_axis))
    if eyes_px < 4:
        return None
    across = eye_axis / eyes_px
    down = np.array([-across[1], across[0]], np.float32)
    centre = (marks[LEFT_CORNER] + marks[RIGHT_CORNER] + marks[13] + marks[14]) / 4
    box = _box(centre, across, down, eyes_px, width, height)
    if box is None:
        return None
    local = np.stack([(marks - centre) @ across, (marks - centre) @ down], 1) / eyes_px
    seam, gap = _lines(local)
    u, v = _grid(box, centre, across, down, eyes_px)
    return MouthFrame(
        box=box,
        eyes_px=eyes_px,
        u=u,
        v=v,
        axis=(across * eyes_px).astype(np.float32),
        left=float(max(0.08, -local[LEFT_CORNER, 0])),
        right=float(max(0.08, local[RIGHT_CORNER, 0])),
        seam=seam,
        gap=gap,
        upper_lip=float(max(0.02, local[13, 1] - local[0, 1])),
        lower_lip=float(max(0.02, local[17, 1] - local[14, 1])),
        nose=float(min(-0.1, local[NOSE_BASE, 1])),
        chin=float(max(0.25, local[CHIN, 1])),
    )


def _box(
    centre: npt.NDArray[np.float32],
    across: npt.NDArray[np.float32],
    down: npt.NDArray[np.float32],
    eyes_px: float,
    width: int,
    height: int,
) -> Box | None:
    corners = np.array(
        [
            centre + eyes_px * (a * REACH_U * across + b * down)
            for a in (-1, 1)
            for b in (-REACH_UP, REACH_DOWN)
        ]
    )
    x0, y0 = (max(0, int(value) // 2 * 2) for value in np.floor(corners.min(0)))
    x1 = min(width, int(corners[:, 0].max()) // 2 * 2 + 2)
    y1 = min(height, int(corners[:, 1].max()) // 2 * 2 + 2)
    return Box(x0=x0, y0=y0, x1=x1, y1=y1) if x1 - x0 >= 8 and y1 - y0 >= 8 else None


def _lines(local: npt.NDArray[np.float32]) -> tuple[Field, Field]:
    """The seam and the gap of the footage's own lips over u."""
    columns = np.linspace(-REACH_U, REACH_U, COLUMNS, dtype=np.float32)
    upper, lower = local[UPPER_INNER], local[LOWER_INNER]
    top = np.interp(columns, *_rising(upper))
    bottom = np.interp(columns, *_rising(lower))
    seam = (0.42 * top + 0.58 * bottom).astype(np.float32)
    gap = np.maximum(bottom - top, 0).astype(np.float32)
    inside = (columns > upper[0, 0]) & (columns < upper[-1, 0])
    kernel = np.hanning(15)
    kernel /= kernel.sum()
    smooth = np.convolve(np.pad(seam, 7, "edge"), kernel, "valid").astype(np.float32)
    return smooth, np.where(inside, gap, 0).astype(np.float32)


def _rising(line: npt.NDArray[np.float32]) -> tuple[Field, Field]:
    """Points of a lip line with rising u, as np.interp wants them; a turned head may fold them."""
    u = np.maximum.accumulate(line[:, 0] + np.arange(len(line), dtype=np.float32) * 1e-5)
    return u, line[:, 1]


def _grid(
    box: Box,
    centre: npt.NDArray[np.float32],
    across: npt.NDArray[np.float32],
    down: npt.NDArray[np.float32],
    eyes_px: float,
) -> tuple[Field, Field]:
    step = max(1.0, max(box.width, box.height) / GRID_LIMIT)
    nx, ny = max(4, round(box.width / step)), max(4, round(box.height / step))
    # Centres of grid cells, as cv2.resize places them when the field is enlarged.
    xs = box.x0 - 0.5 + (np.arange(nx, dtype=np.float32) + 0.5) * (box.width / nx) - centre[0]
    ys = box.y0 - 0.5 + (np.arange(ny, dtype=np.float32) + 0.5) * (box.height / ny) - centre[1]
    u = (xs * across[0])[None] + (ys * across[1])[:, None]
    v = (xs * down[0])[None] + (ys * down[1])[:, None]
    return (u / eyes_px).astype(np.float32), (v / eyes_px).astype(np.float32)


def along(line: Field, u: Field) -> Field:
    """A line over u, read at the grid's u."""
    at = ((u + REACH_U) * ((COLUMNS - 1) / (2 * REACH_U))).astype(np.int32)
    return np.asarray(line[np.clip(at, 0, COLUMNS - 1)], np.float32)
