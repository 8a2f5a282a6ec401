"""Where requests become orders, and orders become what pages and programs are told."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.leaving import delete_files
from bot.studio.api.schema import ClipOut, FailureOut, OrderIn, OrderOut
from bot.studio.hosts import HostRules, check_url
from bot.studio.store import StudioStore, Upload
from bot.studio.trouble import Trouble
from bot.studio.uploads import Uploads
from bot.studio.visitors import API, STUDIO, Visitor
from common.errors import BadInput, NothingToSay, UnknownJob, about
from common.home import Home
from pipeline.jobs.job import FINAL, Job, Place, State, Wanted
from pipeline.jobs.line import Line
from pipeline.lips.engines import Engines
from pipeline.order import ClipOrder, Subtitles
from presenters.registry import LOCAL

if TYPE_CHECKING:
    from presenters.catalog import Presenters
    from presenters.registry import Registry
    from voices.catalog import Voices

DRAFT_S = 3.0
OWN = LOCAL
"""Presenters of the studio belong to whoever runs this machine, as those of the command line do"""
BEING_MADE_S = 3600.0
"""A batch without orders that is younger may be about to get them"""
SMALL_PX = 240
"""Long side of a presenter's picture in a gallery"""
CHANNELS = (STUDIO, API)


class OneVoiceOnly(BadInput):
    code = "text-or-sound"
    sentence = "Give either a text to be spoken or a recording, not both and not neither."


class OneFaceOnly(BadInput):
    code = "presenter-or-footage"
    sentence = "Give either a presenter or a video or photo of your own, not both."


class SourceGone(BadInput):
    code = "source-gone"
    sentence = "The file “{name}” was deleted, so this clip cannot be made again. Send the file once more."


class WrongKind(BadInput):
    code = "wrong-kind"
    sentence = "“{name}” cannot be used here: it has no {wanted}. Choose another file."


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the studio's pages and its API do."""

    home: Home
    line: Line
    store: StudioStore
    uploads: Uploads
    presenters: "Presenters"
    registry: "Registry"
    voices: "Voices"
    engines: Engines
    default_presenter: str | None
    trouble: Trouble = field(default_factory=Trouble)
    channels: tuple[str, ...] = CHANNELS
    """Whose orders are shown: the chat room's too where it is this machine's own"""
    hosts: HostRules = field(default_factory=HostRules)
    """Which hosts may be told of an order's end"""

    async def order(self, asked: OrderIn, visitor: Visitor) -> Job:
        """Put one order in the line. Raises BadInput, DiskFull."""
        order = await self.read(asked)
        return await self.line.add(
            order,
            owner=visitor.owner,
            channel=visitor.channel,
            address=address_of(visitor, label=asked.label, webhook=asked.webhook),
            urgent=asked.draft,
            once=visitor.once,
        )

    async def read(self, asked: OrderIn) -> ClipOrder:
        """The order for the line, with every name in it looked up. Raises BadInput."""
        text = (asked.text or "").strip() or None
        if asked.sound is None and text is None:
            raise NothingToSay() if asked.text is not None else OneVoiceOnly()
        if asked.presenter and asked.footage:
            raise OneFaceOnly
        if asked.webhook:
            check_url(asked.webhook, self.hosts)
        with about("sound"):
            sound = await self.media(asked.sound, "sound") if asked.sound else None
        with about("footage"):
            footage = await self.media(asked.footage, "picture") if asked.footage else None
        presenter = None if footage else await self.presenter(asked.presenter)
        if asked.voice and not sound:
            await asyncio.to_thread(self.voices.get, asked.voice)
        if asked.engine:
            await asyncio.to_thread(self.engines.check, asked.engine)
        order = ClipOrder(
            text=text,
            sound=sound.path if sound else None,
            sound_name=sound.name if sound else None,
            presenter=presenter,
            footage=footage.path if footage else None,
            footage_name=footage.name if footage else None,
            voice=None if sound else asked.voice or None,
            language=asked.language or None,
            rate=asked.rate,
            engine=asked.engine or None,
            tracker=asked.tracker,
            size=asked.size,
            square=asked.square,
            background=await self._background(asked.background),
            face=asked.face,
            subtitles=Subtitles(asked.subtitles),
            only_s=DRAFT_S if asked.draft else None,
        )
        return await self.settled(order)

    async def settled(self, order: ClipOrder) -> ClipOrder:
        """The order with its lips chosen. Raises UnknownPresenter."""

        def settle() -> ClipOrder:
            seen = self.presenters.get(order.presenter) if order.presenter else None
            return self.engines.settled(order, seen)

        return await asyncio.to_thread(settle)

    async def presenter(self, name: str | None) -> str:
        """The id of a presenter by id or name, or of whom people see who chose nobody. Raises UnknownPresenter."""
        wanted = name or self.default_presenter
        if not wanted:
            return (await asyncio.to_thread(self.presenters.default)).id
        return (await asyncio.to_thread(self.presenters.get, wanted, OWN)).id

    async def media(self, upload_id: str, wanted: str) -> Upload:
        """A file with a "sound" or a "picture". Raises UnknownUpload, WrongKind."""
        upload = await self.uploads.get(upload_id)
        fits = upload.has_sound if wanted == "sound" else upload.kind in ("video", "photo")
        if not fits:
            raise WrongKind(name=upload.name, wanted=wanted)
        return upload

    async def _background(self, told: str | None) -> str | None:
        if not told or told.startswith("#"):
            return told or None
        with about("background"):
            return (await self.media(told, "picture")).path

    # What is there

    async def job(self, job_id: str) -> Job:
        """Raises UnknownJob, for an order of somebody's private chat too."""
        job = await self.line.get(job_id)
        if job.channel not in self.channels:
            raise UnknownJob(name=job_id)
        return job

    async def find(self, wanted: Wanted, *, before: str | None = None, limit: int = 50) -> Sequence[Job]:
        return await self.line.find(replace(wanted, channels=self.channels), before=before, limit=limit)

    def shows(self, job: Job) -> bool:
        return job.channel in self.channels

    async def delete(self, job_id: str) -> bool:
        """Delete an ended order with its clip; False when it runs or waits. Raises UnknownJob."""
        await self.job(job_id)
        deleted = await self.line.delete(job_id)
        if deleted is None:
            return False
        await self.delete_files([deleted])
        if deleted.batch:
            await self._forget_batch(deleted.batch)
        return True

    async def tidy(self, *, older_than_s: float, states: Sequence[State] | None = None) -> int:
        """Delete the studio's orders that ended so long ago, with their clips; how many."""
        before, count = time.time() - older_than_s, 0
        while jobs := await self.line.ended_before(before, channels=CHANNELS, states=states):
            gone = 0
            for job in jobs:
                gone += await self.delete(job.id)
            count += gone
            if not gone:  # somebody retries what we would delete
                break
        for batch in await self.store.batches_before(time.time() - BEING_MADE_S):
            await self._forget_batch(batch.id)
        return count

    async def delete_files(self, jobs: Sequence[Job]) -> None:
        """The clips of deleted orders."""
        # A recording may be wanted by other orders; the sweep of uploads sees to it.
        silent = [replace(job, order=replace(job.order, sound=None)) for job in jobs]
        await asyncio.to_thread(delete_files, silent, self.home)

    async def _forget_batch(self, batch: str) -> None:
        """A batch without orders is nothing anybody could look at."""
        if not await self.line.find(Wanted(batch=batch), limit=1):
            await self.store.drop_batch(batch)

    async def again(self, job_id: str, visitor: Visitor) -> Job:
        """Put the same order in the line once more; DONE at once when its clip is still there.

        Raises UnknownJob, SourceGone, UnknownPresenter, LineFull, DiskFull.
        """
        job = await self.job(job_id)
        order = job.order
        background = order.background if order.background and not order.background.startswith("#") else None
        for path, name in (
            (order.sound, order.sound_name),
            (order.footage, order.footage_name),
            (background, None),
        ):
            if path and not Path(path).is_file():
                raise SourceGone(name=name or Path(path).name)
        order = await self.settled(order)
        address = address_of(visitor, label=label_of(job))
        return await self.line.add(
            order,
            owner=visitor.owner,
            channel=visitor.channel,
            address=address,
            urgent=order.only_s is not None,
            once=visitor.once,
        )

    async def told_all(self, jobs: Sequence[Job], visitor: Visitor) -> list[OrderOut]:
        """What is said of many orders; names and places are looked up once."""
        names = await asyncio.to_thread(self.names)
        active = any(job.state not in FINAL for job in jobs)
        places = await self.line.places() if active else {}
        return await asyncio.to_thread(
            lambda: [order_out(job, visitor, places.get(job.id), names) for job in jobs]
        )

    async def told(self, job: Job, visitor: Visitor, places: Mapping[str, Place] | None = None) -> OrderOut:
        """What is said of an order, in the visitor's language."""
        if places is None:
            places = await self.line.places() if job.state in (State.QUEUED, State.RUNNING) else {}
        return order_out(job, visitor, places.get(job.id), await asyncio.to_thread(self.names))

    def names(self) -> dict[str, str]:
        """Names of presenters by id."""
        return {presenter.id: presenter.name for presenter in self.presenters.list()}


def order_out(job: Job, visitor: Visitor, place: Place | None, names: Mapping[str, str]) -> OrderOut:
    order, address = job.order, _address(job)
    return OrderOut(
        id=job.id,
        # Whoever looks here has the clip as soon as it is made.
        state=State.DONE if job.state is State.DELIVERED else job.state,
        stage=job.stage,
        share=job.share,
        held=job.held and job.state is State.QUEUED,
        ahead=place.ahead if place else 0,
        left_s=place.estimate_s if place else None,
        batch=job.batch,
        label=label_of(job),
        row=address.get("row"),
        who=address.get("who", ""),
        channel=job.channel,
        text=order.text,
        sound_name=order.sound_name,
        footage_name=order.footage_name,
        presenter=order.presenter,
        presenter_name=names.get(order.presenter or ""),
        voice=order.voice,
        language=order.language,
        engine=order.engine,
        draft=order.only_s is not None,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        clip=_clip_out(job),
        failure=failure_out(job, visitor),
    )


def address_of(
    visitor: Visitor, *, label: str | None = None, row: int | None = None, webhook: str | None = None
) -> str:
    """What an order carries for whoever asked; nobody else is shown the webhook."""
    told = {"who": visitor.who, "label": label or "", "row": row, "webhook": webhook or None}
    return json.dumps({key: value for key, value in told.items() if value is not None}, ensure_ascii=False)


def label_of(job: Job) -> str:
    """What its asker calls an order, or ""."""
    return str(_address(job).get("label", ""))


def _address(job: Job) -> dict[str, Any]:
    try:
        told = json.loads(job.address)
    except ValueError:
        return {}
    return {key: told[key] for key in ("who", "label", "row") if told.get(key) is not None}


def _clip_out(job: Job) -> ClipOut | None:
    clip = job.clip
    if clip is None:
        return None
    base = f"/api/v1/orders/{job.id}"
    beside = {kind: Path(clip.path).with_suffix(f".{kind}").is_file() for kind in ("srt", "vtt")}
    return ClipOut(
        url=f"{base}/clip",
        download=f"{base}/clip?download=1",
        thumbnail=f"{base}/thumbnail",
        receipt=f"{base}/receipt",
        srt=f"{base}/subtitles.srt" if beside["srt"] else None,
        vtt=f"{base}/subtitles.vtt" if beside["vtt"] else None,
        duration_s=clip.duration_s,
        width=clip.width,
        height=clip.height,
        size_bytes=clip.size_bytes,
        engine=_engine_of(clip.receipt),
    )


@lru_cache(maxsize=4096)
def _engine_of(receipt: str) -> str | None:
    """Which lips a clip has; its receipt never changes."""
    try:
        told = json.loads(Path(receipt).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told.get("engine") if isinstance(told, dict) else None


def failure_out(job: Job, visitor: Visitor) -> FailureOut | None:
    failure = job.failure
    if failure is None:
        return None
    return FailureOut(
        code=failure.code, message=visitor.say.error(failure.code, failure.message, failure.details)
    )
