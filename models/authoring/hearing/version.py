"""A clip as the networks take it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True, eq=False)
class Version:
    """float32, all as long: mels [MELS, hops], clues [CLUES, moments], lips [len(PARTS), frames]."""

    mels: np.ndarray
    clues: np.ndarray
    lips: np.ndarray
