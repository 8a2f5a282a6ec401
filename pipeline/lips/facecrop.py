"""The face as Wav2Lip's network knows it: cut from the picture as its makers' face detector frames faces.

That detector (S3FD, trained on WIDER FACE) puts a box from the hairline to the chin and from cheek to cheek; the makers'
program adds ten pixels below the chin and takes the mean of five frames. The tracked face mesh has the same cheeks and
the same chin, and ends a little below the hairline, so its bounds, with what lies above added, are that box. It is laid
in the direction in which the head is tilted. Eyes come to lie at 0.37 of its height and lips at 0.72.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.lips.engine import Frame
from pipeline.lips.faceframe import EYES
from pipeline.lips.paste import Placed

Array = npt.NDArray[np.float32]

SIDE_PX = 96
ABOVE_MESH = 0.13  # of the mesh's height: from the mesh's end to the hairline
BELOW_CHIN = 0.045  # of the mesh's height: ten pixels of a face as large as in the makers' footage
SMOOTH_FRAMES = 5
MOST_TIMES = 8  # the network's pixels, for faces larger than 768 pixels
JUMP = 0.25  # of the box's height: a cut, over which nothing is smoothed

TO_YUV = {
    "bt601": np.array([[0.098, 0.504, 0.257], [0.439, -0.291, -0.148], [-0.071, -0.368, 0.439]], np.float32),
    "bt709": np.array([[0.062, 0.614, 0.183], [0.439, -0.339, -0.101], [-0.040, -0.399, 0.439]], np.float32),
}
"""Blue, green, red to Y, U, V of the range that video has, without the offsets (ITU-R BT.601 and BT.709)"""
OFFSETS = np.array([16, 128, 128], np.float32)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A face cut out, Y, U, V of 0..255."""

    fine: Array
    """float32 [n, n]: luma, at least as fine as the footage; n is a multiple of SIDE_PX"""
    small: Array
    """float32 [SIDE_PX, SIDE_PX, 3]: as the network sees it"""
    placed: Placed
    """Where it lies: its side is 1, the origin its top left corner"""

    @property
    def times(self) -> int:
        """``fine`` is so many times as fine as ``small``."""
        return len(self.fine) // SIDE_PX


def boxes(landmarks: Array) -> list[Placed]:
    """Every frame's box; ``landmarks`` is float32 [frames, 478, 2], pixels."""
    across = sum(_unit(landmarks[:, right] - landmarks[:, left]) for left, right in EYES)
    across = _unit(np.asarray(across, np.float32))
    down = np.stack([-across[:, 1], across[:, 0]], axis=-1)
    u = np.einsum("fpi,fi->fp", landmarks, across)
    v = np.einsum("fpi,fi->fp", landmarks, down)
    tall = np.ptp(v, axis=1)
    size = np.stack([np.ptp(u, axis=1), tall * (ABOVE_MESH + 1 + BELOW_CHIN)], axis=-1)
    corner = u.min(1)[:, None] * across + (v.min(1) - ABOVE_MESH * tall)[:, None] * down
    told = np.concatenate([corner, across * size[:, :1], down * size[:, 1:]], axis=1)
    return [
        Placed(origin=row[:2], axes=np.stack([row[2:4], row[4:]], axis=-1))
        for row in _smoothed(told, jump_px=JUMP * float(np.median(size[:, 1])))
    ]


def _smoothed(told: Array, *, jump_px: float) -> Array:
    """The mean of five frames about each, none of them beyond a cut."""
    cuts = np.flatnonzero(np.linalg.norm(np.diff(told[:, :2], axis=0), axis=1) > jump_px) + 1
    half = SMOOTH_FRAMES // 2
    out = np.empty_like(told)
    for part, smooth in zip(np.split(told, cuts), np.split(out, cuts), strict=True):
        padded = np.pad(part, ((half, half), (0, 0)), "edge")
        smooth[:] = np.lib.stride_tricks.sliding_window_view(padded, SMOOTH_FRAMES, axis=0).mean(-1)
    return out


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6))


def cut(frame: Frame, placed: Placed) -> Cut:
    """Cut a face from an I420 frame. Each of the network's pixels is the mean of all that lie in it."""
    width, height = frame.shape[1], frame.shape[0] * 2 // 3
    longest = float(np.linalg.norm(placed.axes, axis=0).max())
    times = min(max(2, int(np.ceil(longest / SIDE_PX))), MOST_TIMES)
    fine = _sampled(frame[:height], placed, SIDE_PX * times, 1.0)
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    coarse = SIDE_PX * max(1, times // 2)
    planes = [fine, *(_sampled(plane, placed, coarse, 0.5) for plane in chroma)]
    small = [cv2.resize(plane, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA) for plane in planes]
    return Cut(fine=fine, small=np.stack(small, axis=-1), placed=placed)


def _sampled(plane: Frame, placed: Placed, side: int, scale: float) -> Array:
    """float32 [side, side]; ``scale`` is the plane's pixels for one of the picture's."""
    matrix = np.empty((2, 3), np.float64)
    matrix[:, :2] = placed.axes * (scale / side)
    # Pixels are told by their centres, boxes by their corners.
    matrix[:, 2] = placed.origin * scale + placed.axes.sum(1) * (0.5 * scale / side) - 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    found = cv2.warpAffine(plane, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def to_bgr(yuv: Array, colour: str) -> Array:
    """[..., 3], 0..255 both; ``colour`` as Prepared has it."""
    matrix = np.linalg.inv(TO_YUV.get(colour, TO_YUV["bt601"]))
    return np.asarray(np.clip((yuv - OFFSETS) @ matrix.T, 0, 255), np.float32)


def to_yuv(bgr: Array, colour: str) -> Array:
    return np.asarray(bgr @ TO_YUV.get(colour, TO_YUV["bt601"]).T + OFFSETS, np.float32)
