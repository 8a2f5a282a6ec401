"""Writes photos as telephones do: HEIC, one picture in tiles that a grid puts together, turned by a property.

After ISO/IEC 23008-12: items in a ``meta`` box, each tile an intra-coded HEVC picture.
"""

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.media import run_ffmpeg

TILE = 256
X265 = "info=0:log-level=none:keyint=1"


def write_heic(path: Path, picture: npt.NDArray[np.uint8], *, turned: int = 0, tile: int = TILE) -> None:
    """``picture``: uint8 [height, width, 3], BGR, stored as it is; ``turned``: quarters anticlockwise to show it by."""
    height, width = picture.shape[:2]
    rows, columns = -(-height // tile), -(-width // tile)
    padded = np.pad(picture, ((0, rows * tile - height), (0, columns * tile - width), (0, 0)), mode="edge")
    tiles = [
        _coded(padded[y * tile : (y + 1) * tile, x * tile : (x + 1) * tile], path.with_suffix(".tile.mp4"))
        for y in range(rows)
        for x in range(columns)
    ]
    samples = [sample for _, sample in tiles]
    layout = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)
    meta = _meta(tiles[0][0], samples, layout, (width, height), turned, tile, 0)
    head = _box(b"ftyp", b"heic" + struct.pack(">I", 0) + b"mif1heic")
    start = len(head) + len(meta) + 8
    meta = _meta(tiles[0][0], samples, layout, (width, height), turned, tile, start)
    path.write_bytes(head + meta + _box(b"mdat", b"".join(samples)))


def _coded(tile: npt.NDArray[np.uint8], beside: Path) -> tuple[bytes, bytes]:
    """(hvcC box, the one sample) of a picture."""
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{tile.shape[1]}x{tile.shape[0]}", "-i", "pipe:0"]
    made = [
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-crf",
        "16",
        "-x265-params",
        X265,
        "-pix_fmt",
        "yuv420p",
    ]
    end = ["-tag:v", "hvc1", "-y", f"file:{beside}"]
    run_ffmpeg([*raw, *made, *end], limit_s=60.0, stdin=np.ascontiguousarray(tile).tobytes())
    data = beside.read_bytes()
    beside.unlink()
    return _found(data, b"hvcC"), _found(data, b"mdat")[8:]


def _found(data: bytes, kind: bytes) -> bytes:
    at = data.index(kind) - 4
    return data[at : at + struct.unpack(">I", data[at : at + 4])[0]]


def _box(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", 8 + len(payload)) + kind + payload


def _full(kind: bytes, payload: bytes, *, version: int = 0, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags) + payload)


def _meta(
    coder: bytes,
    samples: list[bytes],
    layout: bytes,
    size: tuple[int, int],
    turned: int,
    tile: int,
    start: int,
) -> bytes:
    grid, numbers = len(samples) + 1, range(1, len(samples) + 1)
    items = [_item(number, b"hvc1", hidden=True) for number in numbers] + [_item(grid, b"grid", hidden=False)]
    places, offset = [struct.pack(">HHHHII", grid, 1, 0, 1, 0, len(layout))], start
    for number, sample in zip(numbers, samples, strict=True):
        places.append(struct.pack(">HHHHII", number, 0, 0, 1, offset, len(sample)))
        offset += len(sample)
    tiles = struct.pack(f">{len(samples)}H", *numbers)
    made_of = _box(b"dimg", struct.pack(">HH", grid, len(samples)) + tiles)
    shapes = [_full(b"ispe", struct.pack(">II", *one)) for one in ((tile, tile), size)]
    kept = _box(b"ipco", coder + b"".join(shapes) + _box(b"irot", bytes([turned])))
    belongs = [struct.pack(">HBBB", number, 2, 0x81, 0x02) for number in numbers]
    belongs.append(struct.pack(">HBBB", grid, 2, 0x03, 0x84))
    return _full(
        b"meta",
        _full(b"hdlr", struct.pack(">I4s12xx", 0, b"pict"))
        + _full(b"pitm", struct.pack(">H", grid))
        + _full(b"iloc", struct.pack(">BBH", 0x44, 0, len(places)) + b"".join(places), version=1)
        + _full(b"iinf", struct.pack(">H", len(items)) + b"".join(items))
        + _full(b"iref", made_of)
        + _box(b"iprp", kept + _full(b"ipma", struct.pack(">I", len(belongs)) + b"".join(belongs)))
        + _box(b"idat", layout),
    )


def _item(number: int, kind: bytes, *, hidden: bool) -> bytes:
    return _full(b"infe", struct.pack(">HH4sx", number, 0, kind), version=2, flags=int(hidden))
