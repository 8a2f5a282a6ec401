"""The floor: lips that open as the sound is loud, and do nothing else."""

import numpy as np
import numpy.typing as npt

from pipeline.mouthtrack import JAW, PARAMETERS, PRESS, MouthTrack
from pipeline.sound import frame_rms
from voices.voice import Speech

STEP_S = 0.01
SMOOTH_S = 0.12
LOUDNESS_POWER = 0.6
"""Of sound pressure: as people hear it (Stevens 1957)"""
ROUNDS = 30


def loudness(speech: Speech, *, fps: float) -> npt.NDArray[np.float64]:
    """Smoothed loudness about each frame, float64 [frames], in no unit; as many frames as cover the sound."""
    frames = max(1, int(np.ceil(speech.duration_s * fps - 1e-6)))
    level = frame_rms(speech.samples, speech.rate_hz, STEP_S).astype(np.float64) ** LOUDNESS_POWER
    window = np.hanning(round(SMOOTH_S / STEP_S) + 3)
    reach = len(window) // 2
    smooth = np.convolve(np.pad(level, reach, "edge"), window / window.sum(), "valid")[: len(level)]
    return np.interp(np.arange(frames) / fps, (np.arange(len(smooth)) + 0.5) * STEP_S, smooth)


def loud_lips(speech: Speech, *, fps: float, opening: float) -> MouthTrack:
    """A track whose jaw follows the loudness, as open on average as ``opening``; all else is at rest."""
    level = loudness(speech, fps=fps)
    gain, jaw = opening / max(float(level.mean()), 1e-12), np.zeros(len(level))
    for _ in range(ROUNDS):  # what is clipped from the peaks is given back to the rest
        jaw = np.clip(gain * level, 0, 1)
        gain *= opening / max(float(jaw.mean()), 1e-12)
    values = np.zeros((len(level), len(PARAMETERS)), np.float32)
    values[:, JAW] = jaw
    return MouthTrack(values=values, fps=fps)


def mean_opening(track: MouthTrack) -> float:
    """Of the jaw, as far as the lips are not pressed together."""
    return float((track.values[:, JAW] * (1 - track.values[:, PRESS])).mean())
