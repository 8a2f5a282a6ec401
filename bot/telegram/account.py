"""Conversation: one's own settings, and being forgotten."""

import asyncio

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.leaving import delete_files, remove_presenter
from bot.locales import LOCALES, Translator, translator
from bot.people import People, Person
from bot.telegram.adding import Adding
from bot.telegram.address import Address
from bot.telegram.board import Board
from bot.telegram.keyboards import (
    AUTOMATIC,
    Forget,
    UseLanguage,
    UseLips,
    UseStyle,
    UseSubtitles,
    forget_buttons,
    language_buttons,
    style_buttons,
    subtitles_buttons,
    tag,
)
from bot.telegram.memory import Memory
from bot.telegram.presenters import poster_key
from bot.telegram.readers import language_of
from bot.telegram.replies import redraw, say_back, toast
from bot.telegram.status import NOTE_LIMIT_S, Card
from common.home import Home
from pipeline.jobs.job import FINAL
from pipeline.jobs.store import JobStore
from pipeline.lips.engines import ENGINES, Engines
from pipeline.order import Style, Subtitles


async def show_language(message: Message, person: Person, say: Translator) -> None:
    await say_back(message, Card(text=say("language-choose"), buttons=language_buttons(say, person.language)))


async def use_language(
    call: CallbackQuery, callback_data: UseLanguage, people: People, person: Person, say: Translator
) -> None:
    wanted = callback_data.locale
    if wanted not in (AUTOMATIC, *LOCALES):
        await toast(call, say("button-old"))
        return
    person = await people.choose(person.id, "language", None if wanted == AUTOMATIC else wanted)
    say = translator(language_of(person, call.from_user.language_code))
    await toast(call, say("language-chosen"))
    await redraw(call, Card(text=say("language-choose"), buttons=language_buttons(say, person.language)))


async def style_card(person: Person, engines: Engines, say: Translator) -> Card:
    states = await asyncio.to_thread(engines.list)
    lines = [say("style-choose"), say("lips-choose")]
    if not all(one.ready for one in states):
        lines.append(say("lips-locked"))
    return Card(text="\n".join(lines), buttons=style_buttons(say, person.style, person.engine, states))


async def show_style(message: Message, person: Person, engines: Engines, say: Translator) -> None:
    await say_back(message, await style_card(person, engines, say))


async def use_style(
    call: CallbackQuery,
    callback_data: UseStyle,
    people: People,
    person: Person,
    engines: Engines,
    say: Translator,
) -> None:
    if callback_data.style not in list(Style):
        await toast(call, say("button-old"))
        return
    person = await people.choose(person.id, "style", callback_data.style)
    await toast(call, say(f"style-chosen-{person.style}", limit_s=NOTE_LIMIT_S))
    await redraw(call, await style_card(person, engines, say))


async def use_lips(
    call: CallbackQuery,
    callback_data: UseLips,
    people: People,
    person: Person,
    engines: Engines,
    say: Translator,
) -> None:
    wanted = callback_data.engine
    if wanted not in (AUTOMATIC, *ENGINES):
        await toast(call, say("button-old"))
        return
    if wanted == AUTOMATIC:
        person = await people.choose(person.id, "engine", None)
        await toast(call, say("lips-chosen-auto"))
    elif lack := (await asyncio.to_thread(engines.get, wanted)).missing:
        await toast(call, say.error(lack.code, str(lack), lack.details), alert=True)
    else:
        person = await people.choose(person.id, "engine", wanted)
        await toast(call, say("lips-chosen", lips=say(f"lips-{wanted}")))
    await redraw(call, await style_card(person, engines, say))


async def show_subtitles(message: Message, person: Person, say: Translator) -> None:
    card = Card(text=say("subtitles-choose"), buttons=subtitles_buttons(say, person.subtitles))
    await say_back(message, card)


async def use_subtitles(
    call: CallbackQuery, callback_data: UseSubtitles, people: People, person: Person, say: Translator
) -> None:
    if callback_data.subtitles not in (Subtitles.OFF, Subtitles.BURNT):
        await toast(call, say("button-old"))
        return
    person = await people.choose(person.id, "subtitles", callback_data.subtitles)
    await toast(call, say(f"subtitles-chosen-{person.subtitles}"))
    card = Card(text=say("subtitles-choose"), buttons=subtitles_buttons(say, person.subtitles))
    await redraw(call, card)


async def ask_forget(message: Message, person: Person, say: Translator) -> None:
    await say_back(message, Card(text=say("forget-sure"), buttons=forget_buttons(say, person.id)))


async def forget(
    call: CallbackQuery,
    callback_data: Forget,
    home: Home,
    store: JobStore,
    people: People,
    board: Board,
    adding: Adding,
    memory: Memory,
    person: Person,
    say: Translator,
) -> None:
    """Orders, recordings, clips, presenters and choices. What another order shares stays for that order, except for
    clips of the presenters that go.
    """
    if callback_data.person != tag(person.id):
        await toast(call, say("not-yours"), alert=True)
        return
    await toast(call)
    if not callback_data.sure:
        await redraw(call, Card(text=say("forget-kept")))
        return
    if draft := await adding.drafts.get(person.id):
        await adding.stop(draft)
    jobs = await store.forget(person.id)
    await people.forget(person.id)
    for job in jobs:
        if job.state not in FINAL and job.channel == "telegram":
            await board.remove(job.id, Address.from_json(job.address))
    board.touch_waiting()
    gone = await asyncio.to_thread(delete_files, jobs, home)
    presenters = [
        await remove_presenter(one.id, owner=person.id, registry=adding.registry, store=store, home=home)
        for one in await asyncio.to_thread(adding.registry.owned, person.id)
    ]
    for one in presenters:
        await memory.forget_files(poster_key(one.removed.presenter.id))
    counts = {
        "orders": len(jobs),
        "recordings": gone.recordings,
        "clips": gone.clips + sum(one.clips for one in presenters),
        "presenters": len(presenters),
    }
    await redraw(call, Card(text=say("forget-done", **counts)))


def router() -> Router:
    router = Router(name="account")
    router.message.register(show_language, Command("language"))
    router.callback_query.register(use_language, UseLanguage.filter())
    router.message.register(show_style, Command("style"))
    router.callback_query.register(use_style, UseStyle.filter())
    router.callback_query.register(use_lips, UseLips.filter())
    router.message.register(show_subtitles, Command("subtitles"))
    router.callback_query.register(use_subtitles, UseSubtitles.filter())
    router.message.register(ask_forget, Command("forgetme"))
    router.callback_query.register(forget, Forget.filter())
    return router
