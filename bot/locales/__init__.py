"""What people read: message catalogues in English, Chinese and Russian."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import structlog
from fluent.runtime import FluentBundle, FluentResource

LOCALES = ("en", "zh", "ru")
DEFAULT = "en"
NAMES = {"en": "English", "zh": "中文", "ru": "Русский"}
"""What each language calls itself"""
NEAR = re.compile(r"^ Did you mean (?P<names>.+)\?$")
"""How common.errors.near_names words its hint"""
REASONS = {
    "it is damaged or not what its name says": "reason-damaged",
    "it is cut off: its index is missing": "reason-cut-off",
    "its format is not one that is accepted": "reason-format",
    "this program may not read it": "reason-permission",
    "it holds no weights": "reason-no-weights",
    "it is cut off": "reason-cut",
    "it is a web page": "reason-web-page",
    "it is another model": "reason-other-model",
    "the server does not have it": "reason-server-lacks",
    "the server refuses it": "reason-server-refuses",
    "the server has trouble": "reason-server-trouble",
    "the server cannot be reached": "reason-unreached",
    "the connection broke off": "reason-broke-off",
    "the server sends more than the file has": "reason-sends-more",
}
"""Reasons that errors carry in English, and their keys"""

TURNING = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
"""Unicode's bidirectional classes of letters and marks that change the direction of what follows"""

log = structlog.get_logger()


class Translator:
    """Messages of one language by key. What a catalogue lacks is said in English; ``t(key, name=value)`` says it."""

    def __init__(self, locale: str, bundle: FluentBundle, fallback: "Translator | None") -> None:
        self.locale = locale
        self._bundle = bundle
        self._fallback = fallback

    def __call__(self, key: str, **arguments: str | int | float) -> str:
        said = self._say(key, arguments)
        if said is None:
            raise KeyError(f"no catalogue has the message {key!r} with {sorted(arguments)}")
        return said

    def error(self, code: str, message: str, details: Mapping[str, object]) -> str:
        """The sentence of an error by its code, or ``message`` when no catalogue knows the code or a detail is missing."""
        return self._told(f"error-{code}", message, details)

    def remark(self, code: str, sentence: str, details: Mapping[str, object]) -> str:
        """A remark about footage by its code, or ``sentence`` when no catalogue knows the code."""
        return self._told(f"fitness-{code}", sentence, details)

    def problem(self, code: str, sentence: str, details: Mapping[str, object]) -> str:
        """What is wrong with a table by its code, or ``sentence`` when no catalogue knows the code."""
        return self._told(f"table-{code}", sentence, details)

    def duration(self, seconds: float) -> str:
        """About so long, as people say it: to 5 s below a minute and a half, then in minutes."""
        if seconds < 90:
            return self("duration-seconds", number=max(5, round(seconds / 5) * 5))
        if seconds < 5400:
            return self("duration-minutes", number=round(seconds / 60))
        return self("duration-hours", number=round(seconds / 3600))

    def _told(self, key: str, otherwise: str, details: Mapping[str, object]) -> str:
        said = self._say(key, {name: self._detail(name, value) for name, value in details.items()})
        return said if said is not None else otherwise

    def _detail(self, name: str, value: object) -> str | int | float:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            value = str(value)
        if not isinstance(value, str):
            return value
        if name == "hint":
            near = NEAR.match(value)
            return self("near-names", names=near["names"]) if near else ""
        return self(REASONS[value]) if name == "reason" and value in REASONS else value

    def _say(self, key: str, arguments: Mapping[str, str | int | float]) -> str | None:
        if self._bundle.has_message(key):
            pattern = self._bundle.get_message(key).value
            if pattern is not None:
                shown = {
                    name: isolated(value) if isinstance(value, str) else value
                    for name, value in arguments.items()
                }
                said, problems = self._bundle.format_pattern(pattern, shown)
                if not problems:
                    return str(said)
                log.error("message misses an argument", key=key, locale=self.locale, problems=str(problems))
        return self._fallback._say(key, arguments) if self._fallback else None


@cache
def translator(locale: str) -> Translator:
    """The catalogue of one of LOCALES, read once."""
    # Fluent's own isolation marks every number and word; isolated() marks only what could turn a sentence around.
    bundle = FluentBundle([locale], use_isolating=False)
    bundle.add_resource(FluentResource(source(locale)))
    return Translator(locale, bundle, None if locale == DEFAULT else translator(DEFAULT))


def isolated(text: str) -> str:
    """``text`` held apart from the sentence around it when it is, or forces, writing from right to left."""
    if any(unicodedata.bidirectional(c) in TURNING for c in text):
        return f"\u2068{text}\u2069"
    return text


def source(locale: str) -> str:
    """The catalogue as written."""
    return (files(__name__) / f"{locale}.ftl").read_text(encoding="utf-8")


def locale_for(language_code: str | None) -> str:
    """The catalogue for a language as Telegram names it ("zh-hans", "ru"), English when there is none."""
    primary = (language_code or "").lower().replace("_", "-").split("-")[0]
    return primary if primary in LOCALES else DEFAULT
