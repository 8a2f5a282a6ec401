"""People in front of plain backdrops, cut out of a built-in presenter by a shape that is known."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from picture_world import BUILTIN, H264

from common.media import child, read_frames

Picture = npt.NDArray[np.uint8]

WIDTH, HEIGHT = 360, 640
GREEN, WHITE = (60, 177, 40), (222, 226, 228)  # BGR
FRAMES = 8


@dataclass(frozen=True, kw_only=True)
class Screened:
    """Footage and what is known of it."""

    path: Path
    inside: npt.NDArray[np.bool_]
    """Surely the presenter in all frames"""
    outside: npt.NDArray[np.bool_]
    """Surely the backdrop"""
    tie: npt.NDArray[np.bool_]


def screened(
    path: Path,
    colour: tuple[int, int, int],
    *,
    photo: bool = False,
    sway_px: float = 3.0,
    change: Callable[[Picture], Picture] | None = None,
) -> Screened:
    """The presenter sways by a few pixels; the light falls off, the camera is noisy, the codec is lossy."""
    raw = next(read_frames(BUILTIN / "vera" / "footage.mp4", width=720, height=1280))
    person = cv2.resize(
        cv2.cvtColor(raw, cv2.COLOR_YUV2BGR_I420), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA
    )
    shape, tie = np.zeros((HEIGHT, WIDTH), np.float32), np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(shape, (180, 300), (92, 165), 0, 0, 360, (1,), -1)
    cv2.fillPoly(
        shape, [np.array([(20, 640), (40, 500), (120, 440), (240, 440), (320, 500), (340, 640)])], (1,)
    )
    cv2.fillPoly(tie, [np.array([(170, 510), (190, 510), (198, 640), (162, 640)])], (1,))
    person[tie > 0] = (np.array(colour) * (0.6, 0.85, 0.8)).astype(np.uint8)
    shape = cv2.GaussianBlur(shape, (0, 0), 1.2)
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    wall = np.array(colour) * (1 - 0.12 * (x + 0.3) ** 2 - 0.1 * y**2)[..., None]
    random = np.random.default_rng(5)
    pictures = []
    for number in range(1 if photo else FRAMES):
        move = np.array([[1, 0, sway_px * np.sin(number * 0.8)], [0, 1, 0]], np.float32)
        alpha = cv2.warpAffine(shape, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)[..., None]
        moved = cv2.warpAffine(person, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        picture = moved * alpha + wall * (1 - alpha) + random.normal(0, 2, moved.shape)
        picture = np.clip(picture, 0, 255).astype(np.uint8)
        pictures.append(change(picture) if change else picture)
    _write(path, pictures)
    solid = (shape > 0.99).astype(np.uint8)
    return Screened(
        path=path,
        inside=cv2.erode(solid, np.ones((21, 21), np.uint8)) > 0,
        outside=cv2.dilate((shape > 0.01).astype(np.uint8), np.ones((21, 21), np.uint8)) == 0,
        tie=cv2.erode(tie, np.ones((11, 11), np.uint8)) > 0,
    )


def _write(path: Path, pictures: list[Picture]) -> None:
    if path.suffix == ".png":
        cv2.imwrite(str(path), pictures[0])
        return
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", "25", "-i", "pipe:0"]
    bt601 = "scale=out_color_matrix=smpte170m:out_range=tv,setparams=colorspace=smpte170m"
    with child([*raw, "-vf", bt601, *H264, f"file:{path}"], stdin=True) as (process, _):
        assert process.stdin
        for picture in pictures:
            process.stdin.write(picture.tobytes())
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def shown(frame: npt.NDArray[np.uint8]) -> Picture:
    """An I420 frame in BT.601 as BGR."""
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_YUV2BGR_I420), np.uint8)
