"""Boxes of faces out of what a detector says of every place: decoded, and each face once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

FIRST_STEP_PX = 4
"""Between neighbouring places of the first layer; twice that in each that follows"""
SIDE_STEPS = 4
"""Side of the square that boxes are told about, in steps"""
PLACE_VARIANCE, SIZE_VARIANCE = 0.1, 0.2
"""By which what a network says is multiplied: the convention of SSD (Liu et al. 2016)"""
SURE = 0.5
OVERLAP = 0.3
"""Of two boxes' union, from which they are taken to be of one face"""


def boxes_of(layers: Sequence[tuple[Array, Array]], *, sure: float = SURE) -> Array:
    """Float32 [faces, 5]: left, top, right, bottom in pixels and how sure it is, the surest first.

    ``layers`` are, of each layer, how sure it is of a face in every place, 0..1 [h, w], and [4, h, w]: the middle of
    the box, then the logarithm of its sides, both about a square in the middle of that place.
    """
    # What is less sure could never push out what is surer, so it is left out before boxes are compared.
    found = [
        _decoded(scores, offsets, FIRST_STEP_PX << number, sure)
        for number, (scores, offsets) in enumerate(layers)
    ]
    return single(np.concatenate(found))


def _decoded(scores: Array, offsets: Array, step_px: int, sure: float) -> Array:
    rows, columns = np.nonzero(scores > sure)
    x, y, wide, high = offsets[:, rows, columns].astype(np.float64)
    side = float(SIDE_STEPS * step_px)
    middle_x = (columns + 0.5) * step_px + x * PLACE_VARIANCE * side
    middle_y = (rows + 0.5) * step_px + y * PLACE_VARIANCE * side
    half_wide, half_high = (
        side / 2 * np.exp(np.minimum(size * SIZE_VARIANCE, 10.0)) for size in (wide, high)
    )
    sides = (middle_x - half_wide, middle_y - half_high, middle_x + half_wide, middle_y + half_high)
    return np.asarray(np.stack([*sides, scores[rows, columns]], axis=1), np.float32)


def single(boxes: Array, *, overlap: float = OVERLAP) -> Array:
    """The surest box of each face: float32 [faces, 5] from [boxes, 5], greedily, the surest first."""
    left = boxes[np.argsort(-boxes[:, 4], kind="stable")]
    kept = []
    while len(left):
        kept.append(left[0])
        left = left[1:][_shared(left[0], left[1:]) <= overlap]
    return np.array(kept, np.float32).reshape(-1, 5)


def _shared(one: Array, others: Array) -> Array:
    """Area that both have over the area that either has; sides count their last pixel."""
    wide = np.minimum(one[2], others[:, 2]) - np.maximum(one[0], others[:, 0]) + 1
    high = np.minimum(one[3], others[:, 3]) - np.maximum(one[1], others[:, 1]) + 1
    both = np.maximum(wide, 0) * np.maximum(high, 0)
    return np.asarray(both / np.maximum(_area(one) + _area(others) - both, 1e-6), np.float32)


def _area(boxes: Array) -> Array:
    return np.asarray((boxes[..., 2] - boxes[..., 0] + 1) * (boxes[..., 3] - boxes[..., 1] + 1), np.float32)
