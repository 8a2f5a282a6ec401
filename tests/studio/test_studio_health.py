"""Health, metrics, the worker's trouble, and the log by the API."""

import asyncio
import json
import re
import stat
from pathlib import Path

from playwright.async_api import Browser, expect
from studio_world import Serve, Served

from bot.logs import FILE_NAME
from bot.room.doors import SESSION_COOKIE
from bot.studio.health import Health
from common.errors import DiskFull
from pipeline.jobs.job import Failure

SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+')
FULL = Failure.of(DiskFull(path="/data"))


async def test_it_is_ready_once_the_worker_is_and_says_why_when_it_is_not(served: Served) -> None:
    order = await served.ok("POST", "/orders", json={"text": "Hello"})
    await served.until(order["id"], "done")
    ready = await served.http.get("/readyz")
    assert ready.status_code == 200
    told = ready.json()
    assert told["database"]
    assert told["worker"]["pid"] == served.parts.worker.child_pid
    assert told["disk_free_bytes"] > 0
    served.parts.studio.desk.trouble.say(FULL)
    unready = await served.http.get("/readyz")
    assert unready.status_code == 503
    assert "no space left" in " ".join(unready.json()["reasons"]).lower() or "full" in str(
        unready.json()["reasons"]
    )
    assert (await served.http.get("/healthz")).status_code == 200


async def test_the_gpu_is_named_when_its_drivers_tool_names_it_and_asked_once(
    served: Served, tmp_path: Path
) -> None:
    def health(*command: str) -> Health:
        parts = served.parts
        return Health(
            home=served.home,
            line=parts.line,
            studio=parts.studio,
            pulse=lambda: parts.worker.pulse,
            gpu_command=command,
        )

    tool = tmp_path / "gpu-tool"
    tool.write_text(f"#!/bin/sh\necho asked >> {tmp_path}/asked\necho 'Big GPU 9000'\n")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    named = health(str(tool))
    assert [await named.gpu(), await named.gpu()] == ["Big GPU 9000"] * 2
    assert (tmp_path / "asked").read_text() == "asked\n"
    assert await health("no-such-tool-anywhere").gpu() is None
    tool.write_text("#!/bin/sh\nexit 9\n")
    assert await health(str(tool)).gpu() is None


async def test_metrics_count_what_was_made_and_what_failed_in_prometheus_format(served: Served) -> None:
    for text, end in (("Hello", "done"), ("no face", "failed"), ("Hello", "done")):
        order = await served.ok("POST", "/orders", json={"text": text})
        await served.until(order["id"], end)
    answer = await served.http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert all(line.startswith(("# HELP ", "# TYPE ")) or SAMPLE.fullmatch(line) for line in lines)
    told = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert told["mouthpiece_clips_total"] == "1"
    assert told["mouthpiece_clips_reused_total"] == "1"
    assert told["mouthpiece_clip_seconds_total"] == "2"
    assert told["mouthpiece_render_seconds_per_clip_second_count"] == "1"
    assert told['mouthpiece_failures_total{code="no-face"}'] == "1"
    assert told["mouthpiece_worker_up"] == "1"
    assert float(told["mouthpiece_disk_free_bytes"]) > 0


async def test_behind_a_password_they_answer_this_machine_alone(serving: Serve, tmp_path: Path) -> None:
    async with serving(tmp_path / "home", password="open sesame") as served:
        for path in ("/healthz", "/readyz", "/metrics"):
            assert (await served.http.get(path)).status_code in (200, 503)
            for sign in ({"X-Forwarded-For": "192.0.2.7"}, {"Host": "clips.example"}):
                assert (await served.http.get(path, headers=sign)).status_code == 401
        assert (await served.http.get("/metricsandmore")).status_code == 401
        assert (await served.http.get("/api/v1/log")).status_code == 401
        await served.http.post("/login", data={"password": "open sesame"})
        assert SESSION_COOKIE in served.http.cookies
        assert (
            await served.http.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"})
        ).status_code == 200


async def test_trouble_stands_above_every_page_until_it_ends(served: Served, browser: Browser) -> None:
    trouble = served.parts.studio.desk.trouble
    trouble.say(FULL)
    for path in ("/studio", "/studio/history", "/studio/log"):
        page = await served.page(browser, path, locale="ru-RU")
        await expect(page.locator("#trouble")).to_contain_text("Диск заполнен (/data)")
        trouble.say(None)
        await expect(page.locator("#trouble")).to_be_hidden()
        trouble.say(FULL)
        await expect(page.locator("#trouble")).to_be_visible()
        await page.close()


def _write(served: Served, *entries: dict[str, str]) -> None:
    with (served.home.logs / FILE_NAME).open("a", encoding="utf-8") as file:
        for entry in entries:
            file.write(json.dumps({"timestamp": "2026-01-02T03:04:05Z", **entry}, ensure_ascii=False) + "\n")


async def test_the_log_is_asked_for_followed_and_downloaded(served: Served) -> None:
    _write(
        served,
        {"event": "开始", "level": "info", "job": "0a1"},
        {"event": "broke", "level": "error", "job": "0a2", "exception": "Traceback\n  x\nKeyError: '出错'"},
    )
    told = await served.ok("GET", "/log", params={"order": "0a1"})
    assert [entry["event"] for entry in told["entries"]] == ["开始"]
    wrong = await served.http.get("/api/v1/log", params={"level": "loud"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "level")
    file = await served.http.get("/api/v1/log/file", params={"level": "error"})
    assert "attachment" in file.headers["content-disposition"]
    assert "[error] broke order=0a2\nTraceback\n  x\nKeyError: '出错'" in file.text
    heard = []
    async with asyncio.timeout(30):
        asked = {"after": told["after"], "words": "新"}
        async with served.http.stream("GET", "/api/v1/log/events", params=asked) as stream:
            async for line in stream.aiter_lines():
                if line == "retry: 1500":
                    _write(served, {"event": "old"}, {"event": "新的", "level": "warning"})
                if line.startswith("data: "):
                    heard.append(json.loads(line[6:]))
                    break
    assert (heard[0]["event"], heard[0]["level"]) == ("新的", "warning")
