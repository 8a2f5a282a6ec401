"""The studio on a real port with a real line and worker, and a real Chromium before it."""

import asyncio
import contextlib
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.app import Parts, open_parts, web_app
from bot.settings import Settings
from common.home import Home
from common.media import run_ffmpeg

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
LIMIT_S = 30.0
CHILD = Path(__file__).with_name("studio_child.py")

expect.set_options(timeout=15_000)


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
    home: Home
    parts: Parts
    url: str
    http: httpx.AsyncClient
    """Asks /api/v1 as a program does"""

    def hold(self) -> None:
        """Let every render wait."""
        (self.home.root / "hold").touch()

    def let_go(self) -> None:
        (self.home.root / "hold").unlink()

    async def ok(self, method: str, path: str, **sent: Any) -> Any:
        answer = await self.http.request(method, f"/api/v1{path}", **sent)
        assert answer.is_success, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def upload(self, path: Path) -> dict[str, Any]:
        return await self.ok("POST", "/uploads", params={"name": path.name}, content=path.read_bytes())

    async def until(self, order: str, *states: str) -> dict[str, Any]:
        """The order once it is in one of these states."""
        async with asyncio.timeout(LIMIT_S):
            with self.parts.line.events.listening() as heard:
                while (told := await self.ok("GET", f"/orders/{order}"))["state"] not in states:
                    await anext(heard)
        return told

    async def page(self, browser: Browser, path: str = "/studio", **context: Any) -> Page:
        """Someone's page. Any script's error, and any request that leaves this machine, fails the test."""
        window = await browser.new_context(**{"locale": "en-US", **context})
        page = await window.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: pytest.fail(f"{error}"))
        page.on("request", lambda request: _stays_here(request.url, self.url))
        await page.goto(f"{self.url}{path}")
        return page


def _stays_here(asked: str, url: str) -> None:
    if not asked.startswith((f"{url}/", "data:", "blob:")):
        pytest.fail(f"the page asked {asked}")


@contextlib.asynccontextmanager
async def serve(root: Path, **settings: Any) -> AsyncIterator[Served]:
    home = Home(root=root).make()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        chosen = Settings(home=home.root, port=door.getsockname()[1], **settings)
        child = (sys.executable, str(CHILD), str(home.root))
        async with open_parts(chosen, home, child=child) as parts:
            config = uvicorn.Config(
                await web_app(parts, chosen),
                log_level="warning",
                proxy_headers=False,
                timeout_graceful_shutdown=2,
            )
            server = Server(config)
            running = [
                asyncio.create_task(work)
                for work in (
                    server.serve(sockets=[door]),
                    parts.worker.run(),
                    parts.studio.run(),
                    notice(parts),
                )
            ]
            await server.up.wait()
            url = f"http://127.0.0.1:{chosen.port}"
            try:
                async with httpx.AsyncClient(base_url=url, timeout=LIMIT_S) as http:
                    yield Served(home=home, parts=parts, url=url, http=http)
            finally:
                (root / "hold").unlink(missing_ok=True)
                parts.room.stop()
                parts.studio.stop()
                server.should_exit = True
                await running[0]
                for task in running[1:]:
                    task.cancel()
                await asyncio.gather(*running[1:], return_exceptions=True)


async def notice(parts: Parts) -> None:
    with parts.line.events.listening() as events:
        async for event in events:
            await parts.studio.notice(event.job)


Serve = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
def serving() -> Serve:
    return serve


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serve(tmp_path / "home") as one:
        yield one


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        await browser.close()


def made(path: Path, *arguments: str) -> Path:
    run_ffmpeg([*arguments, str(path)], limit_s=60)
    return path


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of moving picture with a tone."""
    picture = ("-f", "lavfi", "-i", "testsrc2=size=180x320:rate=25:duration=2")
    sound = ("-f", "lavfi", "-i", "sine=frequency=330:duration=2")
    coding = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest")
    return made(tmp_path_factory.mktemp("media") / "clip.mp4", *picture, *sound, *coding)


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("media") / "照片 1.jpg"
    return made(path, "-f", "lavfi", "-i", "testsrc2=size=400x300", "-frames:v", "1")


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("media") / "запись.wav"
    return made(path, "-f", "lavfi", "-i", "sine=frequency=220:duration=2")
