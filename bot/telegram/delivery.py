"""Finished clips to whoever asked, failures as sentences; each order's end is told once.

An order is stamped ``told`` as soon as Telegram has answered, so a restart sends what was not sent and nothing twice.
One window cannot be closed from here: when this program dies, or the connection breaks, after Telegram took the clip and
before its answer was stamped, nobody here can know, and Telegram offers no way to ask. Then the clip is sent again:
somebody may see it twice, but nobody waits for a clip that never comes.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import FSInputFile, InputFile, Message

from bot.people import People
from bot.telegram.address import CHANNEL, Address
from bot.telegram.board import Board
from bot.telegram.limits import MB, Limits
from bot.telegram.patience import PASSING, Pace
from bot.telegram.readers import reader_of
from bot.telegram.status import NOTE_LIMIT_S, Card, status_card
from common.errors import UnknownJob
from pipeline.jobs.job import Job, State
from pipeline.jobs.store import JobStore
from pipeline.order import Clip, Style

AT_ONCE = 6
"""Clips sent at the same time"""
SLOWEST_BYTES_S = 50_000
"""An upload slower than this is given up and begun again"""
ACTION_EVERY_S = 4.5
"""Telegram shows "sends a video" for five seconds"""
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was kicked", "bot was blocked")
NO_RIGHTS = ("not enough rights", "have no rights", "chat_send_videos_forbidden", "chat_write_forbidden")
NOTES_FORBIDDEN = ("voice_messages_forbidden", "chat_send_roundvideos_forbidden")

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class DeliveryPace:
    retry: Pace = field(default_factory=lambda: Pace(longest_wait_s=60.0))
    sweep_every_s: float = 30.0
    """So often is the store asked for ended orders that nobody heard of"""
    grace_s: float = 3.0
    """At the end of the program a clip on its way gets so long to arrive and be stamped"""


class Delivery:
    def __init__(
        self,
        *,
        bot: Bot,
        store: JobStore,
        people: People,
        board: Board,
        limits: Limits,
        pace: DeliveryPace,
    ) -> None:
        self._bot = bot
        self._store = store
        self._people = people
        self._board = board
        self._limits = limits
        self._pace = pace
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._calling: set[asyncio.Task[Any]] = set()
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Tell what was left untold by an earlier life, and whatever slips by later."""
        try:
            while True:
                for job in await self._store.untold(CHANNEL):
                    self.start(job)
                await asyncio.sleep(self._pace.sweep_every_s)
        finally:
            if self._calling:
                await asyncio.wait(self._calling, timeout=self._pace.grace_s)
            tasks = list(self._tasks.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def start(self, job: Job) -> None:
        """Tell of an ended order soon; once, however often this is called."""
        if job.channel == CHANNEL and job.id not in self._tasks:
            task = asyncio.create_task(self._until_told(job), name=f"deliver {job.id}")
            self._tasks[job.id] = task
            task.add_done_callback(lambda _: self._tasks.pop(job.id, None))

    async def _until_told(self, job: Job) -> None:
        chat = self._chats.setdefault(Address.from_json(job.address).chat, asyncio.Lock())
        for tried in count():
            async with chat, self._slots:
                try:
                    with self._at_work():
                        await self._tell(job.id)
                    return
                except UnknownJob:
                    return
                except PASSING as error:
                    wait_s = self._pace.retry.wait_s(error, tried)
                    log.info("delivery again", job=job.id, wait_s=wait_s, reason=str(error))
                except Exception:
                    wait_s = self._pace.retry.longest_wait_s
                    log.exception("delivery again", job=job.id, wait_s=wait_s)
            await asyncio.sleep(wait_s)

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None
        self._calling.add(task)
        try:
            yield
        finally:
            self._calling.discard(task)

    async def _tell(self, job_id: str) -> None:
        job = await self._store.get(job_id)
        if job.told_at is not None or job.state not in (State.DONE, State.FAILED, State.CANCELLED):
            return
        try:
            remote_id = await self._hand_over(job)
        except TelegramMigrateToChat as error:
            address = replace(Address.from_json(job.address), chat=error.migrate_to_chat_id, status=None)
            await self._store.readdress(job.id, address.to_json())
            await self._tell(job_id)
            return
        except TelegramForbiddenError as error:
            log.info("nobody to tell", job=job.id, reason=error.message)
            remote_id = None
        await self._store.told(job.id, remote_id=remote_id)
        if remote_id is not None:
            await self._board.remove(job.id, Address.from_json(job.address))

    async def _hand_over(self, job: Job) -> str | None:
        """The file_id of a clip that was sent; None when something else was said."""
        if job.clip is not None and job.state == State.DONE:
            return await self._send(job, job.clip)
        if not Address.from_json(job.address).silent:
            await self._say(job, status_card(job, None, await reader_of(job, self._people)))
        return None

    async def _say(self, job: Job, card: Card) -> None:
        try:
            await self._board.settle(job, card)
        except TelegramBadRequest as error:
            log.warning("nobody to tell", job=job.id, reason=error.message)

    async def _send(self, job: Job, clip: Clip) -> str | None:
        if job.remote_id:
            with contextlib.suppress(TelegramBadRequest):
                return await self._post(job, clip, job.remote_id)
        say = await reader_of(job, self._people)
        if not Path(clip.path).is_file():
            await self._say(job, Card(text=say("clip-gone")))
            return None
        if clip.size_bytes > self._limits.upload_bytes:
            sizes = {
                "size_mb": round(clip.size_bytes / MB, 1),
                "limit_mb": round(self._limits.upload_bytes / MB),
            }
            await self._say(job, Card(text=say("clip-too-large", **sizes)))
            return None
        try:
            async with self._uploading(job):
                return await self._post(job, clip, FSInputFile(clip.path, filename="clip.mp4"))
        except TelegramEntityTooLarge:
            await self._say(job, Card(text=say("clip-too-large-server")))
        except ClientDecodeError as error:
            if not (isinstance(error.data, dict) and error.data.get("ok")):
                raise
            log.warning("clip sent, answer not understood", job=job.id)
            return ""
        except TelegramBadRequest as error:
            await self._refused(job, error)
        return None

    async def _refused(self, job: Job, error: TelegramBadRequest) -> None:
        reason = error.message.removeprefix("Bad Request: ")
        say = await reader_of(job, self._people)
        log.warning("clip refused", job=job.id, reason=reason)
        if any(sign in reason.lower() for sign in GONE):
            return
        rights = any(sign in reason.lower() for sign in NO_RIGHTS)
        await self._say(
            job, Card(text=say("clip-no-rights") if rights else say("clip-refused", reason=reason))
        )

    async def _post(self, job: Job, clip: Clip, file: InputFile | str) -> str:
        """Send a clip, by upload or by file_id, and return its file_id."""
        if job.order.style == Style.NOTE and clip.duration_s <= NOTE_LIMIT_S:
            try:
                return file_id(await self._post_note(job, clip, file))
            except TelegramBadRequest as error:
                # People may refuse round notes from strangers in their privacy settings; a video they still get.
                if not any(sign in error.message.lower() for sign in NOTES_FORBIDDEN):
                    raise
        return file_id(await self._post_video(job, clip, file))

    async def _post_video(self, job: Job, clip: Clip, file: InputFile | str) -> Message:
        address = Address.from_json(job.address)
        return await self._bot.send_video(
            address.chat,
            file,
            message_thread_id=address.thread,
            duration=round(clip.duration_s),
            width=clip.width,
            height=clip.height,
            thumbnail=_thumbnail(clip, file),
            supports_streaming=True,
            reply_parameters=address.reply,
            request_timeout=_limit_s(clip),
        )

    async def _post_note(self, job: Job, clip: Clip, file: InputFile | str) -> Message:
        address = Address.from_json(job.address)
        return await self._bot.send_video_note(
            address.chat,
            file,
            message_thread_id=address.thread,
            duration=round(clip.duration_s),
            length=min(clip.width, clip.height),
            thumbnail=_thumbnail(clip, file),
            reply_parameters=address.reply,
            request_timeout=_limit_s(clip),
        )

    @contextlib.asynccontextmanager
    async def _uploading(self, job: Job) -> AsyncIterator[None]:
        """The chat sees that a video is coming."""
        address = Address.from_json(job.address)
        action = "upload_video_note" if job.order.style == Style.NOTE else "upload_video"

        async def show() -> None:
            while True:
                with contextlib.suppress(TelegramAPIError, ClientDecodeError):
                    await self._bot.send_chat_action(
                        address.chat, action, message_thread_id=address.thread, request_timeout=10
                    )
                await asyncio.sleep(ACTION_EVERY_S)

        task = asyncio.create_task(show())
        try:
            yield
        finally:
            task.cancel()


def file_id(message: Message) -> str:
    """Of what was sent, "" when unknown; Telegram may file a clip under another kind than we asked for."""
    sent = message.video or message.video_note or message.animation or message.document
    return sent.file_id if sent else ""


def _thumbnail(clip: Clip, file: InputFile | str) -> InputFile | None:
    """Goes with an upload only."""
    there = isinstance(file, InputFile) and Path(clip.thumbnail).is_file()
    return FSInputFile(clip.thumbnail, filename="thumbnail.jpg") if there else None


def _limit_s(clip: Clip) -> int:
    return 60 + clip.size_bytes // SLOWEST_BYTES_S
