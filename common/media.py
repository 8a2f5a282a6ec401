"""The only caller of ffmpeg: look into a file, decode its sound and frames, write a clip.

Uploads are not trusted: ffmpeg runs as a child process that may open plain files and pipes only, with a list of
container formats that hold no references to other files, and with limits on pixels, seconds and memory.
"""

import contextlib
import re
import subprocess
import tempfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from common.errors import (
    DiskFull,
    EmptyFile,
    FileMissing,
    MediaFailed,
    MediaTimeout,
    NoSound,
    PictureTooLarge,
    SoundTooLong,
    UnreadableMedia,
)

FORMATS = (
    "aac,ac3,aiff,amr,apng,asf,au,avi,bmp_pipe,caf,flac,flv,gif,h264,hevc,image2,jpeg_pipe,jpegxl_pipe,matroska,webm,"
    "mov,mp4,m4a,3gp,3g2,mj2,mp3,mpeg,mpegts,mpegvideo,ogg,opus,png_pipe,tiff_pipe,w64,wav,webp_anim,webp_pipe,wv"
)
PHOTOS = {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
HEIF = {b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"avif": "avif"}
"""Brands of photos that ffmpeg reads as if they were videos, and what they are called here"""
MAX_PIXELS = 50_000_000
MEMORY_LIMIT_BYTES = 6 << 30
PROBE_LIMIT_S = 20.0
SIZE = re.compile(r", (\d{1,5})x(\d{1,5})(?=[ ,]|$)")


@cache
def ffmpeg() -> str:
    """Path of the ffmpeg that comes with the dependencies."""
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


@dataclass(frozen=True, kw_only=True)
class MediaInfo:
    """What is in a file."""

    formats: tuple[str, ...]
    """ffmpeg's names of the container, such as ("mov", "mp4", "m4a"); ("heic",) or ("avif",) for such a photo"""
    duration_s: float | None
    """None when the container does not say, as in browsers' recordings"""
    has_sound: bool
    width: int
    """As shown, in square pixels and with rotation applied; 0 without a picture"""
    height: int
    fps: float
    """Average frames a second; 0.0 without a picture or when unknown"""
    still: bool
    """A photo"""
    rotation: float
    """Degrees that the file asks a player to turn the picture by"""
    video_codec: str
    pixel_format: str
    colour: str
    """ "bt709", "bt601" or "" as the file is tagged"""
    square_pixels: bool
    interlaced: bool
    tiled: bool = False
    """A photo in pieces, as telephones make them"""

    @property
    def has_picture(self) -> bool:
        return self.width > 0


def probe(path: Path, *, name: str | None = None) -> MediaInfo:
    """Look into a file without decoding it.

    Raises FileMissing, EmptyFile, UnreadableMedia, PictureTooLarge. ``name`` is what the person calls the file.
    """
    shown = name or path.name
    check_file(path, shown)
    command = [ffmpeg(), "-hide_banner", "-nostdin", *guarded(path)]
    done = _ended(command, limit_s=PROBE_LIMIT_S, name=shown)
    text = done.stderr.decode("utf-8", "replace")
    if not re.search(r"^\s*Stream (?:group )?#0:\d", text, re.MULTILINE):
        raise UnreadableMedia(name=shown, reason=_reason(text))
    info = _parse(text, heif(path))
    if (
        info.still and info.width * info.height > MAX_PIXELS
    ):  # a HEIC's tiles are each below ffmpeg's own limit
        raise PictureTooLarge(name=shown, width=info.width, height=info.height, limit_mp=MAX_PIXELS / 1e6)
    if not (info.has_picture or info.has_sound) and "unspecified size" in text:
        refused = re.findall(r"Picture size (\d+)x(\d+) (?:is invalid|exceeds)", text)
        if not refused:
            raise UnreadableMedia(name=shown, reason=_reason(text))
        width, height = (int(side) for side in refused[-1])
        raise PictureTooLarge(name=shown, width=width, height=height, limit_mp=MAX_PIXELS / 1e6)
    return info


def check_file(path: Path, shown: str) -> None:
    """Raises FileMissing or EmptyFile."""
    if not path.is_file():
        raise FileMissing(name=shown)
    if path.stat().st_size == 0:
        raise EmptyFile(name=shown)


def guarded(path: Path) -> list[str]:
    """ffmpeg's arguments that open a file somebody sent, and nothing that it may refer to."""
    guards = [
        "-protocol_whitelist",
        "file,pipe",
        "-format_whitelist",
        FORMATS,
        "-max_pixels",
        str(MAX_PIXELS),
    ]
    # ffmpeg takes the name of a photo with %d in it for a row of photos, and reads those in place of it.
    row = "%" in str(path.resolve()) and path.suffix.lower() in PHOTOS
    plain = ["-f", "image2", "-pattern_type", "none"] if row else []
    return [*guards, *plain, "-i", f"file:{path.resolve()}"]


def heif(path: Path) -> str | None:
    """ "heic" or "avif" when the file is such a photo, by its first bytes."""
    with path.open("rb") as file:
        start = file.read(12)
    return HEIF.get(start[8:]) if start[4:8] == b"ftyp" else None


def picture_of(path: Path, filters: str) -> list[str]:
    """ffmpeg's arguments that take the one picture track through a filter chain."""
    if heif(path) and probe(path).tiled:  # a photo in tiles, which are put together only for such a graph
        return ["-filter_complex", f"[0:g:0]{filters or 'null'}[picture]", "-map", "[picture]"]
    return ["-map", "0:v:0", *(["-vf", filters] if filters else [])]


def _reason(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    known = {
        "Invalid data found": "it is damaged or not what its name says",
        "moov atom not found": "it is cut off: its index is missing",
        "not in whitelist": "its format is not one that is accepted",
        "not on whitelist": "its format is not one that is accepted",
        "Permission denied": "this program may not read it",
    }
    for line in reversed(lines):
        for sign, reason in known.items():
            if sign in line:
                return reason
    return "it is damaged or not what its name says"


def _parse(text: str, photo: str | None = None) -> MediaInfo:
    head = re.search(r"Input #0, ([\w,]+), from", text)
    formats = (photo,) if photo else tuple(head[1].split(",")) if head else ()
    length = re.search(r"Duration: (\d+):(\d+):(\d+\.\d+)", text)
    duration = int(length[1]) * 3600 + int(length[2]) * 60 + float(length[3]) if length else None
    video = next(
        (
            line
            for line in re.findall(r"Stream (?:#0:\d+.*?: Video|group #0:\d+.*?: Tile Grid): .*", text)
            if "(attached pic)" not in line and SIZE.search(line)
        ),
        "",
    )
    size = SIZE.search(video)
    sar = re.search(r"SAR (\d+):(\d+)", video)
    wide = int(sar[1]) / max(int(sar[2]), 1) if sar else 1.0
    width, height = (max(1, round(int(size[1]) * wide)), int(size[2])) if size else (0, 0)
    turned = re.search(r"rotation of (-?\d+\.\d+) degrees", text)
    rotation = float(turned[1]) if turned and video else 0.0
    if round(abs(rotation)) % 180 == 90:
        width, height = height, width
    rate = re.search(r"([\d.]+) (?:fps|tbr)", video)
    codec = re.search(r"(?:Video|Tile Grid): (\w+)", video)
    pixels = re.search(r"(?:Video|Tile Grid): [^,]*(?:\([^)]*\))?[^,]*, ([a-z]\w+)", video)
    still = bool(video) and any(f in HEIF.values() or f.endswith("_pipe") or f == "image2" for f in formats)
    return MediaInfo(
        formats=formats,
        duration_s=None if still else duration,
        has_sound=bool(re.search(r"Stream #0:\d+.*?: Audio: (?!none)", text)),
        width=width,
        height=height,
        fps=0.0 if still or not rate else float(rate[1]),
        still=still,
        rotation=rotation,
        video_codec=codec[1] if codec else "",
        pixel_format=pixels[1] if pixels else "",
        colour="bt709" if "bt709" in video else "bt601" if re.search(r"smpte170m|bt470bg", video) else "",
        square_pixels=not sar or sar[1] == sar[2],
        interlaced=bool(re.search(r"top (first|coded)|bottom (first|coded)", video)),
        tiled="Tile Grid" in video,
    )


def run_ffmpeg(
    arguments: Sequence[str], *, limit_s: float, name: str = "", stdin: bytes | memoryview | None = None
) -> bytes:
    """Run ffmpeg to its end and give its standard output. ``arguments`` come after the program's name.

    Raises MediaTimeout past ``limit_s``, DiskFull, UnreadableMedia when ``name`` (an input a person gave) is to blame,
    else MediaFailed.
    """
    command = [
        ffmpeg(),
        "-hide_banner",
        "-v",
        "error",
        *([] if stdin is not None else ["-nostdin"]),
        *arguments,
    ]
    done = _ended(command, limit_s=limit_s, name=name or "the file", stdin=stdin)
    if done.returncode:
        raise failure(done.stderr.decode("utf-8", "replace"), name=name)
    return done.stdout


def _ended(
    command: list[str], *, limit_s: float, name: str, stdin: bytes | memoryview | None = None
) -> subprocess.CompletedProcess[bytes]:
    given = subprocess.DEVNULL if stdin is None else subprocess.PIPE
    with subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        _limit(process)
        try:
            out, words = process.communicate(None if stdin is None else bytes(stdin), timeout=limit_s)
        except subprocess.TimeoutExpired as error:
            raise MediaTimeout(name=name, limit_s=limit_s) from error
        finally:
            process.kill()
    return subprocess.CompletedProcess(command, process.returncode, out, words)


def failure(text: str, *, name: str = "") -> UnreadableMedia | MediaFailed | DiskFull:
    """The error that ffmpeg's own words mean."""
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return DiskFull(path=name or "the data folder")
    if name:
        return UnreadableMedia(name=name, reason=_reason(text))
    return MediaFailed(reason=text.strip()[-600:] or "it gave no reason")


def read_sound(
    path: Path,
    *,
    rate_hz: int,
    limit_s: float,
    name: str | None = None,
    filters: str = "",
    only_s: float | None = None,
) -> npt.NDArray[np.float32]:
    """Decode the first sound track to mono.

    Returns float32 [n] in -1..1 at ``rate_hz``. ``filters`` is an ffmpeg audio filter chain; ``only_s`` decodes a
    little more than the first seconds and no further. Raises NoSound, SoundTooLong (before decoding where the file says its length), and what ``probe`` raises.
    """
    shown = name or path.name
    info = probe(path, name=shown)
    if not info.has_sound:
        raise NoSound(name=shown)
    if info.duration_s is not None and info.duration_s > limit_s + 0.5:
        raise SoundTooLong(duration_s=info.duration_s, limit_s=limit_s)
    chain = ["-af", filters] if filters else []
    decode = ["-map", "0:a:0", "-vn", "-sn", "-dn", *chain, "-ac", "1", "-ar", str(rate_hz)]
    most_s = min(limit_s, only_s or limit_s) + 1.0
    raw = run_ffmpeg(
        [*guarded(path), *decode, "-t", f"{most_s:.3f}", "-f", "f32le", "pipe:1"],
        limit_s=max(60.0, limit_s),
        name=shown,
    )
    samples = np.frombuffer(raw, np.float32)
    if len(samples) == 0:
        raise NoSound(name=shown)
    if len(samples) > (limit_s + 0.5) * rate_hz:
        raise SoundTooLong(duration_s=len(samples) / rate_hz, limit_s=limit_s)
    return np.nan_to_num(np.clip(samples, -1.0, 1.0))


def write_sound(path: Path, samples: npt.NDArray[np.float32], rate_hz: int) -> None:
    """Write mono samples as .wav (16 bit), .ogg (Opus), .mp3 or .m4a, whole or not at all."""
    from common.files import whole

    codec = {
        ".wav": ["-c:a", "pcm_s16le"],
        ".ogg": ["-c:a", "libopus", "-b:a", "32k", "-ar", "48000"],
        ".mp3": ["-c:a", "libmp3lame", "-b:a", "96k"],
        ".m4a": ["-c:a", "aac", "-b:a", "96k"],
    }[path.suffix]
    data = np.ascontiguousarray(samples, np.float32).data.cast("B")
    raw = ["-f", "f32le", "-ar", str(rate_hz), "-ac", "1", "-i", "pipe:0"]
    with whole(path) as beside:
        run_ffmpeg([*raw, *codec, "-y", f"file:{beside}"], limit_s=300.0, stdin=data)


@contextlib.contextmanager
def child(
    arguments: Sequence[str], *, stdin: bool = False
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """ffmpeg as a child with a pipe of frames; it is ended when the block ends. Also gives the file of its words."""
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            [ffmpeg(), "-hide_banner", "-v", "error", *([] if stdin else ["-nostdin"]), *arguments],
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if stdin else subprocess.PIPE,
            stderr=words,
        )
        _limit(process)
        _widen(process.stdin or process.stdout)
        try:
            yield process, words
        finally:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            process.wait()


def _limit(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))


def _widen(pipe: IO[bytes] | None) -> None:
    """A pipe of 1 MiB in place of 64 KiB: a frame then passes with few switches between the processes."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        if pipe:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


def read_frames(
    path: Path,
    *,
    width: int,
    height: int,
    fps: float | None = None,
    filters: str = "",
    repeat: bool = False,
    start_s: float = 0.0,
    limit_s: float | None = None,
    threads: int | None = None,
    name: str | None = None,
) -> Generator[npt.NDArray[np.uint8], None, None]:
    """Decode a video or photo as a stream of I420 frames: uint8 [height * 3 // 2, width], even sizes, each one's own.

    Rotation is applied by ffmpeg. ``fps`` makes the rate constant; ``filters`` is a video filter chain that must end in
    ``width`` x ``height``; ``repeat`` plays the file for ever; one of ``threads`` costs least and
    is quick enough beside an encoder, None takes all there are. Close the iterator to stop early.
    Raises UnreadableMedia when nothing at all could be decoded.
    """
    if width % 2 or height % 2:
        raise ValueError(f"I420 needs even sizes, not {width}x{height}")
    chain = ",".join(part for part in (f"fps={fps:.6g}" if fps else "", filters, "format=yuv420p") if part)
    decoding = ["-threads", str(threads)] if threads else []
    before = [
        *decoding,
        *(["-stream_loop", "-1"] if repeat else []),
        *(["-ss", f"{start_s:.6f}"] if start_s else []),
    ]
    after = [*picture_of(path, chain), "-an", "-sn", "-dn", *(["-t", f"{limit_s:.6f}"] if limit_s else [])]
    if not fps:
        after += ["-fps_mode", "passthrough"]
    count = 0
    with child([*before, *guarded(path), *after, "-f", "rawvideo", "pipe:1"]) as (process, words):
        while (frame := next_frame(process, width, height)) is not None:
            count += 1
            yield frame
        if count == 0:
            process.wait()
            words.seek(0)
            raise failure(words.read().decode("utf-8", "replace"), name=name or path.name)


def next_frame(process: subprocess.Popen[bytes], width: int, height: int) -> npt.NDArray[np.uint8] | None:
    """An I420 frame from a child's standard output; None at its end."""
    assert process.stdout
    frame = np.empty((height * 3 // 2, width), np.uint8)
    read: int = process.stdout.readinto(frame.data.cast("B"))  # type: ignore[attr-defined]
    return frame if read == frame.size else None
