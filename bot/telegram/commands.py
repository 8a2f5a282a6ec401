"""The menu of commands, in each language."""

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeDefault

from bot.locales import DEFAULT, LOCALES, translator

PRIVATE = (
    "help",
    "presenters",
    "addpresenter",
    "voices",
    "style",
    "subtitles",
    "queue",
    "cancel",
    "language",
    "forgetme",
)
GROUP = ("say", "presenters", "voices", "style", "subtitles", "queue", "cancel", "help")


async def set_commands(bot: Bot) -> None:
    for locale in LOCALES:
        for names, scope in ((PRIVATE, BotCommandScopeDefault()), (GROUP, BotCommandScopeAllGroupChats())):
            await bot.set_my_commands(
                commands(names, locale),
                scope=scope,
                language_code=None if locale == DEFAULT else locale,
            )


def commands(names: tuple[str, ...], locale: str) -> list[BotCommand]:
    say = translator(locale)
    return [BotCommand(command=name, description=say(f"command-{name}")) for name in names]
