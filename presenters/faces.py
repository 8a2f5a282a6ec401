"""Where the face is: 478 landmarks in every frame, tracked as a stream, then steadied without lag."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from common.errors import FaceTooSmall, NoFace
from presenters.presenter import Person
from presenters.view import Sight, View

Points = npt.NDArray[np.float32]
Frame = npt.NDArray[np.uint8]

Picture = tuple[Frame, list[tuple[int, tuple[float, ...]]]]
"""RGB, uint8 [h, w, 3], and the number and box (left, top, right, bottom) of each person in it"""

POINTS = 478
POINT_BYTES = 17
"""Of a landmark in MediaPipe's message: five marks, and x, y and z in four bytes each"""
POINT = np.dtype(
    {"names": ["x", "y", "z"], "formats": ["<f4"] * 3, "offsets": [3, 8, 13], "itemsize": POINT_BYTES}
)
LEAST_FACE_PX = 48.0
EYE_LEFT, EYE_RIGHT = 33, 263  # outer corners
CHEEK_LEFT, CHEEK_RIGHT = 234, 454
UPPER_INNER, LOWER_INNER = 13, 14
STEADY_POINTS = (33, 133, 263, 362, 168, 6, 197, 10, 151, 9, 127, 356)
CUT_EYES = 0.7  # a jump between neighbouring frames, in eye distances, that no head makes


@dataclass(frozen=True, kw_only=True)
class Track:
    """Landmarks of one face over time."""

    points: Points
    """float32 [frames, 478, 3]: x, y in pixels, z in the same scale, smaller is nearer; NaN where no face was found"""
    people: tuple[Person, ...] = ()
    """Who is seen, not only whom the landmarks are of"""
    speaker: int | None = None
    """Number of the one whom the landmarks are of, where it is known"""
    pictures: Sequence[Picture] = ()
    """What shows them, when there are several"""

    @property
    def found(self) -> npt.NDArray[np.bool_]:
        """bool [frames]"""
        return np.asarray(~np.isnan(self.points[:, 0, 0]))


def eye_distance(points: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    """Distance of the outer eye corners in the picture, pixels: [...] from [..., 478, 2 or 3]."""
    return np.asarray(
        np.linalg.norm(points[..., EYE_LEFT, :2].astype(np.float64) - points[..., EYE_RIGHT, :2], axis=-1)
    )


def face_width(points: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    """Distance of the cheeks' outer landmarks, pixels: [...] from [..., 478, 2 or 3]."""
    return np.asarray(
        np.linalg.norm(points[..., CHEEK_LEFT, :2].astype(np.float64) - points[..., CHEEK_RIGHT, :2], axis=-1)
    )


def aperture(points: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    """Gap between the inner lips over the eye distance as seen: [...] from [..., 478, 2 or 3]."""
    gap = np.linalg.norm(
        points[..., UPPER_INNER, :2].astype(np.float64) - points[..., LOWER_INNER, :2], axis=-1
    )
    return np.asarray(gap / np.maximum(eye_distance(points), 1e-6))


@contextmanager
def quiet() -> Iterator[None]:
    """MediaPipe's C++ prints to descriptor 2 whatever the log level says; a worker's stderr is for errors."""
    saved = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


class FaceTracker:
    """MediaPipe Face Mesh over a stream of frames: the largest face first, then the same face as long as it is seen.

    With ``faces`` above 1 the detector runs in every frame, which costs about twice the time.
    """

    sight = Sight(long_side_px=1280, clear_face_px=105.0)
    # Its network looks at about 128 px of a face: one of 105 is read as one of 200.

    def __init__(self, *, faces: int = 1, still: bool = False) -> None:
        os.environ.setdefault("GLOG_minloglevel", "3")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        import mediapipe as mp

        self._hush = quiet()
        self._hush.__enter__()
        self._mesh = mp.solutions.face_mesh.FaceMesh(
            static_image_mode=still,
            refine_landmarks=True,
            max_num_faces=faces,
            min_detection_confidence=0.5,
            min_tracking_confidence=0.5,
        )
        self._last: Points | None = None

    def __enter__(self) -> "FaceTracker":
        return self

    def __exit__(self, *_: object) -> None:
        self._mesh.close()
        self._hush.__exit__(None, None, None)

    def all_faces(self, rgb: Frame, *, width: int, height: int) -> list[Points]:
        """Every face in a picture, each float32 [478, 3] in pixels of a ``width`` x ``height`` frame."""
        found = self._mesh.process(rgb).multi_face_landmarks or []
        scale = np.array([width, height, width], np.float32)
        # They count from the middle of the picture's first pixel, which lies further inside the frame than its own does.
        inside = np.array([width / rgb.shape[1] - 1, height / rgb.shape[0] - 1, 0.0], np.float32) / 2
        return [_places(face) * scale + inside for face in found]

    def seen(self, rgb: Frame, *, width: int, height: int) -> list[Points]:
        """Every face in the next picture of a stream."""
        # After a cut the tracker looks where the face was and gives up; asked again it looks everywhere.
        return self.all_faces(rgb, width=width, height=height) or self.all_faces(
            rgb, width=width, height=height
        )

    def follow(self, rgb: Frame, *, width: int, height: int) -> Points | None:
        """The presenter's face in the next picture: float32 [478, 3] in pixels of the whole frame, or None."""
        self._last = pick(self.seen(rgb, width=width, height=height), self._last)
        return self._last


def _places(face: Any) -> Points:
    """Landmarks as MediaPipe gives them, float32 [count, 3]."""
    packed = face.SerializeToString()
    if len(packed) != POINT_BYTES * len(face.landmark):  # a later version says more of each
        return np.array([(p.x, p.y, p.z) for p in face.landmark], np.float32)
    rows = np.frombuffer(packed, POINT)
    return np.stack([rows["x"], rows["y"], rows["z"]], axis=1)


def pick(faces: list[Points], last: Points | None) -> Points | None:
    """The largest face, or the one that was seen last where it moved on without a jump."""
    if not faces:
        return None
    largest = max(faces, key=lambda face: float(face_width(face)))
    if last is None or len(faces) == 1:
        return largest
    nearest = min(faces, key=lambda face: float(np.linalg.norm(face[1, :2] - last[1, :2])))
    moved = float(np.linalg.norm(nearest[1, :2] - last[1, :2]))
    return nearest if moved < CUT_EYES * float(eye_distance(last)) else largest


def faces_in(frames: Iterable[Frame]) -> Iterator[Points | None]:
    """The largest face of each I420 frame by itself, not as a sequence: float32 [478, 3] in pixels."""
    with FaceTracker(still=True) as tracker:
        view = View(tracker.sight)
        for frame in frames:
            height, width = frame.shape[0] * 2 // 3, frame.shape[1]
            face = tracker.follow(view.of(frame), width=width, height=height)
            if face is not None:
                view.suit([float(face_width(face))])
            yield face


def check_face(track: Track, name: str) -> None:
    """Raises NoFace when no frame shows a face, FaceTooSmall when it is too small for lips to be seen."""
    if not track.found.any():
        raise NoFace(name=name)
    width = float(np.median(face_width(track.points[track.found])))
    if width < LEAST_FACE_PX:
        raise FaceTooSmall(name=name, face_px=width, limit_px=LEAST_FACE_PX)


def shots(track: Track) -> list[tuple[int, int]]:
    """Runs [start, end) of frames that show the face without a cut."""
    found = track.found
    centre = track.points[:, STEADY_POINTS, :2].mean(axis=1)
    eyes = eye_distance(track.points)
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for i in range(len(found) + 1):
        here = i < len(found) and bool(found[i])
        if start is not None and here:
            moved = float(np.linalg.norm(centre[i] - centre[i - 1]))
            grown = abs(float(np.log(eyes[i] / max(eyes[i - 1], 1e-3))))
            if moved > CUT_EYES * eyes[i - 1] or grown > 0.35:
                runs.append((start, i))
                start = i
        elif start is not None:
            runs.append((start, i))
            start = None
        elif here:
            start = i
    return runs


def steady(track: Track, *, fps: float) -> Points:
    """Landmarks without the tracker's tremble and without lag: float32 [frames, 478, 3].

    The head's motion and the face's own shape are smoothed apart, both by zero-phase local parabolas (Savitzky & Golay
    1964): the head over 0.28 s; the shape over 0.6 s where it hardly changes and 0.2 s where it does, so that a still
    mouth is still and a moving one keeps its corners. Frames without a face take the nearest face's landmarks.
    """
    points = track.points.copy()
    for start, end in shots(track):
        points[start:end] = _steady_shot(points[start:end], fps)
    return _fill(points, track.found)


def _steady_shot(points: Points, fps: float) -> Points:
    centre = points[:, STEADY_POINTS].mean(axis=1, keepdims=True)
    size = np.linalg.norm(points[:, STEADY_POINTS, :2] - centre[..., :2], axis=-1, keepdims=True).mean(
        axis=1, keepdims=True
    )
    shape = (points - centre) / size
    calm, quick = _parabolas(shape, 0.6, fps), _parabolas(shape, 0.2, fps)
    moved = np.linalg.norm((quick - calm)[..., :2], axis=-1, keepdims=True)
    # `size` is about half an eye distance, so 0.02 of it is a hundredth of the face.
    mix = _parabolas(np.clip((moved - 0.006) / 0.02, 0.0, 1.0), 0.36, fps).clip(0.0, 1.0)
    shape = calm + (quick - calm) * mix
    return np.asarray(shape * _parabolas(size, 0.44, fps) + _parabolas(centre, 0.28, fps), np.float32)


def _parabolas(values: npt.NDArray[Any], window_s: float, fps: float) -> npt.NDArray[Any]:
    from scipy.signal import savgol_filter

    window = round(window_s * fps) | 1
    window = min(window, len(values) - 1 + len(values) % 2)
    if window < 5:
        return values
    return np.asarray(savgol_filter(values, window, 2, axis=0, mode="interp"))


def _fill(points: Points, found: npt.NDArray[np.bool_]) -> Points:
    seen = np.flatnonzero(found)
    if len(seen) == 0:
        return np.zeros_like(points)
    right = np.searchsorted(seen, np.arange(len(points))).clip(0, len(seen) - 1)
    left = (right - 1).clip(0)
    here = np.arange(len(points))
    nearest = np.where(np.abs(seen[left] - here) < np.abs(seen[right] - here), seen[left], seen[right])
    return np.asarray(points[nearest])
