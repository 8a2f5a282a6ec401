"""What does not fit in a request, in the asker's language, over real HTTP."""

import re

import pytest
from studio_world import Served

from bot.studio.api.reasons import REASONS
from bot.studio.words import KEY, source

WRONG = [
    ("POST", "/batches", {"kind": "names", "template": "x"}, "table", "it is missing"),
    ("POST", "/orders", {"colour": "red"}, "colour", "there is no such field"),
    ("POST", "/orders", {"text": 7}, "text", "it must be text"),
    ("POST", "/orders", {"text": "x" * 20_001}, "text", "it has more than 20000 characters"),
    ("POST", "/orders", {"sound": "../x"}, "sound", "it is not written as it has to be"),
    ("POST", "/orders", {"text": "x", "size": "big"}, "size", "it must be a whole number"),
    ("POST", "/orders", {"text": "x", "size": 3.5}, "size", "it must be a whole number"),
    ("POST", "/orders", {"text": "x", "rate": "fast"}, "rate", "it must be a number"),
    ("POST", "/orders", {"text": "x", "draft": "perhaps"}, "draft", "it must be true or false"),
    ("POST", "/orders", {"text": "x", "rate": 0.1}, "rate", "it must be 0.5 or more"),
    ("POST", "/orders", {"text": "x", "size": 9999}, "size", "it must be 2160 or less"),
    ("POST", "/orders", {"text": "x", "subtitles": "on"}, "subtitles", "one of these: off, beside, burnt"),
    ("POST", "/batches", {"kind": "few"}, "kind", "one of these: many, names"),
    ("POST", "/batches", {}, "kind", "it is missing"),
    ("POST", "/batches", {"kind": "many", "text": "x", "targets": {}}, "targets", "it must be a list"),
    ("POST", "/batches", {"kind": "many", "text": "x", "targets": []}, "targets", "fewer entries than 1"),
    ("POST", "/orders", ["text"], None, "it must be a JSON object"),
    ("GET", "/orders?limit=201", None, "limit", "it must be 200 or less"),
]


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
async def test_what_does_not_fit_is_told_in_the_askers_language(served: Served, language: str) -> None:
    for method, path, asked, field, reason in WRONG:
        sent = {} if asked is None else {"json": asked}
        answer = await served.http.request(
            method, f"/api/v1{path}", headers={"Accept-Language": language}, **sent
        )
        told = answer.json()
        assert (answer.status_code, told["code"]) == (422, "invalid"), (asked, told)
        if language == "en":
            assert reason in told["detail"], (asked, told["detail"])
            assert field is None or f"“{field}”" in told["detail"]
        else:
            words = set(re.findall("[A-Za-z]{3,}", told["detail"]))
            ours = {"JSON", "true", "false", "off", "beside", "burnt", "many", "names", field}
            assert words <= ours, told["detail"]


async def test_a_body_that_is_no_json_is_told_as_that(served: Served) -> None:
    answer = await served.http.post(
        "/api/v1/orders", content=b'{"text": ', headers={"Content-Type": "application/json"}
    )
    told = answer.json()
    assert (told["detail"], told["field"]) == ("The request does not fit: it is not JSON.", None)


def test_every_reason_has_its_message() -> None:
    known = {found["key"] for found in KEY.finditer(source("en"))}
    assert {f"invalid-{name}" for name in REASONS.values()} - known == set()
