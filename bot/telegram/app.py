"""The bot as a whole: made from its parts, started, fed with what happens in the line."""

import asyncio
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError

from bot.examining import Examine, examiner
from bot.people import People
from bot.telegram import account, addpresenter, help, presenters, queue, sharing, speak, voices
from bot.telegram.adding import Adding
from bot.telegram.address import CHANNEL
from bot.telegram.board import Board, EditPace
from bot.telegram.commands import set_commands
from bot.telegram.delivery import Delivery, DeliveryPace
from bot.telegram.drafts import Drafts
from bot.telegram.limits import Limits
from bot.telegram.memory import Memory
from bot.telegram.middlewares import NotTooFast, Sentences, WithPerson
from bot.telegram.ordering import Desk, Presenters, SpeakSample, Voices
from bot.telegram.patience import PASSING, Pace, Patience
from bot.telegram.updates import WANTED, TokenRefused, Updates
from common.home import Home
from pipeline.jobs.job import FINAL, Job, State
from pipeline.jobs.store import JobStore
from pipeline.lips.engines import Engines

if TYPE_CHECKING:
    from presenters.registry import Registry

TELEGRAM = "https://api.telegram.org"

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How Telegram, or another server that speaks its Bot API, is reached."""

    token: str = field(repr=False)
    api: str = TELEGRAM
    """Base address of the Bot API server"""
    is_local: bool = False
    """That server runs with --local: large files, given as paths on this machine"""
    webhook: str | None = None
    """Public address Telegram shall call; None asks for updates instead (long polling)"""
    webhook_secret: str | None = field(default=None, repr=False)
    """Comes along with each call; None takes one made from the token"""

    @property
    def secret(self) -> str:
        return self.webhook_secret or hashlib.sha256(f"webhook {self.token}".encode()).hexdigest()

    @property
    def limits(self) -> Limits:
        return Limits.of_local_server() if self.is_local else Limits()


@dataclass(frozen=True, kw_only=True)
class Paces:
    """How patient the bot is with Telegram."""

    calls: Pace = field(default_factory=Pace)
    updates: Pace = field(default_factory=Pace)
    edits: EditPace = field(default_factory=EditPace)
    delivery: DeliveryPace = field(default_factory=DeliveryPace)
    messages_most: int = 30
    """Messages of one person taken within 10 s"""


class TelegramBot:
    """``run`` it, ``notice`` every job that changes, and in webhook mode ``take`` what Telegram posts."""

    def __init__(
        self,
        *,
        connection: Connection,
        bot: Bot,
        dispatcher: Dispatcher,
        updates: Updates,
        board: Board,
        delivery: Delivery,
        adding: Adding,
        pace: Pace,
    ) -> None:
        self.connection = connection
        self.bot = bot
        self.dispatcher = dispatcher
        self.updates = updates
        self.board = board
        self.delivery = delivery
        self.adding = adding
        self._pace = pace

    async def run(self) -> None:
        """Work until cancelled. Raises TokenRefused."""
        try:
            await self._introduce()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.board.run())
                tasks.create_task(self.delivery.run())
                tasks.create_task(self.adding.run())
                tasks.create_task(self._menu())
                await self.updates.resume()
                if self.connection.webhook is None:
                    await self.updates.poll()
                else:
                    await asyncio.get_running_loop().create_future()
        except ExceptionGroup as group:
            refused = group.subgroup(TokenRefused)
            raise (refused.exceptions[0] if refused else group) from None
        finally:
            await self.updates.close()
            await self.bot.session.close()

    async def notice(self, job: Job) -> None:
        """A job changed: its asker sees it, and hears of its end. Quick; call it for jobs of every channel."""
        if job.state != State.RUNNING or job.stage is None:
            self.board.touch_waiting()
        if job.channel != CHANNEL:
            return
        self.board.touch(job)
        if job.state in FINAL and job.told_at is None:
            self.delivery.start(job)

    async def take(self, body: bytes, secret: str | None) -> bool:
        """An update that Telegram posted, with the header ``X-Telegram-Bot-Api-Secret-Token``.

        False when it does not come from Telegram: answer 403 then, else 200.
        """
        if not hmac.compare_digest((secret or "").encode(), self.connection.secret.encode()):
            return False
        try:
            update = json.loads(body)
            if isinstance(update, dict) and isinstance(update.get("update_id"), int):
                await self.updates.take(update)
        except ValueError:
            log.warning("webhook call without JSON")
        return True

    async def _introduce(self) -> None:
        """Learn our own name and say how updates shall come; tried until Telegram is there."""
        tried = 0
        while True:
            try:
                await self.bot.me()
                if self.connection.webhook is None:
                    await self.bot.delete_webhook()
                else:
                    await self.bot.set_webhook(
                        self.connection.webhook,
                        secret_token=self.connection.secret,
                        allowed_updates=WANTED,
                    )
                return
            except (TelegramUnauthorizedError, TelegramNotFound) as error:
                # Telegram answers 404 to a token of the wrong form.
                raise TokenRefused from error
            except PASSING as error:
                wait_s = self._pace.wait_s(error, tried)
                log.warning("telegram cannot be reached", wait_s=wait_s, reason=str(error))
                await asyncio.sleep(wait_s)
                tried += 1

    async def _menu(self) -> None:
        try:
            await set_commands(self.bot)
        except TelegramAPIError as error:
            log.warning("no command menu", reason=str(error))


def connect(connection: Connection, pace: Pace) -> Bot:
    api = TelegramAPIServer.from_base(connection.api, is_local=connection.is_local)
    session = AiohttpSession(api=api)
    session.middleware(Patience(pace))
    # No parse mode: what people write and are called can then never be read as markup.
    return Bot(token=connection.token, session=session)


@contextlib.asynccontextmanager
async def build(
    connection: Connection,
    *,
    home: Home,
    store: JobStore,
    presenters: Presenters,
    registry: "Registry",
    voices: Voices,
    speak_sample: SpeakSample,
    default_presenter: str | None = None,
    engines: Engines | None = None,
    admins: frozenset[str] = frozenset(),
    examine: Examine | None = None,
    limits: Limits | None = None,
    paces: Paces | None = None,
) -> AsyncIterator[TelegramBot]:
    """Make the bot and open what it keeps on disk; closed at the end of the block.

    ``admins`` are the people who may share presenters that others added; ``examine`` looks at footage people send.
    """
    paces = paces or Paces()
    limits = limits or connection.limits
    engines = engines or Engines(home=home)
    bot = connect(connection, paces.calls)
    people = await People.open(home.people_db)
    memory = await Memory.open(home.telegram_db, bot.id)
    try:
        board = Board(bot=bot, store=store, people=people, pace=paces.edits)
        delivery = Delivery(
            bot=bot, store=store, people=people, board=board, limits=limits, pace=paces.delivery
        )
        desk = Desk(
            bot=bot,
            home=home,
            store=store,
            presenters=presenters,
            voices=voices,
            board=board,
            delivery=delivery,
            limits=limits,
            default_presenter=default_presenter,
            engines=engines,
        )
        adding = Adding(
            bot=bot,
            home=home,
            registry=registry,
            drafts=Drafts(memory),
            people=people,
            limits=limits,
            examine=examine or examiner(home),
        )
        dispatcher = _dispatcher(people, paces)
        being_heard: set[str] = set()
        dispatcher.workflow_data.update(
            home=home,
            store=store,
            people=people,
            memory=memory,
            desk=desk,
            engines=engines,
            board=board,
            delivery=delivery,
            adding=adding,
            admins=admins,
            speak_sample=speak_sample,
            being_heard=being_heard,
        )
        updates = Updates(bot=bot, dispatcher=dispatcher, memory=memory, pace=paces.updates)
        yield TelegramBot(
            connection=connection,
            bot=bot,
            dispatcher=dispatcher,
            updates=updates,
            board=board,
            delivery=delivery,
            adding=adding,
            pace=paces.updates,
        )
    finally:
        await bot.session.close()
        await memory.close()
        await people.close()


def _dispatcher(people: People, paces: Paces) -> Dispatcher:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.update.outer_middleware(WithPerson(people))
    throttle = NotTooFast(most=paces.messages_most)
    for observer in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        observer.outer_middleware(Sentences())
        # Inside, so that only what is meant for us counts: in groups most is not.
        observer.middleware(throttle)
    dispatcher.my_chat_member.outer_middleware(Sentences())
    # Commands first, then what is no command, then the taps nobody knows.
    dispatcher.include_routers(
        addpresenter.router(),
        speak.commands(),
        help.router(),
        presenters.router(),
        sharing.router(),
        voices.router(),
        queue.router(),
        account.router(),
        speak.router(),
        queue.last(),
    )
    return dispatcher
