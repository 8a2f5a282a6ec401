"""What tests of the lips say and look at."""

import numpy as np
import numpy.typing as npt

from pipeline.mouthtrack import PARAMETERS, MouthTrack
from voices.voice import Speech

SILENCE = Speech(samples=np.zeros(16000, np.float32), rate_hz=16000, language="en")


def tracked(frames: int, values: dict[int, float]) -> MouthTrack:
    """The same mouth in every frame."""
    rows = np.zeros((frames, len(PARAMETERS)), np.float32)
    for parameter, value in values.items():
        rows[:, parameter] = value
    return MouthTrack(values=rows, fps=25.0)


def luma(frame: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return frame[: frame.shape[0] * 2 // 3]
