"""What lies before and behind a network of facial landmarks: faces cut out as it was taught, and points from heat maps.

As "How far are we from solving the 2D & 3D Face Alignment problem?" (Bulat & Tzimiropoulos 2017) and the program
face-alignment do it. Places are continuous: a picture's first pixel reaches from 0 to 1.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

MARKS = 68
SIDE_PX = 256
MAP_SIDE = 64
REFERENCE_PX = 195.0
"""Half the outline of a detected box at which the cut square is CUT_PX wide"""
CUT_PX = 200.0
HIGHER = 0.12
"""Of the box's height, by which the square lies above the box: the detector's boxes reach below the chin"""
NUDGE = 0.25
"""Of a heat map's place, towards the larger neighbour of the largest value"""


@dataclass(frozen=True, kw_only=True)
class Square:
    """What of a picture the network sees."""

    x: float
    y: float
    """Its middle, pixels"""
    side_px: float

    @classmethod
    def about(cls, box: Array) -> "Square":
        """``box`` is left, top, right, bottom, pixels."""
        left, top, right, bottom = (float(value) for value in box[:4])
        wide, high = right - left, bottom - top
        side = CUT_PX * max(wide + high, 2.0) / REFERENCE_PX
        return cls(x=(left + right) / 2, y=(top + bottom) / 2 - HIGHER * high, side_px=side)

    def cut(self, rgb: Picture) -> Picture:
        """Of uint8 [h, w, 3]: uint8 [SIDE_PX, SIDE_PX, 3], black beyond the picture's edge."""
        # The published program leaves out the square's first column and row, and its network was measured so.
        pixel = self.side_px / SIDE_PX
        scale = SIDE_PX / (self.side_px - pixel)
        first = [middle - self.side_px / 2 + pixel for middle in (self.x, self.y)]
        # OpenCV counts from the middle of the first pixel.
        shift = [scale * (0.5 - edge) - 0.5 for edge in first]
        matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
        return np.asarray(cv2.warpAffine(rgb, matrix, (SIDE_PX, SIDE_PX), flags=cv2.INTER_LINEAR), np.uint8)

    def placed(self, marks: Array) -> Array:
        """Of float32 [..., 2], shares of the square, pixels of the picture."""
        return np.asarray((marks - 0.5) * self.side_px + (self.x, self.y), np.float32)


def marks_of(maps: Array) -> Array:
    """The largest value of each map, nudged towards its larger neighbours: float32 [n, marks, 2] in shares of the map.

    ``maps`` is [n, marks, side, side].
    """
    count, marks, high, wide = maps.shape
    at = maps.reshape(count, marks, -1).argmax(axis=2)
    rows, columns = at // wide, at % wide
    inside = (rows > 0) & (rows < high - 1) & (columns > 0) & (columns < wide - 1)
    row, column = rows.clip(1, high - 2), columns.clip(1, wide - 2)
    one, two = np.ogrid[:count, :marks]
    across = np.sign(maps[one, two, row, column + 1] - maps[one, two, row, column - 1])
    down = np.sign(maps[one, two, row + 1, column] - maps[one, two, row - 1, column])
    nudged = np.stack([columns + NUDGE * across * inside, rows + NUDGE * down * inside], axis=-1)
    return np.asarray((nudged + 0.5) / (wide, high), np.float32)
