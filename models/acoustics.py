"""How likely each state of each phone is, by the acoustic model that comes with pocketsphinx: its Gaussians alone.

No dictionary, no language, no search. A state's neighbours say a phone differently (triphones); the model has weights
for 5126 of those, of which neighbouring leaves of its decision trees are averaged here into a few manners a state.
"""

import struct
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

PHONES, STATES, DENSITIES, STREAMS, CEPSTRA = 42, 3, 128, 3, 13
"""Of the model: phones with three states each, a codebook of 128 Gaussians per phone for each of three streams
(cepstra, their slopes, the slopes' slopes)"""
MANNERS = 6
WEIGHT_STEP = 0.1024
"""Nepers a step of the mixture weights: 2 ** 10 steps of a logarithm to the base 1.0001"""
LEAST_WEIGHT = 1e-10
BLOCK = 256


def streams(cepstra: Array) -> Array:
    """Cepstra [hops, CEPSTRA] with their slopes and the slopes' slopes: float32 [STREAMS, hops, CEPSTRA]."""
    count = len(cepstra)
    padded = np.pad(cepstra, ((3, 3), (0, 0)), "edge")
    slopes = padded[5 : 5 + count] - padded[1 : 1 + count]
    bends = (padded[6:] - padded[2 : 2 + count]) - (padded[4 : 4 + count] - padded[:count])
    return np.stack([cepstra, slopes, bends])


def likelihoods(heard: Array) -> Array:
    """Log likelihood of each state of each phone in its likeliest manner, up to a constant: ``heard`` float32 [STREAMS,
    moments, CEPSTRA] -> float32 [moments, PHONES * STATES]."""
    moments = heard.shape[1]
    terms = np.concatenate([heard * heard, heard, np.ones((STREAMS, moments, 1), np.float32)], axis=2)
    found = np.empty((moments, PHONES, STATES), np.float32)
    for start in range(0, moments, BLOCK):
        some = terms[:, start : start + BLOCK]
        best = np.zeros((PHONES, some.shape[1], 1), np.float32)
        chances = np.ones((PHONES, some.shape[1], STATES * MANNERS), np.float32)
        for stream, (gaussians, weights) in zip(some, _codebooks(), strict=True):
            near = (stream @ gaussians).reshape(-1, PHONES, DENSITIES)
            most = near.max(axis=2, keepdims=True)
            near -= most
            np.exp(near, out=near)
            best += most.transpose(1, 0, 2)
            chances *= near.transpose(1, 0, 2) @ weights + np.float32(LEAST_WEIGHT)
        manner = chances.reshape(PHONES, -1, STATES, MANNERS).max(axis=3)
        found[start : start + BLOCK] = (best + np.log(manner)).transpose(1, 0, 2)
    return found.reshape(moments, -1)


@cache
def _codebooks() -> tuple[tuple[Array, Array], ...]:
    """For each stream: Gaussians as a matrix to multiply (squares, values, 1) with [2 * CEPSTRA + 1, PHONES * DENSITIES],
    and weights [PHONES, DENSITIES, STATES * MANNERS]."""
    folder = _folder()
    means, spreads = _read(folder / "means"), np.maximum(_read(folder / "variances"), 1e-4)
    weights = _weights(folder)
    books = []
    for stream in range(STREAMS):
        sharp = 1 / spreads[:, stream].reshape(-1, CEPSTRA)
        mean = means[:, stream].reshape(-1, CEPSTRA)
        height = -0.5 * ((mean * mean * sharp).sum(axis=1) - np.log(sharp).sum(axis=1))
        gaussians = np.concatenate([-0.5 * sharp, mean * sharp, height[:, None]], axis=1).T
        books.append((np.ascontiguousarray(gaussians), weights[stream]))
    return tuple(books)


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
