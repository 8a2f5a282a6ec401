"""Footage made regular: constant rate, upright, even-sized, not too large, not too long; and the same in reverse."""

import shutil
from collections.abc import Generator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from common.errors import MediaTimeout
from common.media import (
    MediaInfo,
    child,
    failure,
    guarded,
    next_frame,
    picture_of,
    probe,
    read_frames,
    run_ffmpeg,
)

Frame = npt.NDArray[np.uint8]

LONGEST_SIDE = 1920
LONGEST_S = 60.0
STILL_FPS = 25.0
FASTEST_FPS = 30.5
SLOWEST_FPS = 15.0
GROUP = 25
"""Frames from one key frame to the next, and so many are held in memory while they are turned round"""
KEEPING = (
    *("-c:v", "mpeg4", "-qmin", "1", "-q:v", "1", "-bf", "0", "-g", str(GROUP)),
    *("-pix_fmt", "yuv420p", "-an", "-y"),
)
"""Nearly without loss: about 50 dB. x264's quickest takes half as long again to encode at that, and to decode, which happens
with every clip; with coarser steps than the finest footage loses a tenth of its sharpness."""
FINEST_RATE = 1000
"""A rate is a fraction with a denominator of at most this: MPEG-4 counts no finer than 65535 to the second"""
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
LIMIT_S = 600.0
STOPPED = (255, -9)
"""How ffmpeg ends when its processor time is over: by itself, or stopped by the kernel"""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Size and rate that footage is brought to."""

    width: int
    height: int
    fps: float
    filters: str
    """ffmpeg's chain that brings it there, "" when it is there already"""

    @property
    def rate(self) -> str:
        """Frames a second, as ffmpeg reads a fraction."""
        return str(Fraction(self.fps).limit_denominator(FINEST_RATE))


@dataclass(frozen=True, kw_only=True)
class Regular:
    """Footage that is being made regular."""

    path: Path
    shape: Shape
    frames: Generator[Frame, None, None]
    """I420, uint8 [height * 3 // 2, width]; the file at ``path`` is whole once they were read to the end"""


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
    folder: Path,
    shown: str,
    *,
    begin_s: float = 0.0,
    end_s: float | None = None,
) -> Regular:
    """Footage that is regular is kept as it is, so that not a pixel is lost; the rest is encoded nearly without loss.

    Only what lies from ``begin_s`` to ``end_s`` of a video is taken.

    Raises UnreadableMedia, MediaTimeout, DiskFull, also while the frames are read.
    """
    shape = shape_of(info)
    if info.still:
        return _still(footage, shape, folder / "forth.png", shown)
    target = folder / "forth.mp4"
    whole = begin_s == 0.0 and (end_s is None or (info.duration_s is not None and end_s >= info.duration_s))
    if whole and _plain(info, shape) and _constant(footage, shape.fps):
        shutil.copyfile(footage, target)
        frames = read_frames(target, width=shape.width, height=shape.height, name=shown)
        return Regular(path=target, shape=shape, frames=frames)
    length_s = min(LONGEST_S, LONGEST_S if end_s is None else end_s - begin_s)
    frames = _kept(footage, shape, target, shown, begin_s=begin_s, length_s=length_s)
    return Regular(path=target, shape=shape, frames=frames)


def _still(photo: Path, shape: Shape, target: Path, shown: str) -> Regular:
    source = [*guarded(photo), *picture_of(photo, shape.filters)]
    run_ffmpeg([*source, "-frames:v", "1", "-y", f"file:{target}"], limit_s=LIMIT_S, name=shown)
    made = probe(target)  # A photo that lies on its side says so where only decoding it tells.
    shape = replace(shape, width=made.width, height=made.height)
    frames = read_frames(target, width=shape.width, height=shape.height, name=shown)
    return Regular(path=target, shape=shape, frames=frames)


def _kept(
    footage: Path, shape: Shape, target: Path, shown: str, *, begin_s: float, length_s: float
) -> Generator[Frame, None, None]:
    """Decoded once: each frame is encoded into ``target`` while it is looked at here.

    Raises MediaTimeout, DiskFull, UnreadableMedia when that did not end well, after the last frame.
    """
    parts = (f"fps={shape.rate}", shape.filters, "format=yuv420p", "split[kept][seen]")
    skip = ["-ss", f"{begin_s:.3f}"] if begin_s else []
    limit = ["-t", f"{length_s:.3f}"]
    arguments = [
        *(*skip, *guarded(footage), "-filter_complex", "[0:v:0]" + ",".join(part for part in parts if part)),
        *("-map", "[kept]", *limit, *KEEPING, f"file:{target}"),
        *("-map", "[seen]", *limit, "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"),
    ]
    seen = False
    with child(["-timelimit", str(round(LIMIT_S)), *arguments]) as (process, words):
        while (frame := next_frame(process, shape.width, shape.height)) is not None:
            seen = True
            yield frame
        status = process.wait()
        words.seek(0)
        told = words.read().decode("utf-8", "replace")
        if not told and status in STOPPED:
            raise MediaTimeout(name=shown, limit_s=LIMIT_S)
        if status or not seen:
            raise failure(told, name=shown)


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
    """Write frames count - 2 .. 1: in one pass each group of frames is turned round, then the groups are joined from the
    last to the first. Raises MediaFailed, MediaTimeout, DiskFull."""
    turned = count - 2
    # The first group is filled up with what comes last of it when it is turned round, and is cut off there.
    filled = -turned % GROUP
    chain = (
        f"trim=start_frame=1:end_frame={count - 1},settb=1/90000,setpts=N/({shape.rate}*TB),fps={shape.rate},"
        f"tpad=start={filled}:start_mode=clone,shuffleframes={' '.join(str(i) for i in reversed(range(GROUP)))}"
    )
    groups = (turned + filled) // GROUP
    with TemporaryDirectory(dir=target.parent) as name:
        folder = Path(name)
        cuts = ",".join(str(group * GROUP) for group in range(1, groups)) or str(groups * GROUP)
        run_ffmpeg(
            [
                *("-i", f"file:{forth}", "-vf", chain, *KEEPING),
                *("-force_key_frames", f"expr:not(mod(n,{GROUP}))", "-f", "segment", "-segment_frames", cuts),
                *("-segment_format", "nut", "-reset_timestamps", "1", f"file:{folder}/%d.nut"),
            ],
            limit_s=LIMIT_S,
        )
        order = folder / "order.txt"
        order.write_text("".join(f"file {group}.nut\n" for group in reversed(range(groups))), "utf-8")
        joined = ["-f", "concat", "-i", f"file:{order}", "-c", "copy", "-frames:v", str(turned)]
        run_ffmpeg([*joined, "-y", f"file:{target}"], limit_s=LIMIT_S)
