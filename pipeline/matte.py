"""Where the presenter is in each frame of footage with a plain backdrop: a matte, soft at hair, whole inside.

A difference key: how far each pixel is from the backdrop's plate, weighed by how far the backdrop's own pixels are from
it. What looks like the backdrop but does not hang together with it (a green tie) is the presenter's. Worked out at the
colours' size, which is half the picture's, in 8 bits.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from presenters.backdrop import Backdrop

Plane = npt.NDArray[np.uint8]

NOISE = 7.0  # spreads, added up over Y, U and V: the backdrop's own pixels are nearer to the plate
JOINED = 11.0  # spreads: so far may a shadow at the presenter's outline be and still count as backdrop
FAINTEST = 0.3  # of how far the presenter stands out: a hair need not be further to be taken for whole
WHOLE = 0.75  # of it: whatever stands out so far is whole, though its surroundings stand out more
AROUND = 7  # pixels: the presenter's own colour is found within half of it
REACH = 7  # quarter-size pixels: what is further inside than half of it is whole
STEADY = 40  # levels of 255 by which a matte may change and still be drawn slowly
SPECK = 0.004  # of the picture: anything smaller that floats in front of the backdrop is dust
HOLE = 0.6  # of NOISE: what is enclosed and so near to the plate is seen through, not worn
DRIFT = 24  # levels: light that changes more than this is no drift of the camera's


@dataclass(frozen=True, kw_only=True)
class Matte:
    """One frame's."""

    alpha: Plane
    """uint8 [height // 2, width // 2]: 255 is the presenter, 0 the backdrop"""
    drift: tuple[int, int, int]
    """Levels by which the backdrop's Y, U, V are above the plate's"""


class Matting:
    """Finds mattes one frame after another; keeps what is the same in all, and the frame before."""

    def __init__(self, backdrop: Backdrop, *, width: int, height: int, chest: tuple[float, float]) -> None:
        """``chest``: pixels (left, right) between which what is enclosed is worn, such as a tie."""
        self._size = (width // 2, height // 2)
        self._quarter = (max(2, width // 4), max(2, height // 4))
        self._plate = [
            cv2.resize(plane, self._size, interpolation=cv2.INTER_CUBIC).round().clip(0, 255).astype(np.uint8)
            for plane in np.moveaxis(backdrop.plate, -1, 0)
        ]
        edge = backdrop.edge.astype(np.uint8)
        self._edge = cv2.resize(edge, self._quarter, interpolation=cv2.INTER_NEAREST) > 0
        # Levels of distance for a spread: what stands out well uses up all 255 of them.
        self._scale = 255 / float(np.clip(1.3 * backdrop.stand_out, 40, 160))
        levels = np.arange(256, dtype=np.float32)
        self._weights = [
            np.clip(levels / spread * self._scale, 0, 255).round().astype(np.uint8)
            for spread in backdrop.spread
        ]
        self._noise = NOISE * self._scale
        self._stand_out = backdrop.stand_out * self._scale
        self._faint = max(FAINTEST * self._stand_out, 2.5 * self._noise)
        self._inverse = self._ramps()
        rows, columns = np.nonzero(cv2.resize(edge, self._size, interpolation=cv2.INTER_NEAREST))
        step = max(1, len(rows) // 1500)
        self._sample = (rows[::step], columns[::step])
        self._chest = slice(int(chest[0] / 4), int(chest[1] / 4) + 1)
        self._before: Plane | None = None

    def _ramps(self) -> npt.NDArray[np.uint8]:
        """uint8 [distance * 256 + the furthest distance nearby] -> alpha."""
        near = np.arange(256, dtype=np.float32)
        far = np.clip(near, self._faint, max(WHOLE * self._stand_out, self._faint))[None]
        ramp = (near[:, None] - self._noise) / (far - self._noise)
        return np.asarray(np.clip(ramp * 275 - 10, 0, 255).round().astype(np.uint8)).reshape(-1)

    def of(self, frame: Plane) -> Matte:
        """The matte of the next I420 frame."""
        now = self._halves(frame)
        drift = self._drift(now)
        away = self._away(now, drift)
        alpha = self._whole(away, self._soft(away))
        if self._before is not None:
            slow = cv2.addWeighted(alpha, 0.5, self._before, 0.5, 0)
            quick = cv2.threshold(cv2.absdiff(alpha, self._before), STEADY, 255, cv2.THRESH_BINARY)[1]
            alpha = np.asarray(cv2.copyTo(alpha, quick, slow), np.uint8)
        self._before = alpha
        return Matte(alpha=alpha, drift=drift)

    def _halves(self, frame: Plane) -> list[Plane]:
        height = frame.shape[0] * 2 // 3
        luma = cv2.resize(frame[:height], self._size, interpolation=cv2.INTER_AREA)
        colours = frame.reshape(-1)[frame.shape[1] * height :].reshape(2, self._size[1], self._size[0])
        return [np.asarray(luma, np.uint8), colours[0], colours[1]]

    def _drift(self, now: list[Plane]) -> tuple[int, int, int]:
        """The camera's light and white balance wander: how far, going by the picture's edge."""
        found = []
        for plane, plate in zip(now, self._plate, strict=True):
            moved = int(np.median(plane[self._sample].astype(np.int16) - plate[self._sample]))
            found.append(moved if abs(moved) <= DRIFT else 0)
        return found[0], found[1], found[2]

    def _away(self, now: list[Plane], drift: tuple[int, int, int]) -> Plane:
        """How far each pixel is from the backdrop: uint8, in spreads times the scale."""
        total: Plane | None = None
        for plane, plate, moved, weights in zip(now, self._plate, drift, self._weights, strict=True):
            shifted = cv2.convertScaleAbs(plate, alpha=1.0, beta=moved) if moved else plate
            part = np.asarray(cv2.LUT(cv2.absdiff(plane, shifted), weights), np.uint8)
            total = part if total is None else np.asarray(cv2.add(total, part), np.uint8)
        assert total is not None
        return total

    def _soft(self, away: Plane) -> Plane:
        """Alpha by how far a pixel is, as a share of how far its surroundings get."""
        furthest = np.asarray(cv2.dilate(away, np.ones((AROUND, AROUND), np.uint8)), np.uint8)
        return np.asarray(np.take(self._inverse, (away.astype(np.uint16) << 8) | furthest))

    def _whole(self, away: Plane, soft: Plane) -> Plane:
        """Only what hangs together with the backdrop is see-through, and dust before it is gone."""
        small = cv2.resize(away, self._quarter, interpolation=cv2.INTER_AREA)
        near = (small < JOINED * self._scale).astype(np.uint8)
        opened = cv2.morphologyEx(near, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        count, labels = cv2.connectedComponents(opened, connectivity=4)
        through = np.zeros(count, np.uint8)
        through[np.unique(labels[self._edge])] = 1
        area = np.bincount(labels.reshape(-1), minlength=count)
        mean = np.bincount(labels.reshape(-1), small.reshape(-1), minlength=count) / np.maximum(area, 1)
        worn = np.unique(labels[labels.shape[0] // 3 :, self._chest])
        holes = mean < HOLE * self._noise
        holes[worn] = False
        through |= holes.astype(np.uint8)
        through[0] = 0
        seen = through[labels]
        dust = self._dust(seen)
        reach = cv2.dilate(seen | dust, np.ones((REACH, REACH), np.uint8))
        open_ = cv2.resize(reach * 255, self._size, interpolation=cv2.INTER_LINEAR)
        alpha = cv2.max(soft, cv2.bitwise_not(open_))
        if dust.any():
            gone = cv2.resize(cv2.dilate(dust, np.ones((3, 3), np.uint8)), self._size)
            alpha = cv2.subtract(alpha, gone * 255)
        return np.asarray(alpha, np.uint8)

    def _dust(self, seen: Plane) -> Plane:
        count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - seen, connectivity=8)
        bottom = stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT] >= seen.shape[0]
        small = (stats[:, cv2.CC_STAT_AREA] < SPECK * seen.size) & ~bottom
        small[0] = False
        return small.astype(np.uint8)[labels] if count > 1 and small.any() else np.zeros_like(seen)
