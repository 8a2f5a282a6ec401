"""What each moment of speech sounds like: how likely each phone is, by the acoustic model that comes with pocketsphinx.

Its Gaussians were fitted to far more speakers than we have lips of. Only they are used, moment by moment and in numpy:
no dictionary, no language, no search. Phones of any language resemble some of its 42.
"""

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

RATE_HZ = 16_000
HOP = 160  # 10 ms
CLUES_PER_S = RATE_HZ / HOP / 2  # 50
PHONES, STATES, DENSITIES, STREAMS, CEPSTRA = 42, 3, 128, 3, 13
"""Of the model: phones with three states each, a codebook of 128 Gaussians per phone for each of three streams
(cepstra, their slopes, the slopes' slopes)"""
CLUES = PHONES * STATES
WINDOW = 410
FILTERS = 25
LOWEST_HZ, HIGHEST_HZ = 130.0, 6800.0
LIFTER = 22
WEIGHT_STEP = 0.1024
"""Nepers a step of the mixture weights: 2 ** 10 steps of a logarithm to the base 1.0001"""
SHARPNESS = 0.4
"""Log likelihoods of neighbouring moments depend on one another, so they are trusted only so far"""
LEAST = 0.05
QUIET_RANGE = 12.0
"""Moments so many nepers below the loudest are not speech"""
BLOCK = 256
SPECTRA = 1000


def clues(samples: Array) -> Array:
    """Of 16 kHz samples: a quarter of the log of (probability of each state + LEAST), float32 [moments, CLUES],
    CLUES_PER_S a second."""
    weighed = likelihoods(samples).reshape(-1, CLUES) * SHARPNESS
    chances = np.exp(weighed - weighed.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    return np.asarray(np.log(chances + LEAST) / 4, np.float32)


def likelihoods(samples: Array) -> Array:
    """Log likelihood of each state of each phone, up to a constant: float32 [moments, PHONES, STATES]."""
    own = cepstra(samples)
    count = len(own)
    padded = np.pad(own, ((3, 3), (0, 0)), "edge")
    slopes = padded[5 : 5 + count] - padded[1 : 1 + count]
    bends = (padded[6:] - padded[2 : 2 + count]) - (padded[4 : 4 + count] - padded[:count])
    found = np.zeros((len(own[::2]), PHONES, STATES), np.float32)
    for stream, (gaussians, weights) in zip((own, slopes, bends), _codebooks(), strict=True):
        moments = stream[::2]
        terms = np.concatenate([moments * moments, moments, np.ones((len(moments), 1), np.float32)], axis=1)
        for start in range(0, len(terms), BLOCK):
            near = (terms[start : start + BLOCK] @ gaussians).reshape(-1, PHONES, DENSITIES)
            for state in range(STATES):
                found[start : start + BLOCK, :, state] += (near + weights[state]).max(axis=2)
    return found


def cepstra(samples: Array) -> Array:
    """Mel cepstra about their mean in speech, as the model was fitted to them: float32 [hops, CEPSTRA]."""
    loud = np.asarray(samples, np.float32) * 32768
    bright = np.append(loud[:1], loud[1:] - np.float32(0.97) * loud[:-1])
    hops = max(1, int(np.ceil(len(bright) / HOP)))
    padded = np.pad(bright, (WINDOW // 2, WINDOW + HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:hops]
    bands, turn = _front()
    window = np.hamming(WINDOW).astype(np.float32)
    levels = np.concatenate([np.log(part @ bands + np.float32(1.5)) for part in powers(frames, window)])
    values = levels @ turn
    level = levels.mean(axis=1)
    return np.asarray(values - values[level > level.max() - QUIET_RANGE].mean(axis=0), np.float32)


def powers(frames: Array, window: Array) -> Iterator[Array]:
    """Power spectra float32 [some, 257] of frames [hops, samples], a block at a time: a long sound takes no more memory."""
    for start in range(0, len(frames), SPECTRA):
        spectrum = np.fft.rfft(frames[start : start + SPECTRA] * window, 512, axis=1)
        yield np.abs(spectrum).astype(np.float32) ** 2


@cache
def _front() -> tuple[Array, Array]:
    """Bands of equal area, edges on bins [257, FILTERS]; cosines with lifter [FILTERS, CEPSTRA]."""
    bin_hz = RATE_HZ / 512
    bottom, top = 2595 * np.log10(1 + np.array([LOWEST_HZ, HIGHEST_HZ]) / 700)
    edges = 700 * (10 ** (np.linspace(bottom, top, FILTERS + 2) / 2595) - 1)
    edges = np.round(edges / bin_hz) * bin_hz
    at = np.arange(257)[:, None] * bin_hz
    up = (at - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - at) / (edges[2:] - edges[1:-1])
    bands = np.maximum(0, np.minimum(up, down)) * 2 / (edges[2:] - edges[:-2])
    order = np.arange(CEPSTRA)[:, None]
    turn = np.cos(np.pi * order * (np.arange(FILTERS) + 0.5) / FILTERS) * np.sqrt(2 / FILTERS)
    turn[0] /= np.sqrt(2)
    lifter = 1 + LIFTER / 2 * np.sin(np.pi * np.arange(CEPSTRA) / LIFTER)
    return bands.astype(np.float32), (turn.T * lifter).astype(np.float32)


@cache
def _codebooks() -> tuple[tuple[Array, Array], ...]:
    """For each stream: Gaussians as a matrix to multiply (squares, values, 1) with [2 * CEPSTRA + 1, PHONES * DENSITIES],
    and log weights [STATES, PHONES, DENSITIES]."""
    from pocketsphinx import get_model_path

    folder = Path(get_model_path("en-us/en-us"))
    means, spreads = _read(folder / "means"), np.maximum(_read(folder / "variances"), 1e-4)
    # Weights of all states of all triphones, a byte each; the first are the phones' own.
    packed = (folder / "sendump").read_bytes()
    at = 0
    while length := struct.unpack_from("<i", packed, at)[0]:
        at += 4 + length
    densities, all_states = struct.unpack_from("<2i", packed, at + 4)
    if densities != DENSITIES:
        raise ValueError(f"{folder / 'sendump'} weighs {densities} densities.")
    steps = np.frombuffer(packed, np.uint8, STREAMS * DENSITIES * all_states, at + 12)
    steps = steps.reshape(STREAMS, DENSITIES, all_states)[:, :, :CLUES]
    books = []
    for stream in range(STREAMS):
        sharp = 1 / spreads[:, stream].reshape(-1, CEPSTRA)
        mean = means[:, stream].reshape(-1, CEPSTRA)
        height = -0.5 * ((mean * mean * sharp).sum(axis=1) - np.log(sharp).sum(axis=1))
        gaussians = np.concatenate([-0.5 * sharp, mean * sharp, height[:, None]], axis=1).T
        weights = -WEIGHT_STEP * steps[stream].astype(np.float32).reshape(DENSITIES, PHONES, STATES)
        books.append((np.ascontiguousarray(gaussians), np.ascontiguousarray(weights.transpose(2, 1, 0))))
    return tuple(books)


def _read(path: Path) -> Array:
    """Sphinx's own format: a header in words, byte order, sizes, then float32 [PHONES, STREAMS, DENSITIES, CEPSTRA]."""
    kept = path.read_bytes()
    start = kept.index(b"endhdr\n") + len(b"endhdr\n") + 4
    books, streams, densities = struct.unpack("<3i", kept[start : start + 12])
    if (books, streams, densities) != (PHONES, STREAMS, DENSITIES):
        raise ValueError(f"{path} holds {books} codebooks of {streams} streams and {densities} densities.")
    start += 12 + 4 * streams + 4
    count = PHONES * STREAMS * DENSITIES * CEPSTRA
    values = np.frombuffer(kept[start : start + 4 * count], "<f4").astype(np.float32)
    return values.reshape(PHONES, STREAMS, DENSITIES, CEPSTRA)
