"""The studio: its memory, its desk, and what it does by itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import structlog

from bot.examining import Examine, examiner
from bot.locales import DEFAULT
from bot.logbook import Logbook
from bot.logs import hiding
from bot.samples import speak_words
from bot.settings import Settings
from bot.studio.answers import Answers
from bot.studio.batches import Batches
from bot.studio.cast import Cast
from bot.studio.checks import Checks
from bot.studio.comparisons import Comparisons
from bot.studio.desk import CHANNELS, SMALL_PX, Desk
from bot.studio.fetches import Fetches
from bot.studio.hosts import HostRules
from bot.studio.store import StudioStore
from bot.studio.tally import Tally
from bot.studio.tokens import Tokens
from bot.studio.uploads import Uploads, sweeping
from bot.studio.visitors import API, Visitor
from bot.studio.webhooks import Told, Webhooks
from bot.studio.words import translator
from common.errors import MouthpieceError, UnknownJob
from common.home import Home
from models.store import Store
from pipeline.jobs.job import FINAL, Job
from pipeline.jobs.line import Line
from pipeline.lips.engines import Engines
from presenters.digest import content_hash
from voices.text import clean

if TYPE_CHECKING:
    from presenters.catalog import Presenters
    from presenters.registry import Registry
    from voices.catalog import Voices

TIDY_EVERY_S = 3600.0
DAY_S = 86_400.0
SPEAKING = 2
"""Samples spoken at once, each by a process of its own"""

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Studio:
    desk: Desk
    cast: Cast
    speak_sample: Callable[[str, str], Awaitable[Path]]
    """(voice, language) to a sound"""
    keep_days: int | None
    tokens: Tokens
    answers: Answers
    webhooks: Webhooks
    fetches: Fetches
    logbook: Logbook
    tally: Tally = field(default_factory=Tally)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    speaking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SPEAKING))

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        settings: Settings,
        *,
        home: Home,
        line: Line,
        presenters: "Presenters",
        registry: "Registry",
        voices: "Voices",
        speak_sample: Callable[[str, str], Awaitable[Path]],
        examine: Examine | None = None,
        engines: Engines | None = None,
    ) -> AsyncIterator[Self]:
        """Raises NewerData, DiskFull."""
        store = await StudioStore.open(home.studio_db)
        checks = Checks(
            home=home, registry=registry, examine=examine or examiner(home, tracker=settings.tracker)
        )
        fetches = Fetches(Store(home))
        try:
            # Without Telegram the chat is this machine's own room, whose people use the studio too.
            shown = CHANNELS if settings.telegram_token else (*CHANNELS, "telegram")

            def forget(picture: Path) -> None:
                registry.forget_footage(content_hash(picture))

            desk = Desk(
                home=home,
                line=line,
                store=store,
                uploads=Uploads(
                    home=home, store=store, line=line, limit_mb=settings.upload_mb, forget=forget
                ),
                presenters=presenters,
                registry=registry,
                voices=voices,
                engines=engines or Engines(home=home, usual=settings.engine),
                default_presenter=settings.default_presenter,
                channels=shown,
                hosts=HostRules.of(settings.webhook_hosts),
            )
            secret = settings.webhook_secret
            yield cls(
                desk=desk,
                cast=Cast(desk=desk, checks=checks),
                speak_sample=speak_sample,
                keep_days=settings.keep_days,
                fetches=fetches,
                tokens=Tokens(store),
                answers=Answers(store),
                webhooks=Webhooks(
                    store=store,
                    tell=partial(as_sent, desk),
                    rules=desk.hosts,
                    secret=secret.get_secret_value() if secret else None,
                ),
                logbook=Logbook(home=home, hide=hiding(settings.secrets())),
            )
        finally:
            await checks.close()
            fetches.close()
            await store.close()

    async def run(self) -> None:
        """For ever: stamp what has ended as told, and tidy up."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(sweeping(self.desk.uploads))
            tasks.create_task(self._tidying())
            tasks.create_task(self._catch_up())
            tasks.create_task(self._make_posters())
            tasks.create_task(self.webhooks.run())

    async def hear(self, voice_id: str, language: str | None) -> Path:
        """A voice's sample as OGG/Opus. Raises UnknownVoice, VoiceUnavailable."""
        voice = await asyncio.to_thread(self.desk.voices.get, voice_id)
        async with self.speaking:
            return await self.speak_sample(voice.info.id, language or voice.info.languages[0])

    async def say(self, voice_id: str, words: str, language: str | None) -> bytes:
        """Words in a voice as OGG/Opus. Raises NothingToSay, UnknownVoice, UnknownLanguage, VoiceUnavailable."""
        clean(words)
        voice, spoken = await asyncio.to_thread(
            lambda: self.desk.voices.choose(words, language=language, voice=voice_id)
        )
        async with self.speaking:
            return await speak_words(self.desk.home, voice.info.id, words, spoken)

    async def notice(self, job: Job) -> None:
        """The page shows a clip as soon as it is made: nothing else has to be delivered."""
        if job.state in FINAL:
            self.tally.ended(job)
        if job.channel not in CHANNELS or job.state not in FINAL:
            return
        try:
            now = await self.desk.line.get(job.id)
        except UnknownJob:
            return
        # An end may be told twice: by whoever cancelled, and by the worker that stopped.
        if now.told_at is None and now.state in FINAL:
            # First: what is stamped as told is not looked at again after a crash.
            await self.webhooks.ended(now)
            await self.desk.line.told(job.id)

    async def _catch_up(self) -> None:
        for channel in CHANNELS:
            for job in await self.desk.line.untold(channel):
                await self.notice(job)

    async def _make_posters(self) -> None:
        for presenter in await asyncio.to_thread(self.desk.presenters.list):
            try:
                await asyncio.to_thread(self._poster, presenter.id)
            except (MouthpieceError, OSError) as error:
                log.warning("no poster", presenter=presenter.id, reason=str(error))

    def _poster(self, presenter: str) -> None:
        self.desk.presenters.poster(presenter, side_px=SMALL_PX)

    async def _tidying(self) -> None:
        while True:
            try:
                await self.answers.tidy()
                if self.keep_days:
                    await self.desk.tidy(older_than_s=self.keep_days * DAY_S)
                await Batches(desk=self.desk).sweep()
                await Comparisons(desk=self.desk).sweep()
            except (MouthpieceError, OSError) as error:
                log.warning("old clips were not deleted", reason=str(error))
            await asyncio.sleep(TIDY_EVERY_S)

    def stop(self) -> None:
        """Let open event streams end."""
        self.stopping.set()


async def as_sent(desk: Desk, job_id: str) -> Told:
    """An order as a webhook tells it. Raises UnknownJob."""
    job = await desk.job(job_id)
    program = Visitor(owner="", channel=API, who="", say=translator(DEFAULT))
    told = await desk.told(job, program)
    return Told(state=told.state, body=told.model_dump_json().encode())
