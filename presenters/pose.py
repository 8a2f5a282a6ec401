"""Which way a head looks: yaw, pitch and roll from tracked landmarks."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Angles = npt.NDArray[np.float64]

ACROSS = ((33, 263), (133, 362), (234, 454))
FOREHEAD, CHIN = 10, 152
LEVEL_PITCH_DEG = 5.0  # of the line forehead to chin when a face looks straight ahead


@dataclass(frozen=True, kw_only=True)
class Pose:
    """Angles in degrees, float64 [frames] each; all nought when the face looks into the camera."""

    yaw: Angles
    """Positive when the face looks to the viewer's right"""
    pitch: Angles
    """Positive when it looks down"""
    roll: Angles
    """Positive when the head leans clockwise"""


def pose(landmarks: npt.NDArray[np.float32], depth: npt.NDArray[np.float32]) -> Pose:
    """From float32 [frames, 478, 2] in pixels and depth float32 [frames, 478] in the same scale.

    The directions ear to ear and forehead to chin are taken in three dimensions (weak perspective).
    """
    points = np.concatenate([landmarks, depth[..., None]], axis=-1).astype(np.float64)
    across = _unit(np.sum([_unit(points[:, right] - points[:, left]) for left, right in ACROSS], axis=0))
    down = points[:, CHIN] - points[:, FOREHEAD]
    down = _unit(down - (down * across).sum(-1, keepdims=True) * across)
    return Pose(
        yaw=np.degrees(np.arcsin(np.clip(across[:, 2], -1.0, 1.0))),
        pitch=np.degrees(np.arcsin(np.clip(down[:, 2], -1.0, 1.0))) - LEVEL_PITCH_DEG,
        roll=np.degrees(np.arctan2(across[:, 1], across[:, 0])),
    )


def _unit(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))
