"""Programs with tokens, and who else the doors let to the API, over real HTTP."""

import asyncio
import contextlib
import json
import sqlite3
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from studio_world import Serve, Served

from bot.cli import cli
from bot.room.doors import Doors
from bot.studio.answers import Answer, Answers
from bot.studio.store import StudioStore
from bot.studio.tokens import TokenNameTaken, Tokens
from bot.tokens_cli import tokens as tokens_command

PASSWORD = {"password": "open sesame"}
cli.add_command(tokens_command)


def bearer(secret: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", **more}


async def add(served: Served, name: str) -> str:
    return (await served.parts.studio.tokens.add(name))[1]


async def test_a_token_opens_the_api_and_no_page(serving: Serve, tmp_path: Path) -> None:
    async with serving(tmp_path / "home", **PASSWORD) as served:
        secret = await add(served, "nightly")
        refused = await served.http.get("/api/v1/orders")
        assert (refused.status_code, refused.json()["code"]) == (401, "login-needed")
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["www-authenticate"].startswith("Bearer")
        asked = await served.http.post("/api/v1/orders", json={"text": "Hello"}, headers=bearer(secret))
        assert asked.status_code == 202
        assert (asked.json()["who"], asked.json()["channel"]) == ("nightly", "api")
        for page in ("/studio", "/chat", "/studio/history"):
            assert (await served.http.get(page, headers=bearer(secret))).status_code == 401


async def test_a_request_with_a_token_may_come_from_anywhere(serving: Serve, tmp_path: Path) -> None:
    async with serving(tmp_path / "home", **PASSWORD) as served:
        headers = bearer(await add(served, "shop"), Origin="https://shop.example", Host="studio.example")
        assert (
            await served.http.post("/api/v1/orders", json={"text": "Hi"}, headers=headers)
        ).status_code == 202


async def test_wrong_tokens_are_refused_and_slowed_down_and_right_ones_are_not(
    serving: Serve, tmp_path: Path
) -> None:
    async with serving(tmp_path / "home", **PASSWORD) as served:
        secret = await add(served, "nightly")
        answers = [
            await served.http.get("/api/v1/orders", headers=bearer(f"mp_{n}", **{"Accept-Language": "ru"}))
            for n in range(6)
        ]
        assert [answer.status_code for answer in answers[:4]] == [401] * 4
        assert "invalid_token" in answers[0].headers["www-authenticate"]
        assert "токен" in answers[0].json()["detail"].lower()
        slow = next(answer for answer in answers[4:] if answer.status_code == 429)
        assert int(slow.headers["retry-after"]) >= 1
        assert slow.json()["code"] == "token-wait"
        assert (await served.http.get("/api/v1/orders", headers=bearer(secret))).status_code == 200


async def test_a_token_made_and_removed_by_another_process_counts_on_a_running_server(
    serving: Serve, tmp_path: Path
) -> None:
    async with serving(tmp_path / "home", **PASSWORD) as served:
        other = await StudioStore.open(served.home.studio_db)
        now = [1000.0]
        elsewhere, here = Tokens(other), Tokens(served.parts.studio.desk.store, lambda: now[0])
        _, secret = await elsewhere.add("ci")
        assert (await here.find(secret)).name == "ci"
        await elsewhere.remove("ci")
        now[0] += 2
        assert await here.find(secret) is None
        _, new = await elsewhere.add("new")
        now[0] += 0.2
        assert (await here.find(new)).name == "new"
        with pytest.raises(TokenNameTaken):
            for _ in range(2):
                await elsewhere.add("twice")
        await other.close()


async def test_only_a_hash_of_a_token_is_kept(served: Served) -> None:
    secret = await add(served, "nightly")
    assert len(secret) >= 43 + len("mp_")
    await served.parts.studio.tokens.find(secret)
    assert (await served.parts.studio.tokens.list())[0].used_at is not None
    for path in served.home.root.glob("studio.db*"):
        assert secret.encode() not in path.read_bytes()


def test_tokens_are_added_listed_and_removed_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOUTHPIECE_HOME", str(tmp_path))
    run = CliRunner()
    made = run.invoke(cli, ["tokens", "add", "nightly"])
    assert made.stdout.startswith("mp_")
    assert len(made.stdout.split()) == 1
    listed = run.invoke(cli, ["tokens", "list", "--json"])
    assert [token["name"] for token in json.loads(listed.stdout)] == ["nightly"]
    assert made.stdout.strip() not in listed.stdout
    assert run.invoke(cli, ["tokens", "remove", "nightly"]).exit_code == 0
    gone = run.invoke(cli, ["tokens", "remove", "nightly"])
    assert gone.exit_code == 3
    assert "[unknown-token]" in gone.stderr


@pytest.mark.parametrize(
    "foreign",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
async def test_a_post_from_another_site_is_refused_whatever_it_sends(
    served: Served, foreign: dict[str, str]
) -> None:
    asked = json.dumps({"text": "Hello"})
    for kind in ("text/plain", "application/json", "application/x-www-form-urlencoded"):
        answer = await served.http.post(
            "/api/v1/orders", content=asked, headers={"Content-Type": kind, **foreign}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign-site")
    assert (await served.http.post("/api/v1/uploads", content=b"x", headers=foreign)).status_code == 403
    assert (await served.ok("GET", "/orders"))["orders"] == []


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
async def test_a_body_that_is_not_json_is_refused(served: Served, kind: str) -> None:
    answer = await served.http.post(
        "/api/v1/orders", content=b'{"text": "Hello"}', headers={"Content-Type": kind} if kind else {}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "json-only")


async def test_without_a_password_a_proxy_does_not_count_as_this_machine(served: Served) -> None:
    answer = await served.http.get("/api/v1/orders", headers={"X-Forwarded-For": "203.0.113.7"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-here")
    assert "MOUTHPIECE_PASSWORD" in answer.json()["detail"]


async def test_networks_that_are_left_out_are_refused_behind_a_trusted_proxy_too(
    serving: Serve, tmp_path: Path
) -> None:
    networks = {"allowed_networks": ["192.168.0.0/16"], "trusted_proxies": ["127.0.0.1"]}
    async with serving(tmp_path / "home", **PASSWORD, **networks) as served:
        headers = bearer(await add(served, "shop"))
        for client, status in (("192.168.3.4", 200), ("203.0.113.7", 403)):
            answer = await served.http.get("/api/v1/orders", headers=headers | {"X-Forwarded-For": client})
            assert answer.status_code == status
        assert answer.json()["code"] == "not-allowed"
        page = await served.http.get("/chat", headers={"X-Forwarded-For": "203.0.113.7"})
        assert (page.status_code, "MOUTHPIECE_ALLOWED_NETWORKS" in page.text) == (403, True)
        secure = {"X-Forwarded-For": "192.168.3.4", "X-Forwarded-Proto": "https", "Accept": "text/html"}
        entered = await served.http.post("/login", data={"password": "open sesame"}, headers=secure)
        assert "secure" in entered.headers["set-cookie"].lower()


async def test_a_proxy_that_nobody_named_is_not_believed(serving: Serve, tmp_path: Path) -> None:
    async with serving(tmp_path / "home", **PASSWORD, allowed_networks=["192.168.0.0/16"]) as served:
        headers = bearer(await add(served, "shop"), **{"X-Forwarded-For": "203.0.113.7"})
        assert (await served.http.get("/api/v1/orders", headers=headers)).status_code == 200


def test_networks_hold_addresses_of_both_kinds() -> None:
    doors = Doors(secret="s", password="p", networks=[ip_network("10.0.0.0/8"), ip_network("fd12::/16")])
    assert [doors.allows(one) for one in ("10.1.2.3", "::ffff:10.1.2.3", "fd12::1", "127.0.0.1", "::1")] == [
        True
    ] * 5
    assert [doors.allows(one) for one in ("11.1.2.3", "fd13::1", "odd")] == [False] * 3


async def test_large_and_deep_and_broken_bodies_are_told_what_is_wrong(served: Served) -> None:
    json_kind = {"Content-Type": "application/json"}
    for content, status, code in (
        (json.dumps({"text": "x" * 1_100_000}).encode(), 413, "body-too-large"),
        (b'{"text":' + b"[" * 200_000 + b"]" * 200_000 + b"}", 400, "bad-request"),
        (b'{"text": "\xff\xfe"}', 400, "bad-request"),
        (b'{"text": "\\ud800"}', 422, "invalid"),
        (b'{"text": "Hi", "rate": NaN}', 422, "invalid"),
        (b'{"text": "Hi", "size": 1' + b"0" * 400 + b"}", 422, "invalid"),
        (b'{"text": ', 422, "invalid"),
        (b'["text"]', 422, "invalid"),
    ):
        answer = await served.http.post("/api/v1/orders", content=content, headers=json_kind)
        assert (answer.status_code, answer.json()["code"]) == (status, code), content[:40]

    async def endless():
        for _ in range(40):
            yield b" " * 500_000

    answer = await served.http.post("/api/v1/orders", content=endless(), headers=json_kind)
    assert answer.json()["code"] == "body-too-large"


@pytest.mark.parametrize(
    "odd", ["..%2F..%2Fetc%2Fpasswd", "%2e%2e", "%00", "a%00b", "x" * 10_000, "%FF%FE", "é", " "]
)
async def test_odd_ids_are_not_found(served: Served, odd: str) -> None:
    for path in (
        f"orders/{odd}",
        f"orders/{odd}/clip",
        f"orders/{odd}/events",
        f"orders/{odd}/subtitles.vtt",
        f"uploads/{odd}",
        f"uploads/{odd}/file",
        f"presenters/{odd}/poster",
        f"voices/{odd}/sample",
        odd,
    ):
        answer = await served.http.get(httpx.URL(f"{served.url}/api/v1/{path}"))
        assert answer.status_code in (404, 422), (path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_odd_questions_are_answered(served: Served) -> None:
    for query in (
        "limit=99999999999999999999",
        "limit=-1",
        "state=odd",
        "before=%00",
        "words=%00%25_",
        "words=%22",
    ):
        answer = await served.http.get(f"/api/v1/orders?{query}")
        assert answer.status_code in (200, 422), query
    for query in ("language=%00", "language=--help", "language=" + "x" * 10_000, "language=-o%20/x"):
        answer = await served.http.get(f"/api/v1/voices/en-male/sample?{query}")
        assert 400 <= answer.status_code < 500, (query, answer.text)


async def test_two_requests_with_one_key_make_one_order(served: Served) -> None:
    key = {"Idempotency-Key": "row-17"}
    first, second = await asyncio.gather(
        *(served.http.post("/api/v1/orders", json={"text": "Hello"}, headers=key) for _ in range(2))
    )
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()
    assert {first.headers.get("idempotency-replayed"), second.headers.get("idempotency-replayed")} == {
        None,
        "true",
    }
    assert len((await served.ok("GET", "/orders"))["orders"]) == 1
    other = await served.http.post("/api/v1/orders", json={"text": "Other"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")


async def test_a_key_belongs_to_who_sent_it_and_an_error_does_not_use_it_up(served: Served) -> None:
    key = {"Idempotency-Key": "row-17"}
    wrong = await served.http.post("/api/v1/orders", json={"text": ""}, headers=key)
    assert wrong.status_code == 422
    assert (await served.http.post("/api/v1/orders", json={"text": "Hello"}, headers=key)).status_code == 202
    theirs = bearer(await add(served, "other")) | key
    assert (
        await served.http.post("/api/v1/orders", json={"text": "Theirs"}, headers=theirs)
    ).status_code == 202
    odd = await served.http.post("/api/v1/orders", json={"text": "Hi"}, headers={"Idempotency-Key": "a b"})
    assert (odd.status_code, odd.json()["code"]) == (400, "idempotency-key-refused")


async def test_an_answer_is_forgotten_after_a_day(tmp_path: Path) -> None:
    store = await StudioStore.open(tmp_path / "studio.db")
    now = [1000.0]
    answers = Answers(store, lambda: now[0])
    answer = Answer(asked="x", status=202, body="{}")
    await answers.keep("api:1", "key", answer)
    now[0] += 86_399
    assert await answers.kept("api:1", "key") == answer
    assert await answers.tidy() == 0
    now[0] += 2
    assert await answers.kept("api:1", "key") is None
    assert await answers.tidy() == 1
    await store.close()


def as_after_a_power_cut(served: Served) -> None:
    """Everything as if the power had gone when all was made and no answer was kept yet."""
    with contextlib.closing(sqlite3.connect(served.home.studio_db)) as database, database:
        assert database.execute("DELETE FROM answered").rowcount > 0


async def test_a_key_whose_answer_was_lost_in_a_power_cut_finds_the_order_it_made(served: Served) -> None:
    key = {"Idempotency-Key": "row-17"}
    first = await served.http.post("/api/v1/orders", json={"text": "Hello"}, headers=key)
    as_after_a_power_cut(served)
    other = await served.http.post("/api/v1/orders", json={"text": "Other"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")
    again = await served.http.post("/api/v1/orders", json={"text": "Hello"}, headers=key)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (202, "true")
    assert again.json()["id"] == first.json()["id"]
    assert len((await served.ok("GET", "/orders"))["orders"]) == 1


async def test_a_key_whose_answer_was_lost_in_a_power_cut_finds_the_batch_it_made(served: Served) -> None:
    key = {"Idempotency-Key": "row-18"}
    asked = {"kind": "many", "text": "Hi", "targets": [{"presenter": "mira"}, {"presenter": "jonas"}]}
    first = await served.http.post("/api/v1/batches", json=asked, headers=key)
    as_after_a_power_cut(served)
    again = await served.http.post("/api/v1/batches", json=asked, headers=key)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (202, "true")
    assert again.json()["id"] == first.json()["id"]
    assert len((await served.ok("GET", "/batches"))["batches"]) == 1
    assert len((await served.ok("GET", "/orders"))["orders"]) == 2


async def test_a_file_sent_twice_with_one_key_is_kept_once(served: Served) -> None:
    async def sent(content: bytes, name: str = "a.csv") -> httpx.Response:
        return await served.http.post(
            "/api/v1/uploads",
            params={"name": name},
            content=content,
            headers={"Idempotency-Key": "file-1"},
        )

    first, second = await asyncio.gather(sent(b"name\nAnn\n"), sent(b"name\nAnn\n"))
    assert first.json() == second.json()
    assert sorted(one.headers.get("idempotency-replayed", "") for one in (first, second)) == ["", "true"]
    assert len([path for path in served.home.inputs.rglob("*") if path.is_file()]) == 1
    for other in (sent(b"name\nBob\n"), sent(b"name\nAnn\n", "b.csv")):
        answer = await other
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-mismatch")
    form = await served.http.post(
        "/api/v1/uploads",
        files={"file": ("a.csv", b"name\nAnn\n")},
        headers={"Idempotency-Key": "file-1"},
    )
    assert form.json() == first.json()
    await served.ok("DELETE", f"/uploads/{first.json()['id']}")
    assert (await sent(b"name\nBob\n")).status_code == 201
