import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import aiosqlite
import pytest
from recording_server import TOKEN, Trouble, refusal
from telegram_world import ANN, FAST, World

from bot import people
from bot.people import People
from bot.telegram import memory
from bot.telegram.app import Connection
from bot.telegram.memory import KeptUpdate, Memory
from bot.telegram.updates import TokenRefused, Updates
from common.database import open_database
from common.errors import DiskFull

START = """
import time
start = time.process_time()
import bot.telegram.app
took = time.process_time() - start
import json, psutil, sys
heavy = {"torch", "TTS", "cv2", "mediapipe", "librosa", "numba", "scipy", "numpy"} & set(sys.modules)
print(json.dumps([took, psutil.Process().memory_info().rss / 2**20, sorted(heavy)]))
"""
MODELS = """
import bot.telegram
from aiogram.methods.base import TelegramMethod
from aiogram.types.base import MutableTelegramObject, TelegramObject

def below(one):
    return {one} | {deep for sub in one.__subclasses__() for deep in below(sub)}

models = below(TelegramObject) | below(TelegramMethod)
models = {m for m in models if m.__name__ not in ("TelegramObject", "MutableTelegramObject", "TelegramMethod")}
for model in models:
    model.model_rebuild()
print(len(models), sum(not model.__pydantic_complete__ for model in models))
"""


def python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_the_bot_starts_small_and_without_the_heavy_libraries() -> None:
    _, memory_mb, heavy = json.loads(python(START))
    assert memory_mb < 200
    assert heavy == []


def test_every_model_of_aiogram_can_still_be_built_when_it_is_needed() -> None:
    models, incomplete = map(int, python(MODELS).split())
    assert models > 400
    assert incomplete == 0


async def test_updates_that_telegram_posts_are_taken_with_the_right_secret_only(world: World) -> None:
    async with world.running(webhook="https://bot.example.org/hook", webhook_secret="s3cret") as bot:
        setting = await world.server.wait("setWebhook")
        body = json.dumps({"update_id": 1, "message": world.message(text="/help")}).encode()
        assert not await bot.take(body, "wrong")
        assert not await bot.take(body, None)
        assert world.server.made("sendMessage") == []
        assert await bot.take(body, "s3cret")
        assert await bot.take(body, "s3cret")
        assert await bot.take(b"not json", "s3cret")
        await world.server.wait("sendMessage")
        await bot.updates.answered()
    assert (setting.fields["url"], setting.fields["secret_token"]) == (
        "https://bot.example.org/hook",
        "s3cret",
    )
    assert "callback_query" in setting.fields["allowed_updates"]
    assert len(world.server.made("sendMessage")) == 1
    assert world.server.made("deleteWebhook") == []


async def test_polling_first_takes_the_webhook_away(world: World) -> None:
    async with world.running():
        await world.server.wait("deleteWebhook")


async def test_polling_goes_on_after_every_kind_of_trouble(world: World) -> None:
    world.server.trouble(
        "getUpdates",
        Trouble(drop=True),
        Trouble(status=502, body="<html>Bad Gateway</html>"),
        refusal(429, "Too Many Requests", retry_after=1),
        refusal(409, "Conflict: terminated by other getUpdates request"),
    )
    world.server.trouble("getMe", Trouble(drop=True), refusal(500, "Internal Server Error"))
    async with world.running():
        await world.send(text="/help")
        await world.server.wait("sendMessage")


async def test_a_token_telegram_does_not_know_ends_the_run_with_a_sentence(world: World) -> None:
    world.server.trouble("getMe", refusal(401, "Unauthorized"))
    with pytest.raises(AssertionError, match="TokenRefused"):
        async with world.running():
            await world.server.wait("getMe")
            await world.refused()
    assert "@BotFather" in str(TokenRefused())


async def test_an_update_that_ends_the_program_each_time_is_given_up(world: World) -> None:
    inbox = await Memory.open(world.home.telegram_db, int(TOKEN.split(":")[0]))
    update = {"update_id": 9, "message": world.message(text="/help")}
    await inbox.keep(KeptUpdate(id=9, body=json.dumps(update)))
    for _ in range(3):
        await inbox.start(9)
    async with world.running():
        await world.send(text="/style")
        await world.server.wait("sendMessage")
    assert await inbox.pending() == []
    await inbox.close()
    assert len(world.server.made("sendMessage")) == 1


async def test_with_a_full_disk_a_message_is_answered_though_it_cannot_be_kept(world: World) -> None:
    path = world.home.root / "small.db"
    connection = await full_after(path, memory.MIGRATIONS)
    async with world.running() as bot:
        kept = Memory(connection, path, bot.bot.id)
        updates = Updates(bot=bot.bot, dispatcher=bot.dispatcher, memory=kept, pace=FAST)
        words = "Many words take more room than there is. " * 90
        with pytest.raises(DiskFull):
            await kept.keep(KeptUpdate(id=1, body=words * 10))
        await updates.take({"update_id": 2, "message": world.message(text=words)})
        await updates.answered()
        assert len(await world.store.list()) == 1
        await kept.keep_file("name", words)
    await connection.close()


async def test_a_choice_that_cannot_be_kept_on_a_full_disk_is_an_error(world: World) -> None:
    path = world.home.root / "small.db"
    connection = await full_after(path, people.MIGRATIONS)
    with pytest.raises(DiskFull):
        await People(connection, path).choose("telegram:11", "presenter", "x" * 9000)
    await connection.close()


async def full_after(path: Path, migrations: Sequence[str]) -> aiosqlite.Connection:
    """A database that may not grow any more."""
    connection = await open_database(path, migrations)
    row = await (await connection.execute("PRAGMA page_count")).fetchone()
    assert row is not None
    await connection.execute(f"PRAGMA max_page_count={row[0]}")
    return connection


async def test_an_update_of_a_kind_unknown_is_let_go(world: World) -> None:
    async with world.running() as bot:
        await bot.updates.take({"update_id": 1, "message": {"message_id": "?"}})
        await bot.updates.take({"update_id": 2, "something_new": {"a": 1}})
        await bot.updates.answered()
        assert await bot.dispatcher.workflow_data["memory"].pending() == []


async def test_what_nobody_foresaw_is_told_as_such_and_the_bot_goes_on(world: World) -> None:
    broken = world.home.presenters / "broken"
    broken.mkdir()
    (broken / "presenter.toml").write_text("name = \n")
    (broken / "footage.mp4").touch()
    async with world.running():
        await world.send(text="Hello there.")
        said = await world.server.wait("sendMessage")
        (broken / "presenter.toml").unlink()
        await world.send(ANN, text="Hello again.")
        await world.server.wait("sendMessage", 2)
    assert said.text.startswith("Something went wrong on my side")


def test_tokens_and_secrets_do_not_show_in_what_is_printed() -> None:
    connection = Connection(token="12:abc", webhook_secret="hush")
    assert "12:abc" not in repr(connection)
    assert "hush" not in repr(connection)
    assert connection.secret == "hush"
    assert Connection(token="12:abc").secret == Connection(token="12:abc").secret != ""
