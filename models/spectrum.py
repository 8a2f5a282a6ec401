"""Power spectra of sound, in single precision and a block at a time: what hears mels and clues shares them."""

from functools import cache

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

RATE_HZ = 16_000
HOP = 160  # 10 ms
WINDOW = 400
SPECTRUM = 512
BINS = SPECTRUM // 2 + 1
AT_ONCE = 125
"""Windows; they stay in a core's cache, and a long sound takes little more memory"""


def spectra(samples: Array) -> Array:
    """Of 16 kHz samples: float32 [hops, BINS]. The middle of hop ``k`` is at ``k * HOP``; the last lie beyond the end."""
    from scipy.fft import rfft

    padded = np.pad(np.asarray(samples, np.float32), (WINDOW // 2, WINDOW))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    found = np.empty((len(frames), BINS), np.float32)
    whole = np.zeros((AT_ONCE, SPECTRUM), np.float32)
    for start in range(0, len(frames), AT_ONCE):
        some = found[start : start + AT_ONCE]
        np.multiply(frames[start : start + AT_ONCE], _window(), out=whole[: len(some), :WINDOW])
        # SciPy keeps single precision where NumPy's own transforms do not.
        waves = rfft(whole[: len(some)], axis=1, workers=1)
        np.multiply(waves.real, waves.real, out=some)
        some += waves.imag * waves.imag
    return found


def within(spectrum: Array, samples: Array) -> Array:
    """Only the hops that lie within the sound, at least one."""
    return spectrum[: max(1, -(-len(samples) // HOP))]


@cache
def _window() -> Array:
    return np.hanning(WINDOW).astype(np.float32)
