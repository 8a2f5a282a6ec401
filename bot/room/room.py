"""The chat room: people, their chats with one bot, and what passes between them."""

import asyncio
import contextlib
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from bot.room import markup
from bot.room.apierror import bad_request, blocked, disk_full
from bot.room.bus import Bus
from bot.room.flood import FloodGate
from bot.room.settings import RoomSettings
from bot.room.store import Chat, Person, Store, Stored
from bot.room.updates import UpdateLine
from bot.room.vault import Vault
from common.home import Home

BOT_ID = 7_000_000_001
GROUP_ID = -7001
GROUP_TITLE = "Everyone"
TEXT_LIMIT = 4096
NAME_LIMIT = 40
ANSWER_WAIT_S = 20.0
PRESS_LASTS_S = 3600.0
DAY_S = 86_400.0

ApiObject = dict[str, Any]


class Room:
    def __init__(self, store: Store, vault: Vault, settings: RoomSettings, token: str) -> None:
        self.store = store
        self.vault = vault
        self.settings = settings
        self.token = token
        self.bus = Bus()
        self.line = UpdateLine(store)
        self.gate = FloodGate(settings.flood)
        self._people: dict[int, Person] = {}
        self._answers: dict[str, asyncio.Future[ApiObject]] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, home: Home, settings: RoomSettings | None = None) -> AsyncIterator["Room"]:
        """The room kept under ``home``; made on first use. Its bot's token is kept with it."""
        settings = settings or RoomSettings()
        files = home.root / "room" / "files"
        store = await Store.open(home.room_db, files)
        try:
            token = settings.token or await _own_secret(store, "token", f"{BOT_ID}:AA")
            room = cls(store, Vault(store, files), settings, token)
            async with store.writing():
                await store.add_chat(GROUP_ID, "group", GROUP_TITLE)
                await store.forget_presses(DAY_S)
            for person in await store.people():
                room._people[person.id] = person
            try:
                yield room
            finally:
                room.stop()
        finally:
            await store.close()

    def stop(self) -> None:
        """End every open page and poll, so that a server can shut down at once."""
        self.line.close()
        self.bus.close()

    async def secret(self) -> str:
        """What cookies are signed with; kept in the database."""
        return await _own_secret(self.store, "secret", "")

    @property
    def bot(self) -> ApiObject:
        """The Bot API's User of the bot."""
        return {
            "id": int(self.token.split(":")[0]),
            "is_bot": True,
            "first_name": self.settings.bot_name,
            "username": self.settings.bot_username,
        }

    # People.

    def person(self, person_id: int) -> Person | None:
        return self._people.get(person_id)

    def people(self) -> list[Person]:
        return sorted(self._people.values(), key=lambda one: one.name.casefold())

    async def welcome(self, name: str, language: str) -> Person:
        """The person of that name, made if there is none yet. Raises ValueError for an empty name."""
        name = " ".join("".join(char for char in name if char.isprintable()).split())[:NAME_LIMIT]
        if not name:
            raise ValueError("a name has letters")
        for one in self._people.values():
            if one.name.casefold() == name.casefold():
                return one
        try:
            async with self.store.writing():
                person = await self.store.add_person(name, language)
        except sqlite3.IntegrityError:
            return next(one for one in self._people.values() if one.name.casefold() == name.casefold())
        self._people[person.id] = person
        return person

    async def speaks(self, person: Person, language: str) -> Person:
        """Remember the language a person's browser asks for."""
        if person.language == language:
            return person
        async with self.store.writing():
            await self.store.set_language(person.id, language)
        self._people[person.id] = Person(id=person.id, name=person.name, language=language)
        return self._people[person.id]

    def now(self) -> int:
        """Unix time in whole seconds, as the Bot API dates things."""
        return int(time.time())

    # What people do.

    async def receive(
        self, person: Person, chat_id: int, content: ApiObject, reply_to: int | None = None
    ) -> Stored:
        """A person's message: kept, shown, and put in the line for the bot, all or nothing."""
        chat = await self._chat_of(person, chat_id)
        if reply_to is not None and await self.store.message(chat_id, reply_to) is None:
            reply_to = None
        async with self._writing():
            stored = await self.store.add_message(chat_id, person.id, content, reply_to)
            if chat.blocked:
                await self._unblock(person, chat)
            if chat.type == "private" or await self._meant_for_bot(stored):
                await self.line.add("message", await self.api_message(stored))
            if (chat.keyboard or {}).get("one_time_keyboard"):
                await self.store.set_keyboard(chat_id, None)
        self.line.ring()
        self.bus.changed(chat_id)
        return stored

    async def _meant_for_bot(self, stored: Stored) -> bool:
        """A bot in a group hears commands, replies to it and mentions of it."""
        content = stored.content or {}
        text = content.get("text") or content.get("caption") or ""
        name = f"@{self.settings.bot_username}".lower()
        head = text.split(maxsplit=1)[0].lower() if text.strip() else ""
        if head.startswith("/"):
            return "@" not in head or head.endswith(name)
        replied = await self.store.message(stored.chat_id, stored.reply_to) if stored.reply_to else None
        return name in text.lower() or (replied is not None and replied.sender_id == self.bot["id"])

    async def _chat_of(self, person: Person, chat_id: int) -> Chat:
        chat = await self.store.chat(chat_id)
        if chat is None or (chat.type == "private" and chat.id != person.id):
            raise bad_request("chat not found")
        return chat

    def sees(self, person: Person, chat_id: int) -> bool:
        """People see their own chat and the group."""
        return chat_id in (person.id, GROUP_ID)

    async def press(self, person: Person, chat_id: int, message_id: int, data: str) -> ApiObject:
        """A tap on an inline button; waits for the bot's answer (text, show_alert), at most ANSWER_WAIT_S."""
        stored = await self.store.message(chat_id, message_id)
        if stored is None or data not in _buttons(stored.content or {}):
            raise bad_request("message to press not found")
        press_id = str(secrets.randbits(62))
        answer: asyncio.Future[ApiObject] = asyncio.get_running_loop().create_future()
        self._answers[press_id] = answer
        query = {
            "id": press_id,
            "from": person.user(),
            "message": await self.api_message(stored),
            "chat_instance": str(abs(chat_id) * 7919),
            "data": data,
        }
        try:
            async with self._writing():
                await self.store.add_press(press_id, person.id, chat_id)
                await self.line.add("callback_query", query)
            self.line.ring()
            return await asyncio.wait_for(answer, ANSWER_WAIT_S)
        except TimeoutError:
            return {}
        finally:
            self._answers.pop(press_id, None)

    async def answer(self, press_id: str, answer: ApiObject) -> None:
        if await self.store.press(press_id, PRESS_LASTS_S) is None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        waiting = self._answers.get(press_id)
        if waiting and not waiting.done():
            waiting.set_result(answer)

    async def block(self, person: Person) -> None:
        """The person no longer wants to hear from the bot; writing to it again ends that."""
        async with self._writing():
            if await self.store.set_blocked(person.id, True):
                await self.line.add("my_chat_member", await self._membership(person, "kicked"))
        self.line.ring()
        self.bus.tell(person.id, {"state": True})

    async def _unblock(self, person: Person, chat: Chat) -> None:
        await self.store.set_blocked(chat.id, False)
        await self.line.add("my_chat_member", await self._membership(person, "member"))
        self.bus.tell(chat.id, {"state": True})

    async def _membership(self, person: Person, status: str) -> ApiObject:
        before = "member" if status == "kicked" else "kicked"
        chat = await self.store.chat(person.id)
        until = {"until_date": 0}
        return {
            "chat": chat.api() if chat else {},
            "from": person.user(),
            "date": self.now(),
            "old_chat_member": {"user": self.bot, "status": before} | (until if before == "kicked" else {}),
            "new_chat_member": {"user": self.bot, "status": status} | (until if status == "kicked" else {}),
        }

    async def clear(self, person: Person) -> None:
        """Empty a person's chat and remove the files the person sent there."""
        messages = await self.store.all_messages(person.id)
        sent = {
            one
            for message in messages
            if message.sender_id == person.id
            for one in _file_ids(message.content)
        }
        async with self._writing():
            await self.store.delete_messages(person.id, [one.id for one in messages])
            await self.store.set_keyboard(person.id, None)
        await self.vault.forget(sent)
        self.bus.changed(person.id)
        self.bus.tell(person.id, {"state": True})

    # What the bot does.

    async def open_chat(self, chat_id: Any) -> Chat:
        """A chat the bot may write to. Raises ApiError 400 or 403."""
        chat = await self.any_chat(chat_id)
        if chat.blocked:
            raise blocked()
        return chat

    async def any_chat(self, chat_id: Any) -> Chat:
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        try:
            chat = await self.store.chat(int(chat_id))
        except (TypeError, ValueError, OverflowError):
            chat = None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    async def post(
        self, chat: Chat, contents: Sequence[ApiObject], *, reply_to: int | None, keyboard: ApiObject | None
    ) -> list[Stored]:
        """Messages of the bot. ``keyboard`` is a reply keyboard to show, or one with remove_keyboard to take away."""
        async with self._writing():
            stored = [
                await self.store.add_message(chat.id, self.bot["id"], content, reply_to)
                for content in contents
            ]
            if keyboard is not None:
                kept = None if keyboard.get("remove_keyboard") else keyboard
                await self.store.set_keyboard(chat.id, kept)
        if keyboard is not None:
            self.bus.tell(chat.id, {"state": True})
        self.bus.tell(chat.id, {"action": ""})
        return stored

    async def change(self, stored: Stored, content: ApiObject) -> Stored:
        async with self._writing():
            changed = await self.store.change_message(stored.chat_id, stored.id, content)
        if changed is None:
            raise bad_request("message to edit not found")
        self.bus.changed(stored.chat_id)
        return changed

    async def delete(self, chat: Chat, message_ids: Sequence[int]) -> int:
        async with self._writing():
            count = await self.store.delete_messages(chat.id, message_ids)
        self.bus.changed(chat.id)
        return count

    @contextlib.asynccontextmanager
    async def _writing(self) -> AsyncIterator[None]:
        try:
            async with self.store.writing():
                yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise disk_full() from error
            raise

    # How messages look from outside.

    def sender(self, sender_id: int) -> ApiObject:
        person = self._people.get(sender_id)
        return person.user() if person else self.bot

    async def api_message(self, stored: Stored, *, nested: bool = True) -> ApiObject:
        """The Bot API's Message; the one it replies to comes along, one level deep."""
        message = await self.page_message(stored, nested=nested)
        return {key: value for key, value in message.items() if not key.startswith("_")}

    async def page_message(self, stored: Stored, *, nested: bool = True) -> ApiObject:
        """The same with what only the chat page needs, under names that start with an underscore."""
        chat = await self.store.chat(stored.chat_id)
        assert chat
        message: ApiObject = {
            "message_id": stored.id,
            "from": self.sender(stored.sender_id),
            "chat": chat.api(),
            "date": stored.date,
        }
        if nested and stored.reply_to and (replied := await self.store.message(chat.id, stored.reply_to)):
            message["reply_to_message"] = await self.api_message(replied, nested=False)
        return {**message, **(stored.content or {})}

    def text_content(self, text: str) -> ApiObject:
        """What a person typed, as the content of a message. Raises ApiError 400 for nothing and for too much."""
        plain, entities = markup.parse(text, None)
        if not plain:
            raise bad_request("message text is empty")
        if markup.units(plain) > TEXT_LIMIT:
            raise bad_request("message is too long")
        return {"text": plain, **({"entities": entities} if entities else {})}


def _buttons(content: ApiObject) -> set[str]:
    rows = content.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}


def _file_ids(content: Any) -> set[str]:
    """Every file that a message's content names, previews included."""
    if isinstance(content, list):
        return {found for one in content for found in _file_ids(one)}
    if not isinstance(content, dict):
        return set()
    own = {content["file_id"]} if "file_id" in content else set()
    return own.union(*(_file_ids(value) for value in content.values()))


async def _own_secret(store: Store, name: str, start: str) -> str:
    async with store.writing():
        kept = await store.fact(name)
        if kept is None:
            kept = f"{start}{secrets.token_urlsafe(25)[:33]}"
            await store.set_fact(name, kept)
    return str(kept)
