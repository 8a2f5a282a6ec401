"""Buttons, and what they carry: short names, so that a keyboard from before a restart still means something."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.locales import LOCALES, NAMES, Translator
from pipeline.lips.engines import EngineState
from pipeline.order import Style, Subtitles

CHOSEN = "✓ "
OWN = "👤 "
LOCKED = "🔒 "
AUTOMATIC = "auto"
PAGE = 8
"""Presenters, or voices, shown at once"""
LANGUAGES_PAGE = 24
FACES = 8
"""People in one picture who can be told apart"""


class CancelOrder(CallbackData, prefix="cancel"):
    job: str


class CancelFromQueue(CallbackData, prefix="queue"):
    job: str


class CancelAll(CallbackData, prefix="cancelall"):
    pass


class RetryOrder(CallbackData, prefix="retry"):
    job: str


class UsePresenter(CallbackData, prefix="presenter"):
    tag: str


class PresenterPage(CallbackData, prefix="presenters"):
    page: int


class RenamePresenter(CallbackData, prefix="rename"):
    tag: str


class AskRemove(CallbackData, prefix="askremove"):
    tag: str


class RemovePresenter(CallbackData, prefix="remove"):
    sure: bool
    tag: str


class SharePage(CallbackData, prefix="shares"):
    page: int


class SharePresenter(CallbackData, prefix="share"):
    shared: bool
    page: int
    tag: str


class Consent(CallbackData, prefix="consent"):
    given: bool
    draft: str


class UseFace(CallbackData, prefix="face"):
    number: int
    draft: str


class VoiceLanguages(CallbackData, prefix="languages"):
    page: int


class VoiceList(CallbackData, prefix="voices"):
    language: str
    page: int


class HearVoice(CallbackData, prefix="hear"):
    language: str
    tag: str


class UseVoice(CallbackData, prefix="voice"):
    tag: str


class UseLanguage(CallbackData, prefix="language"):
    locale: str


class UseStyle(CallbackData, prefix="style"):
    style: str


class UseLips(CallbackData, prefix="lips"):
    engine: str


class UseSubtitles(CallbackData, prefix="subtitles"):
    subtitles: str


class Forget(CallbackData, prefix="forget"):
    sure: bool
    person: str


class Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=Named)
T = TypeVar("T")


def tag(name: str) -> str:
    """16 characters for a name of any length: Telegram takes 64 bytes with a button."""
    return hashlib.blake2s(name.encode(), digest_size=8).hexdigest()


def tagged(things: Iterable[N], wanted: str) -> N | None:
    return next((thing for thing in things if tag(thing.id) == wanted), None)


def page_of(things: Sequence[T], page: int, size: int = PAGE) -> tuple[Sequence[T], int, int]:
    """The things on a page, its number within bounds, and how many pages there are."""
    pages = max(1, -(-len(things) // size))
    page = min(max(page, 0), pages - 1)
    return things[page * size : (page + 1) * size], page, pages


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])


def in_columns(buttons: Sequence[InlineKeyboardButton], columns: int) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[at : at + columns] for at in range(0, len(buttons), columns)]


def turning(page: int, pages: int, to: Callable[[int], CallbackData]) -> list[InlineKeyboardButton]:
    """‹ 2/5 ›, going round; nothing when there is one page."""
    if pages == 1:
        return []
    return [
        button("‹", to((page - 1) % pages)),
        button(f"{page + 1}/{pages}", to(page)),
        button("›", to((page + 1) % pages)),
    ]


def chosen(text: str, is_chosen: bool) -> str:
    return f"{CHOSEN}{text}" if is_chosen else text


def cancel_button(say: Translator, job_id: str) -> InlineKeyboardMarkup:
    return keyboard([button(say("button-cancel"), CancelOrder(job=job_id))])


def retry_button(say: Translator, job_id: str) -> InlineKeyboardMarkup:
    return keyboard([button(say("button-retry"), RetryOrder(job=job_id))])


def language_buttons(say: Translator, language: str | None) -> InlineKeyboardMarkup:
    automatic = button(chosen(say("language-automatic"), language is None), UseLanguage(locale=AUTOMATIC))
    named = [
        button(chosen(NAMES[locale], locale == language), UseLanguage(locale=locale)) for locale in LOCALES
    ]
    return keyboard(named, [automatic])


def style_buttons(
    say: Translator, style: Style, engine: str | None, engines: Sequence[EngineState]
) -> InlineKeyboardMarkup:
    """Shapes, and the lips: those that cannot be used here have a lock, and say why when they are tapped."""
    shapes = [button(chosen(say(f"style-{one}"), one == style), UseStyle(style=one)) for one in Style]
    lips = [button(chosen(say("lips-auto"), engine is None), UseLips(engine=AUTOMATIC))]
    for one in engines:
        name = say(f"lips-{one.id}")
        shown = chosen(name, one.id == engine) if one.ready else f"{LOCKED}{name}"
        lips.append(button(shown, UseLips(engine=one.id)))
    return keyboard(shapes, *in_columns(lips, 2))


def subtitles_buttons(say: Translator, subtitles: Subtitles) -> InlineKeyboardMarkup:
    """A chat has no files beside a video: on means in the picture."""
    return keyboard(
        [
            button(chosen(say(f"subtitles-{one}"), one == subtitles), UseSubtitles(subtitles=one))
            for one in (Subtitles.BURNT, Subtitles.OFF)
        ]
    )


def consent_buttons(say: Translator, draft: str) -> InlineKeyboardMarkup:
    return keyboard(
        [button(say("adding-agree"), Consent(given=True, draft=draft))],
        [button(say("adding-refuse"), Consent(given=False, draft=draft))],
    )


def face_buttons(draft: str, people: int, now: int | None) -> InlineKeyboardMarkup:
    """A number for each person in the picture."""
    numbers = [
        button(chosen(str(number), number == now), UseFace(number=number, draft=draft))
        for number in range(1, min(people, FACES) + 1)
    ]
    return keyboard(*in_columns(numbers, 4))


def remove_buttons(say: Translator, presenter: str) -> InlineKeyboardMarkup:
    return keyboard(
        [button(say("presenters-remove-yes"), RemovePresenter(sure=True, tag=tag(presenter)))],
        [button(say("presenters-remove-no"), RemovePresenter(sure=False, tag=tag(presenter)))],
    )


def forget_buttons(say: Translator, person: str) -> InlineKeyboardMarkup:
    return keyboard(
        [button(say("forget-yes"), Forget(sure=True, person=tag(person)))],
        [button(say("forget-no"), Forget(sure=False, person=tag(person)))],
    )
