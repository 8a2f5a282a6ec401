"""The mel spectrogram as Wav2Lip was trained with it, without librosa.

80 bands from 55 to 7600 Hz at 80 steps a second, in decibels, laid out so that -100 dB is -4 and 0 dB is 4.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

RATE_HZ = 16_000
WINDOW = 800
HOP = 200
MELS = 80
STEPS = 16
"""Columns that the network hears for one picture: 0.2 s"""
STEPS_PER_S = RATE_HZ / HOP
LOWEST_HZ, HIGHEST_HZ = 55.0, 7600.0
PREEMPHASIS = 0.97
REFERENCE_DB = 20.0
FLOOR_DB = -100.0
REACH = 4.0
AT_ONCE = 2048  # windows; bounds the memory of a long recording

LINEAR_HZ = 200 / 3  # in one mel, up to BREAK_HZ
BREAK_HZ = 1000.0
LOG_STEP = np.log(6.4) / 27


def mels(samples: Array) -> Array:
    """16 kHz samples -> float32 [MELS, steps], -4..4; the middle of step ``k`` is at ``k * HOP``."""
    sharp = samples.astype(np.float64)
    sharp[1:] -= PREEMPHASIS * samples[:-1]
    short = max(0, WINDOW // 2 + 1 - len(sharp))
    padded = np.pad(np.pad(sharp, (0, short)), WINDOW // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    parts = [_decibels(windows[at : at + AT_ONCE]) for at in range(0, len(windows), AT_ONCE)]
    return np.asarray(np.concatenate(parts).T, np.float32)


def _decibels(windows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    heights = np.abs(np.fft.rfft(windows * _hann())) @ bands().T
    decibels = 20 * np.log10(np.maximum(heights, 10 ** (FLOOR_DB / 20))) - REFERENCE_DB
    return np.asarray(np.clip(2 * REACH * (decibels / -FLOOR_DB + 1) - REACH, -REACH, REACH))


class Heard:
    """What the network hears for each picture of a clip."""

    def __init__(self, samples: Array, *, fps: float) -> None:
        """``samples`` at 16 kHz."""
        self._mels = mels(samples)
        self._fps = fps

    def at(self, frame: int) -> Array:
        """float32 [MELS, STEPS]: the 0.2 s from the picture on, as the published code takes them.

        After the sound's end there is silence, where that code repeats the last 0.2 s.
        """
        first = int(frame * STEPS_PER_S / self._fps)
        part = self._mels[:, first : first + STEPS]
        return np.pad(part, ((0, 0), (0, STEPS - part.shape[1])), constant_values=-REACH)


@cache
def _hann() -> npt.NDArray[np.float64]:
    """Periodic, as spectra want it."""
    return np.asarray(np.hanning(WINDOW + 1)[:-1])


@cache
def bands() -> npt.NDArray[np.float64]:
    """Triangles of equal area on Slaney's mel scale (Auditory Toolbox, 1998): float64 [MELS, WINDOW // 2 + 1]."""
    edges = _hertz(np.linspace(_mel(LOWEST_HZ), _mel(HIGHEST_HZ), MELS + 2))[:, None]
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE_HZ)
    up = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(0, np.minimum(up, down)) * 2 / (edges[2:] - edges[:-2]))


def _mel(hertz: float) -> float:
    """Linear below BREAK_HZ, logarithmic above."""
    if hertz < BREAK_HZ:
        return hertz / LINEAR_HZ
    return float(BREAK_HZ / LINEAR_HZ + np.log(hertz / BREAK_HZ) / LOG_STEP)


def _hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    bend = BREAK_HZ / LINEAR_HZ
    return np.where(mel < bend, mel * LINEAR_HZ, BREAK_HZ * np.exp((mel - bend) * LOG_STEP))
