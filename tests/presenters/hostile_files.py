"""Files that are broken, lie about what they are, or try to reach what is none of theirs."""

import os
import zipfile
from pathlib import Path

import numpy as np
from odd_files import (
    USABLE,
    Workbench,
    bmp_header,
    cut,
    jpeg_header,
    odd,
    png_header,
    written,
)

SECRET = "secret.mp4"
"""A good clip beside the files that name it"""

for _share in (0.1, 0.5, 0.9, 0.995):
    cut(f"cut-at-{_share}.mp4", "unreadable-media", share=_share, quick=False)
for _share, _ends in ((0.02, ("unreadable-media",)), (0.4, (USABLE, "unreadable-media")), (0.9, (USABLE,))):
    cut(f"index-first-cut-at-{_share}.mp4", *_ends, share=_share, quick=True)

written("zeros.mp4", "unreadable-media", data=bytes(100_000))
written("empty.mp4", "empty-file", data=b"")
written("text.mp4", "unreadable-media", data=b"This is not a video.\n" * 200)
written("chance.mp4", "unreadable-media", data=np.random.default_rng(2).bytes(60_000))
written("page.jpg", "unreadable-media", data=b"<!doctype html><title>404</title><p>Not found" * 20)
written("book.mp4", "unreadable-media", data=b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 20)
written("only-a-head.png", "unreadable-media", data=b"\x89PNG\r\n\x1a\n")
written("bomb.png", "picture-too-large", data=png_header(50_000, 50_000))
written("bomb-wide.png", "picture-too-large", data=png_header(2_000_000_000, 1))
written("bomb.jpg", "picture-too-large", data=jpeg_header(65_500, 65_500))
written("bomb.bmp", "picture-too-large", data=bmp_header(60_000, 60_000))
written(
    "bomb.gif",
    "picture-too-large",
    data=b"GIF89a\xff\xff\xff\xff\x00\x00\x00," + bytes(64),
)

PLAYLIST = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{SECRET}\n#EXT-X-ENDLIST\n".encode()
DRAWING = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><image href="{SECRET}"/></svg>'.encode()
)
written("list.m3u8", "unreadable-media", data=PLAYLIST)
written("list.mp4", "unreadable-media", data=PLAYLIST)
written("join.ffconcat", "unreadable-media", data=f"ffconcat version 1.0\nfile {SECRET}\n".encode())
written("join.mp4", "unreadable-media", data=f"ffconcat version 1.0\nfile {SECRET}\n".encode())
written("drawing.svg", "unreadable-media", data=DRAWING)
written("drawing.png", "unreadable-media", data=DRAWING)
written("session.sdp", "unreadable-media", data=b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n")
written("images.txt", "unreadable-media", data=f"{SECRET}\n{SECRET}\n".encode())


@odd("song.mp4", "no-picture")
def _song(bench: Workbench, path: Path) -> None:
    bench.encode(path, "-f", "wav", source=bench.tone)


@odd("song.jpg", "no-picture")
def _song_as_photo(bench: Workbench, path: Path) -> None:
    path.write_bytes(bench.tone.read_bytes())


@odd("packed.mp4", "unreadable-media")
def _packed(bench: Workbench, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.write(bench.clip, "clip.mp4")


@odd("no-index.mp4", "unreadable-media")
def _no_index(bench: Workbench, path: Path) -> None:
    """The pictures' box without the one that says where they are."""
    data = bench.clip.read_bytes()
    path.write_bytes(data[: data.index(b"moov") - 4])


@odd("scratched.mp4", USABLE, "unreadable-media", "no-face")
def _scratched(bench: Workbench, path: Path) -> None:
    data = bytearray(bench.clip.read_bytes())
    for at in np.random.default_rng(3).integers(200, len(data) // 2, 40):
        data[at] ^= 0xFF
    path.write_bytes(data)


@odd("torn.png", USABLE, "unreadable-media", "no-face")
def _torn_png(bench: Workbench, path: Path) -> None:
    data = bench.photo.read_bytes()
    path.write_bytes(data[: len(data) // 2])


@odd("torn.jpg", USABLE, "unreadable-media", "no-face")
def _torn_jpeg(bench: Workbench, path: Path) -> None:
    bench.encode(path, "-q:v", "3", source=bench.photo)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])


@odd("folder.mp4", "file-missing")
def _folder(bench: Workbench, path: Path) -> None:
    path.mkdir()


@odd("endless.mp4", "file-missing")
def _endless(bench: Workbench, path: Path) -> None:
    path.symlink_to("/dev/zero")


@odd("nowhere.mp4", "file-missing")
def _nowhere(bench: Workbench, path: Path) -> None:
    path.symlink_to(bench.folder / "no such file")


@odd("pipe.mp4", "file-missing")
def _pipe(bench: Workbench, path: Path) -> None:
    os.mkfifo(path)


@odd("locked.mp4", *(("unreadable-media",) if os.geteuid() else (USABLE,)))
def _locked(bench: Workbench, path: Path) -> None:
    """Root reads it all the same."""
    path.write_bytes(bench.clip.read_bytes())
    path.chmod(0)


@odd("frame %03d.jpg", USABLE, frames=1)
def _pattern(bench: Workbench, path: Path) -> None:
    """A name that ffmpeg would take for a row of pictures."""
    plain = path.with_name("photo.jpg")
    bench.encode(plain, "-q:v", "3", source=bench.photo)
    plain.rename(path)
    for number in (0, 1):
        bench.encode(path.with_name(f"frame {number:03d}.jpg"), "-vf", "drawbox=t=fill", source=bench.photo)
