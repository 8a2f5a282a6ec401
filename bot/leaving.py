"""What is deleted when somebody, or a presenter, goes."""

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from common.home import Home
from pipeline.jobs.job import Job
from pipeline.jobs.store import JobStore

if TYPE_CHECKING:
    from presenters.registry import Registry, Removed


@dataclass(frozen=True, kw_only=True)
class Gone:
    """Files of orders."""

    recordings: int = 0
    clips: int = 0


@dataclass(frozen=True, kw_only=True)
class PresenterGone:
    """What went with a presenter."""

    removed: "Removed"
    orders: int
    """Deleted from the line's history"""
    cancelled: int
    """Taken out of the line, or stopped"""
    clips: int


async def remove_presenter(
    name: str, *, owner: str | None, registry: "Registry", store: JobStore, home: Home
) -> PresenterGone:
    """Everything of a presenter: clips, orders, footage, prepared data, posters.

    Raises UnknownPresenter, BuiltinPresenter, DiskFull.
    """
    presenter = await asyncio.to_thread(lambda: registry.added(name, owner=owner))
    # Clips first, the presenter then: whoever removes it again after a crash in between finds the rest.
    before = await store.forget_presenter(presenter.id)
    gone = await asyncio.to_thread(delete_files, before.deleted, home)
    removed = await asyncio.to_thread(lambda: registry.remove(presenter.id, owner=owner))
    # And whatever was ordered or finished meanwhile.
    after = await store.forget_presenter(presenter.id)
    late = await asyncio.to_thread(delete_files, after.deleted, home)
    return PresenterGone(
        removed=removed,
        orders=len(before.deleted) + len(after.deleted),
        cancelled=len(before.cancelled) + len(after.cancelled),
        clips=gone.clips + late.clips,
    )


def delete_files(jobs: Sequence[Job], home: Home) -> Gone:
    """The files of orders that are forgotten, within our own folders."""
    sounds = {job.order.sound for job in jobs if job.order.sound}
    clips = {job.clip for job in jobs if job.clip}
    if any(job.order.parts for job in jobs):  # what was said in them is kept for the next row
        shutil.rmtree(home.parts, ignore_errors=True)
    recordings = sum(delete_file(Path(sound), home.inputs) for sound in sounds)
    videos = 0
    for clip in clips:
        videos += delete_file(Path(clip.path), home.clips)
        subtitles = (str(Path(clip.path).with_suffix(suffix)) for suffix in (".srt", ".vtt"))
        for beside in {clip.thumbnail, clip.receipt, *clip.subtitles, *subtitles}:
            delete_file(Path(beside), home.clips)
    return Gone(recordings=recordings, clips=videos)


def delete_file(path: Path, folder: Path) -> bool:
    """False when it is not in ``folder``, or not there."""
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        return False
    path.unlink(missing_ok=True)
    return True
