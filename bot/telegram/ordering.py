"""From a message to an order in the line."""

import asyncio
import unicodedata
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message

from bot.locales import Translator
from bot.people import Person
from bot.telegram.address import CHANNEL, Address
from bot.telegram.board import Board
from bot.telegram.delivery import Delivery
from bot.telegram.intake import Sent, fetch
from bot.telegram.limits import Limits
from bot.telegram.status import NOTE_LIMIT_S
from common.errors import TextTooLong, UnreadableMedia
from common.home import Home
from pipeline.jobs.job import FINAL, Job
from pipeline.jobs.store import JobStore
from pipeline.lips.engines import Engines
from pipeline.order import ClipOrder, Style, Subtitles

if TYPE_CHECKING:
    from presenters.presenter import Presenter
    from voices.voice import VoiceInfo

log = structlog.get_logger()

RECENT = 50
"""Orders of a person looked through for one that the same message asked for"""


class Presenters(Protocol):
    """Who can be seen; presenters.catalog.Presenters is one."""

    def list(self, owner: str | None = None) -> "Sequence[Presenter]":
        """Those that somebody sees; all for None."""
        ...

    def poster(self, name: str) -> Path:
        """A JPEG of the presenter."""
        ...


class Voices(Protocol):
    """Who can be heard; voices.catalog.Voices is one."""

    def list(self, *, language: str | None = None) -> "Sequence[VoiceInfo]": ...
    def languages(self) -> Sequence[tuple[str, str]]:
        """(tag, name in the language itself)"""
        ...

    def language_name(self, tag: str) -> str: ...
    def sample(self, tag: str) -> str:
        """A sentence to hear a voice by"""
        ...


SpeakSample = Callable[[str, str], Awaitable[Path]]
"""(voice id, language tag) -> an OGG/Opus file of the voice's sample sentence"""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Takes orders."""

    bot: Bot
    home: Home
    store: JobStore
    presenters: Presenters
    voices: Voices
    board: Board
    delivery: Delivery
    limits: Limits
    engines: Engines
    default_presenter: str | None = None

    async def take_text(self, message: Message, text: str, person: Person, say: Translator) -> None:
        """Raises NothingToSay, TextTooLong, LineFull."""
        await self._take(message, await self._text_order(text, person), person, say)

    async def take_recording(
        self, message: Message, sent: Sent, person: Person, say: Translator, *, said: str | None = None
    ) -> None:
        """``said`` is what is said in it, when the person wrote that. Raises what fetching does, and LineFull."""
        address = Address.of(message, locale=say.locale)
        if await self._ordered(person, address):
            return
        path = await fetch(self.bot, sent, home=self.home, limits=self.limits, say=say)
        long_note = person.style == Style.NOTE and (sent.duration_s or 0) > NOTE_LIMIT_S
        order = replace(
            await self._plain_order(person),
            sound=str(path),
            sound_name=sent.name,
            text=said or None,
            style=Style.VIDEO if long_note else person.style,
            subtitles=person.subtitles if said else Subtitles.OFF,
        )
        unread = person.subtitles != Subtitles.OFF and not said
        lips = "status-lips-left" if order.left_engine else None
        remark = "status-note-left" if long_note else "status-subtitles-left" if unread else lips
        address = replace(address, remark=remark)
        try:
            job = await self._add(order, address, person)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        await self._show(job)

    async def take_text_file(self, message: Message, sent: Sent, person: Person, say: Translator) -> None:
        """Raises what fetching does, UnreadableMedia, NothingToSay, TextTooLong, LineFull."""
        path = await fetch(self.bot, sent, home=self.home, limits=self.limits, say=say)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            shown = sent.name or say("your-text-file")
            raise UnreadableMedia(name=shown, reason="its format is not one that is accepted") from error
        finally:
            path.unlink()
        await self.take_text(message, text, person, say)

    async def take_edit(self, message: Message, text: str, person: Person, say: Translator) -> bool:
        """A text corrected before its clip was made: the old order gives way to a new one. False when it is too late."""
        address = Address.of(message, locale=say.locale)
        old = await self._ordered(person, address)
        if old is None or old.state in FINAL or old.order.sound is not None or old.order.text == text:
            return False
        order = await self._text_order(text, person)
        before = Address.from_json(old.address)
        await self.store.readdress(old.id, replace(before, silent=True, status=None).to_json())
        if not await self.store.cancel(old.id):
            await self.store.readdress(old.id, old.address)
            return False
        self.board.leave(old.id)
        await self._show(await self._add(order, replace(address, status=before.status), person))
        return True

    async def presenter_of(self, person: Person) -> "Presenter | None":
        """Who speaks for somebody: whom they chose, else the default, else the first; None when there is nobody."""
        there = await asyncio.to_thread(self.presenters.list, person.id)
        by_id = {presenter.id: presenter for presenter in there}
        for name in (person.presenter, self.default_presenter):
            if name in by_id:
                return by_id[name]
        return there[0] if there else None

    async def voice_of(self, person: Person) -> "VoiceInfo | None":
        """The voice somebody chose, when it is still there."""
        if person.voice is None:
            return None
        there = await asyncio.to_thread(self.voices.list)
        return next((voice for voice in there if voice.id == person.voice), None)

    async def _take(self, message: Message, order: ClipOrder, person: Person, say: Translator) -> None:
        address = Address.of(message, locale=say.locale)
        if await self._ordered(person, address):
            return
        left = order.voice is None and await self.voice_of(person) is not None
        lips = "status-lips-left" if order.left_engine else None
        address = replace(address, remark="status-voice-left" if left else lips)
        await self._show(await self._add(order, address, person))

    async def _add(self, order: ClipOrder, address: Address, person: Person) -> Job:
        return await self.store.add(order, owner=person.id, channel=CHANNEL, address=address.to_json())

    async def _show(self, job: Job) -> None:
        if job.state in FINAL:
            self.delivery.start(job)
            return
        self.board.touch_waiting()
        try:
            await self.board.open(job)
        except TelegramAPIError as error:
            # The order is in the line and its clip will come; only the status message could not be sent.
            log.warning("order without status", job=job.id, reason=str(error))

    async def _ordered(self, person: Person, address: Address) -> Job | None:
        """The order this very message asked for: Telegram may hand a message over twice, and so may a restart."""
        for job in await self.store.list(owner=person.id, limit=RECENT):
            if job.channel == CHANNEL:
                kept = Address.from_json(job.address)
                if kept.same_message(address) and not kept.silent:
                    return job
        return None

    async def _plain_order(self, person: Person) -> ClipOrder:
        presenter = await self.presenter_of(person)
        order = ClipOrder(
            presenter=presenter.id if presenter else person.presenter,
            style=person.style,
            subtitles=person.subtitles,
            max_bytes=self.limits.upload_bytes,
        )
        return await asyncio.to_thread(self.engines.settled, order, presenter, person=person.engine)

    async def _text_order(self, text: str, person: Person) -> ClipOrder:
        await asyncio.to_thread(check_text, text, self.limits.text)
        voice = await self.voice_of(person)
        fits = voice is not None and writes(voice.languages[0], text, self.voices)
        return replace(
            await self._plain_order(person), text=text.strip(), voice=voice.id if voice and fits else None
        )


def check_text(text: str, limit: int) -> None:
    """Raises NothingToSay, TextTooLong."""
    if len(text) > limit:
        raise TextTooLong(length=len(text), excess=len(text) - limit, limit=limit)
    from voices.text import clean

    clean(text)


def writes(language: str, text: str, voices: Voices) -> bool:
    """Whether a language is written in the script of a text, told by the language's own sample sentence."""
    own, asked = scripts(voices.sample(language)), scripts(text)
    if not own or not asked:
        return True
    return asked.most_common(1)[0][0] in own


def scripts(text: str) -> Counter[str]:
    """Letters by script: the first word of their Unicode names ("LATIN", "CYRILLIC", "CJK")."""
    return Counter(unicodedata.name(letter, "?").split(" ")[0] for letter in text if letter.isalpha())
