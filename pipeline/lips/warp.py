"""The engine without weights: the presenter's own pixels, moved; the inside of the mouth, painted.

One remap takes each pixel of the mouth's box straight from the footage, in YUV, at the footage's own resolution;
every pixel outside the box is left as it is.
"""

from collections.abc import Generator, Iterator
from contextlib import closing

import numpy as np
import numpy.typing as npt

from common.media import read_frames
from pipeline.lips.cavity import Inside, Light, inside, skin_light
from pipeline.lips.engine import Frame
from pipeline.lips.fields import Fields, fields
from pipeline.lips.mouthframe import MouthFrame, mouth_frame
from pipeline.mouthtrack import MouthTrack
from presenters.presenter import Prepared
from voices.voice import Speech

FADE_FRAMES = 5
"""The effect fades in and out over so many frames beside a span without a face"""
LIGHT_LAG = 0.08
_NO_SECOND_MAP = np.empty(0, np.float32)


class Warp:
    """See the module."""

    id = "warp"

    def render(self, prepared: Prepared, speech: Speech, mouth: MouthTrack) -> Iterator[Frame]:
        order = prepared.shown(mouth.frames)
        strength = _strength(prepared.has_face[order])
        light: Light | None = None
        with closing(_footage(prepared)) as source:
            for index, weight, values in zip(order, strength, mouth.values, strict=True):
                frame = next(source)
                if weight > 0:
                    marks = prepared.landmarks[index]
                    light = _steady(light, skin_light(frame, marks, prepared.height))
                    frame = _speak(frame, marks, values * weight, light, prepared)
                yield frame


def _footage(prepared: Prepared) -> Generator[Frame, None, None]:
    """The frames in the order of ``Prepared.played``."""
    if prepared.still:
        frame = next(read_frames(prepared.forth, width=prepared.width, height=prepared.height))
        while True:
            yield frame
    while True:
        for path in (prepared.forth, prepared.back):
            if path is not None:
                yield from read_frames(path, width=prepared.width, height=prepared.height)


def _strength(has_face: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """0..1 [frames]: 0 where there is no face, rising to 1 within FADE_FRAMES of it."""
    if has_face.all():
        return np.ones(len(has_face), np.float32)
    gaps = np.flatnonzero(~has_face)
    away = np.abs(np.arange(len(has_face))[:, None] - gaps[None]).min(axis=1)
    return np.asarray(np.clip(away / FADE_FRAMES, 0, 1), np.float32)


def _steady(before: Light | None, now: Light) -> Light:
    """The light changes slowly: teeth must not flicker."""
    if before is None:
        return now
    return Light(
        y=before.y + LIGHT_LAG * (now.y - before.y),
        u=before.u + LIGHT_LAG * (now.u - before.u),
        v=before.v + LIGHT_LAG * (now.v - before.v),
    )


def _speak(
    frame: Frame,
    marks: npt.NDArray[np.float32],
    values: npt.NDArray[np.float32],
    light: Light,
    prepared: Prepared,
) -> Frame:
    mouth = mouth_frame(marks, prepared.width, prepared.height)
    if mouth is None:
        return frame
    moved = fields(mouth, values, rest_gap=prepared.rest_gap)
    seen = inside(mouth, moved, values, light)
    out = frame.copy()
    height, width = prepared.height, prepared.width
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    out_chroma = out[height:].reshape(2, height // 2, width // 2)
    _paste(
        frame[:height], out[:height], mouth, moved, seen.alpha if seen else None, seen.y if seen else None, 1
    )
    for plane, target, tone in zip(chroma, out_chroma, _tones(seen), strict=True):
        _paste(plane, target, mouth, moved, seen.alpha if seen else None, tone, 2)
    return out


def _tones(seen: Inside | None) -> tuple[npt.NDArray[np.float32] | None, npt.NDArray[np.float32] | None]:
    return (seen.u, seen.v) if seen else (None, None)


def _paste(
    plane: npt.NDArray[np.uint8],
    target: npt.NDArray[np.uint8],
    mouth: MouthFrame,
    moved: Fields,
    alpha: npt.NDArray[np.float32] | None,
    tone: npt.NDArray[np.float32] | None,
    shrink: int,
) -> None:
    """Write the box of one plane; ``shrink`` is 2 for chroma planes."""
    import cv2

    box = mouth.box
    size = (box.width // shrink, box.height // shrink)
    across, down = mouth.axis, np.array([-mouth.axis[1], mouth.axis[0]], np.float32)
    # Displacements in pixels of this plane, enlarged from the grid.
    dx = (moved.du * across[0] + moved.dv * down[0]) / shrink
    dy = (moved.du * across[1] + moved.dv * down[1]) / shrink
    shift = np.asarray(
        cv2.resize(np.dstack([dx, dy]).astype(np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32
    )
    x0, y0 = box.x0 // shrink, box.y0 // shrink
    shift[..., 0] += np.arange(x0, x0 + size[0], dtype=np.float32)[None]
    shift[..., 1] += np.arange(y0, y0 + size[1], dtype=np.float32)[:, None]
    picture = cv2.remap(plane, shift, _NO_SECOND_MAP, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    if alpha is not None and tone is not None:
        layers = cv2.resize(np.dstack([alpha, alpha * tone]), size, interpolation=cv2.INTER_LINEAR)
        mixed = picture * (1 - layers[..., 0]) + layers[..., 1]
        picture = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    target[y0 : y0 + size[1], x0 : x0 + size[0]] = picture
