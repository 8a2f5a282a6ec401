"""How the face looks in a few frames of prepared footage: light, sharpness, lips."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from common.media import read_frames
from presenters.faces import face_width
from presenters.presenter import Prepared
from presenters.upright import upright

Frame = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]

SAMPLES = 12
SIDE_PX = 160
"""Width a face is brought to before its sharpness is taken, so that it does not depend on the camera"""
BLOWN = 232
"""Luma (16..235) above which nothing is left to see"""
OUTER_LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
AROUND_MOUTH = (164, 200, 214, 434)
UPPER_FACE = (50, 280, 197, 151)
SPOT = 0.03  # radius of a patch of skin, in face widths


@dataclass(frozen=True, kw_only=True)
class Look:
    """One frame's face."""

    luma: float
    """Mean over the face, 16..235"""
    highlight: float
    """Luma of its brightest tenth"""
    blown: float
    """Share of the face that is white"""
    contrast: float
    """Luma between the darkest and the brightest twentieth"""
    sharpness: float
    """Spread of the Laplacian over the spread of luma, at SIDE_PX of face"""
    lips: float
    """How far the lips' colour is from the skin around them (CIELAB)"""
    covering: float
    """How far that skin's colour is from the cheeks' and forehead's (CIELAB)"""
    outside: float
    """Share of the landmarks beyond the picture's edge"""


def spread(prepared: Prepared, count: int = SAMPLES) -> list[int]:
    """Indices of up to ``count`` frames that show the face, evenly over them."""
    faces = np.flatnonzero(prepared.has_face)
    return sorted({int(faces[round(at)]) for at in np.linspace(0, len(faces) - 1, count)})


def frames_at(prepared: Prepared, indices: list[int]) -> Iterator[Frame]:
    """Those I420 frames, in order."""
    wanted = "+".join(f"eq(n,{index})" for index in indices)
    chain = "" if prepared.still else f"select='{wanted}'"
    yield from read_frames(prepared.forth, width=prepared.width, height=prepared.height, filters=chain)


def looks(prepared: Prepared) -> tuple[list[Look], bool]:
    """The face in about a dozen frames, and whether it stands upright."""
    indices = spread(prepared)
    asked = indices[:: max(1, len(indices) // 2)]
    kept: list[Frame] = []
    found: list[Look] = []
    for index, frame in zip(indices, frames_at(prepared, indices), strict=False):
        found.append(look(frame, prepared.landmarks[index]))
        if index in asked:
            kept.append(frame)
    faces = [prepared.landmarks[index] for index in asked[: len(kept)]]
    return found, upright(kept, faces)


def look(frame: Frame, points: Points) -> Look:
    """``points`` are the presenter's landmarks, float32 [478, 2], in pixels of the I420 ``frame``."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    luma = frame[:height]
    inside = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(inside, cv2.convexHull(points.astype(np.int32)), (1,))
    values = luma[inside > 0].astype(np.float64)
    if len(values) == 0:
        values = luma.reshape(-1).astype(np.float64)
    low, high, highlight = np.percentile(values, (5, 95, 90))
    beyond = (points < 0) | (points >= (width, height))
    lips, covering = _mouth_colours(frame, points)
    return Look(
        luma=float(values.mean()),
        highlight=float(highlight),
        blown=float((values >= BLOWN).mean()),
        contrast=float(high - low),
        sharpness=_sharpness(luma, points),
        lips=lips,
        covering=covering,
        outside=float(beyond.any(axis=1).mean()),
    )


def _sharpness(luma: Frame, points: Points) -> float:
    left, top = np.maximum(points.min(axis=0), 0).astype(int)
    right, bottom = points.max(axis=0).astype(int)
    face = luma[top:bottom, left:right].astype(np.float32)
    if min(face.shape) < 8:
        return 0.0
    shrink = min(1.0, SIDE_PX / face.shape[1])
    face = np.asarray(cv2.resize(face, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.float32)
    return float(cv2.Laplacian(face, cv2.CV_32F).std() / max(float(face.std()), 1.0))


def _mouth_colours(frame: Frame, points: Points) -> tuple[float, float]:
    """(lips from the skin around them, that skin from the upper face): distances in CIELAB."""
    rgb = np.asarray(cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_I420), np.uint8)
    radius = max(1, round(SPOT * float(face_width(points))))
    lips = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillPoly(lips, [points[list(OUTER_LIPS)].astype(np.int32)], (1,))
    around, upper = (_spots(rgb.shape[:2], points[list(at)], radius) for at in (AROUND_MOUTH, UPPER_FACE))
    colours = [_colour(rgb, mask) for mask in (lips, around, upper)]
    return (
        float(np.linalg.norm(colours[0] - colours[1])),
        float(np.linalg.norm(colours[1] - colours[2])),
    )


def _spots(shape: tuple[int, ...], centres: Points, radius: int) -> Frame:
    mask = np.zeros(shape, np.uint8)
    for x, y in centres:
        cv2.circle(mask, (int(x), int(y)), radius, (1,), -1)
    return mask


def _colour(rgb: Frame, mask: Frame) -> npt.NDArray[np.float64]:
    if not mask.any():
        return np.zeros(3)
    middle = (np.median(rgb[mask > 0], axis=0) / 255.0).astype(np.float32).reshape(1, 1, 3)
    return np.asarray(cv2.cvtColor(middle, cv2.COLOR_RGB2LAB)[0, 0], np.float64)
