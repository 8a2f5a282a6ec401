"""Calls to programs at an order's end, against a real receiver on a port of its own. Time is a number we move."""

import asyncio
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from studio_world import Serve, Served

from bot.studio.hosts import HostRefused, HostRules, UrlRefused, check_url
from bot.studio.store import StudioStore
from bot.studio.webhooks import PAUSES_S, SIGNATURE, Told, Webhooks
from common.errors import UnknownJob
from common.home import Home
from pipeline.jobs.job import Job, State
from pipeline.jobs.sqlite import SqliteStore
from pipeline.order import ClipOrder

SECRET = "whsec"
BODY = b'{"id": "j1", "state": "done"}'


@dataclass
class Receiver:
    """Answers what it is told to, in turn; then 204."""

    url: str = ""
    answers: list[Callable[[], web.StreamResponse]] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.got.append((dict(request.headers), await request.read()))
        self.heard.set()
        return self.answers.pop(0)() if self.answers else web.Response(status=204)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    app = web.Application()
    app.router.add_post("/{rest:.*}", one.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}/clips?key=1"
    yield one
    await runner.cleanup()


@dataclass
class Bench:
    store: StudioStore
    webhooks: Webhooks
    now: list[float]
    known: dict[str, Told]

    async def waiting(self) -> list[dict]:
        return [dict(row) for row in await self.store.rows("SELECT * FROM calls")]


@contextlib.asynccontextmanager
async def bench(path: Path, **rules: frozenset) -> AsyncIterator[Bench]:
    store = await StudioStore.open(path / "studio.db")
    now, known = [1000.0], {"j1": Told(state=State.DONE, body=BODY)}

    async def tell(job: str) -> Told:
        if job not in known:
            raise UnknownJob(name=job)
        return known[job]

    webhooks = Webhooks(store=store, tell=tell, rules=HostRules(**rules), secret=SECRET, clock=lambda: now[0])
    try:
        yield Bench(store, webhooks, now, known)
    finally:
        await store.close()


def ended(url: str, state: State = State.DONE) -> Job:
    address = json.dumps({"who": "", "webhook": url})
    return Job(id="j1", order=ClipOrder(text="x"), owner="api:1", channel="api", address=address, state=state)


async def test_a_receiver_that_fails_twice_is_called_until_it_takes_the_news(
    tmp_path: Path, receiver: Receiver
) -> None:
    receiver.answers += [lambda: web.Response(status=500), lambda: web.Response(status=503)]
    async with bench(tmp_path) as one:
        await one.webhooks.ended(ended(receiver.url))
        assert await one.webhooks.call_due() == 1
        assert await one.webhooks.call_due() == 0
        for pause_s in PAUSES_S[:2]:
            one.now[0] += pause_s - 1
            assert await one.webhooks.call_due() == 0
            one.now[0] += 1
            assert await one.webhooks.call_due() == 1
        assert await one.waiting() == []
    headers, body = receiver.got[-1]
    assert [told["Mouthpiece-Attempt"] for told, _ in receiver.got] == ["1", "2", "3"]
    assert (headers["Mouthpiece-Event"], headers["Content-Type"]) == ("order.done", "application/json")
    assert body == BODY
    stamp, signed = (part.split("=", 1)[1] for part in headers[SIGNATURE].split(","))
    assert stamp == str(int(1000 + sum(PAUSES_S[:2])))
    assert signed == hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


async def test_a_call_outlives_a_restart_and_is_given_up_after_six_tries(
    tmp_path: Path, receiver: Receiver
) -> None:
    receiver.answers += [lambda: web.Response(status=500)] * 6
    async with bench(tmp_path) as one:
        await one.webhooks.ended(ended(receiver.url))
        await one.webhooks.call_due()
    for pause_s in PAUSES_S:
        async with bench(tmp_path) as one:
            (row,) = await one.waiting()
            assert row["status"] == 500
            one.now[0] = row["due_at"]
            assert await one.webhooks.call_due() == 1
            one.now[0] += pause_s
    async with bench(tmp_path) as one:
        assert await one.waiting() == []
    assert len(receiver.got) == 6
    assert 3600 <= sum(PAUSES_S) <= 4500


async def test_no_redirect_is_followed_and_a_long_answer_is_not_read(
    tmp_path: Path, receiver: Receiver
) -> None:
    def elsewhere() -> web.Response:
        return web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"})

    receiver.answers += [elsewhere, lambda: web.Response(body=b"x" * 5_000_000)]
    async with bench(tmp_path) as one:
        await one.webhooks.ended(ended(receiver.url))
        await one.webhooks.call_due()
        assert (await one.waiting())[0]["status"] == 302
        one.now[0] += PAUSES_S[0]
        await one.webhooks.call_due()
        assert await one.waiting() == []


async def test_a_receiver_that_says_gone_and_an_order_that_is_gone_end_the_calls(
    tmp_path: Path, receiver: Receiver
) -> None:
    receiver.answers.append(lambda: web.Response(status=410))
    async with bench(tmp_path) as one:
        await one.webhooks.ended(ended(receiver.url))
        await one.webhooks.call_due()
        assert await one.waiting() == []
        one.known.clear()
        await one.webhooks.ended(ended(receiver.url))
        await one.webhooks.call_due()
        assert await one.waiting() == []
    assert len(receiver.got) == 1


async def test_an_order_made_after_all_is_told_anew_and_one_without_a_webhook_never(
    tmp_path: Path, receiver: Receiver
) -> None:
    async with bench(tmp_path) as one:
        one.known["j1"] = Told(state=State.FAILED, body=b"{}")
        await one.webhooks.ended(ended(receiver.url, State.FAILED))
        await one.webhooks.call_due()
        one.known["j1"] = Told(state=State.RUNNING, body=b"{}")
        await one.webhooks.ended(ended(receiver.url, State.FAILED))
        await one.webhooks.call_due()
        one.known["j1"] = Told(state=State.DONE, body=BODY)
        await one.webhooks.ended(ended(receiver.url))
        await one.webhooks.ended(ended(""))
        await one.webhooks.call_due()
        assert await one.waiting() == []
    assert [told["Mouthpiece-Event"] for told, _ in receiver.got] == ["order.failed", "order.done"]


async def test_a_name_is_called_only_at_addresses_that_may_be_called(
    tmp_path: Path, receiver: Receiver
) -> None:
    named = receiver.url.replace("127.0.0.1", "localhost")
    async with bench(tmp_path, words=frozenset({"private"})) as one:
        await one.webhooks.ended(ended(named))
        await one.webhooks.call_due()
        assert (await one.waiting())[0]["status"] is None
        assert receiver.got == []
    async with bench(tmp_path, words=frozenset({"loopback"})) as one:
        one.now[0] += PAUSES_S[0]
        await one.webhooks.call_due()
        assert await one.waiting() == []
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "http://",
        "//127.0.0.1/x",
        "127.0.0.1",
        "http://user:word@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX: y",
        "http://[::1/",
        "http://127.0.0.1\\@x/",
        "http://127.0.0.1/" + "x" * 2000,
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        check_url(url, HostRules())


@pytest.mark.parametrize(
    ("rules", "allowed", "refused"),
    [
        (("loopback", "private"), ["127.0.0.1", "[::1]", "10.1.2.3", "192.168.1.2", "[fd12::1]"], ["93.184.216.34"]),
        (("any",), ["93.184.216.34", "10.1.2.3"], ["169.254.169.254", "100.100.100.200", "0.0.0.0", "[fe80::1]"]),
        (("any",), ["[2606:2800::1]"], ["[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[fd00:ec2::254]", "[::]"]),
        (("10.0.0.0/8",), ["10.1.2.3"], ["192.168.1.2", "127.0.0.1"]),
        (("169.254.0.0/16",), [], ["169.254.169.254"]),
        (("none",), [], ["127.0.0.1", "10.1.2.3", "example.com"]),
    ],
)  # fmt: skip
def test_hosts_are_allowed_by_word_network_and_name(
    rules: tuple[str, ...], allowed: list[str], refused: list[str]
) -> None:
    for host in allowed:
        check_url(f"http://{host}/x", HostRules.of(rules))
    for host in refused:
        with pytest.raises(HostRefused):
            check_url(f"http://{host}/x", HostRules.of(rules))


async def test_an_order_calls_its_webhook_when_it_is_done_and_shows_it_to_nobody(
    served: Served, receiver: Receiver
) -> None:
    asked = {"text": "Hello", "label": "greeting", "webhook": receiver.url}
    order = await served.ok("POST", "/orders", json=asked)
    assert "webhook" not in order
    async with asyncio.timeout(30):
        await receiver.heard.wait()
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert (told["id"], told["state"], told["label"]) == (order["id"], "done", "greeting")
    assert (headers["Mouthpiece-Event"], headers["Mouthpiece-Order"]) == ("order.done", order["id"])
    assert SIGNATURE not in headers


async def test_cancelled_and_failed_orders_are_told_too(
    serving: Serve, tmp_path: Path, receiver: Receiver
) -> None:
    async with serving(tmp_path / "home", webhook_secret=SECRET) as served:
        await served.ok("POST", "/orders", json={"text": "no face", "webhook": receiver.url})
        async with asyncio.timeout(30):
            await receiver.heard.wait()
            receiver.heard.clear()
            served.hold()
            order = await served.ok("POST", "/orders", json={"text": "Hello", "webhook": receiver.url})
            await served.ok("POST", f"/orders/{order['id']}/cancel")
            await receiver.heard.wait()
    events = [headers["Mouthpiece-Event"] for headers, _ in receiver.got]
    assert events == ["order.failed", "order.cancelled"]
    assert all(SIGNATURE in headers for headers, _ in receiver.got)
    assert json.loads(receiver.got[0][1])["failure"]["code"] == "no-face"


@pytest.mark.parametrize(
    ("url", "code"), [("http://169.254.169.254/latest", "webhook-host"), ("gopher://x", "webhook-url")]
)
async def test_a_webhook_that_may_not_be_called_is_refused_with_the_order(
    served: Served, url: str, code: str
) -> None:
    answer = await served.http.post("/api/v1/orders", json={"text": "Hi", "webhook": url})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, "webhook")
    assert (await served.ok("GET", "/orders"))["orders"] == []


async def test_an_end_that_nobody_was_there_to_tell_is_told_once_after_the_start(
    serving: Serve, tmp_path: Path, receiver: Receiver
) -> None:
    home = Home(root=tmp_path / "home").make()
    line = await SqliteStore.open(home.line_db)
    address = json.dumps({"who": "", "webhook": receiver.url})
    job = await line.add(ClipOrder(text="Hello"), owner="api:1", channel="api", address=address)
    await line.cancel(job.id)
    await line.close()
    for _ in range(2):
        async with serving(home.root), asyncio.timeout(30):
            await receiver.heard.wait()
    assert [headers["Mouthpiece-Order"] for headers, _ in receiver.got] == [job.id]
