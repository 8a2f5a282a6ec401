"""What a photo's head and lids do while it speaks: from the sound alone, so the same order gives the same clip.

Rates and times of blinks: Bentivoglio et al. 1997 and Caffier et al. 2003. That heads nod with the loudness of speech:
Hadar et al. 1983, Munhall et al. 2004.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.lips.ramp import smooth
from voices.voice import Speech

Array = npt.NDArray[np.float32]

YAW, PITCH, ROLL, ACROSS, DOWN, BREATH = range(6)
MOTIONS = ("yaw", "pitch", "roll", "across", "down", "breath")
FURTHEST = (2.0, 1.8, 0.6, 0.016, 0.018, 1.0)
"""Bounds of each motion: degrees; eye distances; 1 is a whole breath"""
SWAY = (1.1, 0.6, 0.3, 0.007, 0.005)
"""How far the head wanders while it speaks, one standard deviation"""
SWAY_HZ = (0.32, 0.40, 0.28, 0.25, 0.30)
SILENT_SWAYS = 0.3
"""Share of the sway that is left in silence"""
NOD_DEG = 1.0
NOD_RISE_S, NOD_FALL_S = 0.13, 0.30
NODS_APART_S = 0.55
BREATH_S = 4.4
"""13.6 breaths a minute"""
FROM_REST_S, TO_REST_S = 0.7, 0.6
LOUDNESS_S = 0.04
SPEAKING_S = 0.35
PAUSE_S = 0.18
QUIET = 0.08
"""Share of the loudness of loud syllables below which it is silent"""

BLINK_GAP_S = 3.7
BLINK_GAP_SPREAD = 0.4
BLINK_GAPS_S = (2.2, 6.5)
FIRST_BLINK_S = (0.6, 2.4)
BLINK_NEAR_PAUSE_S = 0.8
NO_BLINK_S = 0.5
"""At the beginning of a clip, and at its end"""
TWICE = 0.12
"""Share of blinks that come twice"""
CLOSING_S, SHUT_S, OPENING_S = (0.10, 0.14), 0.04, (0.20, 0.30)


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One clip's movement."""

    head: Array
    """float32 [frames, len(MOTIONS)], see FURTHEST; 0 is the photo's own pose. Yaw is to the viewer's right, pitch is
    down, roll is clockwise"""
    lids: Array
    """float32 [frames], 0..1: 0 as the photo has them, 1 shut"""


def movement(speech: Speech, digest: str, *, frames: int, fps: float) -> Movement:
    """The movement of a photo, named by its ``digest``, that says ``speech``."""
    chance = np.random.default_rng(_seed(speech, digest))
    loud = loudness(speech, frames, fps)
    speaking = _calm((loud > QUIET).astype(np.float64), SPEAKING_S * fps)
    rest = _rest(frames, fps)
    head = np.zeros((frames, len(MOTIONS)))
    liveliness = (SILENT_SWAYS + (1 - SILENT_SWAYS) * speaking) * rest
    for motion, (far, hz) in enumerate(zip(SWAY, SWAY_HZ, strict=True)):
        head[:, motion] = far * _wander(chance, frames, hz / fps) * liveliness
    head[:, PITCH] += NOD_DEG * _nods(loud, fps) * rest
    head[:, DOWN] += 0.006 * _nods(loud, fps) * rest
    begun = chance.uniform(0, 1)
    time_s = np.arange(frames) / fps
    # In faster than out, and a rest before the next.
    phase = (time_s / BREATH_S + begun) % 1.0
    head[:, BREATH] = np.sin(np.pi * phase**0.8) ** 2 * rest
    bounds = np.array(FURTHEST)
    lids = blinks(chance, loud, fps)
    return Movement(head=(bounds * np.tanh(head / bounds)).astype(np.float32), lids=lids)


def _seed(speech: Speech, digest: str) -> int:
    content = hashlib.sha256(digest.encode())
    content.update(np.ascontiguousarray(speech.samples, np.float32).tobytes())
    return int.from_bytes(content.digest()[:8], "big")


def loudness(speech: Speech, frames: int, fps: float) -> npt.NDArray[np.float64]:
    """float64 [frames]: loudness at each frame, 1 at loud syllables, 0 where the whole is silent."""
    square = np.concatenate([[0.0], np.cumsum(speech.samples.astype(np.float64) ** 2)])
    at = np.arange(frames) / fps * speech.rate_hz
    half = LOUDNESS_S * speech.rate_hz
    begin, end = (np.clip(at + d, 0, len(speech.samples)).astype(int) for d in (-half, half))
    rms = np.sqrt((square[end] - square[begin]).clip(0) / np.maximum(end - begin, 1))
    top = float(np.percentile(rms, 95)) if frames else 0.0
    return np.clip(rms / top, 0, 1.5) if top > 1e-5 else np.zeros(frames)


def _rest(frames: int, fps: float) -> npt.NDArray[np.float64]:
    """0 at both ends of a clip, 1 between."""
    time_s = np.arange(frames) / fps
    left_s = (frames - 1) / fps - time_s
    length_s = max(frames / fps, 1e-6)
    shorter = min(1.0, length_s / (2 * (FROM_REST_S + TO_REST_S)))
    return np.asarray(smooth(time_s / (FROM_REST_S * shorter)) * smooth(left_s / (TO_REST_S * shorter)))


def _wander(chance: np.random.Generator, frames: int, per_frame: float) -> npt.NDArray[np.float64]:
    """Noise without quick parts, of deviation 1: white noise through a Gaussian."""
    sigma = 1 / (2 * np.pi * per_frame)
    around = int(4 * sigma) + 1
    kernel = np.exp(-0.5 * (np.arange(-around, around + 1) / sigma) ** 2)
    white = chance.standard_normal(frames + 2 * around)
    return np.asarray(np.convolve(white, kernel / np.sqrt((kernel**2).sum()), mode="valid"))


def _nods(loud: npt.NDArray[np.float64], fps: float) -> npt.NDArray[np.float64]:
    """0..1 [frames]: a nod at every syllable that stands out, deepest just after its peak."""
    from scipy.signal import find_peaks

    out = np.zeros(len(loud))
    calm = _calm(loud, 0.05 * fps)
    peaks, found = find_peaks(calm, distance=max(1, round(NODS_APART_S * fps)), prominence=0.3)
    time = np.arange(len(loud)) / fps
    for peak, prominence in zip(peaks, found["prominences"], strict=True):
        since = time - (peak / fps + 0.06)
        shape = np.where(since < 0, smooth(1 + since / NOD_RISE_S), smooth(1 - since / NOD_FALL_S))
        out = np.maximum(out, shape * min(1.0, float(prominence)))
    return _calm(out, 0.04 * fps)


def blinks(chance: np.random.Generator, loud: npt.NDArray[np.float64], fps: float) -> Array:
    """float32 [frames]: the lids of a clip, most often shut where a phrase ends."""
    length_s = len(loud) / fps
    pauses = _pauses(loud, fps)
    lids = np.zeros(len(loud), np.float32)
    at_s = float(chance.uniform(*FIRST_BLINK_S))
    while True:
        near = pauses[np.abs(pauses - at_s) < BLINK_NEAR_PAUSE_S]
        if len(near):
            at_s = float(near[np.abs(near - at_s).argmin()])
        at_s = max(at_s, NO_BLINK_S)
        twice = bool(chance.random() < TWICE)
        for k in range(1 + twice):
            closing_s, opening_s = float(chance.uniform(*CLOSING_S)), float(chance.uniform(*OPENING_S))
            begin_s = at_s + k * 0.42
            if begin_s + closing_s + SHUT_S + opening_s < length_s - NO_BLINK_S:
                lids = np.maximum(lids, _blink(len(loud), fps, begin_s, closing_s, opening_s))
        gap_s = float(BLINK_GAP_S * np.exp(BLINK_GAP_SPREAD * chance.standard_normal()))
        at_s += float(np.clip(gap_s, *BLINK_GAPS_S))
        if at_s > length_s:
            return lids


def _blink(frames: int, fps: float, begin_s: float, closing_s: float, opening_s: float) -> Array:
    since = np.arange(frames) / fps - begin_s
    down = smooth(since / closing_s)
    # Lids leave each other fast and come to rest slowly.
    up = (1 - np.clip((since - closing_s - SHUT_S) / opening_s, 0, 1)) ** 1.7
    return np.minimum(down, up).astype(np.float32)


def _pauses(loud: npt.NDArray[np.float64], fps: float) -> npt.NDArray[np.float64]:
    """Seconds at which speech stops for a while."""
    silent = _calm((loud > QUIET).astype(np.float64), PAUSE_S * fps / 2) < 0.4
    return np.asarray((np.flatnonzero(silent[1:] & ~silent[:-1]) + 1) / fps)


def _calm(values: npt.NDArray[np.float64], frames: float) -> npt.NDArray[np.float64]:
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, max(frames, 0.3), mode="nearest"))
