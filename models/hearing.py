"""Lips heard: what a mouth does while it makes a sound, learned from people's lips (models/hearing/README.md).

A linear map of what the moments sound like (models/clues.py) and small temporal convolutional networks (Bai, Kolter &
Koltun 2018) over log-mel energies, run in numpy: no framework is needed to use them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.clues import CLUES, clues, powers

Array = npt.NDArray[np.float32]

RATE_HZ = 16_000
HOP = 160  # 10 ms
WINDOW = 400
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
    mels = lasting(log_mels(samples), frames * HOPS_PER_FRAME)
    told = lasting(clues(samples), frames * CLUES_PER_FRAME)
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


def log_mels(samples: Array) -> Array:
    """Log-mel energies of 16 kHz samples, each band about its mean in speech: float32 [hops, MELS]."""
    padded = np.pad(samples, (WINDOW // 2, WINDOW))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    parts = [np.log(part @ _bands() + 1e-7) for part in powers(frames, _window())]
    mels = np.concatenate(parts).astype(np.float32)
    level = mels.mean(axis=1)
    speech = mels[level > level.max() - LOUD_RANGE]
    return np.asarray(np.maximum((mels - speech.mean(axis=0)) / SPREAD, FLOOR), np.float32)


@cache
def _window() -> Array:
    return np.hanning(WINDOW).astype(np.float32)


@cache
def _bands() -> Array:
    """Triangles evenly spaced in mel (O'Shaughnessy 1987): float32 [257, MELS]."""
    top, bottom = 2595 * np.log10(1 + np.array([HIGHEST_HZ, LOWEST_HZ]) / 700)
    edges = 700 * (10 ** (np.linspace(bottom, top, MELS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(512, 1 / RATE_HZ)[:, None]
    up = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.asarray(np.clip(np.minimum(up, down), 0, None), np.float32)


class Net:
    """One trained network. Its layers are told by the names and shapes of its arrays."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights

    def __call__(self, values: Array) -> Array:
        """[hops, MELS] -> [frames, len(PARTS)]."""
        w = self._weights
        h = _conv(values, w["enter.weight"], w["enter.bias"], stride=STRIDE)
        block = 0
        while f"blocks.{block}.0.weight" in w:
            name = f"blocks.{block}"
            part = _conv(
                h, w[f"{name}.0.weight"], w[f"{name}.0.bias"], dilation=int(w[f"{name}.dilation"].item())
            )
            part = _gelu(_norm(part, w[f"{name}.1.weight"], w[f"{name}.1.bias"]))
            h = h + _conv(part, w[f"{name}.2.weight"], w[f"{name}.2.bias"])
            block += 1
        pooled = np.maximum(h, 0).reshape(len(h) // STRIDE, -1) @ w["pool.weight"] + w["pool.bias"]
        return _conv(
            _gelu(_conv(pooled, w["out.0.weight"], w["out.0.bias"])), w["out.1.weight"], w["out.1.bias"]
        )


class Ears:
    """Everything that hears: networks over mels, a linear map of clues; each part of the lips tells how far it trusts
    which."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._scale, self._offset = arrays["scale"], arrays["offset"]
        self._line, self._level = arrays["line.weight"], arrays["line.bias"]
        self._trust = arrays["trust"]
        self._nets = _nets(arrays)

    def __call__(self, mels: Array, told: Array) -> Array:
        """[hops, MELS] and [moments, CLUES] -> [frames, len(PARTS)], in eye distances."""
        by_mels = np.mean([net(mels) for net in self._nets], axis=0)
        by_line = around(told) @ self._line + self._level
        found = self._trust * by_line + (1 - self._trust) * by_mels
        return np.asarray(found * self._scale + self._offset, np.float32)


def around(told: Array) -> Array:
    """Each frame's clues with those of the frames about it: [moments, CLUES] -> [frames, features]."""
    own = told.reshape(-1, CLUES_PER_FRAME * CLUES)
    padded = np.pad(own, ((REACH_FRAMES, REACH_FRAMES), (0, 0)), "edge")
    return np.concatenate([padded[k : k + len(own)] for k in range(2 * REACH_FRAMES + 1)], axis=1)


def _conv(x: Array, weight: Array, bias: Array, *, dilation: int = 1, stride: int = 1) -> Array:
    """[n, in] with weight [taps, in, out], zeros beyond the ends."""
    taps = len(weight)
    reach = dilation * (taps // 2)
    padded = np.pad(x, ((reach, reach), (0, 0)))
    total = padded[: len(x) : stride] @ weight[0]
    for tap in range(1, taps):
        total += padded[tap * dilation : tap * dilation + len(x) : stride] @ weight[tap]
    return np.asarray(total + bias, np.float32)


def _norm(x: Array, weight: Array, bias: Array) -> Array:
    """Groups of channels over the whole recording (Wu & He 2018): what is said is told from who says it, and where."""
    grouped = x.reshape(len(x), GROUPS, -1)
    grouped = grouped - grouped.mean(axis=(0, 2), keepdims=True)
    grouped = grouped / np.sqrt((grouped * grouped).mean(axis=(0, 2), keepdims=True) + 1e-5)
    return np.asarray(grouped.reshape(x.shape) * weight + bias, np.float32)


def _gelu(x: Array) -> Array:
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978846 * (x + 0.044715 * x * x * x))), np.float32)


def _nets(arrays: dict[str, Array]) -> tuple[Net, ...]:
    nets: list[Net] = []
    while any(name.startswith(f"mels.{len(nets)}.") for name in arrays):
        mark = f"mels.{len(nets)}."
        nets.append(Net({name.removeprefix(mark): a for name, a in arrays.items() if name.startswith(mark)}))
    return tuple(nets)


@cache
def _ears() -> Ears:
    with np.load(WEIGHTS) as kept:
        return Ears({name: np.ascontiguousarray(kept[name], np.float32) for name in kept.files})
