"""What is remembered of weights on disk: their checksums as they came, and what was found damaged."""

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from common.files import write_text

LOCK_LIMIT_S = 20.0


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """One file as it was when it was looked at."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Entry:
    files: Mapping[str, Remembered]
    source: str = ""
    """Where it came from: "download", "file", or "found" on disk"""
    at: float = 0.0
    damaged: bool = False


class Ledger:
    """A JSON file in the folder of weights."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ledger.json"
        self._lock = FileLock(folder / ".ledger.lock")

    def entries(self) -> dict[str, Entry]:
        """Nothing when it cannot be read: everything is then looked at anew."""
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
            told = json.loads(self._path.read_text(encoding="utf-8"))
            return {
                model: Entry(
                    **{**entry, "files": {name: Remembered(**file) for name, file in entry["files"].items()}}
                )
                for model, entry in told.items()
            }
        return {}

    def remember(self, model: str, files: Mapping[str, Remembered], *, source: str, damaged: bool) -> None:
        entry = Entry(files=files, source=source, at=time.time(), damaged=damaged)
        with self._changing() as entries:
            entries[model] = entry

    def forget(self, model: str) -> None:
        with self._changing() as entries:
            entries.pop(model, None)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, Entry]]:
        with self._lock.acquire(timeout=LOCK_LIMIT_S):
            entries = self.entries()
            yield entries
            write_text(self._path, json.dumps({model: asdict(e) for model, e in entries.items()}, indent=1))


def measured(path: Path) -> Remembered:
    with path.open("rb") as file:
        return Remembered(
            sha256=hashlib.file_digest(file, "sha256").hexdigest(), size_bytes=path.stat().st_size
        )
