"""Preparing a presenter: footage made regular and tracked once, kept by content hash."""

import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.errors import NoPicture, PictureTooLarge
from common.home import Home
from common.media import MediaInfo, probe, read_frames, run_ffmpeg
from presenters.faces import check_face, eye_distance, follow, steady
from presenters.presenter import Landmarks, Prepared

VERSION = "2"
"""Part of the content hash: raise it when prepared data changes"""
LONGEST_SIDE = 1920
LONGEST_S = 60.0
STILL_FPS = 25.0
FASTEST_FPS = 30.0
MOST_MEGAPIXELS = 50.0
BACKWARDS_CHUNK = 50
LOOP_MOTION = 2.0
"""Ends meet when the jump between them is at most this many times the motion between neighbours"""
KEEPING = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "8", "-pix_fmt", "yuv420p", "-an", "-y")


def prepare(
    footage: Path,
    *,
    home: Home,
    on_progress: Callable[[float], None] | None = None,
    name: str | None = None,
) -> Prepared:
    """Track a video or photo, or load what was tracked before.

    Raises NoPicture, PictureTooLarge, NoFace, FaceTooSmall, and what ``probe`` raises. ``name`` is what the person
    calls the footage.
    """
    shown = name or footage.name
    info = probe(footage, name=shown)
    _check(info, shown)
    folder = home.prepared / _digest(footage)
    if not (folder / "prepared.json").exists():
        _make(footage, info, folder, shown, on_progress or (lambda share: None))
    return _load(folder)


def _check(info: MediaInfo, shown: str) -> None:
    if not info.has_picture:
        raise NoPicture(name=shown)
    if info.width * info.height > MOST_MEGAPIXELS * 1e6:
        raise PictureTooLarge(name=shown, width=info.width, height=info.height, limit_mp=MOST_MEGAPIXELS)


def _digest(footage: Path) -> str:
    with footage.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(f"{VERSION} {content}".encode()).hexdigest()[:32]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Size and rate that footage is brought to."""

    width: int
    height: int
    fps: float
    filters: str


def _shape(info: MediaInfo) -> Shape:
    scale = min(1.0, LONGEST_SIDE / max(info.width, info.height))
    width, height = (max(2, round(side * scale) // 2 * 2) for side in (info.width, info.height))
    fps = STILL_FPS if info.still or not info.fps else info.fps
    while fps > FASTEST_FPS:
        fps /= 2
    parts = ["yadif"] if info.interlaced else []
    regular = (width, height) == (info.width, info.height) and info.square_pixels
    if not regular or info.still:
        parts.append(f"scale={width}:{height}:flags=lanczos:out_range=tv,setsar=1")
    return Shape(width=width, height=height, fps=fps, filters=",".join(parts))


def _make(
    footage: Path, info: MediaInfo, folder: Path, shown: str, on_progress: Callable[[float], None]
) -> None:
    shape = _shape(info)
    beside = folder.with_name(f".{uuid.uuid4().hex}")
    beside.mkdir(parents=True)
    try:
        forth = _forth(footage, info, shape, beside, shown)
        count = min(info.duration_s or LONGEST_S, LONGEST_S) * shape.fps
        frames = read_frames(forth, width=shape.width, height=shape.height, name=shown)
        track = follow(_counted(frames, 1 if info.still else count, on_progress), still=info.still)
        check_face(track, shown)
        points = steady(track, fps=shape.fps)
        landmarks = points[..., :2]
        loops = len(landmarks) == 1 or _ends_meet(landmarks)
        if not loops:
            _reverse(forth, beside / "back.mp4", shape, len(landmarks))
        np.savez(beside / "landmarks.npz", points=points, has_face=track.found)
        told = {
            "width": shape.width,
            "height": shape.height,
            "fps": shape.fps,
            "forth": forth.name,
            "back": None if loops else "back.mp4",
            "colour": info.colour,
        }
        (beside / "prepared.json").write_text(json.dumps(told), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _forth(footage: Path, info: MediaInfo, shape: Shape, folder: Path, shown: str) -> Path:
    """The footage as it is where it is regular already, so that not a pixel is lost; else made regular."""
    constant = info.video_codec == "h264" and "mp4" in info.formats and info.fps == shape.fps
    short = (info.duration_s or 0) <= LONGEST_S
    plain = not shape.filters and not info.rotation and info.pixel_format == "yuv420p"
    if constant and short and plain:
        target = folder / "forth.mp4"
        shutil.copyfile(footage, target)
        return target
    target = folder / ("forth.png" if info.still else "forth.mp4")
    chain = ",".join(part for part in ("" if info.still else f"fps={shape.fps:.6g}", shape.filters) if part)
    guards = ["-protocol_whitelist", "file,pipe", "-i", f"file:{footage.resolve()}", "-map", "0:v:0"]
    limits = ["-frames:v", "1"] if info.still else ["-t", str(LONGEST_S)]
    keeping = ["-y"] if info.still else list(KEEPING)
    filters = ["-vf", chain] if chain else []
    run_ffmpeg([*guards, *limits, *filters, *keeping, f"file:{target}"], limit_s=600.0, name=shown)
    return target


def _counted(
    frames: Iterator[npt.NDArray[np.uint8]], count: float, on_progress: Callable[[float], None]
) -> Iterator[npt.NDArray[np.uint8]]:
    for number, frame in enumerate(frames, start=1):
        yield frame
        if number % 10 == 0:
            on_progress(min(1.0, number / max(count, 1.0)))


def _ends_meet(landmarks: Landmarks) -> bool:
    """Whether the last frame leads on to the first."""
    motion = np.linalg.norm(np.diff(landmarks, axis=0), axis=-1).mean(axis=1)
    jump = float(np.linalg.norm(landmarks[-1] - landmarks[0], axis=-1).mean())
    return jump <= LOOP_MOTION * float(np.percentile(motion, 75)) + 0.002 * float(eye_distance(landmarks)[0])


def _reverse(forth: Path, target: Path, shape: Shape, count: int) -> None:
    """Frames count - 2 .. 1, written in reverse a chunk at a time, so that memory stays small."""
    from common.media import child

    size = f"{shape.width}x{shape.height}"
    source = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", f"{shape.fps:.6g}", "-i", "pipe:0"]
    with child([*source, *KEEPING, f"file:{target}"], stdin=True) as (process, _):
        assert process.stdin
        for end in range(count - 1, 1, -BACKWARDS_CHUNK):
            start = max(1, end - BACKWARDS_CHUNK)
            chunk = read_frames(
                forth,
                width=shape.width,
                height=shape.height,
                filters=f"select=between(n\\,{start}\\,{end - 1})",
            )
            for frame in reversed(list(chunk)):
                process.stdin.write(frame.tobytes())
        process.stdin.close()
        process.wait(timeout=600)


def _load(folder: Path) -> Prepared:
    told = json.loads((folder / "prepared.json").read_text(encoding="utf-8"))
    with np.load(folder / "landmarks.npz") as data:
        points, has_face = data["points"], data["has_face"]
    return Prepared(
        digest=folder.name,
        forth=folder / told["forth"],
        back=folder / told["back"] if told["back"] else None,
        width=told["width"],
        height=told["height"],
        fps=told["fps"],
        landmarks=np.ascontiguousarray(points[..., :2]),
        depth=np.ascontiguousarray(points[..., 2]),
        has_face=has_face,
        colour=told["colour"],
    )
