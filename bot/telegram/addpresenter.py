"""Conversation: a presenter of one's own."""

import asyncio
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from bot.locales import Translator
from bot.people import Person
from bot.telegram.adding import Adding, begun
from bot.telegram.drafts import Draft
from bot.telegram.intake import picture_in
from bot.telegram.keyboards import Consent, UseFace
from bot.telegram.replies import redraw, say_back, toast
from bot.telegram.status import Card
from common.errors import NameRefused, NameTaken, UnknownPresenter

PICTURE = F.photo | F.video | F.video_note | F.animation | F.document
NAME_SHOWN = 60


class Drafting(Filter):
    """Somebody is in the middle of adding or renaming a presenter. Gives ``draft``."""

    async def __call__(self, message: Message, person: Person, adding: Adding) -> bool | dict[str, Any]:
        if message.chat.type != "private":
            return False
        draft = await adding.drafts.get(person.id)
        return {"draft": draft} if draft else False


async def add_presenter(
    message: Message, command: CommandObject, adding: Adding, person: Person, say: Translator
) -> None:
    """/addpresenter; /addpresenter NAME as the caption of a picture."""
    if message.chat.type != "private":
        await say_back(message, say("adding-private"))
        return
    draft = begun(person, message.chat.id, say)
    await adding.begin(draft)
    if picture_in(message):
        await _take(message, draft, command.args or "", adding, say)
    else:
        await say_back(message, say("adding-picture"))


async def interrupted(message: Message, draft: Draft, adding: Adding, say: Translator) -> None:
    """Another command ends the conversation, and is then carried out; /cancel means just this."""
    if await adding.stop(draft):
        await say_back(message, say("presenters-rename-stopped" if draft.renaming else "adding-stopped"))
    if (message.text or "").split("@")[0].split()[0] != "/cancel":
        raise SkipHandler


async def take_picture(message: Message, draft: Draft, adding: Adding, say: Translator) -> None:
    if draft.renaming or picture_in(message) is None:
        raise SkipHandler
    if not draft.album or draft.album != message.media_group_id:
        await _take(message, draft, message.caption or "", adding, say)


async def _take(message: Message, draft: Draft, caption: str, adding: Adding, say: Translator) -> None:
    sent = picture_in(message)
    assert sent is not None
    # The name first: the picture may be looked at before a sentence is sent, and what is asked next depends on the name.
    if caption.strip():
        try:
            draft = await adding.take_name(draft, caption) or draft
        except (NameRefused, NameTaken) as error:
            await say_back(message, say.error(error.code, str(error), error.details))
    if await adding.take_picture(draft, sent, album=message.media_group_id or "", say=say):
        await say_back(message, say("adding-looking"))


async def take_name(message: Message, draft: Draft, adding: Adding, say: Translator) -> None:
    text = message.text or ""
    if not draft.awaits_name:
        raise SkipHandler
    if draft.renaming:
        try:
            renamed = await asyncio.to_thread(
                lambda: adding.registry.rename(draft.renaming, text, owner=draft.person)
            )
        except UnknownPresenter:
            await adding.stop(draft)
            await say_back(message, say("presenters-gone"))
            return
        await adding.stop(draft)
        await say_back(message, say("presenters-renamed", name=renamed.name))
    elif named := await adding.take_name(draft, text):
        await say_back(message, adding.next_card(named, say))


async def consent(
    call: CallbackQuery, callback_data: Consent, adding: Adding, person: Person, say: Translator
) -> None:
    draft = await adding.drafts.get(person.id)
    if draft is None or draft.id != callback_data.draft or not draft.told or not draft.name:
        await toast(call, say("button-old"))
        return
    if not callback_data.given:
        await adding.stop(draft)
        await toast(call)
        await redraw(call, Card(text=say("adding-stopped")))
        return
    presenter = await adding.agree(draft, call.from_user.full_name[:NAME_SHOWN])
    await toast(call)
    await redraw(call, Card(text=say("adding-done", name=presenter.name)))


async def use_face(
    call: CallbackQuery, callback_data: UseFace, adding: Adding, person: Person, say: Translator
) -> None:
    draft = await adding.drafts.get(person.id)
    stale = draft is None or draft.id != callback_data.draft or draft.found is None or bool(draft.presenter)
    taken = None if draft is None or stale else await adding.take_face(draft, callback_data.number)
    if taken is None:
        await toast(call, say("button-old"))
        return
    await toast(call, say("adding-who-taken", number=callback_data.number))
    await redraw(call, adding.face_card(taken, say))


def router() -> Router:
    """Before every other conversation: it hears first what is meant for it, and passes on the rest."""
    router = Router(name="addpresenter")
    router.message.register(add_presenter, Command("addpresenter"))
    router.message.register(interrupted, F.text.startswith("/"), Drafting())
    router.message.register(take_picture, PICTURE, Drafting())
    router.message.register(take_name, F.text, ~F.text.startswith("/"), Drafting())
    router.callback_query.register(consent, Consent.filter())
    router.callback_query.register(use_face, UseFace.filter())
    return router
