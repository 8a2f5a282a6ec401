"""Around every handler: who it is and what they read, not too much at once, and every error as a sentence."""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from bot.locales import Translator, translator
from bot.people import People
from bot.telegram.address import person_id
from bot.telegram.readers import language_of
from bot.telegram.replies import say_back, toast
from common.errors import MouthpieceError

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
ALERT_LIMIT = 200

log = structlog.get_logger()


class WithPerson(BaseMiddleware):
    """Gives handlers ``person`` and ``say``. Updates without anybody behind them go no further."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user = data.get("event_from_user")
        message = (event.message or event.edited_message) if isinstance(event, Update) else None
        name = person_id(user, message.sender_chat if message else None)
        if name is None:
            return None
        data["person"] = await self._people.get(name)
        data["say"] = translator(language_of(data["person"], user.language_code if user else None))
        return await handler(event, data)


class Sentences(BaseMiddleware):
    """What goes wrong is said in the person's language; what nobody foresaw is logged with its trace."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        say: Translator = data["say"]
        try:
            return await handler(event, data)
        except MouthpieceError as error:
            log.info("refused", code=error.code, details=error.details)
            text = say.error(error.code, str(error), error.details)
        except TelegramAPIError as error:
            log.warning("telegram refused", reason=str(error))
            return None
        except Exception:
            log.exception("handler failed")
            text = say("error-internal")
        try:
            if isinstance(event, Message):
                await say_back(event, text)
            elif isinstance(event, CallbackQuery):
                await toast(event, text[:ALERT_LIMIT], alert=True)
        except TelegramAPIError as error:
            log.warning("error not told", reason=str(error))
        return None


class NotTooFast(BaseMiddleware):
    """Takes so many messages and taps of a person in a stretch of time, tells them once when it was too much."""

    def __init__(
        self, *, most: int = 30, within_s: float = 10.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._within_s = within_s
        self._now = now
        self._taken: dict[str, deque[float]] = {}
        self._told: set[str] = set()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        name, now = data["person"].id, self._now()
        self._forget_old(now)
        taken = self._taken.setdefault(name, deque())
        if len(taken) < self._most:
            taken.append(now)
            self._told.discard(name)
            return await handler(event, data)
        text = data["say"]("too-fast", seconds=max(1, round(taken[0] + self._within_s - now)))
        if isinstance(event, CallbackQuery):
            await toast(event, text)
        elif isinstance(event, Message) and name not in self._told:
            self._told.add(name)
            await say_back(event, text)
        return None

    def _forget_old(self, now: float) -> None:
        for name, taken in list(self._taken.items()):
            while taken and taken[0] <= now - self._within_s:
                taken.popleft()
            if not taken:
                del self._taken[name]
                self._told.discard(name)
