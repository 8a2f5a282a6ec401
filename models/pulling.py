"""One fetch of weights, from addresses or from files somebody has, up to the moment all of it is checked and in place.

Files on their way stand in ``parts``; those that were looked at in ``ready``, which then becomes the model's folder.
"""

import hashlib
import shutil
import threading
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path

from common.errors import BadInput, FileMissing
from models import packages
from models.download import BLOCK, Download
from models.errors import ChecksumWrong, FetchStopped, WeightsIncomplete
from models.ledger import Remembered, measured
from models.manifest import Model, ModelFile

OnBytes = Callable[[str, int, int], None]
"""Hears (file, bytes there, bytes there will be or 0), over all files"""


class Pulling:
    """Fetches or takes one model's files."""

    def __init__(
        self,
        model: Model,
        staging: Path,
        *,
        on_bytes: OnBytes,
        on_check: Callable[[], None],
        stop: threading.Event,
        timeout_s: float,
        pause_s: float,
    ) -> None:
        self._model = model
        self._staging = staging
        self._parts = staging / "parts"
        self._ready = staging / "ready"
        self._on_bytes = on_bytes
        self._on_check = on_check
        self._stop = stop
        self._timeout_s = timeout_s
        self._pause_s = pause_s

    def fetch(self) -> dict[str, Remembered]:
        """From the manifest's addresses. Raises what Download raises, and what looking at the files raises."""
        packages.check_room(self._staging, self._missing_bytes(), name=self._model.name)
        self._make_folders()
        for file in self._model.files:
            if not (self._ready / ("config.json" if self._model.packed else file.name)).is_file():
                self._fetch(file)
        return self._measured()

    def take(self, source: Path) -> dict[str, Remembered]:
        """From a file, a folder or a ZIP that somebody has; it stays as it is."""
        if not source.exists():
            raise FileMissing(name=str(source))
        self._make_folders()
        packages.clear(self._ready.iterdir())
        try:
            if self._model.packed and source.is_dir():
                packages.copy(source, self._ready)
                packages.tidy(self._ready)
                packages.check_folder(self._ready, name=self._model.name)
            elif self._model.packed:
                self._unpack(source)
            elif source.is_file() and len(self._model.files) == 1:
                self._copy(source, self._model.files[0])
            else:
                self._take_each(source)
            return self._measured()
        except BadInput:
            packages.clear([self._ready, self._staging / "unpacked"])
            raise

    def put(self, place: Path) -> None:
        """Everything that is ready to where it belongs."""
        if not self._model.folder:
            place.mkdir(parents=True, exist_ok=True)
            for file in self._model.files:
                (self._ready / file.name).replace(place / file.name)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            aside = self._staging.with_name(f"{self._staging.name}.{uuid.uuid4().hex[:8]}")
            if place.is_dir():
                # Whatever else changes, the voice somebody put there to be cloned stays.
                if (place / packages.OWN).is_file():
                    shutil.copyfile(place / packages.OWN, self._ready / packages.OWN)
                place.rename(aside)
            self._ready.rename(place)
            packages.clear([aside])
        packages.clear([self._staging])

    def _make_folders(self) -> None:
        self._parts.mkdir(parents=True, exist_ok=True)
        self._ready.mkdir(parents=True, exist_ok=True)

    def _missing_bytes(self) -> int:
        here = sum(path.stat().st_size for path in self._staging.rglob("*") if path.is_file())
        return max(0, self._model.likely_bytes * (2 if self._model.packed else 1) - here)

    def _fetch(self, file: ModelFile) -> None:
        before = sum(path.stat().st_size for path in self._ready.iterdir())
        others = sum(
            one.likely_bytes
            for one in self._model.files
            if one is not file and not (self._ready / one.name).is_file()
        )
        part = self._parts / f"{file.name}.part"
        sized = False

        def on_bytes(done: int, total: int) -> None:
            nonlocal sized
            if not sized:
                sized = True
                packages.check_room(self._staging, max(0, total - done), name=self._model.name)
            whole = total or file.likely_bytes
            self._on_bytes(file.name, before + done, before + max(whole, done) + others if whole else 0)

        download = Download(
            self._model,
            file,
            part,
            on_bytes=on_bytes,
            stop=self._stop,
            timeout_s=self._timeout_s,
            pause_s=self._pause_s,
        )
        download.fetch()
        self._on_check()
        try:
            if file.form == "archive":
                self._unpack(part, name=file.name)
            else:
                packages.check_file(part, file)
                part.replace(self._ready / file.name)
        except BadInput:
            packages.clear([self._staging / "unpacked"])
            download.forget()
            raise
        download.forget()

    def _unpack(self, archive: Path, *, name: str | None = None) -> None:
        unpacked = self._staging / "unpacked"
        packages.clear([unpacked])
        packages.unpack(archive, unpacked, name=name)
        packages.tidy(unpacked)
        packages.check_folder(unpacked, name=name or archive.name)
        packages.clear([self._ready])
        unpacked.rename(self._ready)

    def _take_each(self, source: Path) -> None:
        """Every file the manifest names, out of a folder or a ZIP."""
        folder = source
        if source.is_file():
            if not zipfile.is_zipfile(source):
                raise WeightsIncomplete(name=source.name, missing=self._names(self._model.files[1:]))
            folder = self._staging / "unpacked"
            packages.clear([folder])
            packages.unpack(source, folder)
        missing = [file for file in self._model.files if not (folder / file.name).is_file()]
        if missing:
            raise WeightsIncomplete(name=source.name, missing=self._names(missing))
        for file in self._model.files:
            self._copy(folder / file.name, file)

    def _names(self, files: "list[ModelFile] | tuple[ModelFile, ...]") -> str:
        return ", ".join(file.name for file in files)

    def _copy(self, source: Path, file: ModelFile) -> None:
        size = source.stat().st_size
        packages.check_room(self._staging, size, name=self._model.name)
        target, digest, done = self._ready / file.name, hashlib.sha256(), 0
        with source.open("rb") as given, target.open("wb") as written:
            while block := given.read(BLOCK):
                written.write(block)
                digest.update(block)
                done += len(block)
                self._on_bytes(file.name, done, size)
                if self._stop.is_set():
                    raise FetchStopped(name=file.name)
        known, begins = file.sha256, file.sha256_begins
        if known not in ("", digest.hexdigest()) or not digest.hexdigest().startswith(begins):
            raise ChecksumWrong(name=source.name, page=self._model.page)
        self._on_check()
        packages.check_file(target, file)

    def _measured(self) -> dict[str, Remembered]:
        """Everything that is ready, as it will be remembered."""
        found = sorted(path for path in self._ready.iterdir() if path.is_file() and path.name != packages.OWN)
        return {path.name: measured(path) for path in found}
