"""Lips heard: what a mouth does while it makes a sound, learned from people's lips (models/hearing/README.md).

A linear map of what the moments sound like (models/clues.py) and a small temporal convolutional network (Bai, Kolter &
Koltun 2018) over log-mel energies, run in numpy: no framework is needed to use them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.clues import CLUES, clues
from models.spectrum import BINS, HOP, RATE_HZ, SPECTRUM, spectra, within

Array = npt.NDArray[np.float32]

MELS = 40
LOWEST_HZ, HIGHEST_HZ = 60.0, 7600.0
HOPS_PER_FRAME = 4
CLUES_PER_FRAME = 2
STRIDE = 2
"""By which a network thins its mels when they come in, and again before the lips go out"""
FPS = RATE_HZ / HOP / HOPS_PER_FRAME  # 25
SPREAD = 2.5
"""Standard deviation of log-mel energies in speech, by which they are divided"""
LOUD_RANGE = 7.0
"""Hops within so many nepers (of energy) of the loudest count as speech when the level of each band is measured"""
FLOOR = -4.0
PARTS = ("aperture", "width", "chin", "upper", "lower", "forward")
"""What is heard, in eye distances: gap between the inner lips; mouth width over its mean; how far chin, upper lip and
lower lip lie below their mean; how far the lips are pushed forward"""
TAPS = 5
GROUPS = 8
CHUNK_FRAMES = 1000  # 40 s
MARGIN_FRAMES = 40
REACH_FRAMES = 3
WEIGHTS = Path(__file__).with_name("hearing") / "weights.npz"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """Lips over time, float32 [frames, len(PARTS)] at FPS frames a second, in eye distances."""

    values: Array

    def part(self, name: str) -> Array:
        return np.asarray(self.values[:, PARTS.index(name)])


def hear_mouth(samples: Array) -> Heard:
    """``samples``: float32 mono at RATE_HZ. As many frames as begin within the sound, at least one."""
    frames = max(1, int(np.ceil(len(samples) / (HOP * HOPS_PER_FRAME))))
    spectrum = spectra(samples)
    mels = lasting(log_mels(spectrum), frames * HOPS_PER_FRAME)
    told = lasting(clues(within(spectrum, samples)), frames * CLUES_PER_FRAME)
    found = np.empty((frames, len(PARTS)), np.float32)
    for start in range(0, frames, CHUNK_FRAMES):
        end = min(frames, start + CHUNK_FRAMES)
        first, last = max(0, start - MARGIN_FRAMES), min(frames, end + MARGIN_FRAMES)
        part = _ears()(
            mels[first * HOPS_PER_FRAME : last * HOPS_PER_FRAME],
            told[first * CLUES_PER_FRAME : last * CLUES_PER_FRAME],
        )
        found[start:end] = part[start - first :][: end - start]
    return Heard(values=found)


def lasting(values: Array, length: int) -> Array:
    """Cut, or its last row repeated, to ``length`` rows."""
    return np.pad(values[:length], ((0, max(0, length - len(values))), (0, 0)), "edge")


def log_mels(spectrum: Array) -> Array:
    """Log-mel energies of power spectra [hops, BINS], each band about its mean in speech: float32 [hops, MELS]."""
    mels = np.log(spectrum @ _bands() + np.float32(1e-7))
    level = mels.mean(axis=1)
    speech = mels[level > level.max() - LOUD_RANGE]
    return np.asarray(np.maximum((mels - speech.mean(axis=0)) / SPREAD, FLOOR), np.float32)


@cache
def _bands() -> Array:
    """Triangles evenly spaced in mel (O'Shaughnessy 1987): float32 [BINS, MELS]."""
    top, bottom = 2595 * np.log10(1 + np.array([HIGHEST_HZ, LOWEST_HZ]) / 700)
    edges = 700 * (10 ** (np.linspace(bottom, top, MELS + 2) / 2595) - 1)
    bins = np.arange(BINS)[:, None] * (RATE_HZ / SPECTRUM)
    up = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.asarray(np.clip(np.minimum(up, down), 0, None), np.float32)


@dataclass(frozen=True, kw_only=True)
class Block:
    """What is added to the channels: a convolution with holes, a norm, a curve, a mixture of channels."""

    dilation: int
    conv: Array
    bias: Array
    gain: Array
    shift: Array
    mix: Array
    mix_bias: Array


class Net:
    """The trained network. Its layers are told by the names and shapes of its arrays.

    Inside channels come first, so that a convolution is one product with rows copied whole.
    """

    def __init__(self, weights: Mapping[str, Array]) -> None:
        def layer(name: str) -> tuple[Array, Array]:
            return _kernel(weights[f"{name}.weight"]), weights[f"{name}.bias"][:, None]

        self._enter, self._pool = layer("enter"), layer("pool")
        self._out = layer("out.0"), layer("out.1")
        blocks: list[Block] = []
        while f"blocks.{len(blocks)}.0.weight" in weights:
            name = f"blocks.{len(blocks)}"
            conv, bias = layer(f"{name}.0")
            mix, mix_bias = layer(f"{name}.2")
            gain, shift = weights[f"{name}.1.weight"][:, None], weights[f"{name}.1.bias"][:, None]
            dilation = int(weights[f"{name}.dilation"].item())
            blocks.append(
                Block(
                    dilation=dilation,
                    conv=conv,
                    bias=bias,
                    gain=gain,
                    shift=shift,
                    mix=mix,
                    mix_bias=mix_bias,
                )
            )
        self._blocks = tuple(blocks)

    def __call__(self, values: Array) -> Array:
        """[hops, MELS] -> [frames, len(PARTS)]."""
        h = _layer(_taps(np.ascontiguousarray(values.T), stride=STRIDE), *self._enter)
        for block in self._blocks:
            part = block.conv @ _taps(h, dilation=block.dilation)
            _norm(part, block.bias, block.gain, block.shift)
            _gelu(part)
            h += _layer(part, block.mix, block.mix_bias)
        np.maximum(h, 0, out=h)
        h = _layer(np.concatenate([h[:, k::STRIDE] for k in range(STRIDE)]), *self._pool)
        h = _layer(_taps(h), *self._out[0])
        _gelu(h)
        return _layer(_taps(h), *self._out[1]).T


class Ears:
    """Everything that hears: a network over mels, a linear map of clues; each part of the lips tells how far it trusts
    which."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._scale, self._offset = arrays["scale"], arrays["offset"]
        self._line, self._level = arrays["line.weight"], arrays["line.bias"]
        self._trust = arrays["trust"]
        self._net = Net(
            {name.removeprefix("mels."): a for name, a in arrays.items() if name.startswith("mels.")}
        )

    def __call__(self, mels: Array, told: Array) -> Array:
        """[hops, MELS] and [moments, CLUES] -> [frames, len(PARTS)], in eye distances."""
        by_line = around(told) @ self._line + self._level
        found = self._trust * by_line + (1 - self._trust) * self._net(mels)
        return np.asarray(found * self._scale + self._offset, np.float32)


def around(told: Array) -> Array:
    """Each frame's clues with those of the frames about it: [moments, CLUES] -> [frames, features]."""
    own = told.reshape(-1, CLUES_PER_FRAME * CLUES)
    padded = np.pad(own, ((REACH_FRAMES, REACH_FRAMES), (0, 0)), "edge")
    return np.concatenate([padded[k : k + len(own)] for k in range(2 * REACH_FRAMES + 1)], axis=1)


def _kernel(weight: Array) -> Array:
    """[taps, in, out], or taps and channels in one, as a matrix [out, taps * in]."""
    return np.ascontiguousarray(weight.reshape(-1, weight.shape[-1]).T)


def _taps(x: Array, *, dilation: int = 1, stride: int = 1) -> Array:
    """What a convolution of TAPS sees, zeros beyond the ends: [channels, n] -> [TAPS * channels, n / stride]."""
    reach = dilation * (TAPS // 2)
    channels, count = x.shape
    padded = np.zeros((channels, count + 2 * reach), np.float32)
    padded[:, reach : reach + count] = x
    seen = [padded[:, tap * dilation : tap * dilation + count : stride] for tap in range(TAPS)]
    return np.concatenate(seen)


def _layer(x: Array, weight: Array, bias: Array) -> Array:
    found = weight @ x
    found += bias
    return found


def _norm(x: Array, bias: Array, gain: Array, shift: Array) -> None:
    """Of x + bias, in place: groups of channels over the whole recording (Wu & He 2018), so that what is said is told
    from who says it, and where."""
    x += bias
    grouped = x.reshape(GROUPS, -1)
    grouped -= grouped.mean(axis=1, keepdims=True)
    power = np.einsum("ij,ij->i", grouped, grouped) / grouped.shape[1]
    x *= gain / np.repeat(np.sqrt(power + 1e-5), len(x) // GROUPS)[:, None]
    x += shift


def _gelu(x: Array) -> None:
    """x (1 + tanh(a (x + b x^3))) / 2 in place, as x / (1 + exp(-2 a (x + b x^3))): exp is quick, tanh is not."""
    power = x * x
    power *= np.float32(-2 * 0.7978846 * 0.044715)
    power -= np.float32(2 * 0.7978846)
    power *= x
    np.minimum(power, 80, out=power)
    np.exp(power, out=power)
    power += 1
    x /= power


@cache
def _ears() -> Ears:
    with np.load(WEIGHTS) as kept:
        return Ears({name: np.ascontiguousarray(kept[name], np.float32) for name in kept.files})
