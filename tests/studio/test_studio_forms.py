"""Files sent as forms: taken as they come, and refused with a sentence when the form is broken."""

from pathlib import Path

import pytest
from studio_world import Serve, Served

LINE = "--x\r\n"
FILE = 'Content-Disposition: form-data; name="file"; filename="запись.wav"\r\n\r\n'
FORM = {"Content-Type": "multipart/form-data; boundary=x"}


async def test_a_form_may_have_other_fields_and_the_first_file_counts(
    served: Served, recording: Path
) -> None:
    form = (LINE + 'Content-Disposition: form-data; name="note"\r\n\r\nhello\r\n' + LINE + FILE).encode()
    other = (f"\r\n{LINE}" + FILE.replace("запись", "other")).encode() + b"more\r\n--x--\r\n"
    sent = form + recording.read_bytes() + other
    answer = await served.http.post("/api/v1/uploads", content=sent, headers=FORM)
    assert (answer.status_code, answer.json()["name"]) == (201, "запись.wav")
    assert answer.json()["size_bytes"] == recording.stat().st_size


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        (b"", FORM),
        (b"not a form", FORM),
        ((LINE + FILE).encode() + b"cut of", FORM),
        ((LINE + FILE.replace('"file"', '"other"')).encode() + b"x\r\n--x--\r\n", FORM),
        ((LINE + 'Content-Disposition: form-data; name="file"\r\n\r\n').encode() + b"x\r\n--x--\r\n", FORM),
        ((LINE + FILE.replace('"file"', '"other"')).encode() + bytes(300_000) + b"\r\n--x--\r\n", FORM),
        ((LINE + FILE).encode() + b"x\r\n--x--\r\n", {"Content-Type": "multipart/form-data"}),
    ],
)
async def test_a_broken_form_is_refused_and_leaves_nothing(
    served: Served, sent: bytes, headers: dict[str, str]
) -> None:
    answer = await served.http.post("/api/v1/uploads", content=sent, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "broken-form")
    assert list(served.home.inputs.iterdir()) == []


async def test_a_form_over_the_limit_is_refused_and_an_empty_file_too(serving: Serve, tmp_path: Path) -> None:
    async with serving(tmp_path / "home", upload_mb=1) as served:
        for content, code in ((bytes(1_050_000), "file-too-large"), (b"", "empty-file")):
            answer = await served.http.post("/api/v1/uploads", files={"file": ("long.wav", content)})
            assert answer.json()["code"] == code
        assert list(served.home.inputs.iterdir()) == []
