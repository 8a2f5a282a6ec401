import asyncio
from pathlib import Path
from typing import Any

import pytest
from recording_server import Call, Trouble, refusal
from telegram_world import IVAN, LI, World

from common.errors import NoFace, SilentSound, WorkerLost
from pipeline.jobs.job import Job, State
from pipeline.order import ClipOrder

NGINX_413 = "<html><head><title>413 Request Entity Too Large</title></head></html>"


def told(job: Job) -> bool:
    return job.told_at is not None


async def asked_and_made(world: World, **changes: Any) -> Job:
    await world.send(text="Hello there, friends.")
    await world.job()
    return await world.finish(**changes)


async def test_the_clip_arrives_as_a_reply_and_the_status_message_goes(world: World) -> None:
    async with world.running():
        asked = await world.send(text="Hello there, friends.")
        await world.job()
        made = await world.finish()
        video = await world.server.wait("sendVideo")
        deleted = await world.server.wait("deleteMessage")
        job = await world.until(told, made.id)
    assert made.clip is not None
    assert video.file("video") == Path(made.clip.path).read_bytes()
    assert video.file("thumbnail") == Path(made.clip.thumbnail).read_bytes()
    assert {name: video.fields[name] for name in ("width", "height", "duration", "supports_streaming")} == {
        "width": "90",
        "height": "160",
        "duration": "1",
        "supports_streaming": "true",
    }
    assert video.fields["reply_parameters"] == {"message_id": asked, "allow_sending_without_reply": True}
    assert deleted.fields["message_id"] == "1001"
    assert (job.state, job.remote_id) == (State.DELIVERED, "sent-1002")
    assert [call.fields["action"] for call in world.server.made("sendChatAction")] == ["upload_video"]


async def test_the_same_order_again_is_sent_by_file_id_at_once(world: World) -> None:
    async with world.running():
        first = await asked_and_made(world)
        await world.until(told, first.id)
        await world.send(IVAN, text="Hello there, friends.")
        again = await world.server.wait("sendVideo", 2)
    assert again.fields["video"] == "sent-1002"
    assert again.files == {}
    assert len(world.server.made("sendMessage")) == 1


async def test_a_file_id_telegram_no_longer_knows_is_uploaded_anew(world: World) -> None:
    def verdict(call: Call) -> Trouble | None:
        known = call.fields["video"].startswith("attach://")
        return None if known else refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")

    world.server.check("sendVideo", verdict)
    async with world.running():
        first = await asked_and_made(world)
        await world.until(told, first.id)
        await world.send(IVAN, text="Hello there, friends.")
        again = await world.server.wait("sendVideo", 3)
    assert first.clip is not None
    assert again.file("video") == Path(first.clip.path).read_bytes()


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        refusal(500, "Internal Server Error"),
        Trouble(status=502, body="<html>Bad Gateway</html>"),
        Trouble(drop=True),
    ],
    ids=["429", "500", "502 in HTML", "cut connection"],
)
async def test_what_passes_by_is_waited_for_and_the_clip_arrives_once(world: World, trouble: Trouble) -> None:
    world.server.trouble("sendVideo", *[trouble] * (2 if trouble.status == 429 else 8))
    async with world.running():
        job = await world.until(told, (await asked_and_made(world)).id)
        await world.server.wait("deleteMessage")
    assert job.state == State.DELIVERED
    assert len(world.server.made("sendVideo")) == (3 if trouble.status == 429 else 9)


async def test_retry_after_is_honoured_to_the_second(world: World) -> None:
    times: list[float] = []

    def verdict(call: Call) -> Trouble | None:
        times.append(asyncio.get_running_loop().time())
        first = len(times) == 1
        return refusal(429, "Too Many Requests: retry after 1", retry_after=1) if first else None

    world.server.check("sendVideo", verdict)
    async with world.running():
        await world.until(told, (await asked_and_made(world)).id)
    assert times[1] - times[0] >= 1.0


async def test_whoever_blocked_the_bot_is_told_nothing_and_tried_no_more(world: World) -> None:
    world.server.trouble("sendVideo", refusal(403, "Forbidden: bot was blocked by the user"))
    async with world.running():
        job = await world.until(told, (await asked_and_made(world)).id)
    async with world.running():
        await world.server.wait("getMe", 2)
    assert (job.state, job.remote_id) == (State.DELIVERED, None)
    assert len(world.server.made("sendVideo")) == 1


@pytest.mark.parametrize(
    "trouble",
    [Trouble(status=413, body=NGINX_413), refusal(413, "Request Entity Too Large")],
    ids=["in HTML", "in JSON"],
)
async def test_a_clip_the_server_finds_too_large_becomes_a_sentence(world: World, trouble: Trouble) -> None:
    world.server.trouble("sendVideo", trouble)
    async with world.running():
        await world.until(told, (await asked_and_made(world)).id)
        said = await world.server.wait("editMessageText", where=lambda call: "too large" in call.text)
    assert said.fields["message_id"] == "1001"
    assert said.buttons == {}
    assert len(world.server.made("sendVideo")) == 1


async def test_a_clip_over_the_limit_is_not_even_uploaded(world: World) -> None:
    async with world.running():
        await world.until(told, (await asked_and_made(world, size_bytes=61_000_000)).id)
        await world.server.wait("editMessageText", where=lambda call: "has 61 MB" in call.text)
    assert world.server.made("sendVideo") == []


async def test_a_clip_that_vanished_from_the_disk_is_said_to_be_gone(world: World) -> None:
    async with world.running():
        await world.send(text="Hello there, friends.")
        await world.job()
        await world.until(told, (await world.finish(path=str(world.home.clips / "gone.mp4"))).id)
        await world.server.wait(
            "editMessageText", where=lambda call: "no longer on this machine" in call.text
        )


async def test_what_ended_while_the_program_was_down_is_delivered_once_after_the_start(world: World) -> None:
    async with world.running():
        await world.send(text="Made while nobody looked.")
        job = await world.job()
    await world.finish()
    for _ in range(2):
        async with world.running():
            await world.until(told, job.id)
            await world.server.wait("deleteMessage")
    assert len(world.server.made("sendVideo")) == 1


async def test_a_clip_on_its_way_when_the_program_ends_arrives_and_is_not_sent_again(world: World) -> None:
    gate = world.server.hold("sendVideo")
    async with world.running():
        job = await asked_and_made(world)
        await world.server.wait("arrived:sendVideo")
        asyncio.get_running_loop().call_later(0.2, gate.set)
    assert (await world.store.get(job.id)).state == State.DELIVERED
    async with world.running():
        await world.server.wait("getMe", 2)
    assert len(world.server.made("sendVideo")) == 1


async def test_a_clip_taken_by_telegram_whose_answer_was_lost_is_sent_again_rather_than_never(
    world: World,
) -> None:
    world.server.trouble("sendVideo", Trouble(drop=True, taken=True))
    async with world.running():
        await world.until(told, (await asked_and_made(world)).id)
    assert len(world.server.made("sendVideo")) == 2


async def test_many_ends_noticed_twice_are_delivered_once_each(world: World) -> None:
    async with world.running() as bot:
        for number in range(5):
            await world.send(text=f"Number {number}.")
        await world.job(5)
        for _ in range(5):
            job = await world.finish()
            await bot.notice(job)
            await bot.notice(job)
        for number, job in enumerate(await world.store.list(), 1):
            await world.until(told, job.id)
            await world.server.wait("deleteMessage", number)
    assert len(world.server.made("sendVideo")) == 5


async def test_a_round_note_is_square_and_short_or_else_a_video(world: World) -> None:
    async with world.running() as bot:
        await bot.dispatcher.workflow_data["people"].choose("telegram:11", "style", "note")
        await world.send(text="Short.")
        await world.send(text="Long.")
        await world.job(2)
        await world.finish(width=480, height=480)
        note = await world.server.wait("sendVideoNote")
        await world.finish(duration_s=61.0)
        video = await world.server.wait("sendVideo")
    assert (note.fields["length"], note.fields["duration"]) == ("480", "1")
    assert video.fields["duration"] == "61"
    assert world.server.made("sendChatAction")[0].fields["action"] == "upload_video_note"


async def test_whoever_refuses_round_notes_gets_a_video(world: World) -> None:
    world.server.trouble("sendVideoNote", refusal(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"))
    async with world.running() as bot:
        await bot.dispatcher.workflow_data["people"].choose("telegram:11", "style", "note")
        job = await asked_and_made(world)
        await world.server.wait("sendVideo")
        assert (await world.until(told, job.id)).state == State.DELIVERED


async def test_a_failure_is_told_in_the_status_message_in_the_readers_language(world: World) -> None:
    async with world.running():
        await world.send(LI, text="你好，朋友们。")
        job = await world.job_of(LI)
        await world.fail(NoFace(name="footage.mp4"))
        said = await world.server.wait("editMessageText", where=lambda call: "没有找到人脸" in call.text)
        await world.until(told, job.id)
    assert "footage.mp4" in said.text
    assert said.buttons == {}


async def test_what_was_our_fault_can_be_tried_again_by_a_button(world: World) -> None:
    async with world.running():
        await world.send(text="Hello there, friends.")
        job = await world.job()
        await world.fail(WorkerLost(attempts=3))
        said = await world.server.wait("editMessageText", where=lambda call: "I tried 3 times" in call.text)
        await world.until(told, job.id)
        await world.tap(said, "🔁 Try again")
        await world.until(lambda job: job.state == State.QUEUED, job.id)
        await world.server.wait("editMessageText", where=lambda call: "you are next" in call.text)
        await world.finish()
        await world.server.wait("sendVideo")
        await world.server.wait("deleteMessage")
        await world.tap(said, "🔁 Try again")
        answer = await world.server.wait("answerCallbackQuery", 2)
    assert answer.text == "This button is from earlier and does nothing any more."


async def test_a_failure_without_a_status_message_is_told_in_a_new_one(world: World) -> None:
    world.server.trouble("editMessageText", refusal(400, "Bad Request: message to edit not found"))
    async with world.running():
        asked = await world.send(text="Hello there, friends.")
        job = await world.job()
        await world.fail(SilentSound(name="voice.ogg"))
        said = await world.server.wait("sendMessage", 2)
        await world.until(told, job.id)
    assert "voice.ogg is silent" in said.text
    assert said.fields["reply_parameters"]["message_id"] == asked


async def test_an_order_without_a_status_message_still_gets_its_clip(world: World) -> None:
    world.server.trouble("sendMessage", *[refusal(500, "Internal Server Error")] * 3)
    async with world.running() as bot:
        await world.send(text="Hello there, friends.")
        await world.server.wait("sendMessage", 3)
        await bot.updates.answered()
        job = await world.finish()
        await world.until(told, job.id)
    assert len(world.server.made("sendVideo")) == 1
    assert world.server.made("deleteMessage") == []


async def test_a_clip_made_faster_than_its_status_message_was_sent_leaves_no_status_behind(
    world: World,
) -> None:
    gate = world.server.hold("sendMessage")
    async with world.running():
        await world.send(text="Very quick.")
        await world.server.wait("arrived:sendMessage")
        job = await world.finish()
        await world.until(told, job.id)
        gate.set()
        deleted = await world.server.wait("deleteMessage")
    assert len(world.server.made("sendVideo")) == 1
    assert deleted.fields["message_id"] == "1002"


async def test_a_group_that_became_a_supergroup_gets_its_clip_there(world: World) -> None:
    def verdict(call: Call) -> Trouble | None:
        moved = call.fields["chat_id"] == "-500"
        return (
            refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100500)
            if moved
            else None
        )

    world.server.check("sendVideo", verdict)
    async with world.running():
        await world.send(chat={"id": -500, "type": "group", "title": "Friends"}, text="/say Hello.")
        await world.job()
        job = await world.finish()
        await world.until(told, job.id)
    assert [call.fields["chat_id"] for call in world.server.made("sendVideo")] == ["-500", "-100500"]


async def test_missing_rights_are_named_and_other_refusals_quoted(world: World) -> None:
    world.server.trouble(
        "sendVideo",
        refusal(400, "Bad Request: not enough rights to send videos to the chat"),
        refusal(400, "Bad Request: TOPIC_CLOSED"),
    )
    async with world.running():
        await world.send(text="One.")
        await world.send(text="Two.")
        await world.job(2)
        await world.finish()
        await world.server.wait("editMessageText", where=lambda call: "may not send videos" in call.text)
        await world.finish()
        await world.server.wait("editMessageText", where=lambda call: "TOPIC_CLOSED" in call.text)


async def test_orders_of_other_doors_are_not_delivered_here(world: World) -> None:
    async with world.running():
        await world.store.add(ClipOrder(text="Hi."), owner="studio:1", channel="studio", address="{}")
        foreign = await world.finish()
        await world.send(text="Hello there, friends.")
        await world.job_of()
        ours = await world.finish()
        await world.until(told, ours.id)
        assert (await world.store.get(foreign.id)).told_at is None
    assert len(world.server.made("sendVideo")) == 1
