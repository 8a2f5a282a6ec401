"""Messages that show how things stand: edited as things change, no faster than Telegram allows."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiogram.types import Message

from bot.locales import translator
from bot.people import People
from bot.telegram.address import CHANNEL, Address
from bot.telegram.patience import PASSING
from bot.telegram.readers import reader_of
from bot.telegram.status import Card, queue_card, status_card
from common.errors import UnknownJob
from pipeline.jobs.job import FINAL, Failure, Job, Place
from pipeline.jobs.store import JobStore

UNCHANGED = "message is not modified"
EDIT_LIMIT_S = 15
"""Seconds an edit may take: what it says is out of date after that"""

Places = Mapping[str, Place]
Draw = Callable[[Places], Awaitable[Card | None]]

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class EditPace:
    """Seconds between two edits in one chat. Telegram allows a message a second, and 20 a minute in a group, where
    clips and answers need their share too."""

    chat_s: float = 1.0
    group_s: float = 5.0
    waiting_s: float = 5.0
    """For an order whose place changed: less urgent than one that is being made"""
    queue_lives_s: float = 900.0
    """So long is a list of orders kept up to date"""


@dataclass(kw_only=True)
class View:
    """A message on the board. ``draw`` says how it should look now; None when it needs no more edits."""

    address: Address
    message: int
    draw: Draw
    shown: Card | None = None
    ends_at: float = float("inf")
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Board:
    def __init__(
        self,
        *,
        bot: Bot,
        store: JobStore,
        people: People,
        pace: EditPace,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._store = store
        self._people = people
        self._pace = pace
        self._now = now
        self._views: dict[str, View] = {}
        self._due: dict[str, float] = {}
        self._next_in_chat: dict[int, float] = {}
        self._changed = asyncio.Event()
        self.trouble: Failure | None = None
        """Why nothing is made at present"""

    def pause(self, trouble: Failure | None) -> None:
        """Nothing is made at present, and why; None when it goes on. Every order's status says so."""
        self.trouble = trouble
        self.touch_waiting()

    async def open(self, job: Job) -> None:
        """Show a new order: one message with its place, or its old status message when it replaces another order."""
        address = Address.from_json(job.address)
        if address.status is None:
            places = await self._store.places()
            say = await reader_of(job, self._people)
            card = status_card(job, places.get(job.id), say, self.trouble)
            sent = await self._post(address, card)
            address = address.with_status(sent.message_id)
            await self._store.readdress(job.id, address.to_json())
            self._follow(job.id, address).shown = card
        await self._catch_up(job.id)

    async def _catch_up(self, job_id: str) -> None:
        """The order may have ended, and its asker been told, while its status message was under way."""
        try:
            job = await self._store.get(job_id)
        except UnknownJob:
            await self.remove(job_id)
            return
        if job.told_at is not None:
            await self.remove(job_id, Address.from_json(job.address))
        else:
            self.touch(job)

    def open_queue(self, sent: Message, address: Address, owner: str, card: Card) -> None:
        """Keep a list of somebody's orders up to date for a while."""

        async def draw(places: Places) -> Card | None:
            jobs = await self._store.list(owner=owner, active_only=True)
            return queue_card(jobs, places, translator(address.locale), self.trouble)

        key = f"queue:{address.chat}:{owner}"
        ends_at = self._now() + self._pace.queue_lives_s
        self._views[key] = View(
            address=address, message=sent.message_id, draw=draw, shown=card, ends_at=ends_at
        )
        self._mark(key, 0.0)  # the line may have changed while the list was under way

    def touch(self, job: Job) -> None:
        """An order changed: its status message shows it soon."""
        if job.channel != CHANNEL:
            return
        address = Address.from_json(job.address)
        if job.id not in self._views and job.state not in FINAL and address.status is not None:
            self._follow(job.id, address)
        self._mark(job.id, 0.0)

    def touch_waiting(self) -> None:
        """An order entered or left the line: the places of the others may have changed."""
        for key in list(self._views):
            self._mark(key, self._pace.waiting_s)

    async def remove(self, job_id: str, address: Address | None = None) -> None:
        """Delete the status message of an order: its clip has arrived, or the order was forgotten."""
        view = self._forget(job_id)
        address = view.address if view else address
        message = view.message if view else address.status if address else None
        if address is None or message is None:
            return
        with contextlib.suppress(TelegramAPIError):
            async with view.turn if view else contextlib.nullcontext():
                await self._bot.delete_message(address.chat, message)

    def leave(self, job_id: str) -> None:
        """Another order took over the message of this one."""
        self._forget(job_id)

    async def settle(self, job: Job, card: Card) -> None:
        """Say the last word on an order in its status message, or in a new one when that is gone.

        Raises what patience.PASSING names when Telegram cannot be reached, TelegramAPIError when it refuses.
        """
        address = Address.from_json(job.address)
        view = self._forget(job.id)
        async with view.turn if view else contextlib.nullcontext():
            if address.status is None or not await self._edit(address.chat, address.status, card):
                await self._post(address, card)

    async def run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._due:
                key = min(self._due, key=self._due.__getitem__)
                wait_s = self._due[key] - self._now()
                if wait_s > 0:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), wait_s)
                    self._changed.clear()
                    continue
                del self._due[key]
                try:
                    await self._show(key)
                except Exception:
                    log.exception("status could not be shown", key=key)

    def _follow(self, job_id: str, address: Address) -> View:
        async def draw(places: Places) -> Card | None:
            try:
                job = await self._store.get(job_id)
            except UnknownJob:
                return None
            if job.told_at is not None or (job.state in FINAL and job.clip is None):
                return None
            say = await reader_of(job, self._people)
            return status_card(job, places.get(job_id), say, self.trouble)

        assert address.status is not None
        view = View(address=address, message=address.status, draw=draw)
        self._views[job_id] = view
        return view

    def _mark(self, key: str, after_s: float) -> None:
        view = self._views.get(key)
        if view is None:
            return
        at = max(self._now() + after_s, self._next_in_chat.get(view.address.chat, 0.0))
        self._due[key] = min(at, self._due.get(key, at))
        self._changed.set()

    def _forget(self, key: str) -> View | None:
        self._due.pop(key, None)
        return self._views.pop(key, None)

    async def _show(self, key: str) -> None:
        view = self._views.get(key)
        if view is None:
            return
        chat = view.address.chat
        if self._next_in_chat.get(chat, 0.0) > self._now():
            self._mark(key, 0.0)
            return
        if view.ends_at < self._now():
            self._forget(key)
            return
        async with view.turn:
            card = await view.draw(await self._store.places())
            if card is None or card == view.shown or self._views.get(key) is not view:
                return
            pace_s = self._pace.group_s if view.address.group else self._pace.chat_s
            self._next_in_chat[chat] = self._now() + pace_s
            try:
                there = await self._edit(chat, view.message, card)
            except TelegramRetryAfter as error:
                self._next_in_chat[chat] = self._now() + error.retry_after
                self._mark(key, 0.0)
            except PASSING:
                self._mark(key, pace_s)
            except TelegramAPIError as error:
                log.info("status not shown", chat=chat, reason=str(error))
                self._forget(key)
            else:
                view.shown = card
                if not there:
                    self._forget(key)

    async def _edit(self, chat: int, message: int, card: Card) -> bool:
        """False when there is no such message any more."""
        try:
            await self._bot.edit_message_text(
                card.text,
                chat_id=chat,
                message_id=message,
                reply_markup=card.buttons,
                request_timeout=EDIT_LIMIT_S,
            )
        except TelegramBadRequest as error:
            return UNCHANGED in error.message
        except TelegramForbiddenError:
            return True
        return True

    async def _post(self, address: Address, card: Card) -> Message:
        return await self._bot.send_message(
            address.chat,
            card.text,
            message_thread_id=address.thread,
            reply_parameters=address.reply,
            reply_markup=card.buttons,
        )
