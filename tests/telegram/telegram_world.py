"""A bot on a recording Bot API server, with the real store, catalogues and files."""

import asyncio
import contextlib
import dataclasses
import itertools
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
from recording_server import TOKEN, Call, RecordingServer

from bot.telegram.app import Connection, Paces, TelegramBot, build
from bot.telegram.board import EditPace
from bot.telegram.delivery import DeliveryPace
from bot.telegram.patience import Pace
from common.errors import MouthpieceError
from common.home import Home
from pipeline.jobs.events import Events, Listener
from pipeline.jobs.job import Failure, Job
from pipeline.jobs.line import Line
from pipeline.jobs.sqlite import SqliteStore
from pipeline.order import Clip
from presenters.catalog import Presenters
from presenters.registry import Registry
from voices.catalog import Voices

ANN: dict[str, Any] = {"id": 11, "is_bot": False, "first_name": "Ann", "language_code": "en"}
LI: dict[str, Any] = {"id": 12, "is_bot": False, "first_name": "李", "language_code": "zh-hans"}
IVAN: dict[str, Any] = {"id": 13, "is_bot": False, "first_name": "Иван", "language_code": "ru"}
NOBODY: dict[str, Any] = {"id": 14, "is_bot": False, "first_name": "No language"}
FAST = Pace(tries=3, first_wait_s=0.01, longest_wait_s=0.05, longest_told_s=0.5)
QUICK = Paces(
    calls=FAST,
    updates=FAST,
    edits=EditPace(chat_s=0.01, group_s=0.01, waiting_s=0.0),
    delivery=DeliveryPace(retry=FAST, sweep_every_s=0.2),
)


def ffmpeg(*arguments: str | Path) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, timeout=60)


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """clip.mp4, thumbnail.jpg, voice.ogg, face.png"""
    folder = tmp_path_factory.mktemp("media")
    picture = ["-f", "lavfi", "-i", "testsrc=size=90x160:rate=25:duration=1"]
    sound = ["-f", "lavfi", "-i", "sine=frequency=220:duration=1"]
    ffmpeg(*picture, *sound, "-pix_fmt", "yuv420p", "-movflags", "+faststart", folder / "clip.mp4")
    ffmpeg(*picture, "-frames:v", "1", folder / "thumbnail.jpg")
    ffmpeg(*picture, "-frames:v", "1", folder / "face.png")
    ffmpeg(*sound, "-c:a", "libopus", folder / "voice.ogg")
    return folder


@pytest.fixture
def home(tmp_path: Path, media: Path) -> Home:
    home = Home(root=tmp_path / "home").make()
    for name, label in (("mia", "Mia"), ("noah", "Noah <b>")):
        folder = home.presenters / name
        folder.mkdir()
        (folder / "presenter.toml").write_text(f'name = "{label}"\n')
        shutil.copy(media / "face.png", folder / "footage.png")
    return home


@pytest.fixture
async def server() -> AsyncIterator[RecordingServer]:
    async with RecordingServer() as server:
        yield server


@pytest.fixture
async def store(home: Home) -> AsyncIterator[Line]:
    store = await SqliteStore.open(home.line_db)
    yield Line(store, Events())
    await store.close()


async def notice(bot: TelegramBot, listener: Listener) -> None:
    async for event in listener:
        await bot.notice(event.job)


class World:
    """One bot and the people who write to it."""

    def __init__(self, server: RecordingServer, store: Line, home: Home, media: Path) -> None:
        self.server = server
        self.store = store
        self.home = home
        self.media = media
        self.samples: list[tuple[str, str]] = []
        self.bot: TelegramBot
        self.run: asyncio.Task[None]
        self._message_ids = itertools.count(1)

    async def speak_sample(self, voice: str, language: str) -> Path:
        self.samples.append((voice, language))
        return self.media / "voice.ogg"

    @contextlib.asynccontextmanager
    async def running(self, paces: Paces = QUICK, **changes: Any) -> AsyncIterator[TelegramBot]:
        settings = {"token": TOKEN, "api": self.server.base}
        names = {field.name for field in dataclasses.fields(Connection)}
        settings |= {name: value for name, value in changes.items() if name in names}
        others = {name: value for name, value in changes.items() if name not in names}
        async with build(
            Connection(**settings),
            home=self.home,
            store=self.store,
            presenters=Presenters(home=self.home),
            registry=Registry(home=self.home),
            voices=Voices(self.home),
            speak_sample=self.speak_sample,
            paces=paces,
            **({"default_presenter": "mia"} | others),
        ) as bot:
            self.bot = bot
            with self.store.events.listening() as listener:
                self.run = asyncio.create_task(bot.run())
                tasks = [self.run, asyncio.create_task(notice(bot, listener))]
                try:
                    yield bot
                finally:
                    for task in tasks:
                        task.cancel()
                    ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends

    async def refused(self) -> None:
        """Until the bot's run ended by itself."""
        await asyncio.wait([self.run])

    # What people do

    async def send(
        self, person: dict[str, Any] = ANN, *, chat: dict[str, Any] | None = None, **content: Any
    ) -> int:
        """A message by somebody, in private unless a chat is named; returns its message_id."""
        message = self.message(person, chat=chat, **content)
        await self.server.push(message=message)
        return int(message["message_id"])

    def message(
        self, person: dict[str, Any] = ANN, *, chat: dict[str, Any] | None = None, **content: Any
    ) -> dict[str, Any]:
        text = content.get("text") or content.get("caption") or ""
        if text.startswith("/"):
            entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
            content["caption_entities" if "caption" in content else "entities"] = entities
        return {
            "message_id": next(self._message_ids),
            "date": 1_790_000_000,
            "from": person,
            "chat": chat or {"id": person["id"], "type": "private", "first_name": person["first_name"]},
            **content,
        }

    async def tap(
        self, call: Call, button: str, person: dict[str, Any] = ANN, *, message_id: int = 900
    ) -> None:
        """A tap on a button of a message the bot sent."""
        await self.tap_data(call.buttons[button], int(call.fields["chat_id"]), person, message_id=message_id)

    async def tap_data(
        self, data: str, chat: int, person: dict[str, Any] = ANN, *, message_id: int = 900
    ) -> None:
        message = {
            "message_id": message_id,
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": "private" if chat > 0 else "group"},
            "text": "…",
        }
        number = str(next(self._message_ids))
        query = {"id": number, "from": person, "chat_instance": "1", "message": message, "data": data}
        await self.server.push(callback_query=query)

    # What the line does

    async def job(self, number: int = 1) -> Job:
        """The ``number``-th order ever, as soon as it is in the line and its status message is out."""
        await self.server.wait("sendMessage", number, where=lambda call: bool(call.buttons))
        await self.bot.updates.answered()
        return sorted(await self.store.list(), key=lambda job: job.id)[number - 1]

    async def job_of(self, person: dict[str, Any] = ANN) -> Job:
        """The newest order of somebody, as soon as its status message is out."""
        chat = str(person["id"])
        await self.server.wait("sendMessage", where=lambda call: call.fields["chat_id"] == chat)
        await self.bot.updates.answered()
        return (await self.store.list(owner=f"telegram:{chat}"))[0]

    async def finish(self, **changes: Any) -> Job:
        """Whatever is next in the line is made."""
        job = await self.store.claim()
        assert job is not None
        path = self.home.new_clip()
        shutil.copy(self.media / "clip.mp4", path)
        thumbnail = path.with_suffix(".jpg")
        shutil.copy(self.media / "thumbnail.jpg", thumbnail)
        receipt = path.with_suffix(".json")
        receipt.write_text("{}")
        values: dict[str, Any] = {
            "path": str(path),
            "thumbnail": str(thumbnail),
            "receipt": str(receipt),
            "duration_s": 1.0,
            "width": 90,
            "height": 160,
            "fps": 25.0,
            "frames": 25,
            "size_bytes": path.stat().st_size,
        }
        assert await self.store.finish(job.id, job.attempt, Clip(**(values | changes)))
        return await self.store.get(job.id)

    async def fail(self, error: MouthpieceError) -> Job:
        job = await self.store.claim()
        assert job is not None
        assert await self.store.fail(job.id, job.attempt, Failure.of(error))
        return await self.store.get(job.id)

    async def until(self, true: Callable[[Job], bool], job_id: str) -> Job:
        """The order as soon as something holds for it."""
        async with asyncio.timeout(20):
            while True:
                job = await self.store.get(job_id)
                if true(job):
                    return job
                await asyncio.sleep(0.01)


@pytest.fixture
def world(server: RecordingServer, store: Line, home: Home, media: Path) -> World:
    return World(server, store, home, media)
