"""Brings the stills of one person to life: animate.py NAME STILLS_DIR OUT.mp4

A ten-second loop at 25 frames a second: blinks from rendered lids, breath, a little head sway, all periodic, over a
room that stays still.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np

WIDTH, HEIGHT, FPS, SECONDS = 720, 1280, 25, 10
LID_BOX = (0.22, 0.52, 0.78, 0.68)  # left, bottom, right, top, as rendered
LIDS = ("0.35", "0.7", "1.0")
BLINK = (0, 1, 2, 3, 3, 2, 1, 0)  # which lid picture, frame by frame
BLINKS_S = {"vera": (1.6, 4.7, 8.1), "tomas": (2.3, 5.9, 8.8)}
ROOMS = {
    "vera": ((206, 214, 216), (150, 166, 172), (232, 226, 214)),
    "tomas": ((196, 190, 178), (140, 128, 112), (236, 222, 196)),
}


def room(name: str) -> np.ndarray:
    """A wall, a bright window, a shelf with books and a plant, far out of focus. uint8 BGR."""
    wall, shade, light = (np.array(c[::-1], np.float32) for c in ROOMS[name])
    rng = np.random.default_rng(len(name))
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    mix = np.clip(0.25 + 0.55 * x / WIDTH + 0.25 * y / HEIGHT, 0, 1)[..., None]
    picture = wall * (1 - mix) + shade * mix
    mirror = name == "tomas"

    def block(x0: int, y0: int, x1: int, y1: int, colour: np.ndarray, share: float = 1.0) -> None:
        if mirror:
            x0, x1 = WIDTH - x1, WIDTH - x0
        part = picture[y0:y1, x0:x1]
        part[:] = part * (1 - share) + colour * share

    block(-0 + 30, 60, 215, 640, np.array([250, 250, 248], np.float32), 0.75)
    block(118, 60, 128, 640, shade, 0.8)
    block(30, 340, 215, 350, shade, 0.8)
    for level in (230, 470, 710):
        block(520, level, 720, level + 16, shade * 0.62)
        left = 530
        while left < 700:
            wide, high = int(rng.integers(14, 30)), int(rng.integers(90, 150))
            tone = rng.uniform(60, 200, 3).astype(np.float32) * 0.6 + light * 0.35
            block(left, level - high, min(left + wide, 720), level, tone)
            left += wide + int(rng.integers(1, 10))
    for _ in range(26):
        cx, cy = int(rng.normal(70, 46)), int(rng.normal(830, 80))
        cx = WIDTH - cx if mirror else cx
        green = (int(rng.integers(60, 90)), int(rng.integers(110, 150)), int(rng.integers(80, 110)))
        cv2.ellipse(picture, (cx, cy), (18, 60), float(rng.uniform(0, 180)), 0, 360, green, -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(picture, (0, 0), 21)
    glow = np.exp(-(((x - (600 if mirror else 120)) / 320) ** 2) - ((y - 330) / 420) ** 2)[..., None]
    return np.clip(soft + glow * (light - 190) * 0.9, 0, 255)


def premultiplied(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED).astype(np.float32)
    picture[..., :3] *= picture[..., 3:] / 255
    return picture


def stills(name: str, folder: Path) -> list[np.ndarray]:
    """The person with lids open, a third, two thirds and fully closed: float32 BGRA, premultiplied."""
    rest = premultiplied(folder / f"{name}_rest.png")
    all_stills = [rest]
    for lid in LIDS:
        part = premultiplied(folder / f"{name}_lid{lid}.png")
        x0, y0 = round(LID_BOX[0] * WIDTH), round((1 - LID_BOX[3]) * HEIGHT)
        whole = rest.copy()
        mask = np.zeros(part.shape[:2], np.float32)
        mask[14:-14, 14:-14] = 1
        mask = cv2.GaussianBlur(mask, (0, 0), 5)[..., None]
        spot = whole[y0 : y0 + part.shape[0], x0 : x0 + part.shape[1]]
        spot[:] = spot * (1 - mask) + part * mask
        all_stills.append(whole)
    return all_stills


def wave(frame: int, turns: int, phase: float) -> float:
    return float(np.sin(2 * np.pi * (turns * frame / (FPS * SECONDS) + phase)))


def moved(person: np.ndarray, frame: int) -> np.ndarray:
    """Sway of the head that dies out at the shoulders, and breath that lifts them."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    head = np.clip((1010 - y) / 260, 0, 1)
    head = head * head * (3 - 2 * head)
    dx = 4.0 * wave(frame, 1, 0.1) + 1.6 * wave(frame, 3, 0.4)
    dy = 1.8 * wave(frame, 2, 0.2) + 0.8 * wave(frame, 3, 0.7)
    roll = np.radians(0.75 * wave(frame, 1, 0.35) + 0.25 * wave(frame, 2, 0.8))
    breath = 1.6 * wave(frame, 3, 0.0)
    centre = np.array([360.0, 900.0])
    rx, ry = x - centre[0], y - centre[1]
    sx = x - head * (dx + rx * (np.cos(roll) - 1) - ry * np.sin(roll))
    sy = (
        y
        - head * (dy + rx * np.sin(roll) + ry * (np.cos(roll) - 1))
        + breath * np.clip((y - 780) / 300, 0, 1)
    )
    return cv2.remap(person, sx, sy.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def main() -> None:
    name, folder, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    lids, behind = stills(name, folder), room(name)
    blinking = {round(at * FPS) + k: lid for at in BLINKS_S[name] for k, lid in enumerate(BLINK)}
    rng = np.random.default_rng(9)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24",
               "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-", "-vf", "scale=out_color_matrix=bt709:out_range=tv",
               "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-c:v", "libx264",
               "-preset", "slow", "-crf", "17", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(out)]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        for frame in range(FPS * SECONDS):
            person = moved(lids[blinking.get(frame, 0)], frame)
            alpha = np.clip(person[..., 3:] / 255, 0, 1)
            picture = behind * (1 - alpha) + np.clip(person[..., :3], 0, 255)
            picture += rng.normal(0, 0.9, (HEIGHT, WIDTH, 1)).astype(np.float32)
            encoder.stdin.write(np.clip(picture + 0.5, 0, 255).astype(np.uint8).tobytes())
        encoder.stdin.close()


main()
