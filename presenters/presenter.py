"""Who is seen: a presenter as registered, and a presenter prepared for the lips."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Landmarks = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Presenter:
    """A person (or drawn person) who can say things."""

    id: str
    name: str
    footage: Path
    """Video or photo"""
    licence: str = ""
    made_with: str = ""
    description: str = ""
    gender: str = ""
    """"female", "male" or "": picks a default voice"""
    builtin: bool = False


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Footage ready for the lips: made once per content hash, kept on disk, loaded in milliseconds.

    Frames are not held in memory: ``frames_path`` is a video of constant rate, upright, even-sized, decoded as a stream.
    """

    digest: str
    """Content hash of the footage and of the preparing code's version"""
    frames_path: Path
    width: int
    height: int
    fps: float
    landmarks: Landmarks
    """float32 [frames, 478, 2], pixels, smoothed; rows without a face are filled by neighbours"""
    has_face: npt.NDArray[np.bool_]
    """bool [frames]"""
    still: bool
    """True when made from a photo"""

    @property
    def frames(self) -> int:
        return len(self.landmarks)
