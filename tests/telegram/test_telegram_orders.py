from pathlib import Path

from recording_server import Trouble
from telegram_world import ANN, IVAN, LI, NOBODY, World

from bot.telegram.limits import Limits
from pipeline.jobs.job import State

GROUP = {"id": -500, "type": "supergroup", "title": "Friends"}


async def test_a_text_becomes_an_order_with_one_status_message_and_a_cancel_button(world: World) -> None:
    async with world.running():
        asked = await world.send(text="Hello there, friends.")
        status = await world.server.wait("sendMessage")
        job = await world.job()
    assert status.text == "⏳ In the line: you are next."
    assert status.fields["reply_parameters"] == {"message_id": asked, "allow_sending_without_reply": True}
    assert list(status.buttons) == ["✖️ Cancel"]
    assert (job.order.text, job.order.presenter, job.owner) == ("Hello there, friends.", "mia", "telegram:11")
    assert job.order.max_bytes == Limits().upload_bytes
    assert "parse_mode" not in status.fields


async def test_everybody_reads_their_own_language(world: World) -> None:
    async with world.running():
        for person, said in (
            (LI, "下一个就是你"),
            (IVAN, "перед вами 1 заказ"),
            (NOBODY, "2 orders are ahead"),
        ):
            await world.send(person, text="Hello there.")
            await world.server.wait("sendMessage", where=lambda call, said=said: said in call.text)


async def test_an_update_handed_over_twice_is_one_order(world: World) -> None:
    async with world.running() as bot:
        message = world.message(text="Once only.")
        for update_id in (500, 500, 501):
            await bot.updates.take({"update_id": update_id, "message": message})
        await bot.updates.answered()
        assert len(await world.store.list()) == 1
    assert len(world.server.made("sendMessage")) == 1


async def test_an_update_cut_off_by_the_end_of_the_program_is_answered_by_the_next(world: World) -> None:
    world.server.files["v"] = (world.media / "voice.ogg").read_bytes()
    gate = world.server.hold("getFile")
    async with world.running():
        await world.send(voice={"file_id": "v", "file_unique_id": "v", "duration": 1})
        await world.server.wait("arrived:getFile")
    assert await world.store.list() == []
    gate.set()
    async with world.running():
        await world.job()
        assert len(await world.store.list()) == 1


async def test_a_voice_message_is_fetched_and_becomes_an_order(world: World) -> None:
    sound = (world.media / "voice.ogg").read_bytes()
    world.server.files["v1"] = sound
    async with world.running():
        await world.send(
            voice={"file_id": "v1", "file_unique_id": "v1", "duration": 1, "file_size": len(sound)}
        )
        job = await world.job()
    assert job.order.sound is not None
    assert Path(job.order.sound).parent == world.home.inputs
    assert Path(job.order.sound).read_bytes() == sound
    assert job.order.sound_name is None


async def test_audio_files_documents_videos_and_video_notes_are_heard_and_keep_their_names(
    world: World,
) -> None:
    file = {"file_id": "v1", "file_unique_id": "v1"}
    world.server.files["v1"] = (world.media / "voice.ogg").read_bytes()
    picture = {"width": 90, "height": 160, "duration": 1}
    async with world.running():
        await world.send(audio=file | {"duration": 1, "file_name": "我的 'song'.mp3"})
        await world.send(document=file | {"mime_type": "audio/flac", "file_name": "a b.flac"})
        await world.send(document=file | {"mime_type": "application/octet-stream", "file_name": "x.OGG"})
        await world.send(video=file | picture | {"file_name": "holiday.mov"})
        await world.send(video_note=file | {"length": 90, "duration": 1})
        await world.job(5)
        jobs = sorted(await world.store.list(), key=lambda job: job.id)
    names = [job.order.sound_name for job in jobs]
    endings = [Path(job.order.sound or "").suffix for job in jobs]
    assert names == ["我的 'song'.mp3", "a b.flac", "x.OGG", "holiday.mov", None]
    assert endings == [".mp3", ".flac", ".ogg", ".mov", ".mp4"]


async def test_a_text_file_is_read(world: World) -> None:
    world.server.files["t"] = "Привет из файла.".encode("utf-8-sig")
    async with world.running():
        await world.send(
            document={
                "file_id": "t",
                "file_unique_id": "t",
                "mime_type": "text/plain",
                "file_name": "speech.txt",
            }
        )
        job = await world.job()
    assert job.order.text == "Привет из файла."
    assert list(world.home.inputs.iterdir()) == []


async def test_a_server_run_with_local_gives_paths_that_are_read_from_disk(world: World) -> None:
    world.server.paths["v1"] = str(world.media / "voice.ogg")
    async with world.running(is_local=True):
        await world.send(
            voice={"file_id": "v1", "file_unique_id": "v1", "duration": 1, "file_size": 900_000_000}
        )
        job = await world.job()
    assert Path(job.order.sound or "").read_bytes() == (world.media / "voice.ogg").read_bytes()
    assert (world.media / "voice.ogg").exists()


async def test_what_cannot_be_used_is_refused_before_it_is_fetched(world: World) -> None:
    file = {"file_id": "big", "file_unique_id": "big"}
    cases = [
        ({"voice": file | {"duration": 1, "file_size": 20_000_001}}, "the limit is 20 MB"),
        ({"voice": file | {"duration": 14_400, "file_size": 1000}}, "14,400 s long; the limit is 900 s"),
        ({"audio": file | {"duration": 1, "file_size": 0, "file_name": "a.mp3"}}, "a.mp3 is empty (0 bytes)"),
        ({"document": file | {"file_name": "report.pdf"}}, "report.pdf is not something I can listen to"),
        ({"text": "🙂🙂 https://example.org"}, "There is nothing to say"),
        ({"text": "a" * 4010}, "4,010 characters long, 10 over the limit of 4,000"),
        ({"photo": [file | {"width": 9, "height": 9}]}, "Pictures are nothing I can say"),
        ({"location": {"longitude": 1.0, "latitude": 2.0}}, "I cannot do anything with this"),
        ({"text": "/sing la"}, "There is no command /sing"),
    ]
    async with world.running():
        for number, (content, said) in enumerate(cases, 1):
            await world.send(**content)
            assert said in (await world.server.wait("sendMessage", number)).text
        assert await world.store.list() == []
    assert world.server.made("getFile") == []


async def test_telegrams_own_notices_get_no_answer(world: World) -> None:
    async with world.running() as bot:
        message = world.message(
            pinned_message={"message_id": 1, "date": 0, "chat": {"id": 11, "type": "private"}}
        )
        await bot.updates.take({"update_id": 1, "message": message})
        await bot.updates.answered()
    assert world.server.made("sendMessage") == []


async def test_a_download_that_breaks_is_tried_again_and_then_told(world: World) -> None:
    sound = (world.media / "voice.ogg").read_bytes()
    world.server.files["v1"] = sound
    world.server.trouble("download", Trouble(status=502), Trouble(status=502))
    file = {"file_id": "v1", "file_unique_id": "v1", "duration": 1}
    async with world.running():
        await world.send(voice=file)
        assert Path((await world.job()).order.sound or "").read_bytes() == sound
        world.server.trouble("download", *[Trouble(status=502)] * 3)
        await world.send(audio=file | {"file_name": "b.mp3"})
        said = await world.server.wait("sendMessage", 2)
    assert said.text == "I could not fetch b.mp3 from Telegram. Please send it again."
    assert len(list(world.home.inputs.iterdir())) == 1


async def test_in_groups_only_what_is_meant_for_the_bot_is_said(world: World) -> None:
    ours = {
        "message_id": 3,
        "date": 0,
        "chat": GROUP,
        "from": {"id": 7000000001, "is_bot": True, "first_name": "M"},
    }
    theirs = ours | {"from": IVAN, "text": "Quoted words."}
    mention = [{"type": "mention", "offset": 4, "length": 15}]
    async with world.running() as bot:
        messages = [
            world.message(chat=GROUP, text="Just talking."),
            world.message(chat=GROUP, text="Hey @mouthpiece_bot, say this", entities=mention),
            world.message(chat=GROUP, text="An answer.", reply_to_message=ours),
            world.message(chat=GROUP, text="Not an answer to us.", reply_to_message=theirs),
            world.message(chat=GROUP, text="/say@mouthpiece_bot By command."),
            world.message(chat=GROUP, text="/say@other_bot Not by us."),
            world.message(chat=GROUP, text="/say", reply_to_message=theirs),
            world.message(chat=GROUP, text="/unknown"),
        ]
        for update_id, message in enumerate(messages):
            await bot.updates.take({"update_id": update_id, "message": message})
        await bot.updates.answered()
        jobs = await world.store.list()
    said = sorted(job.order.text or "" for job in jobs)
    assert said == ["An answer.", "By command.", "Hey say this", "Quoted words."]
    assert len(world.server.made("sendMessage")) == 4


async def test_say_under_or_in_answer_to_a_recording_says_that_recording(world: World) -> None:
    voice = {"file_id": "v1", "file_unique_id": "v1", "duration": 1}
    world.server.files["v1"] = (world.media / "voice.ogg").read_bytes()
    async with world.running():
        await world.send(chat=GROUP, audio=voice | {"file_name": "a.mp3"}, caption="/say What is said in it")
        await world.send(chat=GROUP, audio=voice | {"file_name": "b.mp3"}, caption="Only a caption")
        await world.send(audio=voice | {"file_name": "c.mp3"}, caption="Only a caption")
        answered = world.message(IVAN, chat=GROUP, voice=voice)
        await world.send(chat=GROUP, text="/say", reply_to_message=answered)
        await world.job(3)
        jobs = await world.store.list()
    orders = {(job.order.sound_name, job.order.text) for job in jobs}
    assert orders == {("a.mp3", "What is said in it"), ("c.mp3", None), (None, None)}


async def test_say_without_anything_explains_itself(world: World) -> None:
    async with world.running():
        await world.send(text="/say")
        assert "/say Hello everyone" in (await world.server.wait("sendMessage")).text


async def test_a_correction_replaces_the_order_that_waits(world: World) -> None:
    async with world.running():
        message = world.message(text="Helo there.")
        await world.server.push(message=message)
        old = await world.job()
        await world.server.push(edited_message=message | {"text": "Hello there.", "edit_date": 1_790_000_009})
        await world.until(lambda job: job.state == State.CANCELLED and job.told_at is not None, old.id)
        await world.bot.updates.answered()
        (new,) = await world.store.list(active_only=True)
        assert new.order.text == "Hello there."
        await world.finish()
        await world.server.wait("sendVideo")
        await world.until(lambda job: job.told_at is not None, new.id)
        deleted = await world.server.wait("deleteMessage")
        assert int(deleted.fields["message_id"]) == 1001
        await world.server.push(edited_message=message | {"text": "Too late.", "edit_date": 1_790_000_099})
        await world.send(text="/queue")
        await world.server.wait("sendMessage", 2)
        assert len(await world.store.list()) == 2
    assert len(world.server.made("sendVideo")) == 1
    assert not any("Cancelled" in call.text for call in world.server.calls)


async def test_the_chosen_voice_speaks_only_what_it_can_read(world: World) -> None:
    async with world.running() as bot:
        people = bot.dispatcher.workflow_data["people"]
        await people.choose("telegram:11", "voice", "ru-female")
        await world.send(text="Привет, друзья.")
        assert (await world.job(1)).order.voice == "ru-female"
        await world.send(text="你好，朋友们。")
        job = await world.job(2)
    assert job.order.voice is None
    assert "Your voice does not speak this script" in world.server.made("sendMessage")[1].text


async def test_a_recording_too_long_for_a_round_note_becomes_a_video_and_says_so(world: World) -> None:
    world.server.files["v1"] = (world.media / "voice.ogg").read_bytes()
    async with world.running() as bot:
        await bot.dispatcher.workflow_data["people"].choose("telegram:11", "style", "note")
        await world.send(voice={"file_id": "v1", "file_unique_id": "v1", "duration": 75})
        job = await world.job(1)
        await world.send(text="Short enough.")
        short = await world.job(2)
    assert (job.order.style, short.order.style) == ("video", "note")
    assert "Longer than a round note may be (60 s)" in world.server.made("sendMessage")[0].text


async def test_too_many_orders_are_refused_with_a_sentence_and_leave_no_file_behind(world: World) -> None:
    world.server.files["v1"] = (world.media / "voice.ogg").read_bytes()
    async with world.running():
        for number in range(20):
            await world.send(text=f"Order number {number}.")
        await world.send(voice={"file_id": "v1", "file_unique_id": "v1", "duration": 1})
        said = await world.server.wait("sendMessage", 21)
    assert "You already have 20 orders waiting" in said.text
    assert list(world.home.inputs.iterdir()) == []


async def test_a_flood_of_messages_is_told_once_and_drops_the_rest(world: World) -> None:
    async with world.running() as bot:
        for update_id in range(40):
            message = world.message(text="🙂")
            await bot.updates.take({"update_id": update_id, "message": message})
        await bot.updates.answered()
    said = [call.text for call in world.server.made("sendMessage")]
    assert len([text for text in said if "That was a lot at once" in text]) == 1
    assert len([text for text in said if "There is nothing to say" in text]) == 30
    assert len(said) == 31


async def test_names_and_texts_that_look_like_markup_are_sent_as_they_are(world: World) -> None:
    person = ANN | {"first_name": "<b>&amp; \u202eعلي"}
    async with world.running():
        await world.send(person, text="/start")
        said = await world.server.wait("sendMessage")
        await world.send(person, text="Tags like <i>this</i> & that")
        job = await world.job(1)
    assert said.text.startswith("Hello, \u2068<b>&amp; \u202eعلي\u2069!")
    assert job.order.text == "Tags like <i>this</i> & that"
