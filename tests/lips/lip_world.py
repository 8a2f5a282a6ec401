"""What tests of the lips say and look at."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.home import Home
from common.media import child
from pipeline.mouthtrack import PARAMETERS, MouthTrack
from presenters.prepare import prepare
from presenters.presenter import Prepared
from voices.voice import Speech

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p", "-an")

SILENCE = Speech(samples=np.zeros(16000, np.float32), rate_hz=16000, language="en")


def tracked(frames: int, values: dict[int, float]) -> MouthTrack:
    """The same mouth in every frame."""
    rows = np.zeros((frames, len(PARAMETERS)), np.float32)
    for parameter, value in values.items():
        rows[:, parameter] = value
    return MouthTrack(values=rows, fps=25.0)


def luma(frame: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return frame[: frame.shape[0] * 2 // 3]


def film(path: Path, prepared: Prepared, frames: Iterable[npt.NDArray[np.uint8]]) -> Prepared:
    """Frames of a presenter's size as footage of their own, prepared."""
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{prepared.width}x{prepared.height}", "-r", "25"]
    with child([*raw, "-i", "pipe:0", *H264, f"file:{path}"], stdin=True) as (process, _):
        assert process.stdin
        for frame in frames:
            process.stdin.write(frame.tobytes())
        process.stdin.close()
        assert process.wait(timeout=30) == 0
    return prepare(path, home=Home(root=path.parent / "home").make())
