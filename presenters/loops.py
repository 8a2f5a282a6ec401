"""How footage whose ends do not meet goes on: where two moments look alike it is cut there and faded over.

The moments are looked for as video textures are (Schödl et al. 2000): every pair of frames is compared over the whole
fade, by the landmarks and by a small picture. A fade of faces that do not lie on each other shows two of them, so only a
pair that lies closer than can be seen is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.media import run_ffmpeg
from presenters.faces import eye_distance
from presenters.regular import KEEPING, Shape

Points = npt.NDArray[np.float32]
Small = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float32]

FADE_S = 0.4
LEAST_S, LEAST_SHARE = 4.0, 0.6
"""What is kept is at least so long, and at least so much of the footage: less repeats too soon"""
FACES_APART = 0.02
"""Eye distances"""
PICTURES_APART = 4.0
"""Levels of luma"""
LIDS = (159, 145, 158, 153, 160, 144, 386, 374, 385, 380, 387, 373, 468, 473)
LIPS = (61, 291, 0, 17, 13, 14, 82, 87, 312, 317, 78, 308)
BLOCKS = 24


@dataclass(frozen=True, kw_only=True)
class Join:
    """Frames ``begin`` up to ``end`` go round; the last ``fade`` of them are faded into those before ``begin``."""

    begin: int
    end: int
    fade: int
    apart: float
    """How unlike the two are, 1 where it begins to be seen"""

    @property
    def seen(self) -> bool:
        return self.apart > 1.0


def find_join(
    points: Points, found: npt.NDArray[np.bool_], pictures: Sequence[Small], *, fps: float
) -> Join | None:
    """The best place to go back from: the longest part of what cannot be seen, else what is seen least.

    ``points`` are steadied landmarks, float32 [frames, 478, 3]; ``pictures`` small luma pictures, uint8 [n, n] each.
    """
    count, fade = len(points), max(2, round(FADE_S * fps))
    least = max(round(LEAST_S * fps), round(LEAST_SHARE * count))
    if count < least + fade:
        return None
    apart = np.maximum(
        _faces_apart(points) / FACES_APART, _pictures_apart(np.stack(pictures[:count])) / PICTURES_APART
    )
    jumps = _jumps(apart)
    apart[~found], apart[:, ~found] = np.inf, np.inf
    worst = _worst_along(apart, fade)
    begins, ends = np.indices(worst.shape) + fade
    worst[ends - begins < least] = np.inf
    worst[jumps[begins]] = np.inf
    if not np.isfinite(worst).any():
        return None
    lengths = np.where(worst <= 1.0, ends - begins, 0)
    # Of equally long ones the closest; where all can be seen, the closest of all.
    chosen = np.argmax(lengths - worst / 2) if lengths.any() else np.argmin(worst)
    row, column = np.unravel_index(int(chosen), worst.shape)
    return Join(
        begin=int(row) + fade, end=int(column) + fade, fade=fade, apart=round(float(worst[row, column]), 3)
    )


def _jumps(apart: Matrix) -> npt.NDArray[np.bool_]:
    """bool [frames + 1]: frames that the one before does not lead on to as most do."""
    steps = np.concatenate([[0.0], np.diagonal(apart, 1)])
    return np.append(steps > np.percentile(steps, 95), True)


def _worst_along(apart: Matrix, fade: int) -> Matrix:
    """The greatest of ``fade`` steps along each diagonal: entry [b, e] is of begin b + fade and end e + fade."""
    size = len(apart) - fade + 1
    worst = apart[:size, :size].copy()
    for step in range(1, fade):
        np.maximum(worst, apart[step : step + size, step : step + size], out=worst)
    return worst


def _faces_apart(points: Points) -> Matrix:
    """float32 [frames, frames]: the greatest of face, lids and lips, root mean square in eye distances."""
    placed = points[..., :2] / max(float(np.median(eye_distance(points))), 1.0)
    parts = (placed, placed[:, list(LIDS)], placed[:, list(LIPS)])
    return np.asarray(np.maximum.reduce([_distances(part) for part in parts]), np.float32)


def _pictures_apart(pictures: Small) -> Matrix:
    """float32 [frames, frames]: root mean square of luma, averaged over blocks first."""
    frames, side = pictures.shape[:2]
    block = side // BLOCKS
    blocks = pictures.reshape(frames, BLOCKS, block, BLOCKS, block).mean(axis=(2, 4), dtype=np.float32)
    return _distances(blocks)


def _distances(rows: npt.NDArray[np.float32]) -> Matrix:
    values = rows.reshape(len(rows), -1).astype(np.float32)
    values = values - values.mean(axis=0)
    squares = (values**2).sum(axis=1)
    squared = squares[:, None] + squares[None] - 2 * values @ values.T
    places = values.shape[1] / (rows.shape[-1] if rows.shape[-1] == 2 else 1)
    return np.asarray(np.sqrt(np.maximum(squared, 0.0) / places), np.float32)


def bake(forth: Path, target: Path, join: Join, shape: Shape) -> None:
    """Write the faded loop in one pass. Raises MediaFailed."""
    begin, end, fade = join.begin, join.end, join.fade
    length = end - begin
    rate = shape.rate
    even = f"setpts=N/({rate}*TB),fps={rate}"
    chain = (
        f"[0:v]settb=1/90000,split[a][b];[a]trim=start_frame={begin}:end_frame={end},{even}[body];"
        f"[b]trim=start_frame={begin - fade}:end_frame={begin},{even}[head];"
        f"[body][head]xfade=transition=fade:duration={fade / shape.fps:.6f}:offset={(length - fade) / shape.fps:.6f}[v]"
    )
    run_ffmpeg(
        [
            *("-i", f"file:{forth}", "-filter_complex", chain, "-map", "[v]"),
            *("-frames:v", str(length), *KEEPING, f"file:{target}"),
        ],
        limit_s=600.0,
    )


def faded(points: Points, join: Join) -> Points:
    """Landmarks as the faded picture shows them: [end - begin, ...], of values per frame."""
    out = points[join.begin : join.end].copy()
    weight = (np.arange(join.fade, dtype=np.float32) / join.fade).reshape(-1, *([1] * (points.ndim - 1)))
    out[-join.fade :] = (1 - weight) * out[-join.fade :] + weight * points[
        join.begin - join.fade : join.begin
    ]
    return out
