"""What is in a file that passes through the room: kind, size, duration, poster, loudness over time.

ffmpeg works in a thread; numpy comes in with the first file, not with the bot's start.
"""

import array
import asyncio
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.errors import BadInput, MediaFailed, SilentSound
from common.files import whole

PHOTO_SIDES = (320, 800, 1280)
THUMBNAIL_SIDE = 320
WAVE_RATE_HZ = 2000
WAVE_BARS = 48
WAVE_LONGEST_S = 600
VIDEO_FORMATS = {"mp4", "mov", "webm"}
PHOTO_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp"}
CONVERT_LIMIT_S = 300.0


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a file holds; a file that is no media holds nothing."""

    picture: bool = False
    still: bool = False
    sound: bool = False
    width: int = 0
    height: int = 0
    duration_s: float = 0.0
    formats: tuple[str, ...] = field(default=())

    def kind(self, name: str) -> str:
        """How a person's file is sent, by what is in it: photo, video, audio or document."""
        if self.still:
            ratio = max(self.width, self.height) / max(1, min(self.width, self.height))
            usual = Path(name).suffix.lower() in PHOTO_SUFFIXES
            return "photo" if usual and ratio <= 20 and self.width + self.height <= 10_000 else "document"
        if self.picture:
            return "video" if VIDEO_FORMATS & set(self.formats) else "document"
        return "audio" if self.sound else "document"


async def look_into(path: Path) -> Contents:
    return await asyncio.to_thread(_look_into, path)


def _look_into(path: Path) -> Contents:
    from common.media import probe

    try:
        info = probe(path)
    except BadInput:
        return Contents()
    return Contents(
        picture=info.has_picture,
        still=info.still,
        sound=info.has_sound,
        width=info.width,
        height=info.height,
        duration_s=info.duration_s or 0.0,
        formats=info.formats,
    )


def _source(path: Path) -> list[str]:
    from common.media import FORMATS

    return ["-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS, "-i", f"file:{path}"]


async def poster(path: Path, folder: Path) -> Path | None:
    """A small JPEG of the first frame, or None when there is none to have."""
    return await asyncio.to_thread(_scaled, path, folder, THUMBNAIL_SIDE)


async def photo_sizes(path: Path, folder: Path, contents: Contents) -> list[Path]:
    """JPEGs of a photo, small to large, none larger than the photo itself. Raises BadInput when it cannot be read."""
    longest = max(contents.width, contents.height)
    sides = [side for side in PHOTO_SIDES if side < longest] + [min(longest, 2560)]
    made = [
        await asyncio.to_thread(_scaled, path, folder, side) for side in sorted(set(sides[:2] + sides[-1:]))
    ]
    return [one for one in made if one]


def _scaled(path: Path, folder: Path, side: int) -> Path | None:
    from common.media import run_ffmpeg

    target = folder / f"{uuid.uuid4().hex}.jpg"
    scale = f"scale='min({side},iw)':'min({side},ih)':force_original_aspect_ratio=decrease,setsar=1,format=yuvj420p"
    try:
        with whole(target) as beside:
            run_ffmpeg(
                [*_source(path), "-frames:v", "1", "-vf", scale, "-q:v", "3", "-y", f"file:{beside}"],
                limit_s=60.0,
                name=path.name,
            )
            if not beside.is_file():
                return None
    except (BadInput, MediaFailed, FileNotFoundError):
        target.unlink(missing_ok=True)
        return None
    return target


async def as_voice(path: Path, folder: Path) -> Path:
    """Any recording as OGG/Opus, as a voice message must be. Raises BadInput when there is no sound in it."""
    return await asyncio.to_thread(_as_voice, path, folder)


def _as_voice(path: Path, folder: Path) -> Path:
    from common.media import run_ffmpeg

    target = folder / f"{uuid.uuid4().hex}.ogg"
    # Encoded anew: browsers' recordings have gaps and no duration, which a copy of the stream would keep.
    coding = ["-map", "0:a:0", "-vn", "-ac", "1", "-ar", "48000", "-c:a", "libopus", "-b:a", "64k"]
    with whole(target) as beside:
        run_ffmpeg(
            [*_source(path), *coding, "-map_metadata", "-1", "-f", "ogg", "-y", f"file:{beside}"],
            limit_s=CONVERT_LIMIT_S,
            name="The recording",
        )
        if not _look_into(beside).duration_s:
            raise SilentSound(name="The recording")
    return target


async def wave(path: Path) -> list[int]:
    """Loudness over time for the play bar: up to WAVE_BARS values in 0..100, empty without sound."""
    return await asyncio.to_thread(_wave, path)


def _wave(path: Path) -> list[int]:
    from common.media import run_ffmpeg

    arguments = [
        "-map",
        "0:a:0",
        "-ac",
        "1",
        "-ar",
        str(WAVE_RATE_HZ),
        "-t",
        str(WAVE_LONGEST_S),
        "-f",
        "s16le",
    ]
    try:
        raw = run_ffmpeg([*_source(path), *arguments, "pipe:1"], limit_s=60.0, name=path.name)
    except (BadInput, MediaFailed):
        return []
    samples = array.array("h", raw[: len(raw) // 2 * 2])
    step = max(1, len(samples) // WAVE_BARS)
    peaks = [max(abs(one) for one in samples[at : at + step]) for at in range(0, len(samples), step)][
        :WAVE_BARS
    ]
    loudest = max(peaks, default=0) or 1
    return [round(100 * peak / loudest) for peak in peaks]


def rounded(contents: Contents) -> dict[str, Any]:
    """Width, height and duration as the Bot API says them."""
    return {"width": contents.width, "height": contents.height, "duration": round(contents.duration_s)}
