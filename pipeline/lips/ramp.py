"""Clipping and smooth steps, without the overhead of np.clip: a frame asks for some seventy of them."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Number = float | npt.NDArray[Any]


def clip(x: npt.NDArray[Any], low: Number, high: Number) -> npt.NDArray[Any]:
    return np.asarray(np.minimum(np.maximum(x, low), high))


def held(x: float, low: float, high: float) -> float:
    """A number kept between two others."""
    return float(min(max(x, low), high))


def smooth(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """0 below 0, 1 above 1, smooth between."""
    t = np.minimum(np.maximum(x, 0), 1)
    return np.asarray(t * t * (3 - 2 * t))


def step(x: Array) -> Array:
    """The same in single precision."""
    return np.asarray(smooth(x), np.float32)
