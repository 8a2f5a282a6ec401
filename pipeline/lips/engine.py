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

Places = npt.NDArray[np.int64]
"""int64 [frames], never falling: places along ``Prepared.played`` whose footage is shown"""


class Engine(Protocol):
    id: str
    code: str
    """Another one when the same order would look otherwise"""

    joins: bool
    """Whether a clip may be joined from parts that are drawn on their own"""

    def on(self, device: str | None) -> "Engine":
        """The same, working on "cuda", "mps" or "cpu"; None is the best there is.

        Raises EngineNeedsTorch, EngineNeedsWeights where it cannot work.
        """
        ...

    def open(self) -> None:
        """Load what it draws with, so that what is wrong with that is told before anything is made.

        Raises WeightsUnsuitable, DeviceMissing, DeviceFailed.
        """
        ...

    def after(self, lost: int) -> "Engine":
        """The same, asking for less memory: so many attempts at a clip ended with their process."""
        ...

    def render(
        self, prepared: Prepared, speech: Speech, mouth: MouthTrack, places: Places | None = None
    ) -> Iterator[Frame]:
        """Yield exactly ``mouth.frames`` frames at ``prepared.fps``, one at a time; memory does not grow with the clip.

        The footage plays from its first frame, or as ``places`` says; what an engine keeps from one frame to the next is
        then as if the footage had been watched for a while before.
        """
        ...
