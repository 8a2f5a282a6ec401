"""The one place where the parts meet: the bot, the chat room, the line and its worker, in one process."""

import asyncio
import contextlib
import ipaddress
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.examining import examiner
from bot.logs import configure
from bot.room.app import make_doors, room_app
from bot.room.room import Room
from bot.room.settings import RoomSettings
from bot.room.webhook import delivering
from bot.samples import speak_sample
from bot.settings import Settings
from bot.studio.api.health import PATHS, health_router
from bot.studio.app import mount_studio
from bot.studio.health import Health
from bot.studio.studio import Studio
from bot.telegram.address import CHANNEL
from bot.telegram.app import Connection, Paces, TelegramBot, build
from common.errors import MouthpieceError
from common.home import Home
from pipeline.jobs.events import Events
from pipeline.jobs.job import Failure
from pipeline.jobs.line import Line
from pipeline.jobs.sqlite import SqliteStore
from pipeline.jobs.worker import Worker
from pipeline.lips.engines import Engines
from presenters.catalog import Presenters
from presenters.registry import Registry
from voices.catalog import Voices

SHUTDOWN_S = 3
WEBHOOK_PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

log = structlog.get_logger()


class DoorOpen(MouthpieceError):
    code = "door-open"
    sentence = (
        "{host} can be reached from other machines. Set MOUTHPIECE_PASSWORD to a password of your own, or listen on"
        " 127.0.0.1."
    )


class PortTaken(MouthpieceError):
    code = "port-taken"
    sentence = "Port {port} on {host} is taken. Stop what listens there, or choose another with --port."


def serve(settings: Settings) -> None:
    """Run until interrupted. Raises DoorOpen, PortTaken, LineTaken, TokenRefused."""
    home = settings.data().make()
    configure(home, settings.log_level, settings.secrets())
    if not _is_loopback(settings.host) and settings.password is None:
        raise DoorOpen(host=settings.host)
    with _listening(settings) as door:
        asyncio.run(_serve(settings, home, door))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((settings.host, settings.port))
            door.listen(128)
        except OSError as error:
            raise PortTaken(host=settings.host, port=settings.port) from error
        yield door


class _Server(uvicorn.Server):
    """Leaves signals to us: the worker must give its order back before the process ends."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What runs, for those who want to look at it."""

    line: Line
    worker: Worker
    room: Room
    telegram: TelegramBot
    studio: Studio


async def _serve(settings: Settings, home: Home, door: socket.socket) -> None:
    async with open_parts(settings, home) as parts:
        app = await web_app(parts, settings)
        server = _Server(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                proxy_headers=False,  # web_app believes the proxies it is told to, and no others
                timeout_graceful_shutdown=SHUTDOWN_S,
            )
        )
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        _welcome(settings)
        web = asyncio.create_task(server.serve(sockets=[door]))
        working = asyncio.create_task(_work(parts, home))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({web, working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            working.cancel()
            done = (await asyncio.gather(working, return_exceptions=True))[0]
            parts.room.stop()
            parts.studio.stop()
            server.should_exit = True
            stopping.cancel()
            await asyncio.gather(web, stopping, return_exceptions=True)
        if isinstance(done, Exception):
            raise done


@contextlib.asynccontextmanager
async def open_parts(
    settings: Settings, home: Home, *, child: Sequence[str] | None = None
) -> AsyncIterator[Parts]:
    """Make everything and close it again at the end of the block. ``child`` is the command that renders."""
    store = await SqliteStore.open(home.line_db, waiting_limit=settings.orders_per_person)
    try:
        line = Line(store, Events())
        worker = Worker(line=line, home=home, command=child, tracker=settings.tracker)
        worker.take_line()
        voices = Voices(home)
        presenters, registry = Presenters(home=home), Registry(home=home)

        engines = Engines(home=home, usual=settings.engine)
        examine = examiner(home, tracker=settings.tracker)

        def sample(voice: str, language: str) -> Awaitable[Path]:
            return speak_sample(home, voice, language)

        async with (
            Room.open(home, RoomSettings()) as room,
            Studio.open(
                settings,
                home=home,
                line=line,
                presenters=presenters,
                registry=registry,
                voices=voices,
                speak_sample=sample,
                examine=examine,
                engines=engines,
            ) as studio,
        ):
            connection = _connection(settings, room)
            async with build(
                connection,
                home=home,
                store=line,
                presenters=presenters,
                registry=registry,
                voices=voices,
                speak_sample=sample,
                examine=examine,
                default_presenter=settings.default_presenter,
                engines=engines,
                admins=frozenset(f"{CHANNEL}:{number}" for number in settings.admins),
                paces=Paces(),
            ) as telegram:

                def trouble(now: Failure | None) -> None:
                    telegram.board.pause(now)
                    studio.desk.trouble.say(now)

                worker.on_trouble = trouble
                yield Parts(line=line, worker=worker, room=room, telegram=telegram, studio=studio)
    finally:
        await store.close()


def _connection(settings: Settings, room: Room) -> Connection:
    """To Telegram when there is a token; else to the room of this machine, over HTTP all the same."""
    if settings.telegram_token is None:
        host = settings.host if _is_loopback(settings.host) else "127.0.0.1"
        shown = f"[{host}]" if ":" in host else host
        return Connection(token=room.token, api=f"http://{shown}:{settings.port}")
    secret = settings.telegram_webhook_secret
    return Connection(
        token=settings.telegram_token.get_secret_value(),
        api=settings.telegram_api,
        is_local=settings.telegram_local,
        webhook=settings.telegram_webhook,
        webhook_secret=secret.get_secret_value() if secret else None,
    )


async def _work(parts: Parts, home: Home) -> None:
    try:
        async with delivering(parts.room), asyncio.TaskGroup() as tasks:
            tasks.create_task(_notice(parts))
            tasks.create_task(parts.worker.run())
            tasks.create_task(parts.telegram.run())
            tasks.create_task(parts.studio.run())
    except ExceptionGroup as group:
        known = group.subgroup(MouthpieceError)
        raise (known.exceptions[0] if known else group) from None


async def _notice(parts: Parts) -> None:
    with parts.line.events.listening() as events:
        async for event in events:
            try:
                await parts.telegram.notice(event.job)
                await parts.studio.notice(event.job)
            except Exception:
                log.exception("a change could not be told", job=event.job.id)


async def web_app(parts: Parts, settings: Settings) -> FastAPI:
    """Every page and door of this machine as one application."""
    password = settings.password.get_secret_value() if settings.password else None
    doors = await make_doors(parts.room, password, settings.allowed_networks)
    doors.open_paths = (*doors.open_paths, WEBHOOK_PATH)
    doors.open_at_home = PATHS
    app = await room_app(parts.room, doors)
    mount_studio(app, parts.studio, doors, await parts.room.secret())
    home = parts.studio.desk.home
    app.include_router(
        health_router(
            Health(home=home, line=parts.line, studio=parts.studio, pulse=lambda: parts.worker.pulse)
        )
    )

    @app.get("/", include_in_schema=False)
    async def start() -> RedirectResponse:
        return RedirectResponse("/studio")

    @app.post(WEBHOOK_PATH, include_in_schema=False)
    async def webhook(request: Request) -> Response:
        taken = await parts.telegram.take(await request.body(), request.headers.get(SECRET_HEADER))
        return Response(status_code=200 if taken else 403)

    if settings.trusted_proxies:
        # Added last, so it is the outermost: the doors see whom the proxy speaks for.
        app.add_middleware(
            ProxyHeadersMiddleware, trusted_hosts=[str(network) for network in settings.trusted_proxies]
        )
    return app


def _welcome(settings: Settings) -> None:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    shown = f"[{host}]" if ":" in host else host
    print(f"Mouthpiece is ready: http://{shown}:{settings.port}   (stop with Ctrl-C)", flush=True)
    print(f"The chat: http://{shown}:{settings.port}/chat", flush=True)
    if settings.telegram_token:
        print("It also answers on Telegram.", flush=True)
