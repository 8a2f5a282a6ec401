"""How a presenter comes from a chat: the picture is looked at while the person goes on, then name, then consent."""

import asyncio
import contextlib
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import FSInputFile

from bot.examining import Examine, Found
from bot.leaving import delete_file
from bot.locales import Translator, translator
from bot.people import People, Person
from bot.telegram.drafts import Draft, Drafts, new_id
from bot.telegram.intake import Sent, fetch
from bot.telegram.keyboards import consent_buttons, face_buttons
from bot.telegram.limits import Limits
from bot.telegram.status import Card, sentence
from common.errors import AlreadyAdded, DiskFull, MouthpieceError
from common.home import Home
from presenters.digest import content_hash

if TYPE_CHECKING:
    from presenters.presenter import Presenter
    from presenters.registry import Registry

PATIENCE_S = 86_400.0
"""A draft nobody goes on with is thrown away after so long"""
SWEEP_EVERY_S = 30.0
CAPTION_LIMIT = 1000
"""Telegram takes 1,024 characters under a picture"""

log = structlog.get_logger()


class Adding:
    """Takes drafts from the picture to the presenter."""

    def __init__(
        self,
        *,
        bot: Bot,
        home: Home,
        registry: "Registry",
        drafts: Drafts,
        people: People,
        limits: Limits,
        examine: Examine,
    ) -> None:
        self._bot = bot
        self._home = home
        self._people = people
        self._limits = limits
        self._examine = examine
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._agreeing = asyncio.Lock()
        self.drafts = drafts
        self.registry = registry

    async def run(self) -> None:
        """Go on where an earlier life of this program stopped, and throw away what was left."""
        try:
            for draft in await self.drafts.all():
                if draft.path and not draft.told:
                    self._start(draft)
            while True:
                await self._sweep()
                await asyncio.sleep(SWEEP_EVERY_S)
        finally:
            tasks = list(self._tasks.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _sweep(self) -> None:
        try:
            for draft in await self.drafts.all():
                if time.time() - draft.begun_at > PATIENCE_S:
                    await self.stop(draft)
            await asyncio.to_thread(self.registry.sweep)
        except (MouthpieceError, OSError) as error:
            log.warning("not swept", reason=str(error))

    async def begin(self, draft: Draft) -> None:
        """Raises DiskFull."""
        if before := await self.drafts.get(draft.person):
            await self.stop(before)
        await self.drafts.keep(draft)

    async def stop(self, draft: Draft) -> bool:
        """Throw away a draft with its picture and whatever was made of that. False when it is gone already."""
        now = await self.drafts.get(draft.person)
        if now is None or now.id != draft.id:
            return False
        # The draft last: as long as it is there, whatever ends this program in between leaves no picture behind.
        await self._discard(now)
        return await self.drafts.drop(now)

    async def take_picture(self, draft: Draft, sent: Sent, *, album: str, say: Translator) -> Draft | None:
        """Fetch it and begin to look at it; None when the draft was stopped meanwhile.

        Raises what fetching does, UnreadableMedia, NoPicture, DiskFull.
        """
        path = await fetch(self._bot, sent, home=self._home, limits=self._limits, say=say)
        shown = self.registry.shown(sent.name)
        try:
            await asyncio.to_thread(self.registry.check_file, path, shown=shown or say(sent.unnamed))
            # The old picture first: it may be the same one, and what is prepared from it goes.
            await self._discard(draft)
            await asyncio.to_thread(self.registry.expect, path)
            changed = await self.drafts.change(
                draft,
                id=new_id(),
                path=str(path),
                file_name=shown,
                album=album,
                found=None,
                face=None,
                told=False,
            )
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        if changed is None:
            path.unlink(missing_ok=True)
            return None
        self._start(changed)
        return changed

    async def take_name(self, draft: Draft, name: str) -> Draft | None:
        """None when the draft was stopped meanwhile. Raises NameRefused, NameTaken, DiskFull."""
        kept = await asyncio.to_thread(lambda: self.registry.check_name(name, owner=draft.person))
        return await self.drafts.change(draft, name=kept)

    async def agree(self, draft: Draft, giver: str) -> "Presenter":
        """Consent was given: the presenter is there from now on, and speaks for whoever added it.

        A tap that is answered a second time after a restart gives the same presenter. Raises what ``Registry.add`` does.
        """
        async with self._agreeing:
            if draft.presenter:
                presenter = await asyncio.to_thread(self.registry.added, draft.presenter)
            else:
                presenter = await self._add(draft, giver)
            if await self.drafts.change(draft, presenter=presenter.id):
                await self._people.choose(draft.person, "presenter", presenter.id)
                await self.stop(draft)
            return presenter

    async def _add(self, draft: Draft, giver: str) -> "Presenter":
        asked = translator("en")
        question, answer = asked("adding-consent", name=draft.name), asked("adding-agree")
        try:
            return await asyncio.to_thread(
                lambda: self.registry.add(
                    Path(draft.path),
                    name=draft.name,
                    owner=draft.person,
                    consent=f"“{question}” “{answer}”, tapped by {draft.person} ({giver})",
                    file_name=draft.file_name or None,
                    face=draft.face,
                )
            )
        except AlreadyAdded as error:
            presenter = await asyncio.to_thread(self.registry.added, str(error.details["id"]))
            if presenter.name != draft.name:
                raise
            return presenter

    async def take_face(self, draft: Draft, number: int) -> Draft | None:
        """That person in the picture speaks; None when the draft was stopped meanwhile. Raises DiskFull."""
        return await self.drafts.change(draft, face=number)

    def face_card(self, draft: Draft, say: Translator) -> Card:
        """Asks who of several people speaks."""
        assert draft.found is not None
        people = draft.found.people
        return Card(
            text=say("adding-who", people=people),
            buttons=face_buttons(draft.id, people, draft.face or draft.found.face),
        )

    def next_card(self, draft: Draft, say: Translator) -> Card:
        if not draft.name:
            return Card(text=say("adding-name"))
        if not draft.told:
            return Card(text=say("adding-name-kept", name=draft.name))
        return Card(text=say("adding-consent", name=draft.name), buttons=consent_buttons(say, draft.id))

    def _start(self, draft: Draft) -> None:
        task = asyncio.create_task(self._look(draft), name=f"look at {draft.id}")
        self._tasks[draft.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(draft.id, None))

    async def _look(self, draft: Draft) -> None:
        try:
            say = await self._reader(draft)
            sheet = _sheet(draft)
            if draft.found is None:
                found = await self._examine(Path(draft.path), draft.file_name or say("your-picture"), sheet)
                changed = await self.drafts.change(draft, found=found)
                if changed is None:
                    return
                draft = changed
            assert draft.found is not None
            if draft.found.failure:
                await self._refuse(draft, draft.found, say)
            else:
                await self._tell(draft, draft.found, sheet, say)
        except (TelegramAPIError, DiskFull) as error:
            log.warning("not told what was found", draft=draft.id, reason=str(error))
        except Exception:
            log.exception("footage was not looked at", draft=draft.id)

    async def _refuse(self, draft: Draft, found: Found, say: Translator) -> None:
        assert found.failure is not None
        text = f"{sentence(found.failure, say)}\n\n{say('adding-again')}"
        await self._bot.send_message(draft.chat, text)
        await self._discard(draft)
        await self.drafts.change(draft, path="", found=None)

    async def _tell(self, draft: Draft, found: Found, sheet: Path, say: Translator) -> None:
        told = "\n".join([say(f"adding-look-{found.grade}"), *found.lines(say)])
        if sheet.is_file():
            short = len(told) <= CAPTION_LIMIT
            with contextlib.suppress(TelegramAPIError):
                await self._bot.send_photo(draft.chat, FSInputFile(sheet), caption=told if short else None)
                told = "" if short else told
        if told:
            await self._bot.send_message(draft.chat, told[:4000])
        if found.people > 1:
            who = self.face_card(draft, say)
            await self._bot.send_message(draft.chat, who.text, reply_markup=who.buttons)
        changed = await self.drafts.change(draft, told=True)
        delete_file(sheet, self._home.inputs)
        if changed:
            card = self.next_card(changed, say)
            await self._bot.send_message(draft.chat, card.text, reply_markup=card.buttons)

    async def _reader(self, draft: Draft) -> Translator:
        person: Person = await self._people.get(draft.person)
        return translator(person.language or draft.locale)

    async def _discard(self, draft: Draft) -> None:
        """The picture, what was made of it, and the look at it that may be going on."""
        task = self._tasks.pop(draft.id, None)
        if task and task is not asyncio.current_task():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if draft.path:
            await asyncio.to_thread(self._delete, draft)

    def _delete(self, draft: Draft) -> None:
        path = Path(draft.path)
        if path.is_file():
            self.registry.forget_footage(content_hash(path))
        for one in (path, _sheet(draft)):
            delete_file(one, self._home.inputs)


def _sheet(draft: Draft) -> Path:
    return Path(draft.path).with_suffix(".sheet.jpg")


def begun(person: Person, chat: int, say: Translator, *, renaming: str = "") -> Draft:
    return replace(Draft(person=person.id, chat=chat, locale=say.locale), renaming=renaming)
