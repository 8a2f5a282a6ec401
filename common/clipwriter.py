"""Writing a clip: H.264 and AAC in an MP4 that plays while it loads."""

import contextlib
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np
import numpy.typing as npt

from common.files import whole
from common.media import child, failure, run_ffmpeg

SOUND_BITS_S = 128_000
FINISH_LIMIT_S = 600.0
THUMBNAIL_AT_S = 0.4
SMALL = "scale=320:320:force_original_aspect_ratio=decrease:force_divisible_by=2"
ONE_STILL = ("-frames:v", "1", "-update", "1", "-q:v", "4")
FINER_AT_JOINS = 4
"""Steps of x264's quality"""
SOUND_CODEC = ("-c:a", "aac", "-b:a", str(SOUND_BITS_S), "-ar", "48000", "-af", "apad")


class ClipWriter:
    """A context that takes I420 frames and leaves a finished clip, whole or not at all.

    The sound is padded or cut to the frames' length, so that both tracks end together. Without sound it is a piece of a
    clip: ``join`` makes a clip of such pieces.
    """

    def __init__(
        self,
        path: Path,
        *,
        width: int,
        height: int,
        fps: float,
        frames: int,
        sound: Path | None,
        crf: int = 18,
        preset: str = "veryfast",
        max_bytes: int | None = None,
        colour: str = "",
        filters: str = "",
        comment: str = "",
        thumbnail: Path | None = None,
    ) -> None:
        """``sound`` is any file with sound; ``max_bytes`` bounds the bitrate so that the clip stays below it;
        ``filters`` is a video filter chain applied before encoding (burnt-in subtitles, cropping);
        ``thumbnail`` is where a small JPEG of an early frame is written too."""
        self._path = path
        self._thumbnail = thumbnail
        self._still = (filters, min(round(THUMBNAIL_AT_S * fps), frames // 2))
        self._duration_s = frames / fps
        heard = ["-i", f"file:{sound.resolve()}", "-map", "0:v:0", "-map", "1:a:0"] if sound else []
        self._arguments = [
            *(
                "-f",
                "rawvideo",
                "-pix_fmt",
                "yuv420p",
                "-s",
                f"{width}x{height}",
                "-r",
                f"{fps:.6g}",
                "-i",
                "pipe:0",
            ),
            *heard,
            *self._filters(filters, colour),
            *(
                "-c:v",
                "libx264",
                "-preset",
                preset,
                "-crf",
                str(crf),
                "-pix_fmt",
                "yuv420p",
                "-profile:v",
                "high",
            ),
            *self._rate(max_bytes),
            *(SOUND_CODEC if sound else ("-x264-params", _piece(frames, crf))),
            *ending(self._duration_s),
            *(("-metadata", f"comment={comment}") if comment else ()),
        ]

    def _rate(self, max_bytes: int | None) -> tuple[str, ...]:
        if max_bytes is None:
            return ()
        bits_s = max(int(max_bytes * 8 * 0.92 / self._duration_s) - SOUND_BITS_S, 80_000)
        return ("-maxrate", str(bits_s), "-bufsize", str(bits_s))

    def _filters(self, filters: str, colour: str) -> tuple[str, ...]:
        # Said of the frames that come in: said of the output instead, ffmpeg converts the picture to it.
        name = {"bt709": "bt709", "bt601": "smpte170m"}.get(colour)
        tags = f"setparams=colorspace={name}:color_primaries={name}:color_trc={name}" if name else ""
        chain = ",".join(part for part in (tags, filters) if part)
        return ("-vf", chain) if chain else ()

    def as_transcode(self, footage: Path) -> list[str]:
        """ffmpeg's arguments for the same clip straight from footage, played again and again: the floor of any render."""
        after_input = self._arguments[self._arguments.index("pipe:0") + 1 :]
        return ["-stream_loop", "-1", "-i", f"file:{footage}", *after_input, "-y", f"file:{self._path}"]

    def __enter__(self) -> Self:
        self._files = contextlib.ExitStack()
        beside = self._files.enter_context(whole(self._path))
        outputs = [*self._arguments, "-y", f"file:{beside}"]
        if self._thumbnail:
            filters, number = self._still
            chain = ",".join(part for part in (filters, f"select=eq(n\\,{number})", SMALL) if part)
            still = self._files.enter_context(whole(self._thumbnail))
            outputs += ["-map", "0:v:0", "-vf", chain, *ONE_STILL, "-y", f"file:{still}"]
        self._child = child(outputs, stdin=True)
        self._process, self._words = self._child.__enter__()
        return self

    def write(self, frame: npt.NDArray[np.uint8]) -> None:
        """Take one frame: uint8 [height * 3 // 2, width]. Raises DiskFull or MediaFailed when ffmpeg gave up."""
        try:
            self._pipe().write(np.ascontiguousarray(frame).data)
        except BrokenPipeError as error:
            self._process.wait()
            raise self._failure() from error

    def _pipe(self) -> IO[bytes]:
        assert self._process.stdin
        return self._process.stdin

    def _failure(self) -> Exception:
        self._words.seek(0)
        return failure(self._words.read().decode("utf-8", "replace"))

    def _finish(self) -> None:
        try:
            self._pipe().close()
        except BrokenPipeError as error:
            raise self._failure() from error
        try:
            ended = self._process.wait(timeout=FINISH_LIMIT_S)
        except subprocess.TimeoutExpired as error:
            raise self._failure() from error
        if ended:
            raise self._failure()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        problem = error
        try:
            if error is None:
                self._finish()
        except Exception as raised:
            problem = raised
            raise
        finally:
            self._child.__exit__(None, None, None)
            if problem is None:
                self._files.close()
            else:
                self._files.__exit__(type(problem), problem, None)


def _piece(frames: int, crf: int) -> str:
    """x264's settings for a piece: its headers do not depend on what is seen, for pieces are joined under those of the
    first; its first and last frame are a little finer, so that the key frame at a join does not show as a change of grain."""
    fine = crf - FINER_AT_JOINS
    last = f"/{frames - 1},{frames - 1},q={fine}" if frames > 1 else ""
    return f"stitchable=1:zones=0,0,q={fine}{last}"


def ending(duration_s: float) -> tuple[str, ...]:
    """ffmpeg's last arguments for a clip of that length."""
    return ("-t", f"{duration_s:.6f}", "-movflags", "+faststart", "-map_metadata", "-1")


def join(pieces: Sequence[Path], clip: Path, *, sound: Path, duration_s: float) -> None:
    """Make a clip of pieces written without sound, in order: their pictures are copied as they are, each piece begins
    with a key frame. ``sound`` is padded or cut to their length."""
    with tempfile.TemporaryDirectory(prefix="mouthpiece-") as folder, whole(clip) as beside:
        listed = Path(folder, "pieces.txt")
        quoted = (str(piece.resolve()).replace("'", "'\\''") for piece in pieces)
        listed.write_text("".join(f"file 'file:{path}'\n" for path in quoted), encoding="utf-8")
        run_ffmpeg(
            [
                *("-f", "concat", "-safe", "0", "-i", f"file:{listed}", "-i", f"file:{sound.resolve()}"),
                *("-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy", *SOUND_CODEC),
                *(*ending(duration_s), "-y", f"file:{beside}"),
            ],
            limit_s=FINISH_LIMIT_S,
        )


def write_thumbnail(clip: Path, thumbnail: Path, *, at_s: float = 0.0) -> None:
    """A JPEG of one frame, at most 320 px on the long side (chat services ask for that)."""
    with whole(thumbnail) as beside:
        run_ffmpeg(
            [
                "-ss",
                f"{at_s:.3f}",
                "-i",
                f"file:{clip}",
                "-vf",
                SMALL,
                *ONE_STILL,
                "-y",
                f"file:{beside}",
            ],
            limit_s=60.0,
        )
