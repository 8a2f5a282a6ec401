"""Batches by the API, over real HTTP: one sound and many videos, a template and a table, and the archive of all clips."""

import asyncio
import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from studio_world import LIMIT_S, Served

from bot.studio.batches import Batches
from common.media import probe


async def ended(served: Served, batch: str) -> dict[str, Any]:
    """The batch once nothing of it waits or runs."""
    async with asyncio.timeout(LIMIT_S):
        with served.parts.line.events.listening() as heard:
            while True:
                told = await served.ok("GET", f"/batches/{batch}")
                if not told["counts"]["queued"] + told["counts"]["running"]:
                    return told
                await anext(heard)


async def table_of(served: Served, content: bytes, name: str = "people.csv") -> str:
    return (await served.ok("POST", "/uploads", params={"name": name}, content=content))["id"]


def unpacked(content: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


async def test_one_sound_is_said_by_many_and_packed_under_names_that_say_what_they_are(
    served: Served, recording: Path, clip: Path, photo: Path, tmp_path: Path
) -> None:
    sound, video, still = [await served.upload(path) for path in (recording, clip, photo)]
    targets = [
        {"footage": video["id"]},
        {"footage": still["id"]},
        {"presenter": "Mira"},
        {"presenter": "mira"},
    ]
    asked = {"kind": "many", "sound": sound["id"], "subtitles": "beside", "targets": targets}
    begun = await served.ok("POST", "/batches", json=asked)
    assert (begun["total"], begun["title"], begun["paused"]) == (4, "запись", False)
    told = await ended(served, begun["id"])
    assert [order["label"] for order in told["orders"]] == ["clip", "照片 1", "Mira", "Mira"]
    assert told["counts"]["done"] == 4
    answer = await served.http.get(f"/api/v1/batches/{begun['id']}/zip", params={"subtitles": True})
    assert int(answer.headers["content-length"]) == len(answer.content)
    archive = unpacked(answer.content)
    stems = ["clip", "照片 1", "Mira", "Mira (2)"]
    assert archive.namelist() == [f"{stem}{suffix}" for stem in stems for suffix in (".mp4", ".srt", ".vtt")]
    for info in archive.infolist():
        assert info.compress_type == zipfile.ZIP_STORED
        if info.filename.endswith(".mp4"):
            info.filename = f"{info.CRC}.mp4"
            assert probe(Path(archive.extract(info, tmp_path))).has_picture


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"targets": [{"presenter": "mira"}, {"presenter": "nobody"}]}, "unknown-presenter", "targets.1"),
        ({"targets": [{"presenter": "mira"}, {"footage": "0123456789ab"}]}, "unknown-upload", "targets.1"),
        ({"targets": [{}]}, "presenter-or-footage", "targets.0"),
        (
            {"targets": [{"presenter": "mira", "footage": "0123456789ab"}]},
            "presenter-or-footage",
            "targets.0",
        ),
        ({"targets": []}, "invalid", "targets"),
        ({"targets": [{"presenter": "mira"}] * 501}, "invalid", "targets"),
        ({"targets": [{"colour": "red"}]}, "invalid", "targets.0.colour"),
        ({"text": " "}, "nothing-to-say", "text"),
        ({"text": None}, "text-or-sound", "text"),
        ({"sound": "0123456789ab"}, "unknown-upload", "sound"),
        ({"voice": "no-voice"}, "unknown-voice", "voice"),
        ({"kind": "few"}, "invalid", "kind"),
    ],
)
async def test_one_bad_target_refuses_the_whole_request_and_names_its_field(
    served: Served, changed: dict[str, Any], code: str, field: str | None
) -> None:
    asked = {"kind": "many", "text": "Hello", "targets": [{"presenter": "mira"}]} | changed
    told = (await served.http.post("/api/v1/batches", json=asked)).json()
    assert (told["code"], told["field"]) == (code, field)
    assert (await served.ok("GET", "/batches"))["batches"] == []
    assert (await served.ok("GET", "/orders"))["orders"] == []


async def test_a_batch_is_paused_goes_on_is_cancelled_retried_and_deleted(served: Served) -> None:
    served.hold()
    targets = [{"presenter": name} for name in ("mira", "jonas", "vera")]
    asked = {"kind": "many", "text": "Hello", "subtitles": "beside", "targets": targets}
    begun = await served.ok("POST", "/batches", json=asked)
    base, ids = f"/batches/{begun['id']}", [order["id"] for order in begun["orders"]]
    await served.until(ids[0], "running")
    paused = await served.ok("POST", f"{base}/pause")
    assert (paused["paused"], paused["counts"]["queued"]) == (True, 2)
    assert (await served.http.delete(f"/api/v1{base}")).json()["code"] == "batch-busy"
    assert (await served.http.get(f"/api/v1{base}/zip")).json()["code"] == "nothing-made"
    await served.ok("POST", f"/orders/{ids[1]}/cancel")
    served.let_go()
    await served.until(ids[0], "done")
    assert (await served.ok("GET", base))["counts"]["queued"] == 1
    assert not (await served.ok("POST", f"{base}/resume"))["paused"]
    told = await ended(served, begun["id"])
    assert [order["state"] for order in told["orders"]] == ["done", "cancelled", "done"]
    served.hold()
    assert (await served.ok("POST", f"{base}/retry"))["counts"]["cancelled"] == 0
    await served.until(ids[1], "running")
    assert (await served.ok("POST", f"{base}/cancel"))["counts"] == told["counts"]
    served.let_go()
    await served.ok("DELETE", base)
    assert (await served.http.get(f"/api/v1{base}")).json()["code"] == "unknown-batch"
    assert [path for path in served.home.clips.rglob("*") if path.is_file()] == []
    assert (await served.ok("GET", "/batches"))["batches"] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("имена.csv", "имя;город\nАнна;Москва\nИван;Пермь\n".encode()),
        ("名单.csv", "имя,город\nАнна,Москва\nИван,Пермь\n".encode("utf-16")),
        ("people.xlsx", workbook([["Имя", "Город"], ["Анна", "Москва"], ["Иван", "Пермь"]])),
    ],
)
async def test_a_table_of_any_usual_kind_is_checked_and_previewed(
    served: Served, name: str, content: bytes
) -> None:
    asked = {
        "template": "Здравствуйте, {имя}! Как погода в городе {Город}?",
        "table": await table_of(served, content, name),
    }
    told = await served.ok("POST", "/batches/check", json=asked)
    assert (told["ready"], told["rows"], told["problems"]) == (True, 2, [])
    assert (told["pattern"], told["voice"], told["language"]) == ("{имя}", "ru-female", "ru")
    assert told["preview"][1] == {
        "row": 3,
        "label": "Иван",
        "text": "Здравствуйте, Иван! Как погода в городе Пермь?",
    }
    assert told["length_s"] > 4
    assert (await served.ok("GET", "/orders"))["orders"] == []


async def test_a_chinese_table_in_gbk_becomes_clips_and_an_index_that_spreadsheets_read(
    served: Served,
) -> None:
    rows = "姓名,城市\n王芳,北京\n王芳,上海\n=1+1,no face\n"
    table = await table_of(served, rows.encode("gbk"), "名单.csv")
    template = "{姓名}，您好。欢迎您来到我们的商店，祝您购物愉快。您来自{城市}。"
    asked = {
        "kind": "names",
        "template": template,
        "table": table,
        "presenter": "mira",
        "subtitles": "beside",
    }
    begun = await served.ok("POST", "/batches", json=asked, headers={"Accept-Language": "zh-CN"})
    told = await ended(served, begun["id"])
    assert (told["title"], told["counts"]["done"], told["counts"]["failed"]) == ("名单", 2, 1)
    assert [(order["row"], order["label"]) for order in told["orders"]] == [
        (2, "王芳"),
        (3, "王芳 (2)"),
        (4, "=1+1"),
    ]
    job = await served.parts.line.get(begun["orders"][0]["id"])
    assert job.order.language == "zh"
    assert "".join(part.text for part in job.order.parts) == job.order.text
    assert [part.shared for part in job.order.parts] == [False, True, False]
    answer = await served.http.get(f"/api/v1/batches/{begun['id']}/zip", headers={"Accept-Language": "zh-CN"})
    archive = unpacked(answer.content)
    assert archive.namelist() == ["王芳.mp4", "王芳 (2).mp4", "index.csv"]
    written = archive.read("index.csv").decode()
    assert written.startswith("\ufeff")
    index = list(csv.reader(io.StringIO(written[1:])))
    assert index[0][:4] == ["行", "姓名", "城市", "文件"]
    assert index[1][:4] == ["2", "王芳", "北京", "王芳.mp4"]
    assert index[3][:4] == ["4", "'=1+1", "no face", ""]
    assert index[3][5]


async def test_what_is_wrong_with_a_table_is_told_by_row_in_the_readers_language(served: Served) -> None:
    table = await table_of(served, b"name,city\nAnn,Rome\nAnn,Rome\n,Oslo\n")
    asked = {"template": "Hello {name} from {city} and {country}.", "table": table}
    (missing,) = (await served.ok("POST", "/batches/check", json=asked))["problems"]
    assert (missing["code"], missing["column"], missing["warning"]) == ("missing-column", "country", False)
    asked["template"] = "Hello {name} from {city}."
    told = await served.ok("POST", "/batches/check", json=asked, headers={"Accept-Language": "ru"})
    found = [(one["code"], one["row"], one["warning"]) for one in told["problems"]]
    assert found == [("repeated-row", 3, True), ("repeated-name", 3, True), ("empty-cell", 4, False)]
    assert "Строк" in told["problems"][0]["message"]
    assert not told["ready"]
    refused = (await served.http.post("/api/v1/batches", json={"kind": "names", **asked})).json()
    assert (refused["code"], refused["field"]) == ("table-trouble", "table")
    assert "Row 4" in refused["detail"]


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"template": "Hello {name"}, "template-broken", "template"),
        ({"template": "  "}, "nothing-to-say", "template"),
        ({"pattern": "{"}, "template-broken", "pattern"),
        ({"table": "0123456789ab"}, "unknown-upload", "table"),
        ({"presenter": "nobody"}, "unknown-presenter", "presenter"),
        ({"footage": "0123456789ab"}, "unknown-upload", "footage"),
    ],
)
async def test_a_check_that_cannot_be_made_names_its_field(
    served: Served, changed: dict[str, str], code: str, field: str
) -> None:
    asked = {"template": "Hello {name}", "table": await table_of(served, b"name\nAnn\n")} | changed
    told = (await served.http.post("/api/v1/batches/check", json=asked)).json()
    assert (told["code"], told["field"]) == (code, field)


async def test_a_sound_is_not_a_table_and_an_empty_table_has_no_rows(served: Served, recording: Path) -> None:
    sound = (await served.upload(recording))["id"]
    asked = {"template": "Hello {name}", "table": sound}
    assert (await served.http.post("/api/v1/batches/check", json=asked)).json()["code"] == "wrong-kind"
    for content in (b"name\n", b"\n\n"):
        asked["table"] = await table_of(served, content)
        told = await served.ok("POST", "/batches/check", json=asked)
        assert (told["ready"], told["rows"], told["problems"][0]["code"]) == (False, 0, "no-rows")


async def test_a_thousand_rows_are_put_in_the_line_at_once_and_all_of_them_cancelled(served: Served) -> None:
    served.hold()
    rows = "".join(f"Person {number},{number}\n" for number in range(1000))
    table = await table_of(served, f"name,number\n{rows}".encode())
    asked = {"kind": "names", "template": "Hello {name}. You are number {number}.", "table": table}
    begun = await served.ok("POST", "/batches", json=asked)
    assert (begun["total"], begun["next"], len(begun["orders"])) == (1000, 100, 100)
    labels, first = [], 0
    while first is not None:
        page = await served.ok("GET", f"/batches/{begun['id']}", params={"first": first, "limit": 300})
        assert page["first"] == first
        labels += [order["label"] for order in page["orders"]]
        first = page["next"]
    assert labels == [f"Person {number}" for number in range(1000)]
    (listed,) = (await served.ok("GET", "/batches", params={"kind": "names"}))["batches"]
    assert listed["total"] == 1000
    assert "orders" not in listed
    assert (await served.ok("GET", "/batches", params={"kind": "many"}))["batches"] == []
    assert (await served.ok("POST", f"/batches/{begun['id']}/cancel"))["counts"]["cancelled"] == 1000
    await served.ok("DELETE", f"/batches/{begun['id']}")


async def test_a_batch_whose_clips_were_deleted_one_by_one_is_forgotten(served: Served) -> None:
    asked = {"kind": "many", "text": "Hello", "targets": [{"presenter": "mira"}]}
    begun = await served.ok("POST", "/batches", json=asked)
    await ended(served, begun["id"])
    await served.ok("DELETE", f"/orders/{begun['orders'][0]['id']}")
    assert (await served.ok("GET", "/batches"))["batches"] == []
    await Batches(desk=served.parts.studio.desk).sweep(older_than_s=0)
    assert (await served.http.get(f"/api/v1/batches/{begun['id']}")).status_code == 404


async def test_good_rows_are_made_and_those_left_out_are_told_with_why_and_stand_in_the_index(
    served: Served,
) -> None:
    table = await table_of(served, b"name,city\nAnn,Rome\n,Oslo\nBob,Bern\nAnn,Rome\n")
    asked = {"template": "Hello {name} from {city}.", "table": table}
    told = await served.ok("POST", "/batches/check", json=asked)
    assert (told["ready"], told["rows"], told["good"], told["clips"]) == (False, 4, 2, 0)
    asked["skip_bad"] = True
    told = await served.ok("POST", "/batches/check", json={**asked, "first": 1})
    assert (told["ready"], told["clips"], told["preview"][0]["row"]) == (True, 2, 4)
    begun = await served.ok("POST", "/batches", json={"kind": "names", **asked})
    assert [order["row"] for order in begun["orders"]] == [2, 4]
    assert [(one["row"], one["code"]) for one in begun["left_out"]] == [
        (3, "empty-cell"),
        (5, "repeated-row"),
    ]
    await ended(served, begun["id"])
    path = f"/batches/{begun['id']}"
    again = await served.ok("GET", path, headers={"Accept-Language": "ru"})
    assert again["left_out"][0]["message"].startswith("Строка 3")
    answer = await served.http.get(f"/api/v1{path}/zip")
    index = list(csv.reader(io.StringIO(unpacked(answer.content).read("index.csv").decode("utf-8-sig"))))
    assert [line[0] for line in index] == ["row", "2", "3", "4", "5"]
    assert index[2][1:] == ["", "Oslo", "", "left out", "Row 3, name: the cell is empty."]


async def test_a_table_without_a_good_row_is_refused_all_the_same(served: Served) -> None:
    table = await table_of(served, b"name,city\n,Rome\n")
    asked = {"kind": "names", "template": "Hello {name}.", "table": table, "skip_bad": True}
    refused = (await served.http.post("/api/v1/batches", json=asked)).json()
    assert (refused["code"], refused["field"]) == ("table-trouble", "table")
