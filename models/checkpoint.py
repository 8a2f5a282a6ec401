"""Looks at a file of weights before it is accepted, without running anything in it and without PyTorch.

Forms it knows: safetensors; torch's ZIP archive; torch's older stream of pickles; TorchScript where the manifest says
so; numpy's .npy. Every number a file promises must be there.
"""

import ast
import contextlib
import errno
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from models.errors import WeightsBroken, WeightsUnsafe
from models.pickled import Forbidden, Read, Unreadable, read

LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
LEGACY_START = b"\x80\x02\x8a\x0a" + LEGACY_MAGIC.to_bytes(10, "little")
LEGACY_PROTOCOL = 1001
ZIP_START = b"PK\x03\x04"
NPY_START = b"\x93NUMPY"
PAGE_STARTS = (b"<!doctype", b"<html", b"<?xml")
HEADER_LIMIT_BYTES = 100_000_000
TEXT_LIMIT_BYTES = 10_000_000
SCRIPT_NAMES = ("__torch__.", "torch.jit._pickle.")
XTTS_NAMES = frozenset(
    {
        "TTS.config.shared_configs.BaseDatasetConfig",
        "TTS.tts.configs.xtts_config.XttsConfig",
        "TTS.tts.models.xtts.XttsArgs",
        "TTS.tts.models.xtts.XttsAudioConfig",
    }
)
"""Plain settings that Coqui's XTTS checkpoints carry beside tensors; Coqui allows the same ones when it reads them"""
NUMPY_NAMES = frozenset(
    {
        "numpy.dtype",
        "numpy.ndarray",
        *(
            f"numpy.{core}.multiarray.{what}"
            for core in ("core", "_core")
            for what in ("_reconstruct", "scalar")
        ),
    }
)
SAFETENSORS_BITS = {
    "BOOL": 8,
    "U8": 8,
    "I8": 8,
    "F8_E5M2": 8,
    "F8_E4M3": 8,
    "I16": 16,
    "U16": 16,
    "F16": 16,
    "BF16": 16,
    "I32": 32,
    "U32": 32,
    "F32": 32,
    "F64": 64,
    "I64": 64,
    "U64": 64,
}
CUT_OFF = "it is cut off"
NOT_WEIGHTS = "it holds no weights"
DAMAGED = "it is damaged or not what its name says"
WEB_PAGE = "it is a web page"
OTHER_MODEL = "it is another model"


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What was found in a file of weights."""

    form: str
    """ "safetensors", "torch", "torch-legacy", "torchscript" or "npy" """
    tensors: int
    names: frozenset[str]


def look_into(
    path: Path,
    *,
    name: str | None = None,
    also: Collection[str] = (),
    script: bool = False,
    holds: Collection[str] = (),
) -> Checkpoint:
    """Look at a file of weights.

    ``also``: names beside tensors' parts that its pickle may use. ``script``: TorchScript is expected. ``holds``: parts
    of tensors' names that must be there. Raises WeightsUnsafe when it carries code, WeightsBroken when it is not whole
    or something else.
    """
    shown = name or path.name
    try:
        with path.open("rb") as file:
            found = _read(file, path.stat().st_size, also, script)
    except Forbidden as error:
        raise WeightsUnsafe(name=shown, what=str(error)[:120]) from error
    except Unreadable as error:
        known = str(error) in (CUT_OFF, NOT_WEIGHTS, WEB_PAGE)
        raise WeightsBroken(name=shown, reason=str(error) if known else DAMAGED) from error
    if any(not any(part in tensor for tensor in found.names) for part in holds):
        raise WeightsBroken(name=shown, reason=OTHER_MODEL)
    return found


def _read(file: IO[bytes], size: int, also: Collection[str], script: bool) -> Checkpoint:
    start = file.read(512)
    file.seek(0)
    if start.startswith(ZIP_START):
        return _zip(file, also, script)
    if start.startswith(LEGACY_START):
        return _legacy(file, size, also)
    if start.startswith(NPY_START):
        return _npy(file, size)
    if start.lstrip().lower().startswith(PAGE_STARTS):
        raise Unreadable(WEB_PAGE)
    if start[8:9] == b"{":
        return _safetensors(file, size)
    if start[:1] == b"\x80":
        # A pickle, yet none of torch's: code in it is named before anything else.
        read(file)
    raise Unreadable(NOT_WEIGHTS)


@contextlib.contextmanager
def open_zip(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """A ZIP archive to read; whatever zipfile says of a damaged one, in the block too, becomes Unreadable."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Unreadable(DAMAGED) from error
    except (struct.error, zlib.error) as error:
        raise Unreadable(DAMAGED) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # a place before the file's beginning
            raise Unreadable(DAMAGED) from error
        raise


def _zip(file: IO[bytes], also: Collection[str], script: bool) -> Checkpoint:
    with open_zip(file) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        # torch packs nothing but the text of scripts; anything else could unfold without end.
        packed = [entry for entry in archive.infolist() if entry.compress_type != zipfile.ZIP_STORED]
        if any("/code/" not in entry.filename or entry.file_size > TEXT_LIMIT_BYTES for entry in packed):
            raise Unreadable(DAMAGED)
        pickles = [name for name in sizes if name.endswith("/data.pkl") and name.count("/") == 1]
        if len(pickles) != 1:
            raise Unreadable(NOT_WEIGHTS)
        root = pickles[0].rpartition("/")[0]
        # Two entries of one name, or a second folder, could show another reader another pickle than this one.
        if len(sizes) != len(archive.infolist()) or any(not name.startswith(f"{root}/") for name in sizes):
            raise Unreadable(DAMAGED)
        is_script = any(name.startswith((f"{root}/code/", f"{root}/constants.pkl")) for name in sizes)
        if is_script and not script:
            raise Forbidden("TorchScript")
        prefixes = SCRIPT_NAMES if is_script else ()
        with archive.open(pickles[0]) as pickled:
            told = read(pickled, also=also, prefixes=prefixes)
        for storage in told.storages.values():
            if sizes.get(f"{root}/data/{storage.key}", -1) < storage.size_bytes:
                raise Unreadable(CUT_OFF)
        if archive.testzip() is not None:
            raise Unreadable(DAMAGED)
        return _told("torchscript" if is_script else "torch", told)


def _legacy(file: IO[bytes], size: int, also: Collection[str]) -> Checkpoint:
    """torch.save before 1.6: magic, protocol, the machine's ways, the object, storages' keys, then their numbers."""
    try:
        magic, protocol, machine = read(file).value, read(file).value, read(file).value
        if magic != LEGACY_MAGIC or protocol != LEGACY_PROTOCOL or not isinstance(machine, dict):
            raise Unreadable(DAMAGED)
        told = read(file, also=also)
        keys = read(file).value
    except Unreadable as error:
        raise Unreadable(CUT_OFF if file.tell() >= size else DAMAGED) from error
    if not isinstance(keys, list) or not told.storages.keys() >= {str(key) for key in keys}:
        raise Unreadable(DAMAGED)
    for key in keys:
        count = int.from_bytes(file.read(8), "little")
        size_bytes = told.storages[str(key)].size_bytes
        if file.tell() + size_bytes > size:
            raise Unreadable(CUT_OFF)
        if count != told.storages[str(key)].count:
            raise Unreadable(DAMAGED)
        file.seek(size_bytes, 1)
    if file.tell() != size:
        raise Unreadable(DAMAGED)
    return _told("torch-legacy", told)


def _told(form: str, told: Read) -> Checkpoint:
    if not told.tensors and form != "torchscript":
        raise Unreadable(NOT_WEIGHTS)
    return Checkpoint(form=form, tensors=told.tensors, names=frozenset(told.names))


def _safetensors(file: IO[bytes], size: int) -> Checkpoint:
    length = int.from_bytes(file.read(8), "little")
    if length > min(size - 8, HEADER_LIMIT_BYTES):
        raise Unreadable(CUT_OFF if length <= HEADER_LIMIT_BYTES else NOT_WEIGHTS)
    try:
        header: dict[str, Any] = json.loads(file.read(length))
        header.pop("__metadata__", None)
        spans = sorted(_span(told) for told in header.values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(DAMAGED) from error
    ends = [0, *(end for _, end in spans)]
    if any(begin != before for (begin, _), before in zip(spans, ends, strict=False)):
        raise Unreadable(DAMAGED)
    if 8 + length + ends[-1] != size:
        raise Unreadable(CUT_OFF if 8 + length + ends[-1] > size else DAMAGED)
    if not spans:
        raise Unreadable(NOT_WEIGHTS)
    return Checkpoint(form="safetensors", tensors=len(spans), names=frozenset(header))


def _span(told: dict[str, Any]) -> tuple[int, int]:
    begin, end = told["data_offsets"]
    if (end - begin) * 8 != math.prod(told["shape"]) * SAFETENSORS_BITS[told["dtype"]]:
        raise ValueError("a tensor of another size")
    return int(begin), int(end)


def _npy(file: IO[bytes], size: int) -> Checkpoint:
    file.seek(len(NPY_START))
    major = file.read(2)[:1]
    length = int.from_bytes(file.read(2 if major == b"\x01" else 4), "little")
    if length > 65_536:
        raise Unreadable(DAMAGED)
    try:
        header = ast.literal_eval(file.read(length).decode("latin-1").strip())
        kind, count = str(header["descr"]), math.prod(header["shape"])
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError) as error:
        raise Unreadable(DAMAGED) from error
    if "O" in kind:
        read(file, also=NUMPY_NAMES)
    elif not kind[-1:].isdigit() or size - file.tell() < count * int(kind[2:]):
        raise Unreadable(CUT_OFF)
    return Checkpoint(form="npy", tensors=1, names=frozenset())
