"""The mouth over time: what every engine that moves geometry reads.

Parameters, each 0..1 unless said otherwise, 0 being the presenter's lips at rest:

==========  ==================================================================================================
jaw         openness: the inner-lip gap in units of APERTURE_PER_JAW eye distances; 1 is a wide "ah"
wide        -1..1: mouth width; +1 spreads the corners as in "ee", -1 draws them in as in "oo"
round       lips pushed forward and rounded, as in "oo", "w", "sh"
press       lips pressed together, as in p, b, m: wins over jaw, the lips must meet at 1
tuck        lower lip under the upper teeth, as in f, v
raise       upper lip raised, upper teeth shown, as in "ee", s, sh
tongue      tongue tip up behind the teeth, as in l, n, t, d, th
==========  ==================================================================================================
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

JAW, WIDE, ROUND, PRESS, TUCK, RAISE, TONGUE = range(7)
PARAMETERS = ("jaw", "wide", "round", "press", "tuck", "raise", "tongue")
APERTURE_PER_JAW = 0.25  # inner-lip gap over outer-eye-corner distance at jaw = 1
WIDTH_PER_WIDE = 0.18  # change of mouth width over rest width at wide = 1


@dataclass(frozen=True, kw_only=True)
class MouthTrack:
    values: npt.NDArray[np.float32]
    """float32 [frames, len(PARAMETERS)]"""
    fps: float

    @property
    def frames(self) -> int:
        return len(self.values)
