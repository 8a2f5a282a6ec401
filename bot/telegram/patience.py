"""Calls to Telegram that wait when told to and try again when the line breaks."""

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import AnswerCallbackQuery, EditMessageText, GetUpdates, SendChatAction, TelegramMethod

PASSING = (TelegramRetryAfter, TelegramNetworkError, TelegramServerError)
"""What goes by without our doing: too many calls, a broken connection, Telegram's own trouble"""
TOO_LARGE = ("413", "too large")
NEVER_AGAIN = (AnswerCallbackQuery, EditMessageText, GetUpdates, SendChatAction)
"""Calls that are out of date by the time they could be made again, or whose caller paces them"""

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long to wait between tries."""

    tries: int = 5
    first_wait_s: float = 1.0
    longest_wait_s: float = 30.0
    longest_told_s: float = 120.0
    """A 429 that asks for more is passed on: whoever called decides"""

    def wait_s(self, error: Exception, tried: int) -> float:
        if isinstance(error, TelegramRetryAfter):
            return float(error.retry_after)
        return float(min(self.first_wait_s * 2**tried, self.longest_wait_s))


class Patience(BaseRequestMiddleware):
    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def __call__(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Any:
        if isinstance(method, NEVER_AGAIN):
            return await _call(make_request, bot, method)
        for tried in range(self._pace.tries):
            try:
                return await _call(make_request, bot, method)
            except TelegramEntityTooLarge:
                raise
            except PASSING as error:
                wait_s = self._pace.wait_s(error, tried)
                if tried == self._pace.tries - 1 or wait_s > self._pace.longest_told_s:
                    raise
                log.info(
                    "telegram call again", method=type(method).__name__, wait_s=wait_s, reason=str(error)
                )
                await asyncio.sleep(wait_s)
        raise AssertionError("the loop returns or raises")


async def _call(make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]) -> Any:
    """A web server before the Bot API answers trouble with a page of its own: read it as what it means."""
    try:
        return await make_request(bot, method)
    except ClientDecodeError as error:
        if not isinstance(error.data, str):
            raise
        if any(sign in error.data.lower() for sign in TOO_LARGE):
            raise TelegramEntityTooLarge(method=method, message="Request Entity Too Large") from error
        raise TelegramServerError(method=method, message="the answer was not Telegram's") from error
