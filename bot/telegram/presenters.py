"""Conversation: who says it."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.types import (
    CallbackQuery,
    FSInputFile,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MaybeInaccessibleMessageUnion,
    Message,
)

from bot.leaving import remove_presenter
from bot.locales import Translator
from bot.people import People, Person
from bot.telegram.adding import Adding, begun
from bot.telegram.keyboards import (
    OWN,
    AskRemove,
    PresenterPage,
    RemovePresenter,
    RenamePresenter,
    UsePresenter,
    button,
    chosen,
    in_columns,
    keyboard,
    page_of,
    remove_buttons,
    tag,
    tagged,
    turning,
)
from bot.telegram.memory import Memory
from bot.telegram.ordering import Desk, Presenters
from bot.telegram.replies import redraw, say_back, toast
from bot.telegram.status import BUTTON_SHOWN, Card, short
from common.errors import MouthpieceError
from common.home import Home
from pipeline.jobs.store import JobStore
from presenters.digest import poster_stem

if TYPE_CHECKING:
    from presenters.presenter import Presenter

log = structlog.get_logger()


async def show_presenters(
    message: Message, desk: Desk, memory: Memory, person: Person, say: Translator, page: int = 0
) -> None:
    """Their pictures as an album, then their names as buttons."""
    there = await asyncio.to_thread(desk.presenters.list, viewer(message, person))
    if not there:
        await say_back(message, say("presenters-none"))
        return
    shown, page, _ = page_of(there, page)
    await send_pictures(message, shown, desk.presenters, memory)
    await say_back(message, await _card(desk, there, page, person, say))


async def use_presenter(
    call: CallbackQuery,
    callback_data: UsePresenter,
    desk: Desk,
    people: People,
    person: Person,
    say: Translator,
) -> None:
    there = await asyncio.to_thread(desk.presenters.list, viewer(call.message, person))
    presenter = tagged(there, callback_data.tag)
    if presenter is None:
        await toast(call, say("presenters-gone"), alert=True)
        return
    person = await people.choose(person.id, "presenter", presenter.id)
    await toast(call, say("presenters-chosen", name=presenter.name))
    _, page, _ = page_of(there, there.index(presenter) // len(page_of(there, 0)[0]))
    await redraw(call, await _card(desk, there, page, person, say))


async def turn_page(
    call: CallbackQuery,
    callback_data: PresenterPage,
    desk: Desk,
    memory: Memory,
    person: Person,
    say: Translator,
) -> None:
    """The pictures of another page come anew below; the old buttons go, so that one set is left."""
    await toast(call)
    if not isinstance(call.message, Message):
        return
    with contextlib.suppress(TelegramBadRequest):
        await call.message.delete()
    await show_presenters(call.message, desk, memory, person, say, callback_data.page)


def viewer(message: MaybeInaccessibleMessageUnion | None, person: Person) -> str:
    """As whom presenters are shown: in a group nobody's private ones are."""
    return person.id if message is not None and message.chat.type == "private" else ""


async def ask_name(
    call: CallbackQuery, callback_data: RenamePresenter, adding: Adding, person: Person, say: Translator
) -> None:
    presenter = await own(call, callback_data.tag, adding, person, say)
    if presenter is None or call.message is None:
        return
    await adding.begin(begun(person, call.message.chat.id, say, renaming=presenter.id))
    await toast(call)
    await redraw(call, Card(text=say("presenters-rename-which", name=presenter.name)))


async def ask_remove(
    call: CallbackQuery, callback_data: AskRemove, adding: Adding, person: Person, say: Translator
) -> None:
    presenter = await own(call, callback_data.tag, adding, person, say)
    if presenter:
        await toast(call)
        sure = Card(
            text=say("presenters-remove-sure", name=presenter.name), buttons=remove_buttons(say, presenter.id)
        )
        await redraw(call, sure)


async def remove(
    call: CallbackQuery,
    callback_data: RemovePresenter,
    adding: Adding,
    home: Home,
    store: JobStore,
    people: People,
    memory: Memory,
    person: Person,
    say: Translator,
) -> None:
    presenter = await own(call, callback_data.tag, adding, person, say)
    if presenter is None:
        return
    await toast(call)
    if not callback_data.sure:
        await redraw(call, Card(text=say("presenters-kept", name=presenter.name)))
        return
    gone = await remove_presenter(
        presenter.id, owner=person.id, registry=adding.registry, store=store, home=home
    )
    await memory.forget_files(poster_key(presenter.id))
    if person.presenter == presenter.id:
        await people.choose(person.id, "presenter", None)
    await redraw(call, Card(text=say("presenters-removed", name=presenter.name, clips=gone.clips)))


async def own(
    call: CallbackQuery, wanted: str, adding: Adding, person: Person, say: Translator
) -> "Presenter | None":
    """The presenter of a button, when the person who taps added it; else they read that it is not there."""
    if call.message is not None and call.message.chat.type == "private":
        there = await asyncio.to_thread(adding.registry.owned, person.id)
        if presenter := tagged(there, wanted):
            return presenter
    await toast(call, say("presenters-gone"), alert=True)
    return None


async def _card(desk: Desk, there: "Sequence[Presenter]", page: int, person: Person, say: Translator) -> Card:
    now = await desk.presenter_of(person)
    name = now.name if now else ""
    return Card(
        text=say("presenters-choose", name=name),
        buttons=_buttons(there, page, now.id if now else "", person.id),
    )


def _buttons(there: "Sequence[Presenter]", page: int, current: str, person: str) -> InlineKeyboardMarkup:
    shown, page, pages = page_of(there, page)
    names = [
        button(
            chosen(_label(presenter, person), presenter.id == current), UsePresenter(tag=tag(presenter.id))
        )
        for presenter in shown
    ]
    changing = [
        [
            button(f"✏️ {short(one.name, BUTTON_SHOWN)}", RenamePresenter(tag=tag(one.id))),
            button(f"🗑 {short(one.name, BUTTON_SHOWN)}", AskRemove(tag=tag(one.id))),
        ]
        for one in shown
        if one.owner == person
    ]
    turn = turning(page, pages, lambda to: PresenterPage(page=to))
    return keyboard(*in_columns(names, 2), *changing, turn)


def _label(presenter: "Presenter", person: str) -> str:
    return f"{OWN}{presenter.name}" if presenter.owner == person else presenter.name


async def send_pictures(
    message: Message, shown: "Sequence[Presenter]", presenters: Presenters, memory: Memory
) -> None:
    """By file_id where Telegram has the picture already. Without pictures the names still do."""
    posters: list[tuple[Presenter, Path]] = []
    for presenter in shown:
        try:
            posters.append((presenter, await asyncio.to_thread(presenters.poster, presenter.id)))
        except (MouthpieceError, OSError) as error:
            log.warning("no picture", presenter=presenter.id, reason=str(error))
    if not posters:
        return
    known = [await memory.file_id(_key(poster)) for _, poster in posters]
    try:
        sent = await _send(message, posters, known)
    except TelegramBadRequest:
        if not any(known):
            raise
        sent = await _send(message, posters, [None] * len(posters))
    for (_, poster), one in zip(posters, sent, strict=False):
        if one.photo:
            await memory.keep_file(_key(poster), one.photo[-1].file_id)


async def _send(
    message: Message, posters: "list[tuple[Presenter, Path]]", known: Sequence[str | None]
) -> list[Message]:
    bot = message.bot
    assert isinstance(bot, Bot)
    thread = message.message_thread_id if message.is_topic_message else None
    photos = [
        InputMediaPhoto(media=file_id or FSInputFile(poster), caption=presenter.name)
        for (presenter, poster), file_id in zip(posters, known, strict=True)
    ]
    if len(photos) == 1:
        # An album has two pictures at least.
        one = photos[0]
        return [
            await bot.send_photo(message.chat.id, one.media, caption=one.caption, message_thread_id=thread)
        ]
    return await bot.send_media_group(message.chat.id, list(photos), message_thread_id=thread)


def poster_key(presenter_id: str) -> str:
    """With what the names begin by which pictures of a presenter are remembered."""
    return f"poster:{poster_stem(presenter_id)}"


def _key(poster: Path) -> str:
    stat = poster.stat()
    return f"poster:{poster.name}:{stat.st_size}:{stat.st_mtime_ns}"


def router() -> Router:
    router = Router(name="presenters")
    router.message.register(show_presenters, Command("presenters"))
    router.callback_query.register(use_presenter, UsePresenter.filter())
    router.callback_query.register(ask_name, RenamePresenter.filter())
    router.callback_query.register(ask_remove, AskRemove.filter())
    router.callback_query.register(remove, RemovePresenter.filter())
    router.callback_query.register(turn_page, PresenterPage.filter())
    return router
