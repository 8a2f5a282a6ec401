"""Subtitles as a person chose them: what they order, and what is said when there can be none."""

import sqlite3
from pathlib import Path

from telegram_world import World

from bot.people import MIGRATIONS, People
from pipeline.order import Subtitles


async def test_subtitles_are_chosen_by_a_button(world: World) -> None:
    async with world.running() as bot:
        await world.send(text="/subtitles")
        choose = await world.server.wait("sendMessage")
        await world.tap(choose, "With subtitles")
        redrawn = await world.server.wait("editMessageText")
        await world.tap_data("subtitles:beside", 11)
        await world.server.wait("answerCallbackQuery", 2)
        person = await bot.dispatcher.workflow_data["people"].get("telegram:11")
    assert list(choose.buttons) == ["With subtitles", "✓ Without"]
    assert list(redrawn.buttons) == ["✓ With subtitles", "Without"]
    assert person.subtitles == Subtitles.BURNT


async def test_orders_have_subtitles_where_the_words_are_known_and_say_so_where_not(world: World) -> None:
    world.server.files["v1"] = (world.media / "voice.ogg").read_bytes()
    voice = {"file_id": "v1", "file_unique_id": "v1", "duration": 1}
    async with world.running() as bot:
        await bot.dispatcher.workflow_data["people"].choose("telegram:11", "subtitles", "burnt")
        await world.send(text="Hello there.")
        text = await world.job(1)
        await world.send(voice=voice, caption="/say What is said")
        known = await world.job(2)
        await world.send(voice=voice)
        unknown = await world.job(3)
    assert [job.order.subtitles for job in (text, known, unknown)] == ["burnt", "burnt", "off"]
    said = ["No subtitles: I do not know" in call.text for call in world.server.made("sendMessage")]
    assert said == [False, False, True]


async def test_choices_from_before_there_were_subtitles_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "people.db"
    with sqlite3.connect(path) as old:
        old.executescript(MIGRATIONS[0] + "PRAGMA user_version=1;")
        old.execute("INSERT INTO people (id, presenter) VALUES ('telegram:1', 'mira')")
    old.close()
    people = await People.open(path)
    person = await people.get("telegram:1")
    assert (person.presenter, person.subtitles) == ("mira", Subtitles.OFF)
    assert (await people.choose("telegram:1", "subtitles", "burnt")).subtitles == Subtitles.BURNT
    assert (await people.choose("telegram:1", "voice", "en-male")).subtitles == Subtitles.BURNT
    await people.close()
