from pathlib import Path
from typing import Any

import pytest
from recording_server import Call, Trouble, refusal
from telegram_world import ANN, IVAN, LI, World

from bot.telegram.keyboards import CancelOrder, Forget, HearVoice, UsePresenter, tag
from pipeline.jobs.job import State
from pipeline.order import Style
from presenters.catalog import Presenters


def asks(words: str) -> Any:
    return lambda call: words in call.text


async def test_start_greets_by_name_shows_every_presenter_and_marks_the_current_one(world: World) -> None:
    there = Presenters(home=world.home).list()
    async with world.running():
        await world.send(LI, text="/start")
        hello = await world.server.wait("sendMessage", 1)
        album = await world.server.wait("sendMediaGroup")
        choose = await world.server.wait("sendMessage", 2)
    assert hello.text.startswith("你好，李！")
    assert [photo["caption"] for photo in album.fields["media"]] == [one.name for one in there]
    assert all(
        album.files[photo["media"].removeprefix("attach://")][:2] == b"\xff\xd8"
        for photo in album.fields["media"]
    )
    assert choose.text == "由谁来说？现在是：Mia"
    assert "✓ Mia" in choose.buttons
    assert "Noah <b>" in choose.buttons


async def test_a_tap_on_a_presenter_makes_that_one_speak_from_then_on(world: World) -> None:
    async with world.running():
        await world.send(text="/presenters")
        choose = await world.server.wait("sendMessage")
        await world.tap(choose, "Noah <b>")
        redrawn = await world.server.wait("editMessageText")
        answer = await world.server.wait("answerCallbackQuery")
        await world.send(text="Now it is me.")
        await world.server.wait("sendMessage", 2)
        await world.bot.updates.answered()
        (job,) = await world.store.list()
    assert "✓ Noah <b>" in redrawn.buttons
    assert answer.text == "Noah <b> says it from now on."
    assert job.order.presenter == "noah"


async def test_pictures_go_by_file_id_the_second_time_and_anew_when_that_is_refused(world: World) -> None:
    def verdict(call: Call) -> Trouble | None:
        known = not call.files and len(world.server.made("sendMediaGroup")) == 2
        return refusal(400, "Bad Request: wrong file identifier") if known else None

    async with world.running():
        for number in (1, 2):
            await world.send(text="/presenters")
            await world.server.wait("sendMessage", number)
        world.server.check("sendMediaGroup", verdict)
        await world.send(text="/presenters")
        await world.server.wait("sendMessage", 3)
    uploads = [len(call.files) for call in world.server.made("sendMediaGroup")]
    assert uploads[1] == uploads[2] == 0
    assert uploads[0] == uploads[3] > 0


async def test_many_presenters_come_in_pages(world: World) -> None:
    for number in range(9):
        folder = world.home.presenters / f"one-{number}"
        folder.mkdir()
        (folder / "presenter.toml").write_text(f'name = "One {number}"\n')
        (folder / "footage.png").write_bytes((world.media / "face.png").read_bytes())
    there = Presenters(home=world.home).list()
    async with world.running():
        await world.send(text="/presenters")
        first = await world.server.wait("sendMessage")
        await world.tap(first, "›")
        second = await world.server.wait("sendMessage", 2)
        await world.tap(second, there[8].name)
        third = await world.server.wait("editMessageText")
    assert list(first.buttons)[-3:] == ["‹", "1/2", "›"]
    assert list(second.buttons) == [
        *(one.name if one.id != "mia" else "✓ Mia" for one in there[8:]),
        "‹",
        "2/2",
        "›",
    ]
    assert "2/2" in third.buttons
    assert [len(call.fields["media"]) for call in world.server.made("sendMediaGroup")] == [8, len(there) - 8]
    assert len(world.server.made("deleteMessage")) == 1


async def test_a_presenter_that_is_gone_is_said_to_be_gone(world: World) -> None:
    async with world.running():
        await world.tap_data(UsePresenter(tag=tag("gone")).pack(), 11)
        answer = await world.server.wait("answerCallbackQuery")
    assert answer.text == "That presenter is no longer here. /presenters shows who is."
    assert answer.fields["show_alert"] == "true"


async def test_a_chosen_presenter_that_was_removed_gives_way_to_the_default(world: World) -> None:
    async with world.running() as bot:
        await bot.dispatcher.workflow_data["people"].choose("telegram:11", "presenter", "gone")
        await world.send(text="Who speaks now?")
        assert (await world.job()).order.presenter == "mia"


async def test_voices_are_found_by_language_heard_and_taken(world: World) -> None:
    async with world.running() as bot:
        await world.send(IVAN, text="/voices")
        languages = await world.server.wait("sendMessage")
        await world.tap(languages, "Русский", IVAN)
        voices = await world.server.wait("editMessageText")
        await world.tap(voices, "Русский, женский", IVAN)
        sample = await world.server.wait("sendVoice")
        await world.tap(sample, "✅ Взять этот голос", IVAN)
        answer = await world.server.wait("answerCallbackQuery", 3)
        person = await bot.dispatcher.workflow_data["people"].get("telegram:13")
        await world.tap(voices, "Русский, женский", IVAN)
        again = await world.server.wait("sendVoice", 2)
        await world.tap(languages, "✓ 🔄 Выбирать по языку", IVAN)
        await world.server.wait("editMessageText", 2)
        reset = await bot.dispatcher.workflow_data["people"].get("telegram:13")
    assert languages.text == "На каком языке? Голос сейчас: по языку текста"
    assert next(iter(languages.buttons)) == "Русский"
    assert sample.file("voice") == (world.media / "voice.ogg").read_bytes()
    assert sample.fields["caption"] == "Русский, женский"
    assert answer.text == "Теперь голос: Русский, женский."
    assert (person.voice, reset.voice) == ("ru-female", None)
    assert again.files == {}
    assert world.samples == [("ru-female", "ru")]


async def test_every_language_button_and_page_fits_what_telegram_takes(world: World) -> None:
    async with world.running():
        await world.send(text="/voices")
        page = await world.server.wait("sendMessage")
        seen = set(page.buttons)
        for number in range(1, int(next(text for text in page.buttons if "/" in text).split("/")[1])):
            await world.tap(page, "›")
            page = await world.server.wait("editMessageText", number)
            seen |= set(page.buttons)
    data = [data for call in (page, *world.server.made("sendMessage")) for data in call.buttons.values()]
    assert {"English", "中文", "Русский", "Deutsch"} <= seen
    assert len(seen) > 80
    assert all(len(one.encode()) <= 64 for one in data)


async def test_a_second_tap_while_a_sample_is_spoken_brings_no_second_sample(world: World) -> None:
    data = HearVoice(language="ru", tag=tag("ru-male")).pack()
    gate = world.server.hold("sendVoice")
    async with world.running() as bot:
        await world.tap_data(data, 11)
        await world.server.wait("arrived:sendVoice")
        await world.tap_data(data, 11)
        await world.server.wait("answerCallbackQuery", 2)
        gate.set()
        await bot.updates.answered()
    assert len(world.server.made("sendVoice")) == 1


async def test_whoever_refuses_voice_messages_hears_the_sample_as_audio(world: World) -> None:
    world.server.trouble("sendVoice", refusal(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"))
    async with world.running():
        await world.tap_data(HearVoice(language="ru", tag=tag("ru-male")).pack(), 11)
        audio = await world.server.wait("sendAudio")
    assert audio.file("audio") == (world.media / "voice.ogg").read_bytes()


async def test_the_language_of_messages_is_chosen_and_given_back_to_telegram(world: World) -> None:
    async with world.running():
        await world.send(text="/language")
        choose = await world.server.wait("sendMessage")
        await world.tap(choose, "中文")
        redrawn = await world.server.wait("editMessageText")
        await world.tap(redrawn, "与 Telegram 一致")
        back = await world.server.wait("editMessageText", 2)
    assert "✓ As Telegram is set" in choose.buttons
    assert (redrawn.text, back.text) == ("我用哪种语言写消息？", "Which language shall I write in?")
    assert "✓ 中文" in redrawn.buttons


async def test_a_tap_counts_for_the_message_sent_right_after_it(world: World) -> None:
    async with world.running():
        await world.send(text="/style")
        styles = await world.server.wait("sendMessage")
        for number, style in enumerate((Style.NOTE, Style.SQUARE, Style.VIDEO) * 2, start=1):
            button = next(name for name, data in styles.buttons.items() if data == f"style:{style}")
            await world.tap(styles, button)
            await world.send(text=f"Said as a {style} {number}.")
            await world.server.wait("sendMessage", number + 1)
        said = {job.order.text: job.order.style for job in await world.store.list()}
    assert len([text for text, style in said.items() if f"as a {style} " in str(text)]) == 6


async def test_the_style_is_chosen_and_a_second_tap_on_it_is_no_error(world: World) -> None:
    unchanged = refusal(
        400, "Bad Request: message is not modified: specified new message content is the same"
    )
    async with world.running() as bot:
        await world.send(text="/style")
        choose = await world.server.wait("sendMessage")
        await world.tap(choose, "Round note")
        redrawn = await world.server.wait("editMessageText")
        world.server.trouble("editMessageText", unchanged)
        await world.tap(redrawn, "✓ Round note")
        await world.server.wait("editMessageText", 2)
        await bot.updates.answered()
        person = await bot.dispatcher.workflow_data["people"].get("telegram:11")
    assert person.style == Style.NOTE
    assert len(world.server.made("sendMessage")) == 1
    assert [call.text for call in world.server.made("answerCallbackQuery")] == [
        "Your videos are round notes from now on, up to 60 s long."
    ] * 2


async def test_the_queue_shows_ones_own_orders_lives_and_cancels(world: World) -> None:
    async with world.running():
        await world.send(IVAN, text="Чужой заказ.")
        await world.job(1)
        await world.send(text="My first order, which is rather long and is shown cut off.")
        await world.send(text="My second order.")
        await world.job(3)
        await world.send(text="/queue")
        queue = await world.server.wait("sendMessage", where=asks("2 orders of yours"))
        await world.finish()
        live = await world.server.wait(
            "editMessageText", where=asks("1. “My first order, which is rather long an…” – next, about")
        )
        await world.tap(queue, "✖️ 2")
        left = await world.server.wait("editMessageText", where=asks("One order of yours"))
        states = {job.order.text: job.state for job in await world.store.list(owner="telegram:11")}
    assert "Чужой" not in queue.text
    assert list(queue.buttons) == ["✖️ 1", "✖️ 2"]
    assert live.fields["message_id"] == left.fields["message_id"] or left.fields["message_id"] == "900"
    assert states["My second order."] == State.CANCELLED


async def test_the_queue_of_somebody_without_orders_says_so(world: World) -> None:
    async with world.running():
        await world.send(text="/queue")
        await world.send(text="/cancel")
        assert (await world.server.wait("sendMessage", 1)).text.startswith("You have no orders in the line.")
        assert (await world.server.wait("sendMessage", 2)).text == "You have no orders to cancel."


async def test_cancel_takes_the_only_order_and_asks_when_there_are_several(world: World) -> None:
    async with world.running():
        await world.send(text="Number one.")
        await world.job(1)
        await world.send(text="/cancel")
        await world.server.wait("sendMessage", where=asks("Cancelled."))
        for number in (2, 3, 4):
            await world.send(text=f"Number {number}.")
        await world.send(text="/cancel")
        which = await world.server.wait("sendMessage", where=asks("Cancel which?"))
        await world.tap(which, "✖️ The newest: “Number 4.”")
        await world.server.wait("answerCallbackQuery", 1)
        assert [job.order.text for job in await world.store.list(active_only=True)] == [
            "Number 2.",
            "Number 3.",
        ]
        await world.tap(which, "✖️ All 3")
        assert (await world.server.wait("answerCallbackQuery", 2)).text == "2 orders cancelled."
        assert await world.store.list(active_only=True) == []


async def test_nobody_cancels_or_forgets_for_somebody_else(world: World) -> None:
    async with world.running():
        await world.send(text="Mine alone.")
        job = await world.job()
        await world.tap_data(CancelOrder(job=job.id).pack(), -500, IVAN)
        await world.tap_data(Forget(sure=True, person=tag("telegram:11")).pack(), -500, IVAN)
        answers = [await world.server.wait("answerCallbackQuery", number) for number in (1, 2)]
        assert (await world.store.get(job.id)).state == State.QUEUED
    assert {answer.text for answer in answers} == {"Это может только тот, кто заказал."}


@pytest.mark.parametrize("data", ["cancel:gone", "nonsense", "style:oval", "language:xx", "cancel:"])
async def test_buttons_from_another_time_do_nothing_and_say_so(world: World, data: str) -> None:
    async with world.running():
        await world.tap_data(data, 11)
        answer = await world.server.wait("answerCallbackQuery")
    assert answer.text == "This button is from earlier and does nothing any more."


async def test_forgetme_asks_deletes_everything_and_says_what(world: World) -> None:
    world.server.files["v1"] = (world.media / "voice.ogg").read_bytes()
    async with world.running() as bot:
        await bot.dispatcher.workflow_data["people"].choose("telegram:11", "style", "video")
        await world.send(text="Made already.")
        await world.job()
        await world.send(IVAN, text="Somebody else's.")
        await world.send(voice={"file_id": "v1", "file_unique_id": "v1", "duration": 1})
        await world.job(3)
        made = await world.finish()
        await world.until(lambda job: job.told_at is not None, made.id)
        await world.send(text="/forgetme")
        sure = await world.server.wait("sendMessage", where=asks("Delete everything of yours"))
        await world.tap(sure, "🗑 Delete everything")
        done = await world.server.wait("editMessageText", where=asks("Deleted:"))
        await world.server.wait("deleteMessage", 2)
        owners = [job.owner for job in await world.store.list()]
    assert done.text == "Deleted: 2 orders, one recording, one video and your settings."
    assert owners == ["telegram:13"]
    assert list(world.home.inputs.iterdir()) == []
    assert made.clip is not None
    assert [path for path in world.home.clips.rglob("*") if path.is_file()] == []


async def test_a_clip_somebody_else_ordered_too_stays_when_one_of_them_is_forgotten(world: World) -> None:
    async with world.running():
        await world.send(text="The same words.")
        await world.job()
        made = await world.finish()
        await world.send(IVAN, text="The same words.")
        await world.server.wait("sendVideo", 2)
        await world.send(text="/forgetme")
        sure = await world.server.wait("sendMessage", where=asks("Delete everything of yours"))
        await world.tap(sure, "🗑 Delete everything")
        done = await world.server.wait("editMessageText", where=asks("Deleted:"))
    assert made.clip is not None
    assert Path(made.clip.path).is_file()
    assert "0 videos" in done.text


async def test_thinking_better_of_forgetting_keeps_everything(world: World) -> None:
    async with world.running():
        await world.send(text="Keep this.")
        await world.job()
        await world.send(text="/forgetme")
        sure = await world.server.wait("sendMessage", where=asks("Delete everything of yours"))
        await world.tap(sure, "Keep it")
        await world.server.wait("editMessageText", where=asks("Nothing was deleted."))
        assert len(await world.store.list()) == 1


async def test_help_names_every_command_and_limit(world: World) -> None:
    async with world.running():
        await world.send(text="/help")
        said = await world.server.wait("sendMessage")
    for part in (
        "/presenters",
        "/voices",
        "/style",
        "/queue",
        "/cancel",
        "/language",
        "/forgetme",
        "/say",
        "4,000",
        "15 minutes",
        "20 MB",
    ):
        assert part in said.text


async def test_the_command_menu_is_set_in_every_language_for_chats_and_groups(world: World) -> None:
    async with world.running():
        await world.server.wait("setMyCommands", 6)
    menus = {
        (call.fields.get("language_code", ""), call.fields["scope"]["type"]): [
            one["command"] for one in call.fields["commands"]
        ]
        for call in world.server.made("setMyCommands")
    }
    assert {language for language, _ in menus} == {"", "zh", "ru"}
    assert "say" in menus["ru", "all_group_chats"]
    assert menus["", "default"][0] == "help"


async def test_a_group_is_greeted_once_when_the_bot_joins(world: World) -> None:
    member = {"user": {"id": 7000000001, "is_bot": True, "first_name": "M"}, "status": "left"}
    joined = {
        "chat": {"id": -500, "type": "group", "title": "Friends"},
        "from": IVAN,
        "date": 1_790_000_000,
        "old_chat_member": member,
        "new_chat_member": member | {"status": "member"},
    }
    async with world.running():
        await world.server.push(my_chat_member=joined)
        said = await world.server.wait("sendMessage")
    assert "/say" in said.text
    assert said.fields["chat_id"] == "-500"


async def test_choices_outlive_a_restart(world: World) -> None:
    async with world.running() as bot:
        people = bot.dispatcher.workflow_data["people"]
        await people.choose("telegram:11", "language", "ru")
        await people.choose("telegram:11", "presenter", "noah")
        with pytest.raises(ValueError, match="nobody can choose"):
            await people.choose("telegram:11", "id", "telegram:12")
    async with world.running():
        await world.send(ANN, text="Hello there.")
        assert (await world.job()).order.presenter == "noah"
    assert world.server.made("sendMessage")[0].text == "⏳ В очереди: вы следующий."
