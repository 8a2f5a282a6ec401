"""The face's own coordinates: eye distances along the face's axes, whatever way the head is turned.

x runs to the viewer's right, y down the face; the origin is the middle of the lips' contact line. Lengths are in outer-eye
distances of the face seen from the front, so a turned or tilted head has the same mouth as a straight one.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

EYES = ((33, 263), (133, 362), (234, 454))
FOREHEAD, CHIN = 10, 152
CORNERS = (61, 291)
INNER_LIPS = (13, 14)
SIZE_WINDOW_S = 1.0
AXES_WINDOW_S = 0.44


@dataclass(frozen=True, kw_only=True)
class FaceFrames:
    """Face coordinates of every frame of footage."""

    axes: Array
    """float32 [frames, 2, 2]: columns are one eye distance along x and along y, in pixels"""
    origin: Array
    """float32 [frames, 2], pixels"""
    eyes: Array
    """float32 [frames]: the eye distance as it is seen, turned away or not, in units of the true one"""
    marks: Array
    """float32 [frames, 478, 2]: all landmarks in face coordinates"""


def face_frames(landmarks: Array, depth: Array, *, fps: float) -> FaceFrames:
    """Axes by weak perspective: the 3D directions ear to ear and forehead to chin, projected.

    ``landmarks`` is float32 [frames, 478, 2] in pixels, ``depth`` float32 [frames, 478] in the same scale.
    """
    points = np.concatenate([landmarks, depth[..., None]], axis=-1).astype(np.float64)
    across = _unit(np.sum([_unit(points[:, right] - points[:, left]) for left, right in EYES], axis=0))
    across = _unit(_calm(across, AXES_WINDOW_S, fps))
    down = _unit(_calm(points[:, CHIN] - points[:, FOREHEAD], AXES_WINDOW_S, fps))
    down = _unit(down - (down * across).sum(-1, keepdims=True) * across)
    size = _calm(np.linalg.norm(points[:, 263] - points[:, 33], axis=-1), SIZE_WINDOW_S, fps)
    axes = np.stack([across[:, :2], down[:, :2]], axis=-1) * size[:, None, None]
    middle = (points[:, CORNERS, :2].mean(1) + points[:, INNER_LIPS, :2].mean(1)) / 2
    seen = np.linalg.norm(points[:, 263, :2] - points[:, 33, :2], axis=-1)
    marks = np.einsum("fij,fpj->fpi", _inverse(axes), points[..., :2] - middle[:, None])
    return FaceFrames(
        axes=axes.astype(np.float32),
        origin=middle.astype(np.float32),
        eyes=(seen / size).astype(np.float32),
        marks=marks.astype(np.float32),
    )


def _inverse(axes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Of matrices [frames, 2, 2]. By hand: a library of linear algebra wakes all its threads for each of them."""
    (a, b), (c, d) = np.moveaxis(axes, 0, -1)
    return np.asarray(np.moveaxis(np.array([[d, -b], [-c, a]]) / (a * d - b * c), -1, 0))


def _unit(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))


def _calm(values: npt.NDArray[np.float64], window_s: float, fps: float) -> npt.NDArray[np.float64]:
    """Zero-phase smoothing over frames by a local parabola (Savitzky & Golay 1964)."""
    from scipy.signal import savgol_filter

    window = min(round(window_s * fps) | 1, len(values) - 1 + len(values) % 2)
    return np.asarray(savgol_filter(values, window, 2, axis=0)) if window >= 5 else values
