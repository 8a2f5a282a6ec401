"""Weights by the API: a button that fetches, progress to look at, and what may go wrong."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from studio_world import Served

from bot.studio.api.models import model_router
from bot.studio.api.problems import answer_problems
from bot.studio.fetches import Fetches
from bot.studio.visitors import Visitors

sys.path.append(str(Path(__file__).parents[1] / "models"))
from weights_world import Shelf, lips, safetensors, serving, store_in

DATA = safetensors("first.weight")
AGREED = {"accept_licence": True}


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        shelf.files["/small.pth"] = DATA
        yield shelf


@dataclass
class Asking:
    http: httpx.AsyncClient
    fetches: Fetches

    async def get(self) -> dict[str, Any]:
        return (await self.http.get("/models/small")).json()

    async def pull(self, body: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        return await self.http.post(
            "/models/small/pull", json=AGREED if body is None else body, headers=headers
        )

    async def until_ended(self) -> dict[str, Any]:
        async with asyncio.timeout(30):
            while (told := await self.get())["fetch"]["step"] in ("fetching", "checking"):
                await asyncio.to_thread(self.fetches.ended.wait, 5)
        return told


@pytest.fixture
async def asking(tmp_path: Path, shelf: Shelf) -> AsyncIterator[Asking]:
    fetches = Fetches(store_in(tmp_path, lips([f"{shelf.url}/small.pth"])))
    app = FastAPI()
    visitors = Visitors("secret")
    app.include_router(model_router(fetches, visitors))
    answer_problems(app, visitors, under="/models")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://here") as http:
        yield Asking(http, fetches)
    fetches.close()


async def test_a_button_fetches_and_shows_how_far_it_is(asking: Asking, shelf: Shelf) -> None:
    shelf.hold_after = 50_000
    assert (await asking.get())["state"] == "missing"
    assert (await asking.pull()).status_code == 202
    await asyncio.to_thread(shelf.halfway.wait, 30)
    again = await asking.pull()
    assert (again.status_code, again.json()["code"]) == (409, "fetch-running")
    assert (await asking.http.delete("/models/small")).status_code == 409
    assert (await asking.get())["fetch"]["step"] == "fetching"
    shelf.let_go.set()
    told = await asking.until_ended()
    assert (told["state"], told["checked"], told["fetch"]["step"], told["fetch"]["share"]) == (
        "here",
        True,
        "done",
        1.0,
    )
    assert (await asking.http.delete("/models/small")).status_code == 204
    assert (await asking.get())["state"] == "missing"


async def test_nothing_is_fetched_before_the_licence_is_accepted(asking: Asking, shelf: Shelf) -> None:
    for body in ({}, {"accept_licence": False}):
        answer = await asking.pull(body)
        assert (answer.status_code, answer.json()["code"]) == (422, "licence-not-accepted")
        assert answer.json()["field"] == "accept_licence"
        assert "Apache-2.0" in answer.json()["detail"]
    assert shelf.asked == []


async def test_a_cancelled_fetch_keeps_what_came_and_goes_on_when_asked_again(
    asking: Asking, shelf: Shelf
) -> None:
    shelf.hold_after = 50_000
    await asking.pull()
    await asyncio.to_thread(shelf.halfway.wait, 30)
    assert (await asking.http.post("/models/small/cancel")).status_code == 200
    shelf.let_go.set()
    told = await asking.until_ended()
    assert (told["fetch"]["step"], told["fetch"]["error"]["code"]) == ("stopped", "fetch-stopped")
    assert told["state"] == "partly"
    shelf.hold_after = 0
    await asking.pull()
    assert (await asking.until_ended())["state"] == "here"
    assert shelf.asked[-1][1] is not None


async def test_what_fails_is_said_in_the_readers_language(asking: Asking, shelf: Shelf) -> None:
    shelf.files.clear()
    await asking.pull()
    told = await asking.until_ended()
    assert (told["fetch"]["step"], told["fetch"]["error"]["code"]) == ("failed", "fetch-failed")
    russian = (await asking.http.get("/models/small", headers={"Accept-Language": "ru"})).json()
    assert "на сервере его нет" in russian["fetch"]["error"]["message"]


async def test_the_studio_serves_them(served: Served) -> None:
    listed = await served.ok("GET", "/models")
    one = next(model for model in listed if model["id"] == "coqui-xtts-v2")
    assert (one["kind"], one["commercial"], one["state"], one["fetchable"]) == (
        "voice",
        False,
        "missing",
        True,
    )
    assert (await served.http.get("/api/v1/models/nobody")).status_code == 404
    answer = await served.http.post("/api/v1/models/wav2lip/pull", json=AGREED)
    assert (answer.status_code, answer.json()["code"]) == (422, "no-address")
    assert (await served.http.delete("/api/v1/models/wav2lip")).status_code == 204
