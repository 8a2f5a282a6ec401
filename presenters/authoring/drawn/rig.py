"""Life: how head, chest, eyes and lids move over the loop, and how a layer follows them."""

from dataclasses import dataclass

import cv2
import numpy as np

from brush import OVERSAMPLING
from frame import HEIGHT_PX, ORIGIN_PX, PX_PER_UNIT, WIDTH_PX
from people import Person

FPS = 25
LOOP_S = 10
FRAMES = FPS * LOOP_S
BLINK = (0.22, 0.72, 1.0, 1.0, 0.72, 0.40, 0.15)
"""How far the lids are closed, frame by frame: they fall faster than they rise."""
PIVOT_Y = 1.25
"""The head turns about the top of the neck."""


@dataclass(frozen=True, kw_only=True)
class Pose:
    yaw_rad: float
    pitch_rad: float
    roll_rad: float
    breath: float
    """0 breathed out .. 1 breathed in."""
    blink: float
    gaze: tuple[float, float]


def pose(person: Person, frame: int) -> Pose:
    """Every motion is a whole number of waves per loop, so that the last frame meets the first."""
    phase = 2 * np.pi * frame / FRAMES
    shift = person.seed * 0.7
    yaw = 0.026 * np.sin(phase + shift) + 0.010 * np.sin(2 * phase + 1.3 * shift)
    pitch = 0.014 * np.sin(2 * phase + 0.5 + shift) + 0.006 * np.sin(3 * phase)
    roll = 0.011 * np.sin(phase + 1.9 + shift) + 0.004 * np.sin(3 * phase + 0.4)
    blink = 0.0
    for start_s in person.blink_times_s:
        since = frame - round(start_s * FPS)
        if 0 <= since < len(BLINK):
            blink = BLINK[since]
    return Pose(
        yaw_rad=float(yaw),
        pitch_rad=float(pitch),
        roll_rad=float(roll),
        breath=float(0.5 - 0.5 * np.cos(3 * phase)),
        blink=blink,
        gaze=_gaze(frame, person, yaw, pitch),
    )


def _gaze(frame: int, person: Person, yaw: float, pitch: float) -> tuple[float, float]:
    """Eyes hold on the viewer while the head sways, and jump a little every second or two."""
    rng = np.random.default_rng(person.seed + 90)
    starts = np.sort(rng.choice(np.arange(10, FRAMES - 10, 12), 6, replace=False))
    spots = rng.normal(0, (0.0055, 0.003), (6, 2))
    spots[-1] = 0
    spot = np.zeros(2)
    for start, goal in zip(starts, spots, strict=True):
        share = float(np.clip((frame - start) / 2, 0, 1))
        spot = spot + (goal - spot) * share
    return float(spot[0] - 0.30 * yaw), float(spot[1] - 0.30 * pitch)


def _step(value: np.ndarray, low: float, high: float) -> np.ndarray:
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


class Stage:
    """Where each pixel of a finished frame comes from in a layer, for any pose."""

    def __init__(self, height: np.ndarray) -> None:
        """`height` is the face's relief at layer size; outside the face it fades to the skull's."""
        small = cv2.resize(height, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)
        self.depth = cv2.GaussianBlur(np.maximum(small, -0.62), (0, 0), 9)
        x = (np.arange(WIDTH_PX, dtype=np.float32) + 0.5 - ORIGIN_PX[0]) / PX_PER_UNIT
        y = (np.arange(HEIGHT_PX, dtype=np.float32) + 0.5 - ORIGIN_PX[1]) / PX_PER_UNIT
        self.x, self.y = np.meshgrid(x, y)
        self.hang = 1 - _step(self.y, 1.15, 2.3)
        self.chest = _step(self.y, 1.15, 1.95)
        self.shoulder = _step(np.abs(self.x), 0.2, 1.3)

    def head(self, pose: Pose, back: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Shift of the head's layer in face units; hair below the chin follows the chest instead."""
        depth = np.full_like(self.depth, -0.85) if back else self.depth
        dx = pose.yaw_rad * (depth + 0.75) - pose.roll_rad * (self.y - PIVOT_Y)
        dy = pose.pitch_rad * (depth + 0.75) + pose.roll_rad * self.x - 0.008 * pose.breath
        body_x, body_y = self.body(pose)
        return dx * self.hang + body_x * (1 - self.hang), dy * self.hang + body_y * (1 - self.hang)

    def body(self, pose: Pose) -> tuple[np.ndarray, np.ndarray]:
        """The chest lifts and widens; the neck gives way to the head."""
        sway = 0.35 * pose.yaw_rad * (1 - self.chest) + 0.10 * pose.yaw_rad
        dx = sway + 0.004 * pose.breath * self.x * self.chest
        dy = -0.016 * pose.breath * self.chest * (0.65 + 0.35 * self.shoulder) - 0.008 * pose.breath * (
            1 - self.chest
        )
        return dx, dy

    def pick(self, layer: np.ndarray, shift: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """The layer seen after the shift: premultiplied uint8 [height, width, 4] at final size."""
        scale = PX_PER_UNIT * OVERSAMPLING
        at_x = (self.x - shift[0]) * scale + ORIGIN_PX[0] * OVERSAMPLING - 0.5
        at_y = (self.y - shift[1]) * scale + ORIGIN_PX[1] * OVERSAMPLING - 0.5
        return cv2.remap(
            layer,
            at_x.astype(np.float32),
            at_y.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
