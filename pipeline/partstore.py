"""Where spoken and rendered parts wait for the next clip that shares them. Files are written whole, named by what they are
made of, and may be deleted at any time; the longest unused go first.
"""

import contextlib
import hashlib
import json
import os
import shutil
import time
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np

from common.files import whole, write_text
from common.home import Home
from pipeline.footageplan import Plan
from pipeline.spokenpart import Spoken
from pipeline.timeline import Source, Timeline
from voices.voice import Phone, Speech, Word

MOST_BYTES = 1_000_000_000
LONGEST_UNUSED_S = 30 * 86400.0
LEFT_BEHIND_S = 3600.0
"""What a killed process was writing"""
DAMAGED = (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile)


def key_of(*made_of: object) -> str:
    return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()[:40]


class PartStore:
    """Sounds lie in ``sound``; rendered parts and plans under the name of the prepared presenter, with whom they go."""

    def __init__(self, home: Home) -> None:
        self._root = home.parts

    def sound(self, key: str) -> Spoken | None:
        path = self._root / "sound" / f"{key}.npz"
        try:
            with np.load(path) as data:
                samples, told = data["samples"], json.loads(str(data["told"]))
            spoken = _spoken(samples, told)
        except DAMAGED:
            return None
        _used(path)
        return spoken

    def keep_sound(self, key: str, spoken: Spoken) -> None:
        told = asdict(spoken) | {"samples": None}
        told["speech"].pop("samples")
        path = self._root / "sound" / f"{key}.npz"
        with whole(path) as beside, beside.open("wb") as file:
            np.savez(file, samples=spoken.speech.samples, told=np.array(json.dumps(told)))

    def plan(self, presenter: str, key: str) -> Plan | None:
        path = self._root / presenter / f"{key}.json"
        try:
            plan = {int(index): int(place) for index, place in json.loads(path.read_text("utf-8")).items()}
        except DAMAGED:
            return None
        _used(path)
        return plan

    def keep_plan(self, presenter: str, key: str, plan: Plan) -> None:
        write_text(self._root / presenter / f"{key}.json", json.dumps(plan))

    def take(self, presenter: str, key: str, target: Path) -> bool:
        """Put a rendered part at ``target``; False when it is not here."""
        path = self._root / presenter / f"{key}.mp4"
        try:
            shutil.copyfile(path, target)
        except OSError:
            return False
        _used(path)
        return True

    def keep(self, presenter: str, key: str, rendered: Path) -> None:
        with whole(self._root / presenter / f"{key}.mp4") as beside:
            shutil.copyfile(rendered, beside)

    def sweep(self, *, most_bytes: int = MOST_BYTES) -> None:
        """Delete what was unused for a month, then what was unused longest until the rest is small enough."""
        now, total = time.time(), 0
        for path, size, used_at in sorted(self._files(), key=lambda file: -file[2]):
            total += size
            limit_s = LEFT_BEHIND_S if path.name.startswith(".") else LONGEST_UNUSED_S
            if total > most_bytes or now - used_at > limit_s:
                path.unlink(missing_ok=True)

    def _files(self) -> list[tuple[Path, int, float]]:
        files = []
        for path in self._root.glob("*/*"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                files.append((path, stat.st_size, stat.st_mtime))
        return files


def _used(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.utime(path)


def _spoken(samples: np.ndarray, told: dict) -> Spoken:  # type: ignore[type-arg]
    words = tuple(Word(**word) for word in told["speech"].pop("words"))
    phones = tuple(Phone(**phone) for phone in told["speech"].pop("phones"))
    heard = tuple(Phone(**phone) for phone in told["told"]["phones"])
    heard_words = tuple(Word(**word) for word in told["told"]["words"])
    speech = Speech(samples=samples, phones=phones, words=words, **told["speech"])
    spans = told["told"].get("spans")
    line = Timeline(
        phones=heard,
        source=Source(told["told"]["source"]),
        words=heard_words,
        spans=None if spans is None else tuple((start_s, end_s) for start_s, end_s in spans),
    )
    return Spoken(speech=speech, told=line)
