"""What lies on the disk, and what of it can go because it is old or can be made anew."""

import asyncio
import re
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.studio.desk import CHANNELS, Desk
from bot.studio.store import Upload
from pipeline.jobs.job import State, Wanted
from presenters.digest import content_hash, prepared_folders

DAY_S = 86_400.0
UNUSED_S = 3600.0
"""A file younger than this may be meant for an order that is being written"""
FRESH_S = 3600.0
"""What was prepared so lately may be about to be used"""
PREPARED = re.compile(r"[0-9a-f]{32}(-[0-9a-f]{12})?")
BESIDE = (".mp4", ".jpg", ".json", ".srt", ".vtt")


class What(StrEnum):
    CLIPS = "clips"
    """Finished clips, with their orders"""
    FAILED = "failed"
    """Orders that failed or were cancelled"""
    UPLOADS = "uploads"
    """Files no order uses"""
    PREPARED = "prepared"
    """Tracked footage of no presenter; it is tracked again when it is used again"""


@dataclass(frozen=True, kw_only=True)
class Freed:
    what: What
    count: int
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Stored:
    clips: int
    clips_bytes: int
    inputs_bytes: int
    prepared_bytes: int
    presenters: int
    presenters_bytes: int
    free_bytes: int
    total_bytes: int


STATES = {What.CLIPS: (State.DONE, State.DELIVERED), What.FAILED: (State.FAILED, State.CANCELLED)}


@dataclass(frozen=True, kw_only=True)
class Storage:
    desk: Desk

    async def measure(self) -> Stored:
        used = await self.desk.line.used()
        return await asyncio.to_thread(self._measure, used.clips, used.size_bytes)

    def _measure(self, clips: int, clips_bytes: int) -> Stored:
        home = self.desk.home
        disk = shutil.disk_usage(home.root)
        return Stored(
            clips=clips,
            clips_bytes=clips_bytes,
            inputs_bytes=_size([home.inputs]),
            prepared_bytes=_size([home.prepared]),
            presenters=len(self.desk.presenters.list()),
            presenters_bytes=_size([home.presenters]),
            free_bytes=disk.free,
            total_bytes=disk.total,
        )

    async def would_free(self, what: What, *, older_than_s: float) -> Freed:
        """What ``clean`` would free now."""
        if what in STATES:
            orders, clips = await self.desk.line.leaving(
                time.time() - older_than_s, channels=CHANNELS, states=STATES[what]
            )
            paths = [Path(clip.path).with_suffix(suffix) for clip in clips for suffix in BESIDE]
            return Freed(what=what, count=orders, size_bytes=await asyncio.to_thread(_size, paths))
        if what is What.UPLOADS:
            unused = [Path(upload.path) for upload in await self._unused(older_than_s)]
            return Freed(what=what, count=len(unused), size_bytes=await asyncio.to_thread(_size, unused))
        folders = await self._unneeded()
        return Freed(what=what, count=len(folders), size_bytes=await asyncio.to_thread(_size, folders))

    async def clean(self, what: What, *, older_than_s: float) -> Freed:
        """Delete it, and say what that freed. Raises DiskFull."""
        planned = await self.would_free(what, older_than_s=older_than_s)
        if what in STATES:
            gone = await self.desk.tidy(older_than_s=older_than_s, states=STATES[what])
        elif what is What.UPLOADS:
            gone = await self.desk.uploads.sweep(unused_s=max(older_than_s, UNUSED_S))
        else:
            gone = await asyncio.to_thread(_remove, await self._unneeded())
        # What came meanwhile is not counted: it is less than a moment's worth.
        return Freed(what=what, count=gone, size_bytes=planned.size_bytes)

    async def _unused(self, older_than_s: float) -> Sequence[Upload]:
        before = time.time() - max(older_than_s, UNUSED_S)
        return await self.desk.uploads.unused_before(before)

    async def _unneeded(self) -> Sequence[Path]:
        """Prepared data of footage that no presenter has and no order waits with."""
        waiting = await self.desk.line.find(Wanted(states=(State.QUEUED, State.RUNNING)), limit=-1)
        footage = {Path(job.order.footage) for job in waiting if job.order.footage}
        return await asyncio.to_thread(self._not_of, footage)

    def _not_of(self, footage: Iterable[Path]) -> Sequence[Path]:
        presenters = self.desk.presenters.list()
        contents = {presenter.sha256 or content_hash(presenter.footage) for presenter in presenters}
        contents |= {content_hash(path) for path in footage if path.is_file()}
        prepared = self.desk.home.prepared
        needed = {folder for content in contents for folder in prepared_folders(prepared, content)}
        old = time.time() - FRESH_S
        return [
            folder
            for folder in prepared.iterdir()
            if PREPARED.fullmatch(folder.name)
            and folder.is_dir()
            and folder not in needed
            and folder.stat().st_mtime < old
        ]


def _size(paths: Iterable[Path]) -> int:
    """Bytes of files, and of all that is in folders; what is not there counts nothing."""
    total = 0
    for path in paths:
        for file in path.rglob("*") if path.is_dir() else (path,):
            try:
                if file.is_file():
                    total += file.stat().st_size
            except FileNotFoundError:  # deleted while we looked
                continue
    return total


def _remove(folders: Sequence[Path]) -> int:
    count = 0
    for folder in folders:
        # Set aside first: whoever looks for it finds it whole or not at all.
        aside = folder.with_name(f".cleaned-{folder.name}")
        try:
            folder.rename(aside)
        except FileNotFoundError:
            continue
        shutil.rmtree(aside, ignore_errors=True)
        count += 1
    return count
