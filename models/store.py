"""The weights on this machine: which are here, fetching them, checking them, removing them.

A fetch collects everything under ``.fetching/ID`` and puts it in place when all of it is there and was looked at, so
weights are here whole or not at all. One fetch runs at a time, whichever process asks.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from common.errors import DiskFull, MouthpieceError
from common.files import is_disk_full
from common.home import Home
from models import packages
from models.checkpoint import DAMAGED
from models.errors import (
    ChecksumWrong,
    FetchRunning,
    FetchStopped,
    NoAddress,
    WeightsBroken,
    WeightsIncomplete,
)
from models.ledger import Entry, Ledger, Remembered, measured
from models.manifest import Manifest, Model, manifest
from models.pulling import Pulling

TIMEOUT_S = 30.0
"""Of silence from a server"""
PAUSE_S = 2.0
"""Before a server that failed is asked again"""


class State(StrEnum):
    HERE = "here"
    PARTLY = "partly"
    MISSING = "missing"
    DAMAGED = "damaged"


class Step(StrEnum):
    FETCHING = "fetching"
    CHECKING = "checking"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Pull:
    """A fetch, as far as it is."""

    step: Step
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    """0 when nobody knows"""
    error: MouthpieceError | None = None

    @property
    def running(self) -> bool:
        return self.step in (Step.FETCHING, Step.CHECKING)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Weights, and how they stand on this machine."""

    model: Model
    state: State
    here_bytes: int = 0
    """On disk, a part of a fetch included"""
    checked: bool = False
    """Looked at and remembered; what somebody copied here by hand is not until `verify` has seen it"""
    error: MouthpieceError | None = None
    """What `verify` found"""
    pull: Pull | None = None
    """This process's fetch, running or the last one"""


OnProgress = Callable[[Pull], None]
Standings = list[Standing]


class Store:
    """Weights by id. Every method may be called from any thread."""

    def __init__(
        self,
        home: Home,
        models: Manifest | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._home = home
        self.models = models or manifest()
        self._ledger = Ledger(home.weights)
        self._timeout_s = timeout_s
        self._pause_s = pause_s
        self._pulls: dict[str, Pull] = {}

    def list(self) -> Standings:
        """All there are, in the manifest's order. Quick: nothing is read but sizes."""
        entries = self._ledger.entries()
        return [self._standing(model, entries.get(model.id)) for model in self.models]

    def get(self, model_id: str) -> Standing:
        """Raises UnknownModel."""
        model = self.models.get(model_id)
        return self._standing(model, self._ledger.entries().get(model.id))

    def pull(
        self,
        model_id: str,
        *,
        source: Path | None = None,
        on_progress: OnProgress | None = None,
        stop: threading.Event | None = None,
    ) -> Standing:
        """Fetch weights, or take them from ``source`` (a file, a folder or a ZIP); what is here already is not fetched.

        Raises UnknownModel, FetchRunning, NoAddress, FetchFailed, FetchStopped, ChecksumWrong, NotEnoughRoom,
        DiskFull, FileMissing, WeightsUnsafe, WeightsBroken, WeightsIncomplete.
        """
        model = self.models.get(model_id)
        with self._alone():
            standing = self.get(model_id)
            if source is None and standing.state is State.HERE and standing.checked:
                return standing
            if source is None and not model.fetchable:
                raise NoAddress(name=model.name, page=model.page, id=model.id)

            def show(pull: Pull) -> None:
                self._pulls[model.id] = pull
                if on_progress:
                    on_progress(pull)

            try:
                self._pull(model, source, show, stop or threading.Event())
            except FetchStopped as error:
                show(replace(self._pulls[model.id], step=Step.STOPPED, error=error))
                raise
            except MouthpieceError as error:
                show(replace(self._pulls[model.id], step=Step.FAILED, error=error))
                raise
            except OSError as error:
                told = DiskFull(path=str(self._home.root)) if is_disk_full(error) else MouthpieceError()
                show(replace(self._pulls[model.id], step=Step.FAILED, error=told))
                raise told from error
            show(replace(self._pulls[model.id], step=Step.DONE))
        return self.get(model_id)

    def verify(self, model_id: str | None = None) -> Standings:
        """Look at everything that is here, byte by byte. Raises UnknownModel."""
        chosen = [self.models.get(model_id)] if model_id else list(self.models)
        return [
            self._verified(standing)
            for standing in (self.get(model.id) for model in chosen)
            if model_id or standing.state in (State.HERE, State.DAMAGED)
        ]

    def remove(self, model_id: str) -> int:
        """Delete weights, and what was fetched of them; how many bytes that frees. Raises UnknownModel, FetchRunning."""
        model = self.models.get(model_id)
        with self._alone():
            freed = self.get(model_id).here_bytes
            place = model.place(self._home)
            packages.clear([place] if model.folder else [place / file.name for file in model.files])
            packages.clear([self._staging(model)])
            self._ledger.forget(model.id)
            self._pulls.pop(model.id, None)
        return freed

    def _pull(self, model: Model, source: Path | None, show: OnProgress, stop: threading.Event) -> None:
        show(Pull(step=Step.FETCHING, total_bytes=model.likely_bytes))

        def on_bytes(file: str, done: int, total: int) -> None:
            show(Pull(step=Step.FETCHING, file=file, done_bytes=done, total_bytes=total))

        def on_check() -> None:
            show(replace(self._pulls[model.id], step=Step.CHECKING))

        pulling = Pulling(
            model,
            self._staging(model),
            on_bytes=on_bytes,
            on_check=on_check,
            stop=stop,
            timeout_s=self._timeout_s,
            pause_s=self._pause_s,
        )
        files = pulling.fetch() if source is None else pulling.take(source)
        pulling.put(model.place(self._home))
        self._ledger.remember(model.id, files, source="download" if source is None else "file", damaged=False)

    def _staging(self, model: Model) -> Path:
        """Beside the place, so that it can be renamed into it, and where nothing looks for voices."""
        base = self._home.voices if model.folder else self._home.weights
        return base / ".fetching" / model.id

    def _standing(self, model: Model, entry: Entry | None) -> Standing:
        found = self._found(model)
        staged = _size(self._staging(model))
        wanted = set(entry.files) if entry else {file.name for file in model.files}
        missing = wanted - found.keys()
        if model.packed and not entry and "config.json" in found and len(found) > 1:
            missing = set()
        if not found:
            state = State.PARTLY if staged else State.MISSING
        elif missing:
            state = State.DAMAGED if entry else State.PARTLY
        else:
            state = State.DAMAGED if self._looks_damaged(model, entry, found) else State.HERE
        return Standing(
            model=model,
            state=state,
            here_bytes=sum(found.values()) + staged,
            checked=entry is not None and state is State.HERE,
            pull=self._pulls.get(model.id),
        )

    def _found(self, model: Model) -> dict[str, int]:
        """Sizes of its files in place."""
        place = model.place(self._home)
        if not model.packed:
            paths = [place / file.name for file in model.files]
        else:
            paths = sorted(place.iterdir()) if place.is_dir() else []
        return {
            path.name: path.stat().st_size for path in paths if path.is_file() and path.name != packages.OWN
        }

    def _looks_damaged(self, model: Model, entry: Entry | None, found: dict[str, int]) -> bool:
        rewritten = {file.name for file in model.files if file.rewritten}
        if entry is None:
            return any(
                file.size_bytes not in (0, found.get(file.name, file.size_bytes)) for file in model.files
            )
        return entry.damaged or any(
            found[name] != told.size_bytes for name, told in entry.files.items() if name not in rewritten
        )

    def _verified(self, standing: Standing) -> Standing:
        model, error = standing.model, None
        if standing.state not in (State.HERE, State.DAMAGED):
            return standing
        entry = self._ledger.entries().get(model.id)
        files = {name: measured(model.place(self._home) / name) for name in self._found(model)}
        try:
            self._check_remembered(model, entry, files)
            self._check_form(model)
        except MouthpieceError as found:
            error = found
        known = {**entry.files, **self._renewed(model, files)} if entry else files
        source = entry.source if entry else "found"
        self._ledger.remember(model.id, known, source=source, damaged=error is not None)
        return replace(self.get(model.id), error=error)

    def _renewed(self, model: Model, files: dict[str, Remembered]) -> dict[str, Remembered]:
        return {file.name: files[file.name] for file in model.files if file.rewritten and file.name in files}

    def _check_remembered(self, model: Model, entry: Entry | None, files: dict[str, Remembered]) -> None:
        told = {file.name: file for file in model.files}
        missing = sorted((entry.files.keys() if entry else set()) - files.keys())
        if missing:
            raise WeightsIncomplete(name=model.name, missing=", ".join(missing))
        for name, here in files.items():
            file = told.get(name)
            if file and file.rewritten:
                continue
            if file and (
                file.sha256 not in ("", here.sha256) or not here.sha256.startswith(file.sha256_begins)
            ):
                raise ChecksumWrong(name=name, page=model.page)
            if entry and name in entry.files and entry.files[name] != here:
                raise WeightsBroken(name=name, reason=DAMAGED)

    def _check_form(self, model: Model) -> None:
        place = model.place(self._home)
        if model.packed:
            packages.check_folder(place, name=model.name)
        for file in model.files if not model.packed else ():
            packages.check_file(place / file.name, file)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Raises FetchRunning when another fetch is under way, here or in another process."""
        self._home.weights.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._home.weights / ".fetching.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise FetchRunning() from error
        try:
            yield
        finally:
            lock.release()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
