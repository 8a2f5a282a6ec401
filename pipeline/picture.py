"""How the finished frames are framed: whole, scaled, or square around the face."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.workshop import Limits
from presenters.presenter import Prepared

FACE_IN_NOTE = 0.42  # share of a round note's side that the face's width takes
FACE_IN_SQUARE = 0.30  # and of a square clip's: head and shoulders
FACE_HEIGHT = 0.46  # where the face's middle stands in a square clip, from its top
HAIR = 0.55  # of the face's height: room for hair above the forehead, where a large face leaves little
ROOM = 0.12  # of the face's width, left between a face that moves and a square's edge
SELDOM = 2.0  # percent of the frames in which a face that moves much may stand further out

Ends = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Framing:
    """Size of the clip in pixels and the ffmpeg filters that bring a frame to it."""

    width: int
    height: int
    filters: str = ""


def framing(
    prepared: Prepared, *, note: bool, size: int | None, limits: Limits, square: bool = False
) -> Framing:
    """``size`` is the short side wanted, in pixels; ``note`` asks for a round note's square around the face, ``square``
    for a wider one. The picture is never made larger than the footage is, but for a note."""
    if note:
        return _note(prepared, min(size or limits.note_side_px, limits.note_side_px))
    if square:
        return _square(prepared, size)
    short = min(prepared.width, prepared.height)
    if size is None or size >= short:
        return Framing(width=prepared.width, height=prepared.height)
    width, height = (_even(side * size / short) for side in (prepared.width, prepared.height))
    return Framing(width=width, height=height, filters=f"scale={width}:{height}:flags=lanczos")


def _note(prepared: Prepared, side: int) -> Framing:
    low, high = _faces(prepared)
    edge = min(float(np.median(high[:, 0] - low[:, 0])) / FACE_IN_NOTE, _limit(prepared))
    return _cut(prepared, edge, _middle(low, high), side)


def _square(prepared: Prepared, size: int | None) -> Framing:
    """One cut for the whole clip, so that it does not wander; widened until the face stays in it."""
    low, high = _faces(prepared)
    face = float(np.median(high[:, 0] - low[:, 0]))
    reach = tuple(_reach(low[:, axis], high[:, axis], ROOM * face) for axis in (0, 1))
    wide = max(face / FACE_IN_SQUARE, *(end - start for start, end in reach))
    edge = _even(min(wide, _limit(prepared)))
    x, y = _middle(low, high)
    tall = float(np.median(high[:, 1] - low[:, 1]))
    wished = (x, min(y + (0.5 - FACE_HEIGHT) * edge, y - (0.5 + HAIR) * tall + edge / 2))
    centre = tuple(
        _holding(at, edge, ends, span)
        for at, ends, span in zip(wished, reach, (prepared.width, prepared.height), strict=True)
    )
    return _cut(prepared, edge, (centre[0], centre[1]), min(size or edge, edge))


def _faces(prepared: Prepared) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """The face's box in each frame that shows it: (left, top) and (right, bottom), float32 [frames, 2], pixels."""
    marks = prepared.landmarks[prepared.has_face]
    return marks.min(axis=1), marks.max(axis=1)


def _middle(low: npt.NDArray[np.float32], high: npt.NDArray[np.float32]) -> Ends:
    x, y = (np.median(low, axis=0) + np.median(high, axis=0)) / 2
    return float(x), float(y)


def _reach(low: npt.NDArray[np.float32], high: npt.NDArray[np.float32], room: float) -> Ends:
    """Where the face is along one axis, in all but a few frames."""
    return float(np.percentile(low, SELDOM)) - room, float(np.percentile(high, 100 - SELDOM)) + room


def _holding(at: float, edge: float, ends: Ends, span: int) -> float:
    """The middle nearest to ``at`` of a cut that holds the face wherever it goes, and lies within the picture."""
    least, most = ends[1] - edge / 2, ends[0] + edge / 2
    at = (least + most) / 2 if least > most else float(np.clip(at, least, most))
    return float(np.clip(at, edge / 2, span - edge / 2))


def _cut(prepared: Prepared, edge: float, centre: Ends, side: int) -> Framing:
    edge, side = _even(edge), _even(side)
    left = int(np.clip(centre[0] - edge / 2, 0, prepared.width - edge)) // 2 * 2
    top = int(np.clip(centre[1] - edge / 2, 0, prepared.height - edge)) // 2 * 2
    scaled = f"scale={side}:{side}:flags=lanczos,"
    chain = f"crop={edge}:{edge}:{left}:{top},{scaled if side != edge else ''}setsar=1"
    return Framing(width=side, height=side, filters=chain)


def _limit(prepared: Prepared) -> int:
    return min(prepared.width, prepared.height)


def _even(value: float) -> int:
    return max(2, int(value) // 2 * 2)
