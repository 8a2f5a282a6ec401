"""Conversation: hello, and what can be done here."""

from aiogram import F, Router
from aiogram.filters import JOIN_TRANSITION, ChatMemberUpdatedFilter, Command, CommandStart
from aiogram.types import ChatMemberUpdated, Message

from bot.locales import Translator
from bot.people import Person
from bot.telegram.address import GROUPS
from bot.telegram.limits import MB
from bot.telegram.memory import Memory
from bot.telegram.ordering import Desk
from bot.telegram.presenters import show_presenters
from bot.telegram.replies import say_back
from bot.telegram.status import short

NAME_SHOWN = 30


async def start(message: Message, desk: Desk, memory: Memory, person: Person, say: Translator) -> None:
    presenter = await desk.presenter_of(person)
    first_name = message.from_user.first_name if message.from_user else ""
    name = short(first_name, NAME_SHOWN) or "none"
    if presenter is None:
        await say_back(message, say("presenters-none"))
        return
    await say_back(message, say("start", name=name, presenter=presenter.name))
    await show_presenters(message, desk, memory, person, say)


async def show_help(message: Message, desk: Desk, say: Translator) -> None:
    limits = desk.limits
    await say_back(
        message,
        say(
            "help",
            text_limit=limits.text,
            sound_limit=say.duration(limits.sound_s),
            file_limit=limits.download_bytes // MB,
        ),
    )


async def added_to_group(event: ChatMemberUpdated, say: Translator) -> None:
    await event.answer(say("group-hello"))


def router() -> Router:
    router = Router(name="help")
    router.message.register(start, CommandStart())
    router.message.register(show_help, Command("help"))
    router.my_chat_member.register(
        added_to_group, ChatMemberUpdatedFilter(JOIN_TRANSITION), F.chat.type.in_(GROUPS)
    )
    return router
