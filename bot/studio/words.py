"""What the studio's pages say, from its own message catalogues; errors and remarks come from the bot's."""

import re
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from bot import locales
from bot.locales import DEFAULT, LOCALES, Translator
from bot.room.texts import asked_language

LANGUAGE_COOKIE = "mouthpiece_language"
KEY = re.compile(r"^(?P<key>[a-z][a-z0-9-]*) *=(?P<rest>(?:.*(?:\n[ \t]+.*)*))", re.MULTILINE)
VARIABLE = re.compile(r"\$([a-zA-Z_]\w*)")


@cache
def translator(locale: str) -> Translator:
    bundle = FluentBundle([locale], use_isolating=False)
    bundle.add_resource(FluentResource(locales.source(locale)))
    bundle.add_resource(FluentResource(source(locale)))
    return Translator(locale, bundle, None if locale == DEFAULT else translator(DEFAULT))


def source(locale: str) -> str:
    """The studio's catalogue as written."""
    return (files("bot.studio") / "locales" / f"{locale}.ftl").read_text(encoding="utf-8")


@cache
def script_words(locale: str, *prefixes: str) -> dict[str, str]:
    """Messages for a page's scripts, whose keys begin with ``prefixes``: variables stay as ``{name}``."""
    say = translator(locale)
    told = {}
    for found in KEY.finditer(source(DEFAULT)):
        key = found["key"]
        if key.startswith(prefixes):
            told[key] = say(key, **{name: f"{{{name}}}" for name in VARIABLE.findall(found["rest"])})
    return told


def locale_of(cookie: str | None, accept_language: str) -> str:
    """The language chosen in the page, else the first of the browser's that there is a catalogue for."""
    if cookie in LOCALES:
        return cookie
    asked = asked_language(accept_language)
    return asked if asked in LOCALES else DEFAULT
