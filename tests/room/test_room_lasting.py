"""What outlives a restart, and the webhook."""

import asyncio
from pathlib import Path

import httpx
import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import FSInputFile, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bot.room.room import GROUP_ID
from bot.room.settings import FloodLimits, RoomSettings


async def test_history_files_updates_and_the_token_outlive_a_restart(
    serving, tmp_path: Path, clip: Path
) -> None:
    async with serving(tmp_path) as served:
        ann = await served.room.welcome("Ann", "en")
        await served.room.receive(ann, ann.id, {"text": "taken"})
        (first,) = await served.ok("getUpdates")
        await served.ok("getUpdates", offset=first["update_id"] + 1)
        await served.room.receive(ann, ann.id, {"text": "waiting"})
        token = served.token
        async with bot_of(served) as bot:
            video = (await bot.send_video(ann.id, FSInputFile(clip))).video
    async with serving(tmp_path) as served:
        assert served.token == token
        assert [one.name for one in served.room.people()] == ["Ann"]
        texts = [(one.content or {}).get("text") for one in await served.room.store.history(ann.id)]
        assert texts == ["taken", "waiting", None]
        (waiting,) = await served.ok("getUpdates")
        assert waiting["message"]["text"] == "waiting"
        assert waiting["update_id"] == first["update_id"] + 1
        await served.ok("getUpdates", offset=waiting["update_id"] + 1)
        async with bot_of(served) as bot:
            again = await bot.send_video(ann.id, video.file_id)
            assert again.video.duration == 6
    async with serving(tmp_path) as served:
        await served.room.receive(ann, ann.id, {"text": "later"})
        (later,) = await served.ok("getUpdates")
        assert later["update_id"] == waiting["update_id"] + 1


def bot_of(served) -> Bot:
    return Bot(served.token, session=AiohttpSession(api=TelegramAPIServer.from_base(served.url)))


async def test_a_bot_that_was_blocked_hears_403_until_the_person_writes_again(served) -> None:
    ann = await served.room.welcome("Ann", "en")
    async with bot_of(served) as bot:
        await served.room.block(ann)
        with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
            await bot.send_message(ann.id, "still there?")
        await served.room.receive(ann, ann.id, {"text": "I am back"})
        await bot.send_message(ann.id, "welcome")
        updates = await bot.get_updates()
    statuses = [one.my_chat_member.new_chat_member.status for one in updates if one.my_chat_member]
    assert statuses == ["kicked", "member"]


async def test_aiogram_reads_the_seconds_to_wait_from_a_429(serving, tmp_path: Path) -> None:
    strict = RoomSettings(flood=FloodLimits(all_per_s=0.5, all_burst=2))
    async with serving(tmp_path, strict) as served, bot_of(served) as bot:
        ann = await served.room.welcome("Ann", "en")
        await bot.send_message(ann.id, "1")
        await bot.send_message(ann.id, "2")
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(ann.id, "3")
        assert refused.value.retry_after == 2


async def test_a_caption_a_keyboard_and_a_reply_are_edited_apart(served, clip: Path) -> None:
    ann = await served.room.welcome("Ann", "en")
    async with bot_of(served) as bot:
        sent = await bot.send_video(ann.id, FSInputFile(clip), caption="one", reply_to_message_id=None)
        assert (
            await bot.edit_message_caption(chat_id=ann.id, message_id=sent.message_id, caption="two")
        ).caption == "two"
        with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
            await bot.edit_message_text("x", chat_id=ann.id, message_id=sent.message_id)
        with pytest.raises(TelegramBadRequest, match="message caption is too long"):
            await bot.edit_message_caption(chat_id=ann.id, message_id=sent.message_id, caption="x" * 1025)


async def test_in_the_group_the_bot_hears_commands_mentions_and_replies_to_it_alone(served) -> None:
    ann = await served.room.welcome("Ann", "en")
    said = await served.ok("sendMessage", chat_id=GROUP_ID, text="I am here")
    for text in ("hello all", "/say hi", "/say@other_bot hi", "@Mouthpiece_Bot hello"):
        await served.room.receive(ann, GROUP_ID, served.room.text_content(text))
    await served.room.receive(ann, GROUP_ID, {"text": "a reply"}, said["message_id"])
    heard = [one["message"]["text"] for one in await served.ok("getUpdates")]
    assert heard == ["/say hi", "@Mouthpiece_Bot hello", "a reply"]


async def test_updates_the_bot_did_not_ask_for_are_not_kept(served) -> None:
    ann = await served.room.welcome("Ann", "en")
    await served.ok("getUpdates", allowed_updates=["callback_query"])
    await served.room.receive(ann, ann.id, {"text": "unheard"})
    assert await served.ok("getUpdates") == []


async def test_a_webhook_gets_every_update_in_order_with_its_secret_even_after_failures(served) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    failures = iter([500, 502])
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def hear(message: Message) -> str | None:
        heard.put_nowait(message.text)
        return message.answer(f"heard {message.text}")

    @web.middleware
    async def unwell(request: web.Request, handler) -> web.StreamResponse:
        status = next(failures, None)
        return web.Response(status=status) if status else await handler(request)

    async with bot_of(served) as bot:
        app = web.Application(middlewares=[unwell])
        SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="s3cret").register(
            app, path="/hook"
        )
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
        ann = await served.room.welcome("Ann", "en")
        for text in ("one", "two"):
            await served.room.receive(ann, ann.id, {"text": text})
        assert [await asyncio.wait_for(heard.get(), 10) for _ in range(2)] == ["one", "two"]
        info = await bot.get_webhook_info()
        assert "502" in info.last_error_message
        conflict = await served.call("getUpdates")
        assert conflict["error_code"] == 409
        await bot.delete_webhook()
        await runner.cleanup()
    assert await served.ok("getUpdates") == []


async def test_the_methods_a_webhook_answers_with_are_carried_out(served) -> None:
    async def answer(request: web.Request) -> web.Response:
        update = await request.json()
        chat_id = update["message"]["chat"]["id"]
        return web.json_response({"method": "sendMessage", "chat_id": chat_id, "text": "by answer"})

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    await served.ok("setWebhook", url=f"http://127.0.0.1:{port}/")
    ann = await served.room.welcome("Ann", "en")
    with served.room.bus.listen(ann.id) as listener:
        await served.room.receive(ann, ann.id, {"text": "hi"})
        texts: list[str] = []
        while texts[-1:] != ["by answer"]:
            await asyncio.wait_for(listener.wait(10), 10)
            texts = [one.content["text"] for one in await served.room.store.history(ann.id)]
    assert texts == ["hi", "by answer"]
    await runner.cleanup()


async def test_clearing_a_chat_removes_its_messages_and_the_files_the_person_sent(
    served, photo: Path, clip: Path
) -> None:
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as http, bot_of(served) as bot:
        base = (await http.post("/chat/enter", data={"name": "Ann"})).headers["location"]
        for place in ("own", "everyone"):
            sent = await http.post(f"{base}/{place}/upload", files={"file": (photo.name, photo.read_bytes())})
            assert sent.status_code == 200
        ann = served.room.people()[0]
        clip_id = (await bot.send_video(ann.id, FSInputFile(clip))).video.file_id
        (mine,) = [one for one in await served.room.store.history(ann.id) if one.sender_id == ann.id]
        (shared,) = await served.room.store.history(GROUP_ID)
        assert (await http.post(f"{base}/own/clear")).status_code == 200
        assert (await http.get(f"{base}/own/history")).json()["messages"] == []
        for size in mine.content["photo"]:
            assert (await served.call("getFile", file_id=size["file_id"]))["ok"] is False
        for size in shared.content["photo"]:
            assert (await http.get(f"{base}/files/{size['file_id']}")).status_code == 200
        assert (await bot.send_video(ann.id, clip_id)).video.file_id == clip_id


async def test_text_and_files_over_the_limits_are_explained_on_the_page_and_nothing_arrives(
    serving, tmp_path: Path
) -> None:
    small = RoomSettings(flood=None, person_limit_bytes=1000)
    async with serving(tmp_path, small) as served, httpx.AsyncClient(base_url=served.url) as http:
        base = (await http.post("/chat/enter", data={"name": "Ann"})).headers["location"]
        long = await http.post(f"{base}/own/send", json={"text": "x" * 4100})
        assert (long.status_code, "4 characters over" in long.json()["sentence"]) == (400, True)
        silent = await http.post(
            f"{base}/own/upload", data={"voice": "1"}, files={"file": ("v.webm", b"no sound")}
        )
        assert "No sound could be found" in silent.json()["sentence"]
        large = await http.post(f"{base}/own/upload", files={"file": ("big.bin", b"x" * 5_000_000)})
        assert (large.status_code, large.json()["error"]) == (413, "wrong_large")
        assert (await served.ok("getUpdates")) == []
        assert list((tmp_path / "room" / "files" / "incoming").iterdir()) == []
