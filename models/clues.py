"""What each moment of speech sounds like: how likely each phone is, by the acoustic model that comes with pocketsphinx.

Its Gaussians (models/acoustics.py), brought down to fewer, were fitted to far more speakers than we have lips of, and are
used moment by moment. Phones of any language resemble some of its 42. A throat longer or shorter than most is made up for
first: frequencies are scaled as makes the sound likely (Lee & Rose 1996).
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.acoustics import CEPSTRA, PHONES, REACH, STATES, STREAMS, Gaussians, fewer, likelihoods, slopes
from models.spectrum import BINS, HOP, RATE_HZ, SPECTRUM

Array = npt.NDArray[np.float32]

HOPS_PER_CLUE = 2
CLUES_PER_S = RATE_HZ / HOP / HOPS_PER_CLUE  # 50
CLUES = PHONES * STATES
FILTERS = 25
LOWEST_HZ, HIGHEST_HZ = 130.0, 6800.0
LIFTER = 22
PREEMPHASIS = 0.97
FULL_SCALE = 32768.0
QUIETEST = 1.5
"""Added to what a band holds, for samples of FULL_SCALE"""
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
"""Moments whose cepstra lie so far below the loudest are not speech"""
ALIKE = Path(__file__).with_name("hearing") / "alike.npz"
"""Which of the model's Gaussians count as one (models/authoring/hearing/alike.py); the Gaussians stay in the package"""
Model = Sequence[Gaussians]


def clues(spectrum: Array, model: Model | None = None) -> Array:
    """Of power spectra [hops, BINS]: a quarter of the log of (probability of each state + LEAST), float32 [moments, CLUES],
    CLUES_PER_S a second. ``model``: other Gaussians than those that are kept."""
    model = model or kept()
    weighed = likelihoods(heard(spectrum, throat(spectrum, model)), model)
    weighed -= weighed.max(axis=0)
    weighed *= np.float32(SHARPNESS)
    chances = np.exp(weighed, out=weighed)
    chances /= chances.sum(axis=0)
    chances += np.float32(LEAST)
    told = np.pad(np.log(chances, out=chances), ((0, 0), (1, 2)), "edge")
    moments = -(-chances.shape[1] // HOPS_PER_CLUE)
    before, at, after = (told[:, k::HOPS_PER_CLUE][:, :moments] for k in range(3))
    return np.ascontiguousarray(((before + 2 * at + after) / 16).T)


@cache
def kept() -> Model:
    with np.load(ALIKE) as file:
        return fewer(file["alike"])


def throat(spectrum: Array, model: Model | None = None) -> float:
    """By how much frequencies are to be scaled, told from some of the louder moments."""
    loudness = logs(spectrum, bands(1.0)).mean(axis=1)
    louder = np.flatnonzero(loudness >= np.quantile(loudness, 1 - LOUDER))
    tried = louder[np.linspace(0, len(louder) - 1, min(TRIED_MOMENTS, len(louder))).astype(int)]
    near = np.clip(tried + np.arange(-REACH, REACH + 1)[:, None], 0, len(spectrum) - 1)
    values = logs(spectrum[near.ravel()], _tried_bands()).reshape(-1, FILTERS) @ _turn()
    values = values.reshape(-1, len(THROATS), CEPSTRA)
    values = (values - values.mean(axis=0)).reshape(*near.shape, len(THROATS), CEPSTRA)
    said = slopes(values).reshape(STREAMS, -1, CEPSTRA)
    likely = likelihoods(said, model or kept()).max(axis=0).reshape(-1, len(THROATS)).mean(axis=0)
    chances = np.exp(likely - likely.max())
    return float(chances @ THROATS / chances.sum())


def logs(spectrum: Array, some: Array) -> Array:
    """Log of what bands hold."""
    return np.asarray(np.log(spectrum @ some + np.float32(QUIETEST)), np.float32)


def heard(spectrum: Array, scale: float) -> Array:
    """Mel cepstra about their mean in speech, and their slopes, as the model was fitted to them: float32 [STREAMS, hops,
    CEPSTRA]."""
    values = logs(spectrum, bands(scale)) @ _turn()
    level = values.mean(axis=1)
    values = values - values[level > level.max() - QUIET_RANGE].mean(axis=0)
    padded = np.pad(values, ((REACH, REACH), (0, 0)), "edge")
    return slopes([padded[k : k + len(values)] for k in range(2 * REACH + 1)])


def bands(scale: float) -> Array:
    """Bands of equal area, frequencies scaled and treble raised: float32 [BINS, FILTERS]."""
    at = np.arange(BINS)[:, None] * (RATE_HZ / SPECTRUM)
    bottom, top = 2595 * np.log10(1 + np.array([LOWEST_HZ, HIGHEST_HZ]) / 700)
    plain = 700 * (10 ** (np.linspace(bottom, top, FILTERS + 2) / 2595) - 1)
    edges = np.interp(plain, [0, BEND_HZ / scale, HIGHEST_HZ], [0, BEND_HZ, HIGHEST_HZ])
    up = (at - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - at) / (edges[2:] - edges[1:-1])
    flat = np.maximum(0, np.minimum(up, down)) * 2 / (edges[2:] - edges[:-2])
    # What pre-emphasis does to a power spectrum: the model was fitted to sound with it.
    raised = np.abs(1 - PREEMPHASIS * np.exp(-2j * np.pi * np.arange(BINS)[:, None] / SPECTRUM)) ** 2
    return np.asarray(flat * raised * FULL_SCALE**2, np.float32)


@cache
def _tried_bands() -> Array:
    """Of all throats, side by side: [BINS, len(THROATS) * FILTERS]."""
    return np.concatenate([bands(scale) for scale in THROATS], axis=1)


@cache
def _turn() -> Array:
    """Cosines with lifter: [FILTERS, CEPSTRA]."""
    order = np.arange(CEPSTRA)[:, None]
    turn = np.cos(np.pi * order * (np.arange(FILTERS) + 0.5) / FILTERS) * np.sqrt(2 / FILTERS)
    turn[0] /= np.sqrt(2)
    lifter = 1 + LIFTER / 2 * np.sin(np.pi * np.arange(CEPSTRA) / LIFTER)
    return np.asarray(turn.T * lifter, np.float32)
