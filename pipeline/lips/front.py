"""What passes in front of the mouth - a hand, a microphone - and must stay in front.

The skin about the mouth looks much the same in all of a presenter's footage. A patch of it that leaves the range it keeps to,
in lightness or in colour, and is too large for a shadow, is something else; it is laid over the finished lips again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.engine import Frame
from pipeline.lips.lipshape import JAW_LINE, Mouth
from pipeline.lips.paste import Box, Placed, box_around

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

PER_EYE = 24.0
FINER = 2
X = np.arange(-0.55, 0.55, 1 / PER_EYE, dtype=np.float32)
Y = np.arange(-0.45, 0.75, 1 / PER_EYE, dtype=np.float32)
KEEPS_TO = (20.0, 80.0)  # percentiles over the footage
BEYOND = np.array(
    [0.20, 9.0, 9.0], np.float32
)  # luma over the skin's, chroma: so far beyond that range is another thing
LEAST_AREA = 0.018  # square eye distances of skin
FEWEST_FRAMES = 12
DARKEST_SKIN = 20.0  # luma above black
ABOUT_LIPS = (1.15, 0.04, 0.06)  # half mouth widths; eye distances above and below
INSIDE_JAW = 0.06
MOST_COVERED = 0.70  # of the lips; beyond that nobody sees them speak
ALIKE = 0.6  # of BEYOND: so near the colour of the thing in front is the thing itself


@dataclass(frozen=True, kw_only=True)
class Skin:
    """The range that skin about the mouth keeps to: float32 [ny, nx, 3] each, luma over the skin's, U - 128, V - 128."""

    low: Array
    high: Array

    @classmethod
    def of(cls, patches: list[Array]) -> "Skin | None":
        """From patches of frames spread over the footage; None when they are too few to tell."""
        if len(patches) < FEWEST_FRAMES:
            return None
        low, high = np.percentile(np.stack(patches), KEEPS_TO, axis=0).astype(np.float32)
        around = np.ones((3, 3), np.uint8)
        return cls(low=np.asarray(cv2.erode(low, around)), high=np.asarray(cv2.dilate(high, around)))


def patch(frame: Frame, placed: Placed) -> Array:
    """The mouth's surroundings, float32 [len(Y), len(X), 3]: luma above black, U - 128, V - 128."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    size = (len(X) * FINER, len(Y) * FINER)
    matrix = placed.from_nodes(float(X[0]), float(Y[0]), PER_EYE * FINER, 0, 0)
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    out = np.empty((len(Y), len(X), 3), np.float32)
    for k, (plane, m) in enumerate(
        ((frame[:height], matrix), (chroma[0], matrix / 2), (chroma[1], matrix / 2))
    ):
        fine = cv2.warpAffine(plane, m, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        out[..., k] = cv2.resize(fine, (len(X), len(Y)), interpolation=cv2.INTER_AREA)
    out -= (16, 128, 128)
    return out


def in_terms_of_skin(patches: Array, lumas: Array) -> Array:
    """``patches``, float32 [n, len(Y), len(X), 3], with their luma over the skin's, which is ``lumas``, [n]."""
    out = patches.copy()
    out[..., 0] /= np.maximum(lumas - 16, DARKEST_SKIN)[:, None, None]
    return out


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What is in front of one presenter's face."""

    masks: dict[int, Array]
    """0..1 [len(Y), len(X)] of the frames in which something is, by their index"""
    hidden: Mask
    """bool [n]: whether so much of the lips is covered that nobody sees them speak"""


def in_front(patches: Array, mouths: Sequence[Mouth], skin: Skin | None) -> Seen:
    """``patches``: float32 [n, len(Y), len(X), 3] in terms of skin, with the mouth of each frame."""
    masks: dict[int, Array] = {}
    hidden = np.zeros(len(mouths), bool)
    for index, (now, mouth) in enumerate(zip(patches, mouths, strict=True) if skin else ()):
        assert skin
        beyond = (np.maximum(skin.low - now, now - skin.high) / BEYOND).max(axis=-1)
        if np.count_nonzero(beyond > 1) < LEAST_AREA * PER_EYE**2:
            continue
        lips = _lips(mouth)
        front = _things(now, beyond, lips, ~lips & _face(mouth))
        if front.any():
            hidden[index] = lips.any() and front[lips].mean() >= MOST_COVERED
            masks[index] = np.asarray(cv2.GaussianBlur(front.astype(np.float32), (0, 0), 0.7), np.float32)
    return Seen(masks=masks, hidden=hidden)


def _lips(mouth: Mouth) -> Mask:
    half = (mouth.right - mouth.left) / 2 * ABOUT_LIPS[0]
    marks = mouth.marks
    top, bottom = marks[0, 1] - ABOUT_LIPS[1], marks[17, 1] + ABOUT_LIPS[2]
    return np.asarray((np.abs(X - mouth.middle) < half) & (Y[:, None] > top) & (Y[:, None] < bottom))


def _face(mouth: Mouth) -> Mask:
    jaw = mouth.marks[JAW_LINE]
    order = np.argsort(jaw[:, 0])
    line = np.interp(X, jaw[order, 0], jaw[order, 1])
    sides = (jaw[:, 0].min() + INSIDE_JAW < X) & (jaw[:, 0].max() - INSIDE_JAW > X)
    return np.asarray((Y[:, None] < line - INSIDE_JAW) & (Y[:, None] > mouth.nose) & sides)


def _things(now: Array, beyond: Array, lips: Mask, skin: Mask) -> Mask:
    """Strange pieces that cover enough skin, closed and a node wider.

    ``beyond`` says how far each node leaves the range it keeps to, in units of BEYOND.
    """
    hot = beyond > 1
    _, labels, stats, _ = cv2.connectedComponentsWithStats((hot & skin).astype(np.uint8))
    large = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= LEAST_AREA * PER_EYE**2)
    seeds = np.isin(labels, large[large > 0])
    if not seeds.any():
        return seeds
    # Lips come in many colours, so there the thing is known by its own.
    apart = (np.abs(now - np.median(now[seeds], axis=0)) / BEYOND).max(axis=-1)
    _, whole = cv2.connectedComponents((hot | ((apart < ALIKE) & lips)).astype(np.uint8))
    front = np.isin(whole, np.unique(whole[seeds])).astype(np.uint8)
    closed = cv2.morphologyEx(front, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.dilate(closed, np.ones((3, 3), np.uint8)) > 0)


def lay_over(out: Frame, frame: Frame, front: Array, placed: Placed) -> None:
    """Put the footage's own pixels back where something is in front; changes ``out``."""
    width, height = out.shape[1], out.shape[0] * 2 // 3
    corners = [(float(x), float(y)) for x in X[[0, -1]] for y in Y[[0, -1]]]
    box = box_around(placed, corners, width, height)
    if box is None:
        return
    matrix = placed.from_nodes(float(X[0]), float(Y[0]), PER_EYE, box.x0, box.y0)
    mask = np.asarray(cv2.warpAffine(front, matrix, box.size, flags=cv2.INTER_LINEAR), np.float32)
    _put_back(out[:height], frame[:height], mask, box)
    small = np.asarray(cv2.resize(mask, box.half.size, interpolation=cv2.INTER_AREA), np.float32)
    shape = (2, height // 2, width // 2)
    for now, own in zip(out[height:].reshape(shape), frame[height:].reshape(shape), strict=True):
        _put_back(now, own, small, box.half)


def _put_back(now: Frame, own: Frame, mask: Array, box: Box) -> None:
    where = (slice(box.y0, box.y1), slice(box.x0, box.x1))
    here = now[where]
    here[:] = (here + (own[where].astype(np.float32) - here) * mask + 0.5).astype(np.uint8)
