"""What each moment of speech sounds like: how likely each phone is, by the acoustic model that comes with pocketsphinx.

Its Gaussians (models/acoustics.py) were fitted to far more speakers than we have lips of, and are used moment by moment.
Phones of any language resemble some of its 42. A throat longer or shorter than most is made up for first: frequencies
are scaled as makes the sound likely (Lee & Rose 1996).
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from models.acoustics import CEPSTRA, PHONES, STATES, likelihoods, streams

Array = npt.NDArray[np.float32]

RATE_HZ = 16_000
HOP = 160  # 10 ms
HOPS_PER_CLUE = 2
CLUES_PER_S = RATE_HZ / HOP / HOPS_PER_CLUE  # 50
CLUES = PHONES * STATES
WINDOW = 410
SPECTRUM = 512
BINS = SPECTRUM // 2 + 1
FILTERS = 25
LOWEST_HZ, HIGHEST_HZ = 130.0, 6800.0
LIFTER = 22
THROATS = (0.88, 0.94, 1.0, 1.06, 1.12)
"""Scales of frequency that are tried; their mean is taken, weighed by how likely each makes the sound: less is left to
chance than in taking the likeliest"""
BEND_HZ = 4800.0
"""From here on the spectrum gives way, so that its end stays"""
TRIED_MOMENTS = 60
LOUDER = 0.6
"""The part of a sound's moments, the louder ones, by which its throat is told"""
SHARPNESS = 0.4
"""Log likelihoods of neighbouring moments depend on one another, so they are trusted only so far"""
LEAST = 0.05
QUIET_RANGE = 12.0
"""Moments so many nepers below the loudest are not speech"""
SPECTRA = 1000


def clues(samples: Array) -> Array:
    """Of 16 kHz samples: a quarter of the log of (probability of each state + LEAST), float32 [moments, CLUES],
    CLUES_PER_S a second."""
    spectrum = spectra(samples)
    weighed = likelihoods(heard(spectrum, throat(spectrum))) * np.float32(SHARPNESS)
    chances = np.exp(weighed - weighed.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    told = np.pad(np.log(chances + np.float32(LEAST)) / 4, ((1, 2), (0, 0)), "edge")
    moments = -(-len(chances) // HOPS_PER_CLUE)
    before, at, after = (told[k::HOPS_PER_CLUE][:moments] for k in range(3))
    return np.asarray((before + 2 * at + after) / 4, np.float32)


def spectra(samples: Array) -> Array:
    """Power spectra, treble raised as the model was fitted to it: float32 [hops, BINS]."""
    loud = np.asarray(samples, np.float32) * 32768
    bright = np.append(loud[:1], loud[1:] - np.float32(0.97) * loud[:-1])
    hops = max(1, int(np.ceil(len(bright) / HOP)))
    padded = np.pad(bright, (WINDOW // 2, WINDOW + HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:hops]
    return np.concatenate(list(powers(frames, np.hamming(WINDOW).astype(np.float32))))


def throat(spectrum: Array) -> float:
    """By how much frequencies are to be scaled, told from some of the louder moments."""
    loudness = np.log(spectrum @ bands(1.0) + np.float32(1.5)).mean(axis=1)
    louder = np.flatnonzero(loudness >= np.quantile(loudness, 1 - LOUDER))
    tried = louder[np.linspace(0, len(louder) - 1, min(TRIED_MOMENTS, len(louder))).astype(int)]
    said = np.concatenate([heard(spectrum, scale)[:, tried] for scale in THROATS], axis=1)
    likely = likelihoods(said).max(axis=1).reshape(len(THROATS), -1).mean(axis=1)
    chances = np.exp(likely - likely.max())
    return float(chances @ THROATS / chances.sum())


def heard(spectrum: Array, scale: float) -> Array:
    """Mel cepstra about their mean in speech, and their slopes, as the model was fitted to them: float32 [STREAMS, hops,
    CEPSTRA]."""
    values = np.log(spectrum @ bands(scale) + np.float32(1.5)) @ _turn()
    level = values.mean(axis=1)
    return streams(values - values[level > level.max() - QUIET_RANGE].mean(axis=0))


def powers(frames: Array, window: Array) -> Iterator[Array]:
    """Power spectra float32 [some, BINS] of frames [hops, samples], a block at a time: a long sound takes no more memory."""
    for start in range(0, len(frames), SPECTRA):
        spectrum = np.fft.rfft(frames[start : start + SPECTRA] * window, SPECTRUM, axis=1)
        yield np.abs(spectrum).astype(np.float32) ** 2


def bands(scale: float) -> Array:
    """Bands of equal area, frequencies scaled: float32 [BINS, FILTERS]."""
    at = np.arange(BINS)[:, None] * (RATE_HZ / SPECTRUM)
    bottom, top = 2595 * np.log10(1 + np.array([LOWEST_HZ, HIGHEST_HZ]) / 700)
    plain = 700 * (10 ** (np.linspace(bottom, top, FILTERS + 2) / 2595) - 1)
    edges = np.interp(plain, [0, BEND_HZ / scale, HIGHEST_HZ], [0, BEND_HZ, HIGHEST_HZ])
    up = (at - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - at) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(0, np.minimum(up, down)) * 2 / (edges[2:] - edges[:-2]), np.float32)


@cache
def _turn() -> Array:
    """Cosines with lifter: [FILTERS, CEPSTRA]."""
    order = np.arange(CEPSTRA)[:, None]
    turn = np.cos(np.pi * order * (np.arange(FILTERS) + 0.5) / FILTERS) * np.sqrt(2 / FILTERS)
    turn[0] /= np.sqrt(2)
    lifter = 1 + LIFTER / 2 * np.sin(np.pi * np.arange(CEPSTRA) / LIFTER)
    return np.asarray(turn.T * lifter, np.float32)
