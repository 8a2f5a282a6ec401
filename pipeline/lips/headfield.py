"""How a photo's pixels move with its head and its breath: a few smooth fields, found once, added up in every frame.

The head turns as a solid by weak perspective. What stands nearer than its outline, the face with the nose before all, moves
further: that is the turn one sees, and the outline itself, hair against the room, hardly moves at all. What does move it, a
shift, a tilt or a breath, dies away so slowly around it that lines in the room stay straight to the eye.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.engine import Frame
from pipeline.lips.movement import ACROSS, DOWN, FURTHEST, ROLL
from pipeline.lips.paste import Box, resample
from pipeline.lips.ramp import smooth

Array = npt.NDArray[np.float32]

OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
EYES = (33, 263)
EARS = (234, 454)
FOREHEAD, CHIN = 10, 152
NODES = 16
"""Field nodes in an eye distance"""
LEAST_PITCH_PX = 4
WIDER, TALLER, HIGHER = 1.28, 1.42, 0.30
"""The head with its hair over the face's oval; and how far its middle lies above the oval's, in half heights of it"""
DIES_AWAY = 1.15
"""Radii of the head beyond its outline in which motion dies away"""
DIES_BELOW = 0.75
DEPTH_DIES_AWAY = 0.5
NECK = 1.25
"""Where the head tilts: below the middle of the face, in its half heights"""
NEARER = 0.10
"""How far behind the ears the head turns, eye distances"""
BREATH_RISES = 0.009
"""Eye distances"""
CHEST = (0.3, 1.3, 2.2, 4.6)
"""Below the chin, eye distances: where the chest's rise begins, is whole, begins to die away, is gone"""
CHEST_WIDE = (1.5, 3.6)
BORDER = 0.45
"""Eye distances inside the picture's border in which nothing moves fully"""
ROOM, LEAST_ROOM = 0.9, 0.3
"""Eye distances around the head in which its motion dies away well; share of its motion where there is no room"""
FAINTEST_PX = 0.05
BAND = 8
"""Node rows moved at a time: what they need stays in the processor's cache"""


@dataclass(frozen=True, kw_only=True)
class Head:
    """One photo's fields."""

    fields: Array
    """float32 [motions, ny, nx, 2]: pixels a node moves by for one unit of each motion"""
    pitch_px: int
    """Pixels from node to node; a node lies in the middle of so many pixels"""
    box: Box | None
    """All that ever moves; None when nothing does"""

    @classmethod
    def of(cls, landmarks: Array, depth: Array, *, width: int, height: int) -> "Head":
        """From one photo's landmarks, float32 [478, 2], pixels, and their depth, float32 [478]."""
        face = _Face.of(landmarks, depth)
        pitch_px = max(LEAST_PITCH_PX, round(face.eye_px / NODES / 2) * 2)
        x, y = (np.arange(-(-side // pitch_px)) * pitch_px + (pitch_px - 1) / 2 for side in (width, height))
        across, down = np.meshgrid(x, y)
        fields = face.fields(across, down) * _inside(across, down, face.eye_px, width, height)
        fields[[ROLL, ACROSS, DOWN]] *= face.room(width, height)
        furthest = (np.abs(fields).max(-1) * np.array(FURTHEST)[:, None, None]).max(0)
        rows, columns = (np.flatnonzero((furthest > FAINTEST_PX).any(axis)) for axis in (1, 0))
        if len(rows) == 0:
            return cls(fields=fields.astype(np.float32), pitch_px=pitch_px, box=None)
        top, left = max(0, rows[0] - 1), max(0, columns[0] - 1)
        part = fields[:, top : rows[-1] + 2, left : columns[-1] + 2]
        x0, y0, ny, nx = left * pitch_px, top * pitch_px, *part.shape[1:3]
        box = Box(x0=x0, y0=y0, x1=min(width, x0 + nx * pitch_px), y1=min(height, y0 + ny * pitch_px))
        return cls(fields=np.ascontiguousarray(part, np.float32), pitch_px=pitch_px, box=box)

    def turned(self, frame: Frame, head: Array) -> Frame:
        """A copy of an I420 frame with its head at ``head``, a row of Movement.head; pixels outside the box are kept."""
        out = frame.copy()
        if self.box is None or not head.any():
            return out
        shift = np.tensordot(-head, self.fields, axes=1)
        moves = np.abs(shift).max(axis=-1) > FAINTEST_PX
        for top in range(0, len(shift), BAND):
            columns = np.flatnonzero(moves[top : top + BAND].any(axis=0))
            if len(columns):
                left, right = max(0, int(columns[0]) - 1), int(columns[-1]) + 2
                self._fill(frame, out, shift[:, left:right], top, left)
        return out

    def _fill(self, frame: Frame, out: Frame, shift: Array, top: int, left: int) -> None:
        """One band of node rows from ``top`` on; its columns begin with ``left``."""
        assert self.box
        above = min(top, 1)
        part = shift[top - above : top + BAND + 1]
        px = self.pitch_px
        field = cv2.resize(part, (part.shape[1] * px, len(part) * px), interpolation=cv2.INTER_LINEAR)
        x0, y0 = self.box.x0 + left * px, self.box.y0 + top * px
        x1, y1 = min(self.box.x1, x0 + field.shape[1]), min(self.box.y1, y0 + BAND * px)
        field = np.asarray(field, np.float32)[above * px :][: y1 - y0, : x1 - x0]
        resample(frame, out, field, Box(x0=x0, y0=y0, x1=x1, y1=y1))


@dataclass(frozen=True, kw_only=True)
class _Face:
    """A face in the photo, in its own upright frame."""

    origin: npt.NDArray[np.float64]
    """[2], pixels: the middle of the oval"""
    upright: npt.NDArray[np.float64]
    """[2, 2]: rows are the unit directions across and down the face in the picture"""
    eye_px: float
    half: npt.NDArray[np.float64]
    """[2]: half width and half height of the oval, pixels"""
    marks: npt.NDArray[np.float64]
    """[478, 2]: the landmarks from the origin along ``upright``, pixels"""
    nearer: npt.NDArray[np.float64]
    """[478]: how far each stands before the axis of the head, pixels"""

    @classmethod
    def of(cls, landmarks: Array, depth: Array) -> "_Face":
        points = np.concatenate([landmarks, depth[:, None]], axis=1).astype(np.float64)
        across = points[EYES[1], :2] - points[EYES[0], :2] + points[EARS[1], :2] - points[EARS[0], :2]
        across /= np.linalg.norm(across)
        upright = np.array([across, [-across[1], across[0]]])
        eye_px = float(np.linalg.norm(points[EYES[1]] - points[EYES[0]]))
        oval = points[list(OVAL), :2] @ upright.T
        low, high = oval.min(0), oval.max(0)
        marks = points[:, :2] @ upright.T - (low + high) / 2
        nearer = points[list(EARS), 2].mean() - points[:, 2] + NEARER * eye_px
        return cls(
            origin=upright.T @ ((low + high) / 2),
            upright=upright,
            eye_px=eye_px,
            half=(high - low) / 2,
            marks=marks,
            nearer=nearer,
        )

    def fields(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """[motions, ny, nx, 2] for pixels x, y, each [ny, nx]."""
        u, v = np.moveaxis((np.stack([x, y], -1) - self.origin) @ self.upright.T, -1, 0)
        moves = self._moves(u, v)
        near = self._near(u, v) * moves
        nothing = np.zeros_like(u)
        turn = np.deg2rad(1.0)
        below = v - NECK * self.half[1]
        breath = np.maximum(moves, self._chest(u, v)) * -BREATH_RISES * self.eye_px
        along = np.array(
            [
                [turn * near, nothing],
                [nothing, turn * near],
                [-turn * below * moves, turn * u * moves],
                [self.eye_px * moves, nothing],
                [nothing, self.eye_px * moves],
                [nothing, breath],
            ]
        )
        return np.asarray(np.moveaxis(along, 1, -1) @ self.upright)

    def room(self, width: int, height: int) -> float:
        """Share of the outline's motion that the picture has room for around the head, LEAST_ROOM..1."""
        reach = self.half * (WIDER, TALLER)
        middle = self.origin - HIGHER * self.half[1] * self.upright[1]
        beside = min(middle[0] - reach[0], width - middle[0] - reach[0], middle[1] - reach[1])
        return float(np.clip(beside / self.eye_px / ROOM, LEAST_ROOM, 1))

    def _moves(self, u: npt.NDArray[np.float64], v: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """1 on the head and its hair, falling to 0 around it; sooner towards the shoulders."""
        half = self.half * (WIDER, TALLER)
        away = np.hypot(u / half[0], (v + HIGHER * self.half[1]) / half[1]) - 1
        lower = smooth(v / self.half[1])
        return np.asarray(1.0 - smooth(away / (DIES_AWAY + (DIES_BELOW - DIES_AWAY) * lower)))

    def _near(self, u: npt.NDArray[np.float64], v: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """How far the head stands before its axis, pixels: a thin plate through landmarks, nought at the outline."""
        from scipy.interpolate import RBFInterpolator

        angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        half = self.half * (WIDER, TALLER)
        ring = np.stack([np.cos(angle) * half[0], np.sin(angle) * half[1] - HIGHER * self.half[1]], -1)
        rings = [ring * far for far in (1.0, 1.3, 1.7)]
        places = np.concatenate([self.marks[:468], *rings]) / self.eye_px
        values = np.concatenate([self.nearer[:468], np.zeros(len(angle) * 3)]) / self.eye_px
        plate = RBFInterpolator(places, values, smoothing=0.02, neighbors=None)
        outside = np.hypot(u / half[0], (v + HIGHER * self.half[1]) / half[1]) - 1
        head = outside < DEPTH_DIES_AWAY
        near = np.zeros_like(u)
        near[head] = plate(np.stack([u[head], v[head]], -1) / self.eye_px).clip(0) * self.eye_px
        return np.asarray(near * (1 - smooth(outside / DEPTH_DIES_AWAY)))

    def _chest(self, u: npt.NDArray[np.float64], v: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        below = (v - self.half[1]) / self.eye_px
        begins, whole, fades, gone = CHEST
        rows = smooth((below - begins) / (whole - begins)) * (1 - smooth((below - fades) / (gone - fades)))
        inner, outer = CHEST_WIDE
        columns = 1 - smooth((np.abs(u) / self.eye_px - inner) / (outer - inner))
        return np.asarray(rows * columns)


def _inside(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], eye_px: float, width: int, height: int
) -> npt.NDArray[np.float64]:
    """[ny, nx, 1]: 0 at the picture's border and beyond, 1 a little inside, so that nothing is asked from outside."""
    away = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
    return np.asarray(smooth(away / (BORDER * eye_px))[..., None])
