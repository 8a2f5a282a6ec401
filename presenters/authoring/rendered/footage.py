"""Stills to footage: python footage.py vera STILLS footage.mp4.

The head is turned by moving every pixel as its point in space would move (true parallax, since the depth is
known), fading out down the neck; the chest breathes; blinks and glances are pictures of their own. The room
is a layer behind and never moves.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np
from backdrop import ROOMS, paint_room
from motion import FPS, LIVES, LOOP_FRAMES, Moment, moment, rotation
from numpy.typing import NDArray

# The camera, as in stage.py (which needs Blender, so it is not imported here).
VIEW_HEIGHT, CAMERA_Y, CAMERA_Z, VIEW_CENTRE_Z = 5.95, -18.0, 0.1, -0.39
PIVOT = np.array([0.0, 1.05, -1.15])  # where the head turns on the neck
STRIDE_PX = 4  # the motion is smooth, so it is worked out at every fourth pixel
GRAIN = 0.0038
CRF = 17

Picture = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Stills:
    eyes: dict[str, Picture]  # whole person, premultiplied RGBA 0..1, one per pose of the eyes
    space: NDArray[np.float32]  # [h, w, 3] the point seen at each pixel
    room: Picture  # [h, w, 3]


def read_rgba(path: Path) -> Picture:
    picture = cv2.cvtColor(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), cv2.COLOR_BGRA2RGBA)
    picture = picture.astype(np.float32) / np.iinfo(picture.dtype).max
    picture[..., :3] *= picture[..., 3:]
    return picture


def load_stills(folder: Path, name: str) -> Stills:
    rest = read_rgba(folder / "rest.png")
    height, width = rest.shape[:2]
    layers = json.loads((folder / "layers.json").read_text())
    eyes = {}
    for path in sorted(folder.glob("eyes_*.png")):
        eyes[path.stem.removeprefix("eyes_")] = patched(rest, read_rgba(path), layers["border"])
    depth = np.load(folder / "depth.npy")
    return Stills(
        eyes=eyes,
        space=points_in_space(depth),
        room=paint_room(ROOMS[name], width, height).astype(np.float32),
    )


def patched(rest: Picture, patch: Picture, border: list[float]) -> Picture:
    """`rest` with the eyes of `patch`, whose edge fades so that no seam shows."""
    height, width = rest.shape[:2]
    top, left = round((1 - border[3]) * height), round(border[0] * width)
    rows, columns = patch.shape[:2]
    fade = np.zeros((rows, columns), np.float32)
    edge = max(2, rows // 10)
    fade[edge:-edge, edge:-edge] = 1
    fade = cv2.GaussianBlur(fade, (0, 0), edge / 3)[..., None]
    whole = rest.copy()
    part = whole[top : top + rows, left : left + columns]
    part += fade * (patch - part)
    return whole


def points_in_space(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = depth.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    unit_px = -CAMERA_Y / (depth - CAMERA_Y) * height / VIEW_HEIGHT
    middle = height / 2 + (VIEW_CENTRE_Z - CAMERA_Z) * height / VIEW_HEIGHT
    return np.stack([(x - width / 2) / unit_px, depth, CAMERA_Z - (y - middle) / unit_px], -1)


def project(space: NDArray, shape: tuple[int, int]) -> NDArray[np.float32]:
    height, width = shape
    unit_px = -CAMERA_Y / (space[..., 1] - CAMERA_Y) * height / VIEW_HEIGHT
    middle = height / 2 + (VIEW_CENTRE_Z - CAMERA_Z) * height / VIEW_HEIGHT
    return np.stack(
        [width / 2 + space[..., 0] * unit_px, middle - (space[..., 2] - CAMERA_Z) * unit_px], -1
    ).astype(np.float32)


def smoothstep(t: NDArray) -> NDArray:
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def flow(space: NDArray[np.float32], now: Moment) -> NDArray[np.float32]:
    """Where each rest pixel of `space` [h, w, 3] goes, in pixels of the full picture, [h, w, 2]."""
    z = space[..., 2]
    with_head = smoothstep((z + 1.95) / 0.95)[..., None]
    turned = (space - PIVOT) @ rotation(now).T + PIVOT
    moved = space + with_head * (turned - space)
    chest = smoothstep((-1.15 - z) / 0.7) * (0.55 + 0.45 * smoothstep((z + 3.6) / 1.4))
    lift = now.breath * (0.016 * chest + 0.006 * with_head[..., 0])
    swell = now.breath * 0.006 * smoothstep((-1.6 - z) / 0.6)
    moved = moved + np.stack([swell * space[..., 0], -0.02 * now.breath * chest, lift], -1)
    shape = (space.shape[0] * STRIDE_PX, space.shape[1] * STRIDE_PX)
    shift = project(moved, shape) - project(space, shape)
    return cv2.GaussianBlur(shift, (0, 0), 7 * shape[1] / 720 / STRIDE_PX)


def grid(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x, y


def warp(picture: Picture, shift: NDArray[np.float32]) -> Picture:
    """Move pixels by `shift`, known at every STRIDE_PX-th pixel: the backward map by fixed-point iteration."""
    x, y = grid(*shift.shape[:2])
    back = shift
    for _ in range(3):
        spot = (x - back[..., 0] / STRIDE_PX, y - back[..., 1] / STRIDE_PX)
        back = cv2.remap(shift, *spot, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    x, y = grid(*picture.shape[:2])
    fine = cv2.remap(back, x / STRIDE_PX, y / STRIDE_PX, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return cv2.remap(
        picture, x - fine[..., 0], y - fine[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def frame_of(stills: Stills, now: Moment, number: int) -> NDArray[np.uint8]:
    first, second, share = now.eyes
    person = (
        stills.eyes[first] if share == 0 else stills.eyes[first] * (1 - share) + stills.eyes[second] * share
    )
    return composed(person, stills, now, number)


def composed(person: Picture, stills: Stills, now: Moment, number: int) -> NDArray[np.uint8]:
    """The person as they hold themselves at one moment, before the room, with the grain of frame `number`."""
    person = warp(person, flow(stills.space[::STRIDE_PX, ::STRIDE_PX], now)).clip(0, 1)
    picture = person[..., :3] + stills.room * (1 - person[..., 3:])
    rng = np.random.default_rng(number)
    grain = (
        cv2.GaussianBlur(rng.standard_normal(picture.shape[:2], dtype=np.float32), (0, 0), 0.7) * 2 * GRAIN
    )
    return ((picture + grain[..., None]).clip(0, 1) * 255 + 0.5).astype(np.uint8)


def write_footage(name: str, folder: Path, out: Path) -> None:
    stills, life = load_stills(folder, name), LIVES[name]
    encode((frame_of(stills, moment(life, number), number) for number in range(LOOP_FRAMES)), out, CRF)


def encode(frames: Iterable[NDArray[np.uint8]], out: Path, crf: int) -> None:
    """RGB frames [h, w, 3] to H.264."""
    frames = iter(frames)
    first = next(frames)
    height, width = first.shape[:2]
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-s", f"{width}x{height}", "-r", str(FPS), "-i", "-", "-vf", "scale=out_color_matrix=bt709:out_range=tv",
        "-c:v", "libx264", "-preset", "slow", "-crf", str(crf), "-pix_fmt", "yuv420p", "-threads", "1",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-movflags", "+faststart", str(out),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        for frame in chain([first], frames):
            encoder.stdin.write(frame.tobytes())
        encoder.stdin.close()
    if encoder.returncode:
        raise SystemExit(f"ffmpeg failed with {encoder.returncode}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("person", choices=sorted(LIVES))
    parser.add_argument("stills", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    write_footage(args.person, args.stills, args.out)


if __name__ == "__main__":
    main()
