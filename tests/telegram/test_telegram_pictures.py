"""Which messages bring a picture of somebody."""

from datetime import UTC, datetime

import pytest
from aiogram.types import Chat, Document, Message

from bot.telegram.intake import picture_in


def sent(name: str | None, mime: str | None) -> Message:
    document = Document(file_id="d", file_unique_id="d", file_name=name, mime_type=mime, file_size=9)
    chat = Chat(id=1, type="private")
    return Message(message_id=1, date=datetime.now(UTC), chat=chat, document=document)


@pytest.mark.parametrize(
    ("name", "mime", "suffix"),
    [
        ("IMG_0001.HEIC", "application/octet-stream", ".heic"),
        ("IMG_0001.HEIC", "image/heic", ".heic"),
        ("IMG_0001.heif", None, ".heif"),
        (None, "image/heic", ".bin"),
        ("me.avif", "application/octet-stream", ".avif"),
    ],
)
def test_a_telephones_photo_as_a_file_is_a_picture(name: str | None, mime: str | None, suffix: str) -> None:
    found = picture_in(sent(name, mime))
    assert found is not None
    assert found.suffix == suffix


@pytest.mark.parametrize(("name", "mime"), [("words.txt", "text/plain"), ("heic", None), (None, None)])
def test_other_files_are_no_picture(name: str | None, mime: str | None) -> None:
    assert picture_in(sent(name, mime)) is None
