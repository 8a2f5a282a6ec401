"""Another background behind the presenter: what is plain there gives way to a colour or a picture.

Where presenter and backdrop share a pixel, the backdrop's part of it is taken away and as much of the new background
put in its place; and the light a coloured screen throws on the presenter's outline is taken back.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from common.errors import BadBackground, NoPicture, NoPlainBackground
from common.media import probe, read_frames
from pipeline.matte import Matte, Matting
from presenters.backdrop import Backdrop, backdrop_of
from presenters.presenter import Prepared

Plane = npt.NDArray[np.uint8]
Short = npt.NDArray[np.int16]
Places = npt.NDArray[np.intp]

ONE = np.uint8(1)
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
RED_BLUE = {"bt601": (0.299, 0.114), "bt709": (0.2126, 0.0722)}
HIGH_DEFINITION = 720
"""Pixels of the short side from which players take untagged footage for BT.709"""
COLOURED = 20.0
"""Levels of colour from which a backdrop is a screen that throws its colour"""
KEPT_HUE = 0.5
"""Of the screen's colour, as a share of the colour across it, that hair and skin may have of their own"""
OPPOSITE_HUE, GREY = 0.7, 4.0
"""And of the opposite colour, beyond a few levels: more is what taking away too much of the screen leaves"""
SPILL = 0.14
"""Of the face's width: how far in from the outline a screen's light is taken back"""


def check_background(background: str) -> None:
    """Raises BadBackground, NoPicture, and what ``probe`` raises."""
    if COLOUR.fullmatch(background):
        return
    if background.startswith("#") or not Path(background).is_file():
        raise BadBackground(name=Path(background).name)
    if not probe(Path(background)).has_picture:
        raise NoPicture(name=Path(background).name)


def before(
    frames: Iterator[Plane], prepared: Prepared, background: str, *, name: str
) -> Generator[Plane, None, None]:
    """The frames with ``background`` ("#rrggbb" or the path of a picture) in place of their plain one.

    Raises NoPlainBackground at once; ``name`` is what the footage is called.
    """
    backdrop = backdrop_of(prepared)
    if backdrop is None:
        raise NoPlainBackground(name=name)
    return _replaced(frames, Setting.of(prepared, backdrop, scene(prepared, background)))


def scene(prepared: Prepared, background: str) -> Plane:
    """The new background as an I420 frame: a colour, or a picture that covers the frame, cut where it has too much."""
    width, height = prepared.width, prepared.height
    matrix = prepared.colour or ("bt709" if min(width, height) >= HIGH_DEFINITION else "bt601")
    if COLOUR.fullmatch(background):
        frame = np.empty(width * height * 3 // 2, np.uint8)
        y, u, v = _levels(background, matrix)
        area, quarter = width * height, width * height // 4
        frame[:area], frame[area : area + quarter], frame[area + quarter :] = y, u, v
        return frame.reshape(height * 3 // 2, width)
    chain = (
        f"scale={width}:{height}:force_original_aspect_ratio=increase:flags=lanczos"
        f":out_range=tv:out_color_matrix={matrix},crop={width}:{height}"
    )
    frames = read_frames(Path(background), width=width, height=height, filters=chain, limit_s=1.0)
    first, *_ = frames  # a picture has one; of a video the first is taken
    return first.copy()


def _levels(colour: str, matrix: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    kr, kb = RED_BLUE[matrix]
    luma = kr * red + (1 - kr - kb) * green + kb * blue
    u, v = (blue - luma) / (2 - 2 * kb), (red - luma) / (2 - 2 * kr)
    return round(16 + 219 * luma), round(128 + 224 * u), round(128 + 224 * v)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is the same in all frames of a clip."""

    matting: Matting
    plate: tuple[Plane, Plane, Plane]
    """The backdrop as if nobody stood there: Y, U, V, at the frame's sizes"""
    scene: tuple[Plane, Plane, Plane]
    """The new background likewise"""
    spill: Short | None
    """int16 [256, 256, 2]: what to add to a pixel of colour U, V to take the screen's light back; None for a wall"""
    reach: int
    """How far in it goes, pixels of a quarter of the picture's size"""

    @classmethod
    def of(cls, prepared: Prepared, backdrop: Backdrop, scene: Plane) -> "Setting":
        width, height = prepared.width, prepared.height
        marks = prepared.landmarks[prepared.has_face]
        left, right = (float(np.median(edge(axis=1))) for edge in (marks[..., 0].min, marks[..., 0].max))
        face = right - left
        sizes = ((width, height), (width // 2, height // 2), (width // 2, height // 2))
        y, u, v = (
            cv2.resize(plane, size, interpolation=cv2.INTER_CUBIC).round().clip(0, 255).astype(np.uint8)
            for plane, size in zip(np.moveaxis(backdrop.plate, -1, 0), sizes, strict=True)
        )
        return cls(
            matting=Matting(
                backdrop, width=width, height=height, chest=(left - 0.4 * face, right + 0.4 * face)
            ),
            plate=(y, u, v),
            scene=_split(scene),
            spill=_spill(np.median(backdrop.plate[..., 1:], axis=(0, 1)) - 128),
            reach=max(3, round(SPILL * face / 4)),
        )


def _split(frame: Plane) -> tuple[Plane, Plane, Plane]:
    """Y, U and V of an I420 frame, not copied."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    colours = frame.reshape(-1)[height * width :].reshape(2, height // 2, width // 2)
    return frame[:height], colours[0], colours[1]


def _spill(screen: npt.NDArray[np.float32]) -> Short | None:
    strength = float(np.linalg.norm(screen))
    if strength < COLOURED:
        return None
    along = screen / strength
    u, v = np.mgrid[-128:128, -128:128].astype(np.float32)
    towards, across = u * along[0] + v * along[1], np.abs(v * along[0] - u * along[1])
    wrong = towards - np.clip(towards, -OPPOSITE_HUE * across - GREY, KEPT_HUE * across)
    return np.asarray(np.stack([-wrong * along[0], -wrong * along[1]], axis=-1).round().astype(np.int16))


def _replaced(frames: Iterator[Plane], setting: Setting) -> Generator[Plane, None, None]:
    for frame in frames:
        yield compose(frame, setting.matting.of(frame), setting)


def compose(frame: Plane, matte: Matte, setting: Setting) -> Plane:
    """The frame's presenter before the setting's scene."""
    out = frame.copy()
    luma, *colours = _split(out)
    gone = np.asarray(cv2.bitwise_not(matte.alpha), np.uint8)
    large = np.asarray(cv2.resize(gone, luma.shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
    shared = np.flatnonzero(large - ONE < 254)
    own, part = _own(luma, large, shared, setting.plate[0], matte.drift[0], middle=0)
    _put(luma, np.maximum(own, (16 * (255 - part)) // 255), part, shared, large, setting.scene[0], middle=0)
    lit = _lit(gone, setting) if setting.spill is not None else gone
    shared = np.flatnonzero((lit > 0) & (gone < 255))
    found = [
        _own(plane, gone, shared, plate, drift, middle=128)
        for plane, plate, drift in zip(colours, setting.plate[1:], matte.drift[1:], strict=True)
    ]
    (u, part), (v, _) = found
    if setting.spill is not None:
        back = setting.spill[np.clip(u + 128, 0, 255), np.clip(v + 128, 0, 255)]
        weight = lit.reshape(-1)[shared].astype(np.int16)
        u, v = u + back[:, 0] * weight // 255, v + back[:, 1] * weight // 255
    for plane, own, new in zip(colours, (u, v), setting.scene[1:], strict=True):
        _put(plane, own, part, shared, gone, new, middle=128)
    return out


def _lit(gone: Plane, setting: Setting) -> Plane:
    """0..255: how much of the screen's light is taken back, all of it at the outline, none well inside."""
    quarter = cv2.resize(gone, (gone.shape[1] // 2, gone.shape[0] // 2), interpolation=cv2.INTER_AREA)
    side = 2 * setting.reach + 1
    near = cv2.blur(quarter, (side, side), borderType=cv2.BORDER_REPLICATE)
    near = cv2.resize(
        cv2.addWeighted(near, 2.5, near, 0, 0), gone.shape[::-1], interpolation=cv2.INTER_LINEAR
    )
    return np.asarray(cv2.max(near, gone), np.uint8)


def _own(
    plane: Plane, gone: Plane, at: Places, plate: Plane, drift: int, *, middle: int
) -> tuple[Short, Short]:
    """What of the pixels ``at`` is the presenter's, about ``middle``, and the share (of 255) that is not."""
    part = gone.reshape(-1)[at].astype(np.int16)
    there = plate.reshape(-1)[at].astype(np.int16) + (drift - middle)
    return plane.reshape(-1)[at].astype(np.int16) - middle - _times(there, part), part


def _put(
    plane: Plane, own: Short, part: Short, at: Places, gone: Plane, scene: Plane, *, middle: int
) -> None:
    """In place: the scene where the presenter is gone, and its share of the pixels ``at``."""
    new = scene.reshape(-1)[at].astype(np.int16) - middle
    cv2.copyTo(scene, cv2.threshold(gone, 254, 255, cv2.THRESH_BINARY)[1], plane)
    plane.reshape(-1)[at] = (own + middle + _times(new, part)).clip(0, 255)


def _times(values: Short, part: Short) -> Short:
    # 255 * 255 is more than 16 bits hold.
    return np.asarray((values.astype(np.int32) * part) // 255, np.int16)
