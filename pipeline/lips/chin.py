"""Where the chin is while the lips speak: a jaw is heavy, so it follows the lips' opening more smoothly than they do."""

import numpy as np
import numpy.typing as npt

from pipeline.mouthtrack import JAW, MouthTrack

CHIN_SMOOTH_S = 0.045
"""So much smoother; of 22 people who were filmed speaking, the chin's quick moves are as much weaker than its slow ones"""


def chins(mouth: MouthTrack) -> npt.NDArray[np.float32]:
    """float32 [frames]: the lips' opening the chin stands at, in units of JAW. It knows no closure, lips meet over it."""
    from scipy.ndimage import gaussian_filter1d

    jaw = np.clip(mouth.values[:, JAW], 0, None)
    return np.asarray(gaussian_filter1d(jaw, CHIN_SMOOTH_S * mouth.fps, mode="nearest"), np.float32)
