"""Delivery of updates to a bot's webhook: one after the other, again until the bot takes them."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import structlog

from bot.room.apierror import ApiError
from bot.room.botapi import invoke
from bot.room.room import Room
from bot.room.updates import WEBHOOK_FACT

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
TIMEOUT_S = 60.0
FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 60.0


@contextlib.asynccontextmanager
async def delivering(room: Room) -> AsyncIterator[None]:
    """Deliver in the background while the block runs."""
    task = asyncio.create_task(_deliver(room))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _deliver(room: Room) -> None:
    retry_s = FIRST_RETRY_S
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session:
        while True:
            webhook = await room.store.fact(WEBHOOK_FACT)
            updates = await room.store.updates(1) if webhook else []
            if not updates:
                await room.line.webhook_rings()
                continue
            if await _hand_over(room, session, webhook, updates[0]):
                retry_s = FIRST_RETRY_S
                async with room.store.writing():
                    await room.store.forget_updates(updates[0]["update_id"] + 1)
            else:
                await asyncio.sleep(retry_s)
                retry_s = min(retry_s * 2, LONGEST_RETRY_S)


async def _hand_over(
    room: Room, session: aiohttp.ClientSession, webhook: dict[str, Any], update: dict[str, Any]
) -> bool:
    headers = {SECRET_HEADER: webhook["secret"]} if webhook["secret"] else {}
    try:
        async with session.post(webhook["url"], json=update, headers=headers) as answer:
            if not 200 <= answer.status < 300:
                await _note(
                    room, webhook, f"Wrong response from the webhook: {answer.status} {answer.reason}"
                )
                return False
            await _obey(room, answer)
            return True
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        await _note(room, webhook, str(error) or "Connection timed out")
        return False


async def _obey(room: Room, answer: aiohttp.ClientResponse) -> None:
    """A bot may answer an update with a method to call; what comes of it is not told."""
    limit = room.settings.upload_limit_bytes
    try:
        async with room.vault.form(
            answer.content.iter_chunked(1 << 16), answer.headers.get("Content-Type", ""), limit
        ) as form:
            if name := form.fields.pop("method", None):
                await invoke(room, str(name), form)
    except ApiError as error:
        log.warning("answer to an update was refused", description=error.description)


async def _note(room: Room, webhook: dict[str, Any], message: str) -> None:
    log.warning("webhook failed", message=message)
    async with room.store.writing():
        now = await room.store.fact(WEBHOOK_FACT)
        if now and now["url"] == webhook["url"]:
            await room.store.set_fact(
                WEBHOOK_FACT, {**now, "error": {"date": int(time.time()), "message": message}}
            )
