"""How the presenter lives: exact loops of sway, breath, blinks and glances, as values per frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FPS = 25
LOOP_FRAMES = 10 * FPS
BREATHS_PER_LOOP = 3

# A blink, frame by frame: which lid pictures and how much of the second.
BLINK = [("open", "lid33", 0.8), ("lid66", "lid100", 0.3), ("lid100", "lid100", 0.0), ("lid100", "lid66", 0.35),
         ("lid66", "lid33", 0.4), ("lid33", "open", 0.3), ("open", "lid33", 0.25)]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Life:
    """One person's habits. Angles in degrees, times in frames."""

    yaw: tuple[float, ...]  # amplitudes of 1, 2, 3 cycles per loop
    pitch: tuple[float, ...]
    roll: tuple[float, ...]
    phase: int
    first_frame: int  # where the loop is cut: at a calm moment, which a tracker reads best unprepared
    blinks: tuple[int, ...]
    glances: tuple[tuple[int, int, str], ...]  # from, to, which picture


VERA_LIFE = Life(
    yaw=(1.15, 0.55, 0.22),
    pitch=(0.40, 0.32, 0.18),
    roll=(0.55, 0.30, 0.10),
    phase=11,
    first_frame=186,
    blinks=(38, 121, 196),
    glances=((66, 83, "gaze_a"), (124, 131, "gaze_c"), (160, 172, "gaze_b")),
)
TOMAS_LIFE = Life(
    yaw=(-0.95, 0.60, -0.25),
    pitch=(0.50, -0.26, 0.15),
    roll=(-0.50, 0.25, 0.12),
    phase=5,
    first_frame=72,
    blinks=(24, 98, 178, 230),
    glances=((50, 64, "gaze_b"), (101, 110, "gaze_c"), (140, 158, "gaze_a")),
)
LIVES = {"vera": VERA_LIFE, "tomas": TOMAS_LIFE}


@dataclass(frozen=True, kw_only=True)
class Moment:
    yaw: float  # radians
    pitch: float
    roll: float
    breath: float  # 0 out, 1 in
    eyes: tuple[str, str, float]  # first picture, second picture, share of the second


def moment(life: Life, frame: int) -> Moment:
    frame = (frame + life.first_frame) % LOOP_FRAMES
    turn = 2 * np.pi * frame / LOOP_FRAMES
    rng = np.random.default_rng(life.phase)

    def wander(sizes: tuple[float, ...]) -> float:
        phases = rng.uniform(0, 2 * np.pi, len(sizes))
        return float(
            np.radians(
                sum(
                    a * np.sin((k + 1) * turn + p) for k, (a, p) in enumerate(zip(sizes, phases, strict=True))
                )
            )
        )

    cycle = BREATHS_PER_LOOP * turn
    breath = 0.5 - 0.5 * np.cos(cycle - 0.35 * np.sin(cycle))  # in a little faster than out
    return Moment(
        yaw=wander(life.yaw), pitch=wander(life.pitch), roll=wander(life.roll),
        breath=float(breath), eyes=eyes_at(life, frame),
    )  # fmt: skip


def eyes_at(life: Life, frame: int) -> tuple[str, str, float]:
    for start in life.blinks:
        if 0 <= frame - start < len(BLINK):
            return BLINK[frame - start]
    for start, end, look in life.glances:
        if frame == start:
            return "open", look, 0.55  # eyes jump within a frame or two
        if start < frame < end:
            return look, look, 0.0
        if frame == end:
            return look, "open", 0.55
    return "open", "open", 0.0


def rotation(now: Moment) -> NDArray[np.float64]:
    """Head rotation (x right, y away, z up)."""
    cy, sy, cp, sp, cr, sr = (f(a) for a in (now.yaw, now.pitch, now.roll) for f in (np.cos, np.sin))
    yaw = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]])
    pitch = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    roll = np.array([[cr, 0, sr], [0, 1, 0], [-sr, 0, cr]])
    return yaw @ pitch @ roll
