"""Updates from Telegram to the handlers: kept on disk before Telegram is told we have them, answered, forgotten."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakValueDictionary

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramUnauthorizedError
from aiogram.types import Update
from pydantic import ValidationError

from bot.telegram.memory import KeptUpdate, Memory
from bot.telegram.patience import PASSING, Pace
from common.errors import DiskFull, MouthpieceError

WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL_S = 25
"""Telegram holds an empty answer so long"""
POLL_LIMIT_S = POLL_S + 20
TRIES = 3
"""So often is an update begun that ended this program each time"""
TAP_PATIENCE_S = 10.0
"""So long does a message wait for the taps before it"""

log = structlog.get_logger()


class TokenRefused(MouthpieceError):
    code = "token-refused"
    sentence = "Telegram does not know this bot token. Take it anew from @BotFather and check MOUTHPIECE_TELEGRAM_TOKEN."


class Updates:
    """Answers updates: those of one chat one after another, in the order they came; taps at once.

    A message waits for the taps before it: who taps a presenter and then writes means that presenter.
    """

    def __init__(self, *, bot: Bot, dispatcher: Dispatcher, memory: Memory, pace: Pace) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._memory = memory
        self._pace = pace
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._taps: dict[asyncio.Task[None], int] = {}
        """The chat of every tap that is being answered"""

    async def resume(self) -> None:
        """Answer what an earlier life of this program took and did not finish."""
        for kept in await self._memory.pending():
            self._start(kept)

    async def take(self, update: dict[str, Any]) -> None:
        """Keep an update and answer it soon. Telegram may send one twice."""
        kept = KeptUpdate(id=int(update["update_id"]), body=json.dumps(update, ensure_ascii=False))
        try:
            if await self._memory.keep(kept):
                self._start(kept)
        except DiskFull:
            # It is answered all the same, so that the person reads why nothing can be taken.
            log.error("disk full, update not kept", update=kept.id)
            self._start(kept, on_disk=False)

    async def poll(self) -> None:
        """Ask for updates until cancelled. Raises TokenRefused."""
        offset, tried = None, 0
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=offset, timeout=POLL_S, allowed_updates=WANTED, request_timeout=POLL_LIMIT_S
                )
            except TelegramUnauthorizedError as error:
                raise TokenRefused from error
            except PASSING as error:
                await self._wait(error, tried)
                tried += 1
                continue
            except TelegramConflictError as error:
                log.error("another program asks for this bot's updates; stop it", reason=error.message)
                await self._wait(error, tried)
                tried += 1
                continue
            tried = 0
            for update in updates:
                await self.take(update.model_dump(mode="json", by_alias=True, exclude_unset=True))
                offset = update.update_id + 1

    async def _wait(self, error: TelegramAPIError, tried: int) -> None:
        wait_s = self._pace.wait_s(error, tried)
        log.warning("no updates", wait_s=wait_s, reason=str(error))
        await asyncio.sleep(wait_s)

    async def close(self) -> None:
        """What is being answered is left kept, and answered by the next life."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def answered(self) -> None:
        """Wait until everything taken so far is answered."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    def _start(self, kept: KeptUpdate, *, on_disk: bool = True) -> None:
        if kept.id not in self._tasks:
            task = asyncio.create_task(self._answer(kept, on_disk=on_disk), name=f"update {kept.id}")
            self._tasks[kept.id] = task
            task.add_done_callback(lambda _: self._tasks.pop(kept.id, None))

    async def _answer(self, kept: KeptUpdate, *, on_disk: bool) -> None:
        try:
            update = Update.model_validate_json(kept.body, context={"bot": self._bot})
        except ValidationError as error:
            log.error("update not understood", update=kept.id, reason=str(error))
            await self._memory.done(kept.id)
            return
        async with self._turn(update):
            tries = await self._tries(kept) if on_disk else 1
            if 0 < tries <= TRIES:
                await self._dispatcher.feed_update(self._bot, update)
            elif tries:
                log.error("update given up", update=kept.id, tries=tries)
            with contextlib.suppress(DiskFull):
                await self._memory.done(kept.id)

    async def _tries(self, kept: KeptUpdate) -> int:
        try:
            return await self._memory.start(kept.id)
        except DiskFull:
            return 1

    def _turn(self, update: Update) -> contextlib.AbstractAsyncContextManager[Any]:
        message = update.message or update.edited_message
        if message is not None:
            earlier = [task for task, chat in self._taps.items() if chat == message.chat.id]
            return self._after(earlier, self._chats.setdefault(message.chat.id, asyncio.Lock()))
        tapped = update.callback_query.message if update.callback_query else None
        task = asyncio.current_task()
        if tapped is not None and task is not None:
            self._taps[task] = tapped.chat.id
            task.add_done_callback(lambda done: self._taps.pop(done, None))
        return contextlib.nullcontext()

    @contextlib.asynccontextmanager
    async def _after(self, earlier: list["asyncio.Task[None]"], turn: asyncio.Lock) -> AsyncIterator[None]:
        async with turn:
            if earlier:
                await asyncio.wait(earlier, timeout=TAP_PATIENCE_S)
            yield
