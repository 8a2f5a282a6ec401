"""Footage made regular: constant rate, upright, even-sized, not too large, not too long; and the same in reverse."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.media import MediaInfo, child, failure, guarded, picture_of, read_frames, run_ffmpeg

Frame = npt.NDArray[np.uint8]

LONGEST_SIDE = 1920
LONGEST_S = 60.0
STILL_FPS = 25.0
FASTEST_FPS = 30.5
SLOWEST_FPS = 15.0
KEEPING = (
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-crf",
    "9",
    "-bf",
    "0",
    "-pix_fmt",
    "yuv420p",
    "-an",
    "-y",
)
STILL_SCALE = (
    f"scale=w='max(2,2*trunc(iw*min(1,{LONGEST_SIDE}/max(iw,ih))/2))'"
    f":h='max(2,2*trunc(ih*min(1,{LONGEST_SIDE}/max(iw,ih))/2))':flags=lanczos:out_range=tv,setsar=1"
)
"""Told in terms of the upright picture, which for a photo is known only once it is decoded"""
CLEAR = ("rgba", "argb", "bgra", "abgr", "ya8", "ya16", "yuva", "gbrap", "pal8")
"""How ffmpeg's names of pixels that may be see-through begin"""
FLATTENED = (
    "format=rgba,split[own][flat];[flat]drawbox=color=0xC8C8C8:thickness=fill:replace=1[flat];"
    "[flat][own]overlay=format=rgb:shortest=1,format=rgb24"
)
"""What is see-through shows a light grey: no neighbour of skin, hair or a white shirt"""
CHUNK = 25
"""Frames held in memory while a piece is turned round"""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Size and rate that footage is brought to."""

    width: int
    height: int
    fps: float
    filters: str
    """ffmpeg's chain that brings it there, "" when it is there already"""


def shape_of(info: MediaInfo) -> Shape:
    """At most LONGEST_SIDE pixels a side, even; the footage's own rate, halved until it is below FASTEST_FPS."""
    scale = min(1.0, LONGEST_SIDE / max(info.width, info.height))
    width, height = (max(2, round(side * scale) // 2 * 2) for side in (info.width, info.height))
    fps = STILL_FPS if info.still or info.fps < SLOWEST_FPS else info.fps
    while fps > FASTEST_FPS:
        fps /= 2
    parts = ["yadif"] if info.interlaced else []
    parts += [FLATTENED] if info.pixel_format.startswith(CLEAR) else []
    regular = (width, height) == (info.width, info.height) and info.square_pixels
    if info.still:
        parts.append(STILL_SCALE)
    elif not regular:
        parts.append(f"scale={width}:{height}:flags=lanczos:out_range=tv,setsar=1")
    return Shape(width=width, height=height, fps=fps, filters=",".join(parts))


def make_regular(
    footage: Path,
    info: MediaInfo,
    shape: Shape,
    folder: Path,
    shown: str,
    *,
    begin_s: float = 0.0,
    end_s: float | None = None,
) -> Path:
    """Footage that is regular is kept as it is, so that not a pixel is lost; the rest is encoded nearly without loss.

    Only what lies from ``begin_s`` to ``end_s`` of a video is taken.

    Raises UnreadableMedia, MediaTimeout.
    """
    whole = begin_s == 0.0 and end_s is None
    if whole and not info.still and _plain(info, shape) and _constant(footage, shape.fps):
        target = folder / "forth.mp4"
        shutil.copyfile(footage, target)
        return target
    target = folder / ("forth.png" if info.still else "forth.mp4")
    chain = ",".join(part for part in ("" if info.still else f"fps={shape.fps:.6g}", shape.filters) if part)
    skip = ["-ss", f"{begin_s:.3f}"] if begin_s and not info.still else []
    length_s = min(LONGEST_S, LONGEST_S if end_s is None else end_s - begin_s)
    limits = ["-frames:v", "1"] if info.still else ["-t", f"{length_s:.3f}"]
    keeping = ["-y"] if info.still else list(KEEPING)
    run_ffmpeg(
        [*skip, *guarded(footage), *picture_of(footage, chain), *limits, *keeping, f"file:{target}"],
        limit_s=600.0,
        name=shown,
    )
    return target


def _plain(info: MediaInfo, shape: Shape) -> bool:
    same = info.video_codec == "h264" and "mp4" in info.formats and info.fps == shape.fps
    short = info.duration_s is not None and info.duration_s <= LONGEST_S
    return same and short and not shape.filters and not info.rotation and info.pixel_format == "yuv420p"


def _constant(footage: Path, fps: float) -> bool:
    """Whether the frames stand at equal times, read from the packets without decoding."""
    source = [*guarded(footage), "-map", "0:v:0"]
    table = run_ffmpeg([*source, "-c", "copy", "-f", "framecrc", "pipe:1"], limit_s=60.0, name=footage.name)
    rows = [line.split(",") for line in table.decode().splitlines() if line and not line.startswith("#")]
    times = np.sort(np.array([int(row[2]) for row in rows], np.int64))
    base = [line.split()[-1] for line in table.decode().splitlines() if line.startswith("#tb")]
    if len(times) < 2 or not base:
        return False
    over, under = (int(part) for part in base[0].split("/"))
    steps = np.diff(times) * over / under * fps
    return bool(np.abs(steps - 1).max() < 0.1)


def reverse(forth: Path, target: Path, shape: Shape, count: int) -> None:
    """Write frames count - 2 .. 1: one pass over the footage, turned round a piece at a time, the pieces joined."""
    frames = read_frames(forth, width=shape.width, height=shape.height)
    pieces = [
        _piece(target.with_name(f"piece{number}.h264"), shape, piece)
        for number, piece in enumerate(_pieces(frames, count))
    ]
    joined = target.with_suffix(".h264")
    with joined.open("wb") as file:
        for piece in reversed(pieces):
            file.write(piece.read_bytes())
            piece.unlink()
    rate = f"{shape.fps:.6g}"
    run_ffmpeg(
        ["-f", "h264", "-framerate", rate, "-i", f"file:{joined}", "-c", "copy", "-y", f"file:{target}"],
        limit_s=120.0,
    )
    joined.unlink()


def _pieces(frames: Iterator[Frame], count: int) -> Iterator[list[Frame]]:
    piece: list[Frame] = []
    for index, frame in enumerate(frames):
        if 0 < index < count - 1:
            piece.append(frame)
        if len(piece) == CHUNK:
            yield piece
            piece = []
    if piece:
        yield piece


def _piece(target: Path, shape: Shape, frames: list[Frame]) -> Path:
    size = f"{shape.width}x{shape.height}"
    source = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", f"{shape.fps:.6g}", "-i", "pipe:0"]
    with child([*source, *KEEPING, "-f", "h264", f"file:{target}"], stdin=True) as (process, words):
        assert process.stdin
        try:
            for frame in reversed(frames):
                process.stdin.write(frame.data)
            process.stdin.close()
        except BrokenPipeError:
            process.wait()
        if process.wait(timeout=300):
            words.seek(0)
            raise failure(words.read().decode("utf-8", "replace"))
    return target
