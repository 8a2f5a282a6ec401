"""Conversation: somebody sends something, and it becomes an order."""

from typing import Any

from aiogram import Bot, F, Router
from aiogram.enums import ContentType
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import Message

from bot.locales import Translator
from bot.people import Person
from bot.telegram.address import GROUPS
from bot.telegram.intake import recording_in, text_file_in
from bot.telegram.ordering import Desk
from bot.telegram.replies import say_back
from common.errors import UnsupportedFile

UNUSABLE = {
    ContentType.STICKER,
    ContentType.ANIMATION,
    ContentType.LOCATION,
    ContentType.VENUE,
    ContentType.CONTACT,
    ContentType.POLL,
    ContentType.DICE,
    ContentType.GAME,
    ContentType.STORY,
    ContentType.PAID_MEDIA,
    ContentType.CHECKLIST,
}
"""What people send and nobody can say. Anything else without words is Telegram's own notice, left alone."""


class ForUs(Filter):
    """In private everything is; in groups an answer to one of our messages, or a mention of us. Gives ``words``: the text
    or caption without the mention."""

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        words = message.text or message.caption or ""
        if message.chat.type == "private":
            return {"words": words}
        if message.chat.type not in GROUPS:
            return False
        me = await bot.me()
        rest = without_mention(message, f"@{me.username}")
        answered = message.reply_to_message
        answers_us = (
            answered is not None and answered.from_user is not None and answered.from_user.id == me.id
        )
        return {"words": rest if rest is not None else words} if answers_us or rest is not None else False


def without_mention(message: Message, name: str) -> str | None:
    """The text without a mention of ``name``; None when there is none."""
    words = message.text or message.caption or ""
    for entity in message.entities or message.caption_entities or ():
        if entity.type == "mention" and entity.extract_from(words).casefold() == name.casefold():
            mention = entity.extract_from(words)
            before, _, after = words.partition(mention)
            return f"{before.rstrip()} {after.lstrip(' ,:')}".strip()
    return None


async def say_command(
    message: Message, command: CommandObject, desk: Desk, person: Person, say: Translator
) -> None:
    """/say TEXT; /say in answer to a text or a recording; /say [TEXT] under a recording, TEXT being what is said in it."""
    words = (command.args or "").strip()
    sent = recording_in(message)
    if sent:
        await desk.take_recording(message, sent, person, say, said=words)
        return
    if words:
        await desk.take_text(message, words, person, say)
        return
    answered = message.reply_to_message
    quoted = message.quote.text if message.quote else None
    if answered and (sent := recording_in(answered)):
        await desk.take_recording(message, sent, person, say)
    elif answered and (quoted or answered.text or answered.caption):
        await desk.take_text(message, quoted or answered.text or answered.caption or "", person, say)
    else:
        await say_back(message, say("say-what"))


async def unknown_command(message: Message, say: Translator) -> None:
    name = (message.text or "").split()[0]
    await say_back(message, say("unknown-command", command=name[:40]))


async def text(message: Message, words: str, desk: Desk, person: Person, say: Translator) -> None:
    await desk.take_text(message, words, person, say)


async def recording(message: Message, desk: Desk, person: Person, say: Translator) -> None:
    sent = recording_in(message)
    assert sent is not None
    await desk.take_recording(message, sent, person, say)


async def document(message: Message, desk: Desk, person: Person, say: Translator) -> None:
    if sent := recording_in(message):
        await desk.take_recording(message, sent, person, say)
    elif sent := text_file_in(message):
        await desk.take_text_file(message, sent, person, say)
    else:
        assert message.document is not None
        raise UnsupportedFile(name=message.document.file_name or "?")


async def photo(message: Message, say: Translator) -> None:
    await say_back(message, say("photo-works-not"))


async def unusable(message: Message, say: Translator) -> None:
    await say_back(message, say("what-works"))


async def edited(message: Message, words: str, desk: Desk, person: Person, say: Translator) -> None:
    """A correction counts while the order waits or is being made; later it is just an edit."""
    await desk.take_edit(message, words, person, say)


async def edited_command(
    message: Message, command: CommandObject, desk: Desk, person: Person, say: Translator
) -> None:
    if words := (command.args or "").strip():
        await desk.take_edit(message, words, person, say)


def commands() -> Router:
    """The command, before anything that takes whatever comes."""
    router = Router(name="say")
    router.message.register(say_command, Command("say"))
    router.edited_message.register(edited_command, Command("say"))
    return router


def router() -> Router:
    """What is no command of another conversation."""
    router = Router(name="speak")
    router.message.register(unknown_command, F.chat.type == "private", F.text.startswith("/"))
    router.message.register(text, F.text, ~F.text.startswith("/"), ForUs())
    router.message.register(recording, F.voice | F.audio | F.video | F.video_note, ForUs())
    router.message.register(unusable, F.animation, ForUs())
    router.message.register(document, F.document, ForUs())
    router.message.register(photo, F.photo, ForUs())
    router.message.register(unusable, F.content_type.in_(UNUSABLE), ForUs())
    router.edited_message.register(edited, F.text, ~F.text.startswith("/"), ForUs())
    return router
