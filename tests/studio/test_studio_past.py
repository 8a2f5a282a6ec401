"""History, storage and cleaning up, over real HTTP."""

import time
from pathlib import Path

import pytest
from past_world import DAY_S, Past
from studio_world import Serve, Served

from bot.studio.store import Batch, StudioStore, Upload
from common.home import Home
from presenters.catalog import Presenters
from presenters.digest import content_hash, prepared_name


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home").make()


async def test_the_same_order_is_made_again_and_answered_at_once_while_its_clip_is_there(
    served: Served,
) -> None:
    failed = await served.ok("POST", "/orders", json={"text": "no face", "label": "Mine"})
    await served.until(failed["id"], "failed")
    anew = await served.ok("POST", f"/orders/{failed['id']}/again")
    assert anew["id"] != failed["id"]
    assert (anew["text"], anew["label"]) == ("no face", "Mine")
    await served.until(anew["id"], "failed")
    done = await served.ok("POST", "/orders", json={"text": "Hello"})
    clip = (await served.until(done["id"], "done"))["clip"]
    same = await served.ok("POST", f"/orders/{done['id']}/again")
    assert same["state"] == "done"
    assert same["clip"]["size_bytes"] == clip["size_bytes"]


async def test_what_was_made_of_a_deleted_recording_says_so_when_made_again(
    served: Served, recording: Path
) -> None:
    sound = await served.upload(recording)
    order = await served.ok("POST", "/orders", json={"sound": sound["id"]})
    await served.until(order["id"], "done")
    for file in served.home.inputs.iterdir():
        file.unlink()
    answer = await served.http.post(f"/api/v1/orders/{order['id']}/again", headers={"Accept-Language": "ru"})
    assert (answer.status_code, answer.json()["code"]) == (410, "source-gone")
    assert "«запись.wav» удалён" in answer.json()["detail"]


async def test_an_order_that_waits_is_not_deleted_and_the_sentence_says_what_to_do(served: Served) -> None:
    served.hold()
    order = await served.ok("POST", "/orders", json={"text": "Hello"})
    answer = await served.http.delete(f"/api/v1/orders/{order['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "still-being-made")


async def test_orders_are_turned_over_in_pages_and_found_by_words_in_any_script(
    serving: Serve, home: Home
) -> None:
    past = await Past.open(home, at=time.time() - DAY_S)
    for number in range(150):
        await past.made(f"您好，第{number}位" if number % 3 else f"ЗДРАВСТВУЙТЕ {number}", who="Анна")
    await past.store.close()
    async with serving(home.root) as served:
        seen, before = [], None
        while True:
            asked = {"limit": 50} | ({"before": before} if before else {})
            page = await served.ok("GET", "/orders", params=asked)
            seen += [order["text"] for order in page["orders"]]
            before = page["before"]
            if before is None:
                break
        assert len(seen) == len(set(seen)) == 150
        found = await served.ok("GET", "/orders", params={"words": "здравствуйте анна", "limit": 200})
        assert len(found["orders"]) == 50
        assert len((await served.ok("GET", "/orders", params={"words": "第149位"}))["orders"]) == 1
        assert (await served.ok("GET", "/orders", params={"words": "nothing like it"}))["orders"] == []


async def test_cleaning_up_frees_what_it_says_and_leaves_what_others_share(
    serving: Serve, home: Home
) -> None:
    past = await Past.open(home, at=time.time() - 40 * DAY_S)
    old = [await past.made(f"old {number}", batch="b1") for number in range(3)]
    shared = await past.made("shared")
    chat = await past.made("of a chat", channel="telegram")
    await past.failed("old failure")
    past.at = time.time() - DAY_S
    await past.made("shared")
    young = await past.made("young", batch="b2")
    await past.store.close()
    store = await StudioStore.open(home.studio_db)
    for batch in ("b1", "b2"):
        await store.keep_batch(Batch(id=batch, kind="many", title=batch))
    await store.close()
    async with serving(home.root) as served:
        listed = await served.ok("GET", "/orders")
        assert listed["batches"] == {name: {"kind": "many", "title": name} for name in ("b1", "b2")}
        before = sum(path.stat().st_size for path in home.clips.rglob("*"))
        would = await served.ok("GET", "/storage/clean", params={"older_than_days": 30})
        clips, failed = would[:2]
        assert (clips["what"], clips["count"], clips["size_bytes"]) == ("clips", 4, 3 * 1006)
        assert (failed["what"], failed["count"], failed["size_bytes"]) == ("failed", 1, 0)
        freed = await served.ok(
            "POST", "/storage/clean", json={"what": ["clips", "failed"], "older_than_days": 30}
        )
        assert freed == [clips, failed]
        assert before - sum(path.stat().st_size for path in home.clips.rglob("*")) == clips["size_bytes"]
        left = {order["id"] for order in (await served.ok("GET", "/orders"))["orders"]}
        assert not left & {job.id for job in (*old, shared)}
        assert {chat.id, young.id} <= left
        desk = served.parts.studio.desk
        assert await desk.store.batch("b1") is None
        assert await desk.store.batch("b2")
        assert Path(young.clip.path).is_file() if young.clip else False


async def test_tidying_goes_on_past_the_first_five_hundred(serving: Serve, home: Home) -> None:
    past = await Past.open(home, at=time.time() - 40 * DAY_S)
    await past.copies("the same", 1100)
    await past.store.close()
    async with serving(home.root) as served:
        assert await served.parts.studio.desk.tidy(older_than_s=30 * DAY_S) == 1101
        assert [path for path in home.clips.rglob("*") if path.is_file()] == []


async def test_unused_files_and_prepared_data_of_nobody_go_and_the_rest_stays(
    served: Served, recording: Path
) -> None:
    home, store = served.home, served.parts.studio.desk.store
    fresh = await served.upload(recording)
    old = home.new_input(".wav")
    old.write_bytes(b"x" * 500)
    await store.keep_upload(
        Upload(id="0123456789ab", path=str(old), name="old.wav", kind="sound", size_bytes=500, created_at=1.0)
    )
    mira = Presenters(home=home).get("mira")
    needed = home.prepared / prepared_name(content_hash(mira.footage), "3")
    unneeded = home.prepared / prepared_name("0" * 64, "3")
    for folder in (needed, unneeded):
        folder.mkdir()
        (folder / "forth.mp4").write_bytes(b"x" * 700)
        _age(folder)
    would = (await served.ok("GET", "/storage/clean"))[2:]
    assert [(one["what"], one["count"], one["size_bytes"]) for one in would] == [
        ("uploads", 1, 500),
        ("prepared", 1, 700),
    ]
    freed = await served.ok("POST", "/storage/clean", json={"what": ["uploads", "prepared"]})
    assert freed == would
    assert needed.is_dir()
    assert not unneeded.exists()
    assert not old.exists()
    assert (await served.ok("GET", f"/uploads/{fresh['id']}"))["name"] == "запись.wav"


def _age(folder: Path) -> None:
    import os

    os.utime(folder, (1.0, 1.0))


async def test_storage_tells_what_lies_on_the_disk(serving: Serve, home: Home, recording: Path) -> None:
    async with serving(home.root, keep_days=30) as served:
        await served.upload(recording)
        told = await served.ok("GET", "/storage")
        assert told["inputs_bytes"] == recording.stat().st_size
        assert told["keep_days"] == 30
        assert 0 < told["free_bytes"] < told["total_bytes"]
        assert told["presenters"] >= 4


async def test_many_clips_are_deleted_by_one_request_each_by_itself(served: Served) -> None:
    asked = {"kind": "many", "text": "Hi", "targets": [{"presenter": "mira"}, {"presenter": "jonas"}]}
    made = [order["id"] for order in (await served.ok("POST", "/batches", json=asked))["orders"]]
    for order in made:
        await served.until(order, "done")
    served.hold()
    running = (await served.ok("POST", "/orders", json={"text": "Wait"}))["id"]
    await served.until(running, "running")
    ids = [made[0], running, "gone", made[1], made[0]]
    told = await served.ok("POST", "/orders/delete", json={"orders": ids}, headers={"Accept-Language": "ru"})
    assert told["deleted"] == made
    assert [(one["id"], one["code"]) for one in told["kept"]] == [
        (running, "still-being-made"),
        ("gone", "unknown-job"),
    ]
    assert "отмените" in told["kept"][0]["message"].lower()
    left = (await served.ok("GET", "/orders"))["orders"]
    assert [order["id"] for order in left] == [running]
    assert not list(served.home.clips.rglob("*.mp4"))
    served.let_go()
