"""Server-sent events: what changes in a chat, as it changes, and what was missed while the line was down."""

import json
from collections.abc import AsyncIterator
from typing import Any

from bot.room.knowing import commands_for
from bot.room.room import Room
from bot.room.store import Person, Stored

HEARTBEAT_S = 15.0
RETRY_MS = 1000

ApiObject = dict[str, Any]


def event(name: str, data: Any, number: int | None = None) -> bytes:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


async def state_of(room: Room, person: Person, chat_id: int) -> ApiObject:
    """What is in force in a chat now: reply keyboard, commands, whether the bot is blocked."""
    chat = await room.store.chat(chat_id)
    assert chat
    commands = await commands_for(room.store, person, chat_id)
    return {"keyboard": chat.keyboard, "commands": commands, "blocked": chat.blocked}


async def follow(room: Room, person: Person, chat_id: int, after_rev: int) -> AsyncIterator[bytes]:
    """Events for one page, from a revision on; each carries its revision as id."""
    with room.bus.listen(chat_id) as listener:
        yield f"retry: {RETRY_MS}\n\n".encode()
        yield event("state", await state_of(room, person, chat_id))
        while not listener.closed:
            for stored in await room.store.changes(chat_id, after_rev):
                after_rev = stored.rev
                yield await _change(room, stored)
            news = await listener.wait(HEARTBEAT_S)
            if not news:
                yield b": still here\n\n"
            if any("state" in one for one in news):
                yield event("state", await state_of(room, person, chat_id))
            for one in news:
                if "action" in one:
                    yield event("action", one)


async def _change(room: Room, stored: Stored) -> bytes:
    if stored.content is None:
        return event("gone", {"message_id": stored.id}, stored.rev)
    return event("message", await room.page_message(stored), stored.rev)
