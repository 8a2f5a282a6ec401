"""The room as an independent client library sees it: python-telegram-bot over real HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import telegram
from telegram.error import BadRequest, Conflict, RetryAfter
from telegram.request import HTTPXRequest

from bot.room.settings import FloodLimits, RoomSettings


@pytest.fixture
async def bot(served) -> AsyncIterator[telegram.Bot]:
    async with client(served) as one:
        yield one


def client(served) -> telegram.Bot:
    return telegram.Bot(
        served.token,
        base_url=f"{served.url}/bot",
        base_file_url=f"{served.url}/file/bot",
        request=HTTPXRequest(read_timeout=30),
    )


async def test_the_bot_learns_who_it_is(bot) -> None:
    me = await bot.get_me()
    assert (me.is_bot, me.username) == (True, "mouthpiece_bot")


async def test_what_a_person_writes_arrives_once_with_its_entities(served, bot) -> None:
    ann = await served.room.welcome("Ann", "zh")
    await served.room.receive(
        ann, ann.id, served.room.text_content("/start@mouthpiece_bot see https://example.org.")
    )
    (update,) = await bot.get_updates(timeout=5)
    assert update.message.text.startswith("/start")
    assert [one.type for one in update.message.entities] == ["bot_command", "url"]
    assert update.message.parse_entity(update.message.entities[1]) == "https://example.org"
    assert (update.effective_user.first_name, update.effective_user.language_code) == ("Ann", "zh")
    assert await bot.get_updates(offset=update.update_id + 1) == ()


async def test_a_message_is_sent_edited_and_deleted(served, bot) -> None:
    ann = await served.room.welcome("Ann", "en")
    asked = await served.room.receive(ann, ann.id, {"text": "hi"})
    sent = await bot.send_message(
        ann.id, "<b>Hello</b> &lt;Ann&gt; 🎬 <i>x</i>", "HTML", reply_to_message_id=asked.id
    )
    assert sent.text == "Hello <Ann> 🎬 x"
    assert [(one.type, one.offset, one.length) for one in sent.entities] == [
        ("bold", 0, 5),
        ("italic", 15, 1),
    ]
    assert sent.reply_to_message.text == "hi"
    edited = await bot.edit_message_text("50 %", ann.id, sent.message_id)
    assert edited.text == "50 %"
    assert edited.edit_date
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("50 %", ann.id, sent.message_id)
    assert await bot.delete_message(ann.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("60 %", ann.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ann.id, sent.message_id)


async def test_a_video_goes_up_comes_down_and_is_sent_again_by_its_id(served, bot, clip: Path) -> None:
    ann = await served.room.welcome("Ann", "en")
    sent = await bot.send_video(ann.id, clip, caption="Here", supports_streaming=True)
    video = sent.video
    assert (video.width, video.height, video.duration) == (360, 640, timedelta(seconds=6))
    assert video.thumbnail.width <= 320
    assert video.mime_type == "video/mp4"
    file = await bot.get_file(video.file_id)
    assert bytes(await file.download_as_bytearray()) == clip.read_bytes()
    again = await bot.send_video(ann.id, video.file_id)
    assert again.video.file_id == video.file_id
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type video as voicenote"):
        await bot.send_voice(ann.id, video.file_id)


async def test_an_album_arrives_as_one_group(served, bot, photo: Path, clip: Path) -> None:
    ann = await served.room.welcome("Ann", "en")
    media = [
        telegram.InputMediaPhoto(photo.read_bytes(), caption="<u>one</u>", parse_mode="HTML"),
        telegram.InputMediaVideo(clip.read_bytes()),
    ]
    sent = await bot.send_media_group(ann.id, media)
    assert len({one.media_group_id for one in sent}) == 1
    assert sent[0].caption_entities[0].type == "underline"
    assert [size.width for size in sent[0].photo] == [320, 800, 1000]
    with pytest.raises(BadRequest, match="include 2-10"):
        await bot.send_media_group(ann.id, media[:1])


async def test_every_kind_of_file_comes_back_as_its_kind(
    served, bot, clip: Path, recording: Path, tmp_path: Path
) -> None:
    ann = await served.room.welcome("Ann", "en")
    assert (await bot.send_video_note(ann.id, clip, length=360)).video_note.length == 360
    assert (await bot.send_audio(ann.id, recording, title="T", performer="P")).audio.title == "T"
    named = tmp_path / "合同 «1».txt"
    named.write_text("hello")
    document = (await bot.send_document(ann.id, named, filename=named.name)).document
    assert (document.file_name, document.mime_type) == (named.name, "text/plain")


async def test_commands_are_kept_by_scope_and_language(served, bot) -> None:
    await bot.set_my_commands([("start", "Begin")])
    await bot.set_my_commands([("start", "开始")], language_code="zh")
    assert [one.description for one in await bot.get_my_commands(language_code="zh")] == ["开始"]
    await bot.delete_my_commands(language_code="zh")
    assert await bot.get_my_commands(language_code="zh") == ()
    assert [one.description for one in await bot.get_my_commands()] == ["Begin"]


async def test_a_wrong_token_a_wrong_method_and_a_wrong_chat_are_refused_in_telegrams_words(
    served, bot
) -> None:
    async with httpx.AsyncClient() as http:
        stranger = await http.get(f"{served.url}/bot7000000001:wrong/getMe")
        assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")
        answer = await http.get(f"{served.url}/bot{served.token}/flyToTheMoon")
        assert (answer.status_code, answer.json()) == (
            404,
            {"ok": False, "error_code": 404, "description": "Not Found"},
        )
        odd = await http.get(f"{served.url}/bot{served.token}/GETME")
        assert odd.json()["result"]["is_bot"]
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "x")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": "  "}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "a.b", "parse_mode": "MarkdownV2"},
            "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 9}}, "message to be replied not found"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "y", "callback_data": "d" * 65}]]}},
            "BUTTON_DATA_INVALID",
        ),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
    ],
)
async def test_a_message_that_cannot_be_sent_says_why(served, fields, reason) -> None:
    ann = await served.room.welcome("Ann", "en")
    answer = await served.call("sendMessage", chat_id=ann.id, **fields)
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}


async def test_uploads_over_the_limit_get_413_and_large_files_no_download(
    serving, tmp_path: Path, clip: Path
) -> None:
    small = RoomSettings(flood=None, upload_limit_bytes=clip.stat().st_size, download_limit_bytes=1000)
    async with serving(tmp_path, small) as served, client(served) as bot:
        ann = await served.room.welcome("Ann", "en")
        video = (await bot.send_video(ann.id, clip)).video
        with pytest.raises(BadRequest, match="File is too big"):
            await bot.get_file(video.file_id)
        async with httpx.AsyncClient() as http:
            parts = {"video": ("big.mp4", clip.read_bytes() + b"x" * 9_000_000)}
            answer = await http.post(
                f"{served.url}/bot{served.token}/sendVideo?chat_id={ann.id}", files=parts
            )
        assert (answer.status_code, answer.json()["description"]) == (413, "Request Entity Too Large")
        assert list((tmp_path / "room" / "files" / "incoming").iterdir()) == []


async def test_a_bot_that_floods_a_chat_is_told_how_long_to_wait(serving, tmp_path: Path) -> None:
    strict = RoomSettings(flood=FloodLimits(chat_per_s=0.1, chat_burst=3))
    async with serving(tmp_path, strict) as served, client(served) as bot:
        ann = await served.room.welcome("Ann", "en")
        ben = await served.room.welcome("Ben", "en")
        for number in range(3):
            await bot.send_message(ann.id, str(number))
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(ann.id, "one too many")
        assert timedelta(seconds=8) <= refused.value.retry_after <= timedelta(seconds=10)
        await bot.send_message(ben.id, "another chat is free")


async def test_a_second_poller_ends_the_first(served) -> None:
    async with client(served) as first, client(served) as second:
        waiting = asyncio.create_task(first.get_updates(timeout=20))
        while not waiting.done():
            with contextlib.suppress(Conflict):
                await second.get_updates()
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await waiting


async def test_a_waiting_poll_ends_the_moment_something_comes(served, bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    ann = await served.room.welcome("Ann", "en")
    await served.room.receive(ann, ann.id, {"text": "hi"})
    (update,) = await asyncio.wait_for(waiting, 5)
    assert update.message.text == "hi"
