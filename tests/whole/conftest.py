"""The whole program as a user starts it, on a port and in a data folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest

ROOT = Path(__file__).parents[2]
START_LIMIT_S = 120


@dataclass(kw_only=True)
class Program:
    """`./run serve` without the setting-up."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve", "--port", str(self.port)],
                env=os.environ | {"MOUTHPIECE_HOME": str(self.home)},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        until(lambda: self.answers(), START_LIMIT_S, self.log)

    def answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def log(self) -> str:
        return (self.home / "serve.log").read_text(encoding="utf-8")[-4000:]

    def child(self) -> psutil.Process | None:
        """The process that renders."""
        assert self.process
        children = psutil.Process(self.process.pid).children()
        return next((child for child in children if "pipeline.jobs.child" in " ".join(child.cmdline())), None)

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(with_signal)
            self.process.wait(60)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody at the chat page, by its own HTTP calls."""

    program: Program
    http: httpx.Client
    id: int

    @classmethod
    def enter(cls, program: Program, name: str) -> "Person":
        http = httpx.Client(
            base_url=program.url, follow_redirects=True, timeout=30, headers={"Origin": program.url}
        )
        page = http.post("/chat/enter", data={"name": name})
        return cls(program=program, http=http, id=int(page.url.path.split("/")[2]))

    @property
    def place(self) -> str:
        return f"/chat/{self.id}/own"

    def say(self, text: str) -> None:
        self.http.post(f"{self.place}/send", json={"text": text}).raise_for_status()

    def messages(self) -> list[dict]:
        return self.http.get(f"{self.place}/history").raise_for_status().json()["messages"]

    def videos(self) -> list[dict]:
        return [message for message in self.messages() if "video" in message]


def until(true: Callable[[], object], limit_s: float, log: Callable[[], str]) -> None:
    """Wait for something another process does; its log is shown when it does not."""
    ends_at = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < ends_at, log()
        time.sleep(0.05)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The presenter whom people see first, prepared once for all tests."""
    from common.home import Home
    from pipeline.workshop import Workshop

    home = Home(root=tmp_path_factory.mktemp("prepared")).make()
    Workshop.open(home).warm()
    return home.prepared


@pytest.fixture
def resting(tmp_path: Path, prepared: Path) -> Iterator[Program]:
    """Not started yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path / "home"
    shutil.copytree(prepared, home / "prepared")
    one = Program(home=home, port=port)
    yield one
    one.stop()


@pytest.fixture
def program(resting: Program) -> Program:
    resting.start()
    return resting


@pytest.fixture
def person() -> Iterator[Callable[[Program, str], Person]]:
    people: list[Person] = []

    def enter(program: Program, name: str) -> Person:
        people.append(Person.enter(program, name))
        return people[-1]

    yield enter
    for one in people:
        one.http.close()


@pytest.fixture
def wait() -> Callable[..., None]:
    return until
