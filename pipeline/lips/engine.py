"""What a lip engine is."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipeline.mouthtrack import MouthTrack
from presenters.presenter import Prepared
from voices.voice import Speech

Frame = npt.NDArray[np.uint8]
"""One picture as planar YUV 4:2:0 (I420): uint8 [height * 3 // 2, width]. Never converted outside the mouth's box."""


class Engine(Protocol):
    id: str

    def render(self, prepared: Prepared, speech: Speech, mouth: MouthTrack) -> Iterator[Frame]:
        """Yield exactly ``mouth.frames`` frames at ``prepared.fps``, one at a time; memory does not grow with the clip."""
        ...
