"""Finding and following a face: MediaPipe Face Mesh, 478 landmarks a frame."""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from presenters.presenter import Landmarks

POINTS = 478
OUTER_EYES = (33, 263)
UPPER_INNER, LOWER_INNER = 13, 14
SMOOTH_FRAMES = 7
SMOOTH_ORDER = 2


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """MediaPipe's native code writes to file descriptor 2 past any Python setting."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def track(
    frames: Iterable[npt.NDArray[np.uint8]], *, still: bool = False
) -> tuple[Landmarks, npt.NDArray[np.bool_]]:
    """Follow the largest face through I420 frames (uint8 [height * 3 // 2, width]).

    Returns landmarks float32 [frames, 478, 2] in pixels, NaN where there is no face, and bool [frames].
    """
    import cv2

    rows: list[npt.NDArray[np.float32]] = []
    with _hushed():
        import mediapipe

        mesh = mediapipe.solutions.face_mesh.FaceMesh(
            static_image_mode=still, refine_landmarks=True, max_num_faces=1, min_detection_confidence=0.5
        )
        with mesh:
            for frame in frames:
                rgb = cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_I420)
                found = mesh.process(rgb).multi_face_landmarks
                rows.append(
                    _points(found[0], rgb.shape) if found else np.full((POINTS, 2), np.nan, np.float32)
                )
    landmarks = np.stack(rows) if rows else np.zeros((0, POINTS, 2), np.float32)
    return landmarks, ~np.isnan(landmarks[:, 0, 0])


def _points(found: object, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    marks = found.landmark  # type: ignore[attr-defined]
    scale = np.array([shape[1], shape[0]], np.float32)
    return np.array([(mark.x, mark.y) for mark in marks], np.float32) * scale


def smooth(landmarks: Landmarks, has_face: npt.NDArray[np.bool_]) -> Landmarks:
    """Landmarks without the tracker's tremor and without lag (Savitzky & Golay 1964), gaps filled by neighbours.

    Each run of frames with a face is smoothed by itself, so a cut does not smear.
    """
    from scipy.signal import savgol_filter

    filled = landmarks.copy()
    found = np.flatnonzero(has_face)
    if len(found) == 0:
        return filled
    for start, end in _runs(has_face, landmarks):
        if end - start >= SMOOTH_FRAMES:
            filled[start:end] = savgol_filter(filled[start:end], SMOOTH_FRAMES, SMOOTH_ORDER, axis=0)
    lost = np.flatnonzero(~has_face)
    nearest = found[np.abs(lost[:, None] - found[None]).argmin(axis=1)] if len(lost) else lost
    filled[lost] = filled[nearest]
    return filled


def _runs(has_face: npt.NDArray[np.bool_], landmarks: Landmarks) -> Iterator[tuple[int, int]]:
    """Runs of frames with a face, cut where it jumps by more than a quarter of its eye distance."""
    nose = landmarks[:, 4]
    eyes = eye_distance(landmarks)
    start = None
    for i, found in enumerate([*has_face, False]):
        jump = bool(
            found
            and start is not None
            and i > start
            and np.linalg.norm(nose[i] - nose[i - 1]) > 0.25 * eyes[i]
        )
        if start is not None and (not found or jump):
            yield start, i
            start = None
        if found and start is None:
            start = i


def eye_distance(landmarks: Landmarks) -> npt.NDArray[np.float32]:
    """Distance between the outer eye corners, pixels, [frames]."""
    return np.asarray(np.linalg.norm(landmarks[:, OUTER_EYES[0]] - landmarks[:, OUTER_EYES[1]], axis=-1))


def aperture(landmarks: Landmarks) -> npt.NDArray[np.float32]:
    """Gap between the inner lips in outer-eye distances, [frames]."""
    gap = np.linalg.norm(landmarks[:, UPPER_INNER] - landmarks[:, LOWER_INNER], axis=-1)
    return np.asarray(gap / np.maximum(eye_distance(landmarks), 1e-6))
