"""Files that people send and nobody expects: broken, hostile, odd. Small and made in moments, each by its own maker."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from heic import write_heic
from PIL import Image

from common.media import run_ffmpeg

Picture = npt.NDArray[np.uint8]
Maker = Callable[["Workbench", Path], None]

USABLE = "usable"
UPRIGHT = 240 / 426
FACE = Path(__file__).parents[2] / "presenters" / "builtin" / "vera" / "footage.mp4"
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "16", "-an")
H264 = (*X264, "-pix_fmt", "yuv420p")
OUTLINE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


@dataclass(frozen=True, kw_only=True)
class Odd:
    """A file, and the ways it may end: USABLE, or an error's code."""

    name: str
    ends: frozenset[str]
    make: Maker
    frames: int | None = None
    """How many frames it has when it is usable"""
    aspect: float = UPRIGHT
    """Width over height as it is shown"""


ODD: list[Odd] = []


def odd(
    name: str, *ends: str, frames: int | None = None, aspect: float = UPRIGHT
) -> Callable[[Maker], Maker]:
    def add(make: Maker) -> Maker:
        ODD.append(Odd(name=name, ends=frozenset(ends), make=make, frames=frames, aspect=aspect))
        return make

    return add


@dataclass(frozen=True)
class Workbench:
    """What the makers make files of."""

    folder: Path

    @cached_property
    def clip(self) -> Path:
        """8 frames of a face, 240x426 at 25 fps, without sound; its index at the end."""
        path = self.folder / "clip.mp4"
        run_ffmpeg(
            ["-y", "-i", str(FACE), "-t", "0.32", "-vf", "scale=240:426", *H264, str(path)], limit_s=60.0
        )
        return path

    @cached_property
    def photo(self) -> Path:
        path = self.folder / "photo.png"
        run_ffmpeg(["-y", "-i", str(self.clip), "-frames:v", "1", str(path)], limit_s=60.0)
        return path

    @cached_property
    def picture(self) -> Picture:
        """uint8 [426, 240, 3], BGR."""
        return np.asarray(cv2.imread(str(self.photo)), np.uint8)

    @cached_property
    def tone(self) -> Path:
        path = self.folder / "tone.mp3"
        run_ffmpeg(["-y", "-f", "lavfi", "-i", "sine=d=0.4", str(path)], limit_s=60.0)
        return path

    def encode(self, target: Path, *arguments: str, source: Path | None = None) -> None:
        """The clip (or another source) through ffmpeg."""
        run_ffmpeg(["-y", "-i", str(source or self.clip), *arguments, str(target)], limit_s=60.0)


def encoded(name: str, *arguments: str, ends: str = USABLE, frames: int | None = 8) -> None:
    """The clip in another form."""
    odd(name, ends, frames=frames)(lambda bench, path: bench.encode(path, *arguments))


def pictured(
    name: str, *ends: str, change: Callable[[Picture], npt.NDArray[np.generic]], aspect: float = UPRIGHT
) -> None:
    """The photo, changed and written by OpenCV."""

    def make(bench: Workbench, path: Path) -> None:
        cv2.imwrite(str(path), np.asarray(change(bench.picture.copy())))

    odd(name, *ends, frames=1, aspect=aspect)(make)


def written(name: str, *ends: str, data: bytes) -> None:
    odd(name, *ends)(lambda bench, path: path.write_bytes(data) and None)


def cut(name: str, *ends: str, share: float, quick: bool) -> None:
    """The clip without its end; ``quick`` has its index in front."""

    def make(bench: Workbench, path: Path) -> None:
        bench.encode(path, "-c", "copy", *(["-movflags", "+faststart"] if quick else []))
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    odd(name, *ends)(make)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width: int, height: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


def jpeg_header(width: int, height: int) -> bytes:
    size = struct.pack(">BHHBBBBBBBBBB", 8, height, width, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
    return OUTLINE + b"\xff\xc0" + struct.pack(">H", len(size) + 2) + size + bytes(500) + b"\xff\xd9"


def bmp_header(width: int, height: int) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 300, 0, 0, 54) + head + bytes(300)


# Other codecs, containers and shapes of a face
encoded("hevc.mp4", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-an")
encoded("vp9.webm", "-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime", "-an")
encoded("av1.mkv", "-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", "-an")
encoded("mpeg4.avi", "-c:v", "mpeg4", "-q:v", "3", "-an")
encoded("motion-jpeg.avi", "-c:v", "mjpeg", "-q:v", "3", "-an")
encoded("old.flv", "-c:v", "flv1", "-q:v", "3", "-an")
encoded("plain.mkv", "-c", "copy")
encoded("stream.ts", "-c", "copy", frames=None)
encoded("alpha.mov", "-c:v", "qtrle", "-pix_fmt", "argb", "-an")
encoded("prores.mov", "-c:v", "prores_ks", "-profile:v", "4", "-pix_fmt", "yuva444p10le", "-an")
encoded("ten-bit.mp4", *X264, "-pix_fmt", "yuv420p10le")
encoded("full-colour.mp4", *X264, "-pix_fmt", "yuv444p")
encoded("full-range.mp4", *X264, "-pix_fmt", "yuvj420p")
encoded("grey.mp4", *X264, "-pix_fmt", "gray")
encoded(
    "interlaced.mpg",
    "-c:v",
    "mpeg2video",
    "-flags",
    "+ildct+ilme",
    "-vf",
    "scale=240:432",
    "-q:v",
    "2",
    frames=None,
)
encoded("squeezed.mp4", "-vf", "scale=120:426,setsar=2", *H264)
encoded("odd-size.mp4", "-vf", "scale=239:425", *X264, "-pix_fmt", "yuv444p")
encoded("uneven-rate.mp4", "-vf", "select='not(between(n,3,5))'", "-fps_mode", "vfr", *H264, frames=None)
encoded("fast.mp4", "-vf", "fps=120", *H264, frames=None)
encoded("slow.mp4", "-vf", "settb=1,setpts=N,trim=end_frame=2", "-r", "1", *H264, frames=None)
encoded("three-frames.mp4", "-frames:v", "3", *H264, frames=3)
encoded("one-frame.mp4", "-frames:v", "1", *H264, frames=1)
encoded("large-4k.mp4", "-frames:v", "3", "-vf", "scale=-2:3840", *H264, frames=3)
encoded("two-tracks.mp4", "-map", "0:v", "-map", "0:v", *H264)
encoded("moving.gif", "-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse", frames=None)
encoded("moving.png", "-f", "apng", frames=None)
encoded("browser.webm", "-c:v", "libvpx", "-cpu-used", "8", "-deadline", "realtime", "-live", "1", "-an")
encoded("fragmented.mp4", "-c", "copy", "-movflags", "frag_keyframe+empty_moov")
encoded("face-upside-down.mp4", "-vf", "hflip,vflip", *H264)
encoded("名字 🎬 'x' %03d.mp4", "-c", "copy")
encoded(f"{'long-' * 48}name.mp4", "-c", "copy")
encoded("-i.mp4", "-c", "copy")
encoded("wrong-name.jpg", "-c", "copy", "-f", "mp4")

# Photos
pictured("plain.bmp", USABLE, change=lambda face: face)
pictured("plain.tiff", USABLE, change=lambda face: face)
pictured("still.webp", USABLE, change=lambda face: face)
pictured("deep.png", USABLE, change=lambda face: face.astype(np.uint16) * 257)
pictured("grey.png", USABLE, change=lambda face: face.mean(axis=2).astype(np.uint8))
pictured("clear.png", USABLE, change=lambda face: np.dstack([face, np.full(face.shape[:2], 200, np.uint8)]))
pictured("odd-size.png", USABLE, change=lambda face: face[:425, :239])
pictured("large-8k.jpg", USABLE, change=lambda face: cv2.resize(face, (3240, 5760)))
pictured("two-faces.png", USABLE, aspect=2 * UPRIGHT, change=lambda face: np.hstack([face, face[:, ::-1]]))
pictured("dark.png", USABLE, "no-face", change=lambda face: (face * 0.08).astype(np.uint8))
pictured("bright.png", USABLE, "no-face", change=lambda face: np.clip(face * 2.2 + 60, 0, 255))
pictured("one-pixel.png", "no-face", change=lambda face: face[:1, :1])
pictured("sliver.png", "no-face", change=lambda face: cv2.resize(face, (3, 719)))
pictured("strip.png", "no-face", change=lambda face: cv2.resize(face, (4000, 2)))
pictured("noise.png", "no-face", change=lambda face: np.random.default_rng(1).integers(0, 256, face.shape))
pictured("empty.png", "no-face", change=lambda face: np.full_like(face, 255))
pictured("too-large.png", "picture-too-large", change=lambda face: np.zeros((7100, 7100), np.uint8))


def speck(face: Picture) -> Picture:
    """A face 20 pixels wide."""
    scene = np.full((480, 640, 3), 120, np.uint8)
    small = cv2.resize(face, (46, 82), interpolation=cv2.INTER_AREA)
    scene[200:282, 300:346] = small
    return scene


def masked(face: Picture) -> Picture:
    cv2.ellipse(face, (120, 222), (52, 48), 0, 0, 360, (210, 180, 140), -1)
    return face


def cat(face: Picture) -> Picture:
    face[:] = (190, 200, 180)
    for ear in ([(70, 90), (90, 190), (30, 170)], [(170, 90), (150, 190), (210, 170)]):
        cv2.fillPoly(face, [np.array(ear, np.int32)], (60, 110, 170))
    cv2.circle(face, (120, 230), 85, (60, 110, 170), -1)
    for x in (90, 150):
        cv2.ellipse(face, (x, 210), (16, 11), 0, 0, 360, (80, 220, 200), -1)
        cv2.ellipse(face, (x, 210), (3, 11), 0, 0, 360, (0, 0, 0), -1)
    cv2.fillPoly(face, [np.array([(110, 245), (130, 245), (120, 258)], np.int32)], (120, 120, 230))
    for y in (250, 262, 274):
        cv2.line(face, (100, 256), (30, y), (240, 240, 240), 1)
        cv2.line(face, (140, 256), (210, y), (240, 240, 240), 1)
    return face


def landscape(face: Picture) -> Picture:
    face[:] = np.linspace((230, 180, 120), (250, 230, 210), len(face))[:, None]
    for base, colour in ((230, (110, 140, 90)), (300, (60, 110, 60))):
        hills = (base + 30 * np.sin(np.arange(240) / 31.0 + base)).astype(int)
        face[np.arange(len(face))[:, None] > hills[None]] = colour
    return face


def back_of_head(face: Picture) -> Picture:
    face[:] = (200, 195, 190)
    cv2.ellipse(face, (120, 430), (115, 110), 0, 0, 360, (90, 60, 40), -1)
    cv2.rectangle(face, (95, 270), (145, 340), (140, 165, 205), -1)
    cv2.ellipse(face, (120, 200), (72, 95), 0, 0, 360, (25, 35, 50), -1)
    for x in range(60, 182, 6):
        cv2.line(face, (120, 110), (x, 270), (35, 50, 70), 1)
    return face


pictured("speck.png", "no-face", "face-too-small", change=speck)
pictured("mask.png", USABLE, "no-face", change=masked)
pictured("cat.png", "no-face", change=cat)
pictured("landscape.jpg", "no-face", change=landscape)
pictured("back-of-head.png", "no-face", change=back_of_head)


@odd("telephone.heic", USABLE, frames=1)
def _heic(bench: Workbench, path: Path) -> None:
    write_heic(path, bench.picture, tile=128)


@odd("lying-telephone.heic", USABLE, frames=1)
def _lying_heic(bench: Workbench, path: Path) -> None:
    write_heic(path, np.ascontiguousarray(np.rot90(bench.picture)), turned=3, tile=128)


@odd("cut-telephone.heic", "unreadable-media", "no-face")
def _cut_heic(bench: Workbench, path: Path) -> None:
    write_heic(path, bench.picture, tile=128)
    path.write_bytes(path.read_bytes()[:-6000])


@odd("huge-telephone.heic", "picture-too-large", "unreadable-media")
def _huge_heic(bench: Workbench, path: Path) -> None:
    """Eight small tiles that say they are a picture of four gigapixels."""
    write_heic(path, bench.picture, tile=128)
    data = path.read_bytes()
    for kind in (">HH", ">II"):
        told, lied = (struct.pack(kind, *size) for size in ((240, 426), (65_000, 65_000)))
        assert told in data
        data = data.replace(told, lied)
    path.write_bytes(data)


@odd("still.avif", USABLE, frames=1)
def _avif(bench: Workbench, path: Path) -> None:
    bench.encode(path, "-frames:v", "1", "-c:v", "libaom-av1", "-cpu-used", "8", "-still-picture", "1")


@odd("moving.webp", USABLE, frames=3)
def _moving_webp(bench: Workbench, path: Path) -> None:
    frames = [Image.fromarray(np.roll(bench.picture[..., ::-1], step, axis=1)) for step in range(3)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=40)


@odd("print.jpg", USABLE, frames=1)
def _cmyk(bench: Workbench, path: Path) -> None:
    Image.fromarray(bench.picture[..., ::-1]).convert("CMYK").save(path)


@odd("phone.jpg", USABLE, frames=1)
def _turned_photo(bench: Workbench, path: Path) -> None:
    """Progressive, lying on its side, and saying so."""
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn clockwise to show
    lying = Image.fromarray(np.ascontiguousarray(np.rot90(bench.picture[..., ::-1])))
    lying.save(path, progressive=True, exif=exif)


@odd("palette.png", USABLE, frames=1)
def _palette(bench: Workbench, path: Path) -> None:
    Image.fromarray(bench.picture[..., ::-1]).quantize(64).save(path)


for _degrees, _turn in ((90, "transpose=clock"), (180, "hflip,vflip"), (270, "transpose=cclock")):

    @odd(f"turned-{_degrees}.mp4", USABLE, frames=8)
    def _turned(bench: Workbench, path: Path, degrees: int = _degrees, turn: str = _turn) -> None:
        lying = bench.folder / f"lying-{degrees}.mp4"
        bench.encode(lying, "-vf", turn, *H264)
        run_ffmpeg(
            ["-y", "-display_rotation", str(degrees), "-i", str(lying), "-c", "copy", str(path)], limit_s=60.0
        )


@odd("subtitled.mkv", USABLE, frames=8)
def _subtitled(bench: Workbench, path: Path) -> None:
    words = bench.folder / "words.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:00,300\nhello\n", encoding="utf-8")
    bench.encode(path, "-i", str(words), "-c:v", "copy", "-c:s", "srt")


@odd("cover.mp3", "no-picture")
def _cover(bench: Workbench, path: Path) -> None:
    joined = ["-i", str(bench.photo), "-map", "0", "-map", "1", "-disposition:v", "attached_pic"]
    bench.encode(path, *joined, source=bench.tone)


@odd("two-hours.mkv", USABLE, frames=1500)
def _two_hours(bench: Workbench, path: Path) -> None:
    """A frame every twenty minutes: 60 s of one picture, whose ends meet."""
    slow = ["-vf", "scale=120:-2,settb=1,setpts=N*1200,trim=end_frame=7", "-fps_mode", "passthrough"]
    bench.encode(path, *slow, *H264)


@odd("black.mp4", "no-face")
def _black(bench: Workbench, path: Path) -> None:
    run_ffmpeg(["-y", "-f", "lavfi", "-i", "color=black:s=160x120:d=0.3", *H264, str(path)], limit_s=60.0)


def partly(name: str, chain: str) -> None:
    """A face some of the time."""

    def make(bench: Workbench, path: Path) -> None:
        blank = f"drawbox=t=fill:c=gray:enable='{chain}'"
        bench.encode(path, "-vf", f"loop=2:8,setpts=N/25/TB,{blank}", *H264)

    odd(name, USABLE, frames=24)(make)


partly("face-at-the-end.mp4", "lt(n,16)")
partly("face-leaves.mp4", "between(n,8,15)")
