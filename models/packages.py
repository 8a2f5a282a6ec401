"""A voice's folder out of a ZIP, or out of a folder somebody has, looked at file by file before it is accepted."""

import json
import shutil
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from models.checkpoint import DAMAGED, look_into, open_zip
from models.errors import NotEnoughRoom, WeightsBroken, WeightsIncomplete, WeightsUnsafe
from models.manifest import MB, ModelFile
from models.pickled import Unreadable

CHECKPOINTS = (".pth", ".tar", ".pt", ".bin", ".ckpt", ".safetensors", ".npy")
PLAIN = (".json", ".txt", ".md", ".md5", ".wav", ".yaml", ".yml", "")
OWN = "sample.wav"
"""The voice to clone, which belongs to whoever put it there"""
FILES_LIMIT = 200
TEXT_LIMIT_BYTES = 50_000_000
SPARE_BYTES = 200_000_000
"""So much of the disk stays free"""


def unpack(archive: Path, folder: Path, *, name: str | None = None) -> None:
    """The files of a ZIP's one folder into ``folder``; what lies deeper, samples mostly, is left out.

    Raises WeightsBroken, WeightsUnsafe, NotEnoughRoom.
    """
    shown = name or archive.name
    try:
        with archive.open("rb") as given, open_zip(given) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir() and _is_wanted(entry)]
            root = _root([PurePosixPath(entry.filename) for entry in entries])
            entries = [entry for entry in entries if PurePosixPath(entry.filename).parent == root]
            files = [PurePosixPath(entry.filename).name for entry in entries]
            if len(set(files)) != len(files) or len(files) > FILES_LIMIT:
                raise WeightsBroken(name=shown, reason=DAMAGED)
            check_room(folder, sum(entry.file_size for entry in entries), name=shown)
            folder.mkdir(parents=True, exist_ok=True)
            for entry, file in zip(entries, files, strict=True):
                with packed.open(entry) as source, (folder / file).open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
    except Unreadable as error:
        raise WeightsBroken(name=shown, reason=DAMAGED) from error


def _root(paths: list[PurePosixPath]) -> PurePosixPath:
    """The folder of the outermost config.json, else of the outermost file."""
    told = [path for path in paths if path.name == "config.json"] or paths
    return min(told, key=lambda path: len(path.parts)).parent


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename:
        raise WeightsUnsafe(name=path.name or "ZIP", what="a path that leads out of its folder")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise WeightsUnsafe(name=path.name, what="a link")
    return not path.name.startswith(".") and "__MACOSX" not in path.parts


def copy(source: Path, folder: Path) -> None:
    """The files of a folder somebody has, without what lies deeper. Raises WeightsIncomplete, NotEnoughRoom."""
    if not (source / "config.json").is_file():
        raise WeightsIncomplete(name=source.name, missing="config.json")
    wanted = (*CHECKPOINTS, *PLAIN)
    found = [path for path in sorted(source.iterdir()) if path.is_file() and path.suffix.lower() in wanted]
    check_room(folder, sum(path.stat().st_size for path in found), name=source.name)
    folder.mkdir(parents=True, exist_ok=True)
    for path in found[:FILES_LIMIT]:
        shutil.copyfile(path, folder / path.name)


def tidy(folder: Path) -> None:
    """Delete what no voice needs."""
    clear(path for path in folder.iterdir() if path.suffix.lower() not in (*CHECKPOINTS, *PLAIN))


def check_folder(folder: Path, *, name: str) -> None:
    """Look at every file of a voice's folder. Raises WeightsUnsafe, WeightsBroken, WeightsIncomplete."""
    checkpoints = 0
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        suffix = path.suffix.lower()
        if suffix in CHECKPOINTS:
            look_into(path)
            checkpoints += suffix != ".npy"
        elif suffix == ".json":
            check_json(path)
    missing = [
        what
        for what, there in (
            ("config.json", (folder / "config.json").is_file()),
            ("model.pth", checkpoints > 0),
        )
        if not there
    ]
    if missing:
        raise WeightsIncomplete(name=name, missing=", ".join(missing))


def check_file(path: Path, file: ModelFile) -> None:
    """Look at one file as the manifest describes it. Raises WeightsUnsafe, WeightsBroken."""
    if file.form in ("checkpoint", "script"):
        look_into(path, name=file.name, also=file.also, script=file.form == "script", holds=file.holds)
    elif file.form == "json":
        check_json(path, name=file.name)


def check_json(path: Path, *, name: str | None = None) -> None:
    try:
        if path.stat().st_size > TEXT_LIMIT_BYTES:
            raise ValueError("too large")
        json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise WeightsBroken(name=name or path.name, reason=DAMAGED) from error


def check_room(folder: Path, needed_bytes: int, *, name: str) -> None:
    """Raises NotEnoughRoom when so many bytes, and some to spare, do not fit."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if needed_bytes + SPARE_BYTES > free:
        raise NotEnoughRoom(
            name=name, needed_mb=(needed_bytes + SPARE_BYTES) / MB, free_mb=free / MB, path=str(there)
        )


def clear(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
