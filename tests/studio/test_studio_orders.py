"""One order by the API, over real HTTP: from the request to the file, and everything that can be wrong with it."""

import asyncio
import json
from pathlib import Path

import pytest
from studio_world import Serve, Served


async def test_a_text_becomes_a_clip_that_plays_seeks_and_downloads(served: Served) -> None:
    order = await served.ok("POST", "/orders", json={"text": "Hello", "presenter": "mira"})
    assert order["state"] == "queued"
    done = await served.until(order["id"], "done")
    assert done["presenter_name"] == "Mira"
    part = await served.http.get(done["clip"]["url"], headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    whole = await served.http.get(done["clip"]["download"])
    assert "Hello.mp4" in whole.headers["content-disposition"]
    assert (await served.http.get(done["clip"]["thumbnail"])).headers["content-type"] == "image/jpeg"
    assert (await served.ok("GET", f"/orders/{order['id']}/receipt"))["total_s"] == 1.0


async def test_a_recording_and_a_photo_with_odd_names_become_a_clip(
    served: Served, recording: Path, photo: Path
) -> None:
    sound, picture = await served.upload(recording), await served.upload(photo)
    assert (sound["kind"], sound["name"], sound["has_sound"]) == ("sound", "запись.wav", True)
    assert (picture["kind"], picture["width"]) == ("photo", 400)
    order = await served.ok("POST", "/orders", json={"sound": sound["id"], "footage": picture["id"]})
    done = await served.until(order["id"], "done")
    assert (done["sound_name"], done["footage_name"]) == ("запись.wav", "照片 1.jpg")
    download = (await served.http.get(done["clip"]["download"])).headers["content-disposition"]
    assert "%D0%B7%D0%B0%D0%BF%D0%B8%D1%81%D1%8C.mp4" in download


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"text": "  "}, "nothing-to-say", "text"),
        ({}, "text-or-sound", "text"),
        ({"text": "Hi", "presenter": "nobody"}, "unknown-presenter", "presenter"),
        ({"text": "Hi", "voice": "no-voice"}, "unknown-voice", "voice"),
        ({"text": "Hi", "presenter": "mira", "footage": "0123456789ab"}, "presenter-or-footage", "presenter"),
        ({"sound": "0123456789ab"}, "unknown-upload", "sound"),
        ({"text": "Hi", "rate": 9}, "invalid", "rate"),
        ({"text": "Hi", "background": "blue"}, "invalid", "background"),
        ({"text": "Hi", "colour": "blue"}, "invalid", "colour"),
    ],
)
async def test_a_request_that_cannot_be_met_is_answered_with_its_code_and_field(
    served: Served, asked: dict, code: str, field: str | None
) -> None:
    answer = await served.http.post("/api/v1/orders", json=asked)
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == told["status"]
    assert 400 <= answer.status_code < 500
    assert (told["code"], told["field"]) == (code, field)
    assert len(told["detail"]) > 20
    assert (await served.ok("GET", "/orders"))["orders"] == []


async def test_problems_are_told_in_the_readers_language(served: Served) -> None:
    answer = await served.http.post("/api/v1/orders", json={"text": ""}, headers={"Accept-Language": "zh-CN"})
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.json()["detail"])


async def test_a_file_without_picture_is_not_taken_as_footage(served: Served, recording: Path) -> None:
    sound = await served.upload(recording)
    answer = await served.http.post("/api/v1/orders", json={"text": "Hi", "footage": sound["id"]})
    assert answer.json()["code"] == "wrong-kind"
    assert "запись.wav" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.mp4", b"", "empty-file"),
        ("page.html", b"<script>alert(1)</script>", "unreadable-media"),
        ("cut.mp4", b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "unreadable-media"),
    ],
)
async def test_a_broken_upload_is_refused_and_leaves_nothing(
    served: Served, name: str, content: bytes, code: str
) -> None:
    answer = await served.http.post("/api/v1/uploads", params={"name": name}, content=content)
    assert answer.json()["code"] == code
    assert list(served.home.inputs.iterdir()) == []


async def test_an_upload_over_the_limit_is_stopped_while_it_comes(serving: Serve, tmp_path: Path) -> None:
    async with serving(tmp_path / "home", upload_mb=1) as served:

        async def endless():
            for _ in range(64):
                yield bytes(100_000)

        answer = await served.http.post("/api/v1/uploads", params={"name": "long.mp4"}, content=endless())
        assert answer.json()["code"] == "file-too-large"
        assert answer.status_code == 413
        assert list(served.home.inputs.iterdir()) == []


async def test_a_form_with_a_file_is_an_upload_too(served: Served, recording: Path) -> None:
    told = await served.ok("POST", "/uploads", files={"file": ("a.wav", recording.read_bytes(), "audio/wav")})
    assert told["name"] == "a.wav"


async def test_an_upload_is_never_served_as_a_page(served: Served, recording: Path) -> None:
    named = await served.ok(
        "POST", "/uploads", params={"name": "../../x.html"}, content=recording.read_bytes()
    )
    assert named["name"] == "x.html"
    answer = await served.http.get(f"/api/v1/uploads/{named['id']}/file")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_order_is_cancelled_and_made_after_all(served: Served) -> None:
    served.hold()
    order = await served.ok("POST", "/orders", json={"text": "Hello"})
    await served.until(order["id"], "running")
    assert (await served.http.delete(f"/api/v1/orders/{order['id']}")).status_code == 409
    assert (await served.ok("POST", f"/orders/{order['id']}/cancel"))["state"] == "cancelled"
    assert (await served.http.get(f"/api/v1/orders/{order['id']}/clip")).json()["code"] == "not-ready"
    served.let_go()
    await served.ok("POST", f"/orders/{order['id']}/retry")
    await served.until(order["id"], "done")


async def test_a_failure_is_told_with_its_code_and_sentence(served: Served) -> None:
    order = await served.ok("POST", "/orders", json={"text": "no face"})
    failed = await served.until(order["id"], "failed")
    assert failed["failure"]["code"] == "no-face"
    assert "should face the camera" in failed["failure"]["message"]


async def test_a_deleted_order_takes_its_clip_along_but_not_one_that_is_shared(served: Served) -> None:
    ids = []
    for _ in range(2):
        order = await served.ok("POST", "/orders", json={"text": "Same"})
        ids.append((await served.until(order["id"], "done"))["id"])
    clips = list(served.home.clips.rglob("*.mp4"))
    assert len(clips) == 1
    await served.ok("DELETE", f"/orders/{ids[0]}")
    assert clips[0].is_file()
    await served.ok("DELETE", f"/orders/{ids[1]}")
    assert [path for path in served.home.clips.rglob("*") if path.is_file()] == []
    assert (await served.http.get(f"/api/v1/orders/{ids[1]}")).json()["code"] == "unknown-job"


async def test_orders_of_a_private_chat_are_nobody_elses(serving: Serve, tmp_path: Path) -> None:
    async with serving(tmp_path / "home") as served:
        from pipeline.order import ClipOrder

        job = await served.parts.line.add(
            ClipOrder(text="secret"), owner="telegram:1", channel="private", address="{}"
        )
        assert (await served.http.get(f"/api/v1/orders/{job.id}")).status_code == 404
        assert (await served.ok("GET", "/orders"))["orders"] == []


async def test_events_tell_an_order_from_the_line_to_its_end(served: Served) -> None:
    served.hold()
    order = await served.ok("POST", "/orders", json={"text": "Hello"})
    states = []
    async with asyncio.timeout(30):
        async with served.http.stream("GET", f"/api/v1/orders/{order['id']}/events") as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    states.append(json.loads(line[6:])["state"])
                    if states[-1] == "running" and (served.home.root / "hold").exists():
                        served.let_go()
    assert states[-1] == "done"
    assert "running" in states


async def test_unused_uploads_go_and_those_of_orders_stay(
    served: Served, recording: Path, photo: Path
) -> None:
    sound, unused = await served.upload(recording), await served.upload(photo)
    await served.ok("POST", "/orders", json={"sound": sound["id"]})
    assert await served.parts.studio.desk.uploads.sweep(unused_s=-1) == 1
    assert (await served.http.get(f"/api/v1/uploads/{unused['id']}")).json()["code"] == "unknown-upload"
    assert (await served.ok("GET", f"/uploads/{sound['id']}"))["name"] == "запись.wav"
