"""Fifty people ask for four clips each at once: everyone is answered, in fair turns, and nothing is lost."""

import asyncio
import socket
import sys
from pathlib import Path

import uvicorn

from bot.app import Parts, open_parts, web_app
from bot.settings import Settings
from common.home import Home
from pipeline.jobs.events import Kind
from pipeline.jobs.job import State

PEOPLE, EACH = 50, 4
LIMIT_S = 170


class Server(uvicorn.Server):
    up: asyncio.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


async def videos(parts: Parts, chat_id: int) -> list[dict]:
    found, before = [], None
    while page := await parts.room.store.history(chat_id, before):
        found += [stored.content for stored in page if "video" in stored.content]
        before = page[0].id
    return found


async def test_two_hundred_orders_of_fifty_people_are_each_answered_once_in_fair_turns(
    tmp_path: Path,
) -> None:
    home = Home(root=tmp_path / "home").make()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        settings = Settings(home=home.root, port=door.getsockname()[1])
        quick = (sys.executable, str(Path(__file__).with_name("quick_child.py")), str(home.root))
        async with open_parts(settings, home, child=quick) as parts:
            server = Server(uvicorn.Config(await web_app(parts, settings), log_level="warning"))
            server.up = asyncio.Event()
            running = [
                asyncio.create_task(server.serve(sockets=[door])),
                asyncio.create_task(parts.telegram.run()),
            ]
            await server.up.wait()
            started, delivered = await everyone_orders(parts, running)

            assert len(started) == PEOPLE * EACH
            for turn in range(EACH):
                served = started[turn * PEOPLE : (turn + 1) * PEOPLE]
                assert len(set(served)) == PEOPLE, f"in turn {turn} somebody was served twice"
            assert delivered == {f"person {n}": EACH for n in range(PEOPLE)}
            parts.room.stop()
            for task in running[1:]:
                task.cancel()
            server.should_exit = True
            await asyncio.gather(*running, return_exceptions=True)


async def everyone_orders(
    parts: Parts, running: list[asyncio.Task[None]]
) -> tuple[list[str], dict[str, int]]:
    """Who was served in which sequence, and how many videos each person got."""
    started: list[str] = []
    with parts.line.events.listening() as events:
        people = [await parts.room.welcome(f"person {n}", "en") for n in range(PEOPLE)]
        async with asyncio.TaskGroup() as at_once:
            for person in people:
                for number in range(EACH):
                    text = f"Order {number} of {person.name}."
                    at_once.create_task(parts.room.receive(person, person.id, parts.room.text_content(text)))
        async with asyncio.timeout(LIMIT_S):
            while len(await parts.line.list(active_only=True, limit=1000)) < PEOPLE * EACH:
                await asyncio.wait_for(anext(events), LIMIT_S)
            running.append(asyncio.create_task(parts.worker.run()))
            ended = 0
            async for event in events:
                if not running[0].done():
                    await parts.telegram.notice(event.job)
                if event.kind is Kind.STARTED:
                    started.append(event.job.owner)
                ended += event.kind is Kind.ENDED
                if ended == PEOPLE * EACH:
                    break
            while await parts.line.untold("telegram"):  # noqa: ASYNC110 - delivery tells only the store
                await asyncio.sleep(0.1)
    jobs = await parts.line.list(limit=1000)
    assert {job.state for job in jobs} == {State.DELIVERED}
    return started, {person.name: len(await videos(parts, person.id)) for person in people}
