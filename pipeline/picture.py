"""How the finished frames are framed: whole, scaled, or square around the face."""

from dataclasses import dataclass

import numpy as np

from pipeline.workshop import Limits
from presenters.presenter import Prepared

FACE_IN_NOTE = 0.42  # share of a round note's side that the face's width takes


@dataclass(frozen=True, kw_only=True)
class Framing:
    """Size of the clip in pixels and the ffmpeg filters that bring a frame to it."""

    width: int
    height: int
    filters: str = ""


def framing(prepared: Prepared, *, note: bool, size: int | None, limits: Limits) -> Framing:
    """``size`` is the short side wanted, in pixels; ``note`` asks for a square around the face."""
    if note:
        return _note(prepared, min(size or limits.note_side_px, limits.note_side_px))
    short = min(prepared.width, prepared.height)
    if size is None or size >= short:
        return Framing(width=prepared.width, height=prepared.height)
    width, height = (_even(side * size / short) for side in (prepared.width, prepared.height))
    return Framing(width=width, height=height, filters=f"scale={width}:{height}:flags=lanczos")


def _note(prepared: Prepared, side: int) -> Framing:
    marks = prepared.landmarks[prepared.has_face]
    low, high = np.median(marks.min(axis=1), axis=0), np.median(marks.max(axis=1), axis=0)
    limit = min(prepared.width, prepared.height)
    edge = _even(min(float(high[0] - low[0]) / FACE_IN_NOTE, limit))
    centre = (low + high) / 2
    left = int(np.clip(centre[0] - edge / 2, 0, prepared.width - edge)) // 2 * 2
    top = int(np.clip(centre[1] - edge / 2, 0, prepared.height - edge)) // 2 * 2
    side = _even(side)
    chain = f"crop={edge}:{edge}:{left}:{top},scale={side}:{side}:flags=lanczos,setsar=1"
    return Framing(width=side, height=side, filters=chain)


def _even(value: float) -> int:
    return max(2, int(value) // 2 * 2)
