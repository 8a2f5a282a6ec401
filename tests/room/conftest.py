"""A room on a real port, with everything behind real HTTP."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn

from bot.room.app import make_doors, room_app
from bot.room.room import Room
from bot.room.settings import RoomSettings
from bot.room.webhook import delivering
from common.home import Home
from common.media import run_ffmpeg

# python-telegram-bot warns until one chooses how it gives durations.
os.environ["PTB_TIMEDELTA"] = "1"
CALM = RoomSettings(flood=None)


class Server(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@dataclass(frozen=True, kw_only=True)
class Served:
    room: Room
    url: str

    @property
    def token(self) -> str:
        return self.room.token

    async def call(self, name: str, **fields: object) -> dict:
        async with httpx.AsyncClient(timeout=30) as http:
            answer = await http.post(f"{self.url}/bot{self.token}/{name}", json=fields)
        return answer.json()

    async def ok(self, name: str, **fields: object):
        answer = await self.call(name, **fields)
        assert answer["ok"], answer
        return answer["result"]


@contextlib.asynccontextmanager
async def serve(
    root: Path, settings: RoomSettings = CALM, password: str | None = None
) -> AsyncIterator[Served]:
    async with Room.open(Home(root=root), settings) as room:
        app = await room_app(room, await make_doors(room, password))
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            port = listening.getsockname()[1]
            server = Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
            running = asyncio.create_task(server.serve(sockets=[listening]))
            await server.up.wait()
            async with delivering(room):
                try:
                    yield Served(room=room, url=f"http://127.0.0.1:{port}")
                finally:
                    room.stop()
                    server.should_exit = True
                    await running


Serve = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serve(tmp_path / "home") as one:
        yield one


@pytest.fixture
def serving() -> Serve:
    return serve


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds of moving picture with a tone, as the bot sends clips."""
    path = tmp_path_factory.mktemp("media") / "clip.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=360x640:rate=25:duration=6"]
    sound = ["-f", "lavfi", "-i", "sine=frequency=330:duration=6"]
    coding = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        "25",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-shortest",
    ]
    run_ffmpeg([*picture, *sound, *coding, "-movflags", "+faststart", str(path)], limit_s=60)
    return path


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("media") / "photo.jpg"
    run_ffmpeg(["-f", "lavfi", "-i", "testsrc2=size=1000x700", "-frames:v", "1", str(path)], limit_s=60)
    return path


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a browser's recorder leaves: Opus in WebM without a duration."""
    path = tmp_path_factory.mktemp("media") / "recording.webm"
    sound = ["-f", "lavfi", "-i", "sine=frequency=220:duration=2"]
    run_ffmpeg([*sound, "-c:a", "libopus", "-f", "webm", "-live", "1", str(path)], limit_s=60)
    return path
