"""Whether a face stands upright: a tracker told to find one may lay its points upside down over it and not notice."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from presenters.faces import Frame, quiet

SIDE_PX = 192
AROUND = 2.0  # side of the square looked at, in faces
CLEARLY = 0.05
"""How much surer the detector must be of the turned picture; upright faces lead by 0.03 to 0.4"""


def upright(frames: Sequence[Frame], points: Sequence[npt.NDArray[np.float32]]) -> bool:
    """Whether most I420 frames show the face with landmarks ``points``, float32 [478, 2] each, the right way up.

    A face detector (BlazeFace, Bazarevsky et al. 2019) is surest of upright faces, so it sees each turned four ways.
    """
    import mediapipe as mp

    with (
        quiet(),
        mp.solutions.face_detection.FaceDetection(
            model_selection=0, min_detection_confidence=0.1
        ) as detector,
    ):

        def sure(picture: Frame) -> float:
            faces = detector.process(picture).detections or []
            return max((float(face.score[0]) for face in faces), default=0.0)

        turned = 0
        for frame, face in zip(frames, points, strict=True):
            square = _square(frame, face)
            ways = [sure(np.ascontiguousarray(np.rot90(square, quarter))) for quarter in range(4)]
            turned += max(ways[1:]) > ways[0] + CLEARLY
    return turned * 2 <= len(frames)


def _square(frame: Frame, points: npt.NDArray[np.float32]) -> Frame:
    """The face and as much again around it, uint8 [SIDE_PX, SIDE_PX, 3]."""
    low, high = points.min(axis=0), points.max(axis=0)
    scale = SIDE_PX / max(AROUND * float((high - low).max()), 1.0)
    shift = np.array([[scale, 0, SIDE_PX / 2], [0, scale, SIDE_PX / 2]], np.float64)
    shift[:, 2] -= scale * (low + high) / 2
    rgb = cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_I420)
    return np.asarray(
        cv2.warpAffine(
            rgb, shift, (SIDE_PX, SIDE_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )
