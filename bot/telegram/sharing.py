"""Conversation: who runs this machine lets everybody use a presenter that somebody added, or no longer."""

import asyncio
from typing import TYPE_CHECKING

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.locales import Translator
from bot.people import Person
from bot.telegram.adding import Adding
from bot.telegram.keyboards import (
    SharePage,
    SharePresenter,
    button,
    keyboard,
    page_of,
    tag,
    tagged,
    turning,
)
from bot.telegram.ordering import Desk
from bot.telegram.replies import redraw, say_back, toast
from bot.telegram.status import Card

if TYPE_CHECKING:
    from presenters.presenter import Presenter


async def share_command(
    message: Message,
    command: CommandObject,
    adding: Adding,
    desk: Desk,
    admins: frozenset[str],
    person: Person,
    say: Translator,
) -> None:
    """/share and /unshare list what people added; with an id or a name they change that one."""
    if person.id not in admins or message.chat.type != "private":
        await say_back(message, say("share-not-you"))
        return
    name = (command.args or "").strip()
    if not name:
        await say_back(message, await _card(desk, 0, say))
        return
    shared = command.command.casefold() == "share"
    await say_back(message, await _change(adding, name, shared, say))


async def share(
    call: CallbackQuery,
    callback_data: SharePresenter,
    adding: Adding,
    desk: Desk,
    admins: frozenset[str],
    person: Person,
    say: Translator,
) -> None:
    presenter = tagged(await _added(desk), callback_data.tag)
    if person.id not in admins or presenter is None:
        await toast(call, say("presenters-gone" if person.id in admins else "share-not-you"), alert=True)
        return
    await toast(call, await _change(adding, presenter.id, callback_data.shared, say))
    await redraw(call, await _card(desk, callback_data.page, say))


async def turn_page(
    call: CallbackQuery,
    callback_data: SharePage,
    desk: Desk,
    admins: frozenset[str],
    person: Person,
    say: Translator,
) -> None:
    await toast(call)
    if person.id in admins:
        await redraw(call, await _card(desk, callback_data.page, say))


async def _change(adding: Adding, name: str, shared: bool, say: Translator) -> str:
    work = adding.registry.share if shared else adding.registry.unshare
    presenter = await asyncio.to_thread(work, name)
    return say("share-shared" if shared else "share-unshared", name=presenter.name)


async def _added(desk: Desk) -> "list[Presenter]":
    return [one for one in await asyncio.to_thread(desk.presenters.list, None) if not one.builtin]


async def _card(desk: Desk, page: int, say: Translator) -> Card:
    there = await _added(desk)
    if not there:
        return Card(text=say("share-none"))
    shown, page, pages = page_of(there, page)
    rows = [
        [
            button(
                f"{'🌐' if one.shared else '🔒'} {one.name} ({one.owner or one.id})",
                SharePresenter(shared=not one.shared, page=page, tag=tag(one.id)),
            )
        ]
        for one in shown
    ]
    return Card(
        text=say("share-choose"),
        buttons=keyboard(*rows, turning(page, pages, lambda to: SharePage(page=to))),
    )


def router() -> Router:
    router = Router(name="sharing")
    router.message.register(share_command, Command("share", "unshare"))
    router.callback_query.register(share, SharePresenter.filter())
    router.callback_query.register(turn_page, SharePage.filter())
    return router
