"""How likely each state of each phone is, by the acoustic model that comes with pocketsphinx: its Gaussians alone.

No dictionary, no language, no search. A state's neighbours say a phone differently (triphones); the model has weights
for 5126 of those, of which neighbouring leaves of its decision trees are averaged here into a few manners a state.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

PHONES, STATES, DENSITIES, STREAMS, CEPSTRA = 42, 3, 128, 3, 13
"""Of the model: phones with three states each, a codebook of 128 Gaussians per phone for each of three streams
(cepstra, their slopes, the slopes' slopes)"""
REACH = 3
"""Hops before and after that slopes are taken from"""
MANNERS = 3
WEIGHT_STEP = 0.1024
"""Nepers a step of the mixture weights: 2 ** 10 steps of a logarithm to the base 1.0001"""
LEAST_SPREAD = 1e-4
LEAST_WEIGHT = np.float32(1e-10)
LEAST_NEARNESS = np.array([-60.0])
"""In nepers, beside the nearest of the same phone"""
BLOCK = 500


def slopes(near: Sequence[Array] | Array) -> Array:
    """Cepstra [moments, ..., CEPSTRA] of the hops from REACH before to REACH after: those in the middle, their slopes and
    the slopes' slopes, float32 [STREAMS, moments, ..., CEPSTRA]."""
    return np.stack([near[3], near[5] - near[1], (near[6] - near[2]) - (near[4] - near[0])])


@dataclass(frozen=True, kw_only=True)
class Gaussians:
    """One stream's, of all phones."""

    terms: Array
    """To multiply (squares, values, 1) with: [PHONES * kept, 2 * CEPSTRA + 1]"""
    weights: Array
    """Of each in each manner of each state: [PHONES, STATES * MANNERS, kept]"""


def likelihoods(heard: Array, model: Sequence[Gaussians]) -> Array:
    """Log likelihood of each state of each phone in its likeliest manner, up to a constant: ``heard`` float32 [STREAMS,
    moments, CEPSTRA] -> float32 [PHONES * STATES, moments]."""
    import cv2

    moments = heard.shape[1]
    terms = np.concatenate([heard * heard, heard, np.ones((STREAMS, moments, 1), np.float32)], axis=2)
    found = np.empty((PHONES, STATES, moments), np.float32)
    for start in range(0, moments, BLOCK):
        best, chances = np.float32(0), np.float32(1)
        for stream, gaussians in zip(terms[:, start : start + BLOCK], model, strict=True):
            near = gaussians.terms @ stream.T
            by_phone = near.reshape(PHONES, -1, len(stream))
            most = by_phone.max(axis=1, keepdims=True)
            by_phone -= most
            # Numbers too small to be normal ones take forty times as long.
            cv2.max(near, LEAST_NEARNESS, near)
            cv2.exp(near, near)  # a fifth of the time of NumPy's
            best, chances = best + most, chances * (gaussians.weights @ by_phone)
        manner = chances.reshape(PHONES, STATES, MANNERS, -1).max(axis=2)
        found[:, :, start : start + BLOCK] = best + np.log(manner)
    return found.reshape(PHONES * STATES, moments)


@cache
def whole() -> tuple[Gaussians, ...]:
    """The model's own, of each stream."""
    means, spreads, weights = read()
    return tuple(
        _gaussians(means[:, stream], spreads[:, stream], weights[stream]) for stream in range(STREAMS)
    )


def fewer(alike: npt.NDArray[np.uint8]) -> tuple[Gaussians, ...]:
    """Those that are alike as one, with the mean and the spread that they have together. ``alike`` uint8 [STREAMS, PHONES,
    DENSITIES]: the number of each one's group."""
    means, spreads, weights = read()
    kept = int(alike.max()) + 1
    found = []
    for stream in range(STREAMS):
        belongs = (alike[stream][:, None] == np.arange(kept)[:, None]).astype(float)
        share = belongs * often(weights[stream])[:, None]
        share /= share.sum(axis=2, keepdims=True)
        own = means[:, stream].astype(float)
        mean = share @ own
        spread = np.maximum(share @ (spreads[:, stream] + own**2) - mean**2, LEAST_SPREAD)
        found.append(
            _gaussians(*(np.asarray(a, np.float32) for a in (mean, spread, belongs @ weights[stream])))
        )
    return tuple(found)


def often(weights: Array) -> Array:
    """How often each density is met, whatever the state and its manner: [PHONES, DENSITIES, ...] -> [PHONES, DENSITIES]."""
    return np.asarray(weights.mean(axis=2) + 1e-9, np.float32)


def read() -> tuple[Array, Array, Array]:
    """Means and spreads (variances) [PHONES, STREAMS, DENSITIES, CEPSTRA], weights [STREAMS, PHONES, DENSITIES, STATES *
    MANNERS]."""
    folder = _folder()
    return _read(folder / "means"), np.maximum(_read(folder / "variances"), LEAST_SPREAD), _weights(folder)


def _gaussians(means: Array, spreads: Array, weights: Array) -> Gaussians:
    """Of means and spreads [PHONES, densities, CEPSTRA] and weights [PHONES, densities, STATES * MANNERS]."""
    mean, sharp = means.reshape(-1, CEPSTRA), 1 / spreads.reshape(-1, CEPSTRA)
    height = -0.5 * ((mean * mean * sharp).sum(axis=1) - np.log(sharp).sum(axis=1))
    terms = np.concatenate([-0.5 * sharp, mean * sharp, height[:, None]], axis=1)
    return Gaussians(terms=terms, weights=np.ascontiguousarray(weights.transpose(0, 2, 1)) + LEAST_WEIGHT)


def _weights(folder: Path) -> Array:
    """Of each stream, phone and density in each manner of each state: [STREAMS, PHONES, DENSITIES, STATES * MANNERS]."""
    packed = (folder / "sendump").read_bytes()
    at = 0
    while length := struct.unpack_from("<i", packed, at)[0]:
        at += 4 + length
    densities, mixtures = struct.unpack_from("<2i", packed, at + 4)
    owners = _owners(folder)
    if densities != DENSITIES or mixtures < len(owners):
        raise ValueError(f"{folder / 'sendump'} weighs {densities} densities of {mixtures} mixtures.")
    steps = np.frombuffer(packed, np.uint8, STREAMS * DENSITIES * mixtures, at + 12)
    weights = np.exp(-WEIGHT_STEP * steps.reshape(STREAMS, DENSITIES, mixtures).astype(np.float32))
    kept = np.empty((STREAMS, PHONES, DENSITIES, STATES, MANNERS), np.float32)
    for phone in range(PHONES):
        for state in range(STATES):
            # The first is the phone's own, whatever its neighbours; what is never triphone has that alone.
            mixed = np.flatnonzero(owners == phone * STATES + state)
            leaves = np.array_split(
                mixed[1:] if len(mixed) > 1 else mixed, min(MANNERS, max(1, len(mixed) - 1))
            )
            for manner in range(MANNERS):
                alike = leaves[min(manner, len(leaves) - 1)]
                kept[:, phone, :, state, manner] = weights[:, :, alike].mean(axis=2)
    return kept.reshape(STREAMS, PHONES, DENSITIES, -1)


def _owners(folder: Path) -> npt.NDArray[np.int64]:
    """The state (phone * STATES + its number) that each mixture belongs to, from Sphinx's own table of triphones."""
    table = (folder / "mdef").read_bytes()
    if table[:4] != b"BMDF":
        raise ValueError(f"{folder / 'mdef'} is no table of triphones.")
    at = 12 + struct.unpack_from("<i", table, 8)[0]
    phones, triphones, states, _, mixtures, _, sequences, _, tree, _ = struct.unpack_from("<10i", table, at)
    if (phones, states) != (PHONES, STATES):
        raise ValueError(f"{folder / 'mdef'} tells of {phones} phones of {states} states.")
    names = at + 40
    end = names
    for _ in range(phones):
        end = table.index(b"\0", end) + 1
    at = names + (end - names + 3) // 4 * 4 + 8 * tree
    rows = np.frombuffer(
        table, np.dtype([("sequence", "<i4"), ("matrix", "<i4"), ("told", "u1", 4)]), triphones, at
    )
    sequence = np.frombuffer(table, "<u2", sequences * states, at + rows.nbytes + 4).reshape(
        sequences, states
    )
    # A phone's row tells whether it is a filler; a triphone's where in a word it stands, then its own phone.
    phone = np.concatenate([np.arange(phones), rows["told"][phones:, 1]])
    owners = np.zeros(mixtures, np.int64)
    for state in range(states):
        owners[sequence[rows["sequence"], state]] = phone * states + state
    return owners


def _folder() -> Path:
    from pocketsphinx import get_model_path

    return Path(get_model_path("en-us/en-us"))


def _read(path: Path) -> Array:
    """Sphinx's own format: a header in words, byte order, sizes, then float32 [PHONES, STREAMS, DENSITIES, CEPSTRA]."""
    kept = path.read_bytes()
    start = kept.index(b"endhdr\n") + len(b"endhdr\n") + 4
    books, parts, densities = struct.unpack("<3i", kept[start : start + 12])
    if (books, parts, densities) != (PHONES, STREAMS, DENSITIES):
        raise ValueError(f"{path} holds {books} codebooks of {parts} streams and {densities} densities.")
    start += 12 + 4 * parts + 4
    count = PHONES * STREAMS * DENSITIES * CEPSTRA
    values = np.frombuffer(kept[start : start + 4 * count], "<f4").astype(np.float32)
    return values.reshape(PHONES, STREAMS, DENSITIES, CEPSTRA)
