"""How the status message follows an order."""

import asyncio
import json
from typing import Any

import pytest
from recording_server import Call, Trouble, refusal
from telegram_world import ANN, IVAN, LI, QUICK, World

from bot.telegram.address import Address
from common.errors import DiskFull
from pipeline.jobs.job import Failure, Job
from pipeline.order import Stage

SLOW_WIRE_S = 0.1
"""So much sooner may the last edit be received after the first than they were sent apart"""

NGINX_413 = "<html><head><title>413 Request Entity Too Large</title></head></html>"


def told(job: Job) -> bool:
    return job.told_at is not None


async def asked_and_made(world: World, **changes: Any) -> Job:
    await world.send(text="Hello there, friends.")
    await world.job()
    return await world.finish(**changes)


async def test_progress_edits_the_status_no_faster_than_allowed_and_never_to_the_same(world: World) -> None:
    times: list[float] = []

    def verdict(call: Call) -> Trouble | None:
        times.append(asyncio.get_running_loop().time())
        return None

    world.server.check("editMessageText", verdict)
    edits = QUICK.edits.__class__(chat_s=0.25, group_s=1.0, waiting_s=0.25)
    paces = QUICK.__class__(calls=QUICK.calls, updates=QUICK.updates, edits=edits, delivery=QUICK.delivery)
    async with world.running(paces):
        await world.send(text="Hello there, friends.")
        await world.job()
        job = await world.store.claim()
        assert job is not None
        for step in range(40):
            await world.store.progress(job.id, job.attempt, Stage.RENDER, step / 80)
        await world.server.wait("editMessageText", where=lambda call: "Moving the lips… 48%" in call.text)
        for _ in range(5):
            await world.store.progress(job.id, job.attempt, Stage.RENDER, 39 / 80)
        await world.store.progress(job.id, job.attempt, Stage.FINISH, 0.9)
        await world.server.wait("editMessageText", where=lambda call: "Finishing… 90%" in call.text)
    texts = [call.text for call in world.server.made("editMessageText")]
    assert len(texts) == len(set(texts)) <= 5
    assert times[-1] - times[0] >= 0.25 * (len(times) - 1) - SLOW_WIRE_S


async def test_places_of_those_who_wait_are_kept_up_to_date(world: World) -> None:
    async with world.running():
        for text in ("One.", "Two.", "Three."):
            await world.send(text=text)
        await world.job(3)
        assert [call.text for call in world.server.made("sendMessage")][2].endswith(
            "2 orders are ahead of yours."
        )
        await world.finish()
        await world.server.wait(
            "editMessageText",
            where=lambda call: call.fields["message_id"] == "1003" and "one order is ahead" in call.text,
        )


async def test_when_nothing_can_be_made_the_status_says_why_until_it_goes_on(world: World) -> None:
    async with world.running() as bot:
        await world.send(text="Hello there, friends.")
        await world.job()
        bot.board.pause(Failure.of(DiskFull(path="/data")))
        await world.server.wait(
            "editMessageText", where=lambda call: "disk of this machine is full" in call.text
        )
        bot.board.pause(None)
        await world.server.wait("editMessageText", where=lambda call: "you are next" in call.text)


@pytest.mark.parametrize(
    ("person", "full", "time"),
    [(ANN, "disk of this machine is full", "about"), (LI, "磁盘满了", "约"), (IVAN, "Диск", "примерно")],
    ids=["en", "zh", "ru"],
)
async def test_the_list_of_orders_says_why_nothing_is_made_and_promises_no_time_until_it_goes_on(
    world: World, person: dict[str, Any], full: str, time: str
) -> None:
    async with world.running() as bot:
        await world.send(person, text="First, so that the speed of this machine is known.")
        await world.job(1)
        await world.finish()
        await world.send(person, text="Second.")
        second = await world.job(2)
        bot.board.pause(Failure.of(DiskFull(path="/data")))
        await world.send(person, text="/queue")
        queue = await world.server.wait("sendMessage", where=lambda call: "1. “Second.”" in call.text)
        bot.board.pause(None)
        goes_on = await world.server.wait(
            "editMessageText", where=lambda call: "1. “Second.”" in call.text and time in call.text
        )
        estimate_s = (await world.store.place(second.id)).estimate_s
    assert estimate_s is not None
    assert full in queue.text
    assert time not in queue.text
    assert full not in goes_on.text


async def test_an_edit_that_was_too_soon_waits_as_told(world: World) -> None:
    world.server.trouble("editMessageText", refusal(429, "Too Many Requests: retry after 1", retry_after=1))
    async with world.running():
        await world.send(text="Hello there, friends.")
        await world.job()
        job = await world.store.claim()
        assert job is not None
        await world.store.progress(job.id, job.attempt, Stage.SPEAK, 0.1)
        await world.server.wait("editMessageText", 2, where=lambda call: "Speaking… 10%" in call.text)
        assert len(world.server.made("editMessageText")) == 2


async def test_an_order_cancelled_while_it_is_made_says_so_and_loses_its_button(world: World) -> None:
    async with world.running():
        await world.send(text="Hello there, friends.")
        job = await world.job()
        status = world.server.made("sendMessage")[0]
        await world.store.claim()
        await world.tap(status, "✖️ Cancel", message_id=1001)
        said = await world.server.wait("editMessageText", where=lambda call: call.text == "✖️ Cancelled.")
        await world.tap(status, "✖️ Cancel", message_id=1001)
        answers = [await world.server.wait("answerCallbackQuery", number) for number in (1, 2)]
        await world.until(told, job.id)
    assert said.buttons == {}
    assert [answer.text for answer in answers] == ["Cancelled.", "This order had ended already."]


async def test_an_address_survives_json() -> None:
    address = Address(
        chat=-5, message=7, thread=9, group=True, locale="ru", status=3, remark="status-note-left"
    )
    assert Address.from_json(address.to_json()) == address
    assert json.loads(address.to_json())["chat"] == -5
